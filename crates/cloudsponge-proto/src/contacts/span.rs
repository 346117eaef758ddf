//! Where a text stands: eight bytes instead of a `String`.

use crate::codec::CodecErrorKind;

/// A stretch of the body or of the *side* buffer, which holds what does not stand in the body as it reads: unescaped
/// texts, and in XML also JSON texts of generic values. Or none at all.
///
/// The upper bits carry a tag of the span's owner: the field of a text in a list of texts, the flag of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    start: u32,
    /// Bits 0 to 26: length; [`NONE`] is no text. Bits 27 to 30: tag. Bit 31: in the side buffer.
    rest: u32,
}

const LEN_BITS: u32 = 27;
const NONE: u32 = (1 << LEN_BITS) - 1;
const SIDE: u32 = 1 << 31;
const TAG: u32 = 0b1111 << LEN_BITS;

/// The longest text a span can hold: 128 MiB less two bytes. Far above [`TEXT_LIMIT`](crate::codec::TEXT_LIMIT), which
/// does not bind the raw text of a generic value.
pub(crate) const MAX_LEN: usize = (NONE - 1) as usize;

const TOO_LARGE: CodecErrorKind = CodecErrorKind::TooLarge("contacts of more than 4 GiB in one page");

impl Span {
    /// No text: absent or null.
    pub(crate) const NONE: Self = Self { start: 0, rest: NONE };

    /// A text of no length.
    pub(crate) const EMPTY: Self = Self { start: 0, rest: 0 };

    /// A place in the body, checked.
    ///
    /// # Errors
    /// It does not fit.
    pub(crate) fn place(at: usize) -> Result<u32, CodecErrorKind> {
        u32::try_from(at).map_err(|_| TOO_LARGE)
    }

    /// A stretch of the body: `start` counts from the beginning of what spans refer to (see
    /// [`Input::base`](super::cursor::Input)).
    ///
    /// # Errors
    /// The place or the length does not fit.
    #[inline]
    pub(crate) fn body(start: usize, len: usize) -> Result<Self, CodecErrorKind> {
        Self::within(Self::place(start)?, len)
    }

    /// The same, from a place that fits.
    ///
    /// # Errors
    /// The length does not fit.
    #[inline]
    pub(crate) fn within(start: u32, len: usize) -> Result<Self, CodecErrorKind> {
        if len <= MAX_LEN { Ok(Self { start, rest: len as u32 }) } else { Err(TOO_LARGE) }
    }

    /// The same, of a text that is known to be no longer than [`TEXT_LIMIT`](crate::codec::TEXT_LIMIT).
    #[inline]
    pub(crate) fn short(start: u32, len: u32) -> Self {
        Self { start, rest: len & (NONE >> 1) }
    }

    /// A stretch of the side buffer.
    ///
    /// # Errors
    /// The place or the length does not fit.
    #[inline]
    pub(crate) fn side(start: usize, len: usize) -> Result<Self, CodecErrorKind> {
        Self::body(start, len).map(|span| Self { rest: span.rest | SIDE, ..span })
    }

    /// The same stretch, which has no tag yet, with one below 16.
    #[inline]
    pub(crate) fn with_tag(self, tag: u8) -> Self {
        Self { rest: self.rest | (u32::from(tag) << LEN_BITS), ..self }
    }

    /// The tag; 0 unless one was given.
    #[inline]
    pub(crate) fn tag(self) -> u8 {
        ((self.rest & TAG) >> LEN_BITS) as u8
    }

    /// Whether there is no text.
    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self.rest & NONE == NONE
    }

    /// The text, taken from the two buffers; `None` if there is none.
    #[inline]
    pub(crate) fn text<'t>(self, body: &'t str, side: &'t str) -> Option<&'t str> {
        if self.is_none() {
            return None;
        }
        let len = self.rest & NONE;
        let start = self.start as usize;
        let buffer = if self.rest & SIDE == 0 { body } else { side };
        buffer.get(start..start + len as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_small_and_never_truncate() {
        assert_eq!(size_of::<Span>(), 8);
        let span = Span::body(1, 2).unwrap().with_tag(13);
        assert_eq!((span.text("abcd", ""), span.tag()), (Some("bc"), 13));
        assert_eq!(Span::side(0, 0).unwrap().with_tag(15).text("abcd", "xy"), Some(""));
        assert_eq!(Span::NONE.with_tag(7).text("abcd", "xy"), None);
        assert_eq!(Span::NONE.with_tag(7).tag(), 7);
        assert!(Span::body(0, MAX_LEN).is_ok() && Span::body(0, MAX_LEN + 1).is_err());
        assert!(Span::side(u32::MAX as usize, 0).is_ok() && Span::side(u32::MAX as usize + 1, 0).is_err());
    }
}

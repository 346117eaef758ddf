//! From bytes to text, where a bad byte must cost no more than its contact.

use super::fault::Fault;
use crate::codec::CodecErrorKind;
use std::borrow::Cow;

/// What stands where a byte was that is no text: a character that means nothing in the markup of either format, in a text
/// is allowed in both, and takes one byte, so that places stay the same.
const STAND_IN: char = '\u{7f}';

/// Bytes as far as they are whole characters.
pub(super) struct Decoded<'a> {
    /// The characters; every bad byte is a [`STAND_IN`].
    pub(super) text: Cow<'a, str>,
    /// The same stretch as it was, if there are bad bytes in it; else empty.
    pub(super) damage: &'a [u8],
}

impl Decoded<'_> {
    /// A fault of the document, in view of what the text was made of: where the reader stumbled over what was a
    /// bad byte, the encoding is to blame.
    pub(super) fn explain(&self, mut fault: Fault) -> Fault {
        if !self.damage.is_empty() && self.damage.get(fault.at) != self.text.as_bytes().get(fault.at) {
            fault.kind = CodecErrorKind::Encoding;
        }
        fault
    }
}

/// Takes everything up to a character that may go on behind the end.
#[inline]
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), damage: &[] },
        Err(error) => decode_bad(bytes, error),
    }
}

fn decode_bad(bytes: &[u8], error: std::str::Utf8Error) -> Decoded<'_> {
    if error.error_len().is_none() {
        let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
        return Decoded { text: Cow::Borrowed(std::str::from_utf8(whole).unwrap_or_default()), damage: &[] };
    }
    let text = mended(bytes);
    let damage = bytes.get(..text.len()).unwrap_or_default();
    Decoded { text: Cow::Owned(text), damage }
}

/// The text with every bad byte replaced, without an unfinished character at the end.
fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let unfinished = chunks.peek().is_none()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        if !unfinished {
            text.extend(chunk.invalid().iter().map(|_| STAND_IN));
        }
    }
    text
}

/// The whole body as text, bad bytes replaced.
pub(super) fn into_text(body: Vec<u8>) -> String {
    String::from_utf8(body).unwrap_or_else(|error| mended(error.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_bytes_keep_their_places_and_unfinished_ones_wait() {
        for (bytes, text, damaged) in [
            (b"ab".as_slice(), "ab", false),
            (b"a\xc3", "a", false),
            (b"a\xff\xc3", "a\u{7f}", true),
            (b"\xf0\x9f\x98x", "\u{7f}\u{7f}\u{7f}x", true),
            (b"\xc3\xa9\xed\xa0\x80.", "é\u{7f}\u{7f}\u{7f}.", true),
        ] {
            let decoded = decode(bytes);
            assert_eq!((&*decoded.text, !decoded.damage.is_empty()), (text, damaged));
            assert!(!damaged || decoded.damage.len() == decoded.text.len());
        }
    }
}

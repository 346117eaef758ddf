//! What a format has to do for the decoder: walk as far as there is something whole.

use super::envelope::Envelope;
use super::fault::Fault;
use super::limits::Limits;
use super::sink::Sink;
use crate::codec::Format;

/// A stretch of a document.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    /// From where the last call said that the next begins (at first: the start of the document, byte order mark
    /// included) to the last whole character there is. Always valid UTF-8: where the document is not, every bad byte has
    /// been replaced by a character without meaning, and `damage` tells.
    pub(crate) text: &'a str,
    /// What spans count from: the span of the byte at `text[i]` is `Span::body(base + i, …)`.
    pub(crate) base: usize,
    /// The byte at `text[i]` is byte `offset + i` of the document. Differs from `base` where the document is not kept.
    pub(crate) offset: u64,
    /// The bytes that `text` was made of, if not all of them are UTF-8; else, and nearly always, empty.
    pub(crate) damage: &'a [u8],
}

impl Input<'_> {
    /// The first bad byte in a stretch of the text that begins and ends at ASCII characters. A cursor asks before it
    /// commits a contact, with the contact's stretch, and fails the contact with [`Encoding`](crate::codec::CodecErrorKind::Encoding) at that
    /// byte; likewise it asks for everything else before it goes on, and fails the document. So a bad byte costs the
    /// contact it stands in and nothing else.
    #[inline]
    pub(crate) fn damaged(&self, from: usize, to: usize) -> Option<usize> {
        if self.damage.is_empty() { None } else { self.first_damage(from, to) }
    }

    #[cold]
    fn first_damage(&self, from: usize, to: usize) -> Option<usize> {
        let error = std::str::from_utf8(self.damage.get(from..to)?).err()?;
        Some(from + error.valid_up_to())
    }
}

/// How far a call came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Advance {
    /// So many bytes of the text are done with. The next call's text begins behind them.
    pub(crate) consumed: usize,
    /// The document is over. The text may go on: white space only, or the call would have failed. A cursor whose
    /// document is over goes on to be called with what follows, and fails if it is not white space (in XML: not allowed
    /// behind the document element).
    pub(crate) done: bool,
}

/// A reader of one format, between two pieces of one document.
///
/// # How it is driven
///
/// A driver calls [`advance`](Self::advance) with what there is of the document. The cursor reads *unit* after unit: the
/// start of the document, a contact, the owner, another field of the document, the end of the list, the end of the
/// document. What is whole it tells the sink, or copies to its [`Envelope`]. At the first unit that is not whole it rolls
/// the sink back, and returns: the next call's text will begin at that unit, with more behind it. So a cursor needs no
/// state inside a unit; between units it keeps where it is, what it has seen, and the learned order of fields.
/// Everything inside the units (nesting, limits, syntax) is its own business.
///
/// A driver retries a unit only when there is twice as much of it, so that time stays linear; a cursor may take every
/// call as if it were the last. If the document ends with a unit that is not whole, the driver makes the error
/// ([`Truncated`](crate::codec::CodecErrorKind::Truncated)); the cursor itself never does.
///
/// White space between units is consumed even if no unit follows yet.
///
/// # What it tells
///
/// - Each item of `contacts`: `begin(Whose::Contact)`, its pieces, `commit()`; or `fail(fault)` for one that cannot be
///   read, whose path begins with `contacts[i]`, where `i` counts all items from 0.
/// - `contacts_owner`: `begin(Whose::Owner)`, pieces, `commit()`. Null is not told; one that cannot be read is `fail`ed.
/// - Fields of the document that are listed in [`envelope::FIELDS`](super::envelope::FIELDS): copied to the envelope as
///   they stand, unread. All other fields: their syntax and limits are checked, and they are forgotten.
///
/// Before each item it asks [`Limits::check_contacts`], after each unit [`Limits::check_unit`].
pub(crate) trait Cursor: Sized {
    /// The format it reads.
    const FORMAT: Format;

    /// At the start of a document.
    fn new(limits: Limits) -> Self;

    /// Reads on as far as there are whole units.
    ///
    /// # Errors
    /// The document as a whole cannot be read. The sink is outside any bracket and keeps what was committed; the
    /// cursor is not called again. `Fault::at` counts from the start of `input.text`.
    fn advance<S: Sink>(&mut self, input: Input<'_>, sink: &mut S) -> Result<Advance, Fault>;

    /// Anything but white space (and a byte order mark) has been read. A document that ends before is
    /// [`Empty`](crate::codec::CodecErrorKind::Empty) instead of truncated.
    fn begun(&self) -> bool;

    /// The fields around the contacts that were read so far.
    fn envelope(&self) -> &Envelope;
}

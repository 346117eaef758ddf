//! The driver for a body that is not kept: contacts one at a time, out of the chunks they come in.

use super::cursor::{Cursor, Input};
use super::fault::Fault;
use super::field::Field;
use super::place::{Origin, Stretch};
use super::sink::{Labelled, Postal, Sink, Whose};
use super::span::Span;
use super::tables::{Builder, Row};
use super::view::{Buffers, ContactRef};
use super::{Limits, envelope, utf8};
use crate::DecodeError;
use crate::codec::position::Place;
use crate::codec::{CodecError, CodecErrorKind, Format};
use crate::model::{Contact, Contacts, SlotError};

/// The least that is taken of a chunk to complete what was carried over.
const PIECE: usize = 512;
/// The most that is parsed in one go, so that spans can refer to all of it.
const WHOLE: usize = 1 << 30;
/// Room for carried bytes that is kept when nothing is carried.
const KEPT: usize = 64 * 1024;

/// Whom the items are handed to. Not generic, so that the cursors are compiled once and not for every caller.
pub(super) type Receiver<'r> = &'r mut dyn FnMut(Result<ContactRef<'_>, SlotError>);

/// A cursor, and what the last chunk left over.
#[derive(Clone, Debug)]
pub(super) struct Stream<C> {
    cursor: C,
    limits: Limits,
    /// One contact at a time.
    builder: Builder,
    /// The beginning of a unit that is not whole.
    carry: Vec<u8>,
    /// How long `carry` must be before it is tried again.
    wanted: usize,
    /// Where in the document `carry` begins.
    offset: u64,
    origin: Origin,
    items: u64,
    owner: Option<Contact>,
    /// The places of the envelope's fields.
    places: Vec<Place>,
    done: bool,
    failed: Option<CodecError>,
}

impl<C: Cursor> Stream<C> {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            cursor: C::new(limits),
            limits,
            builder: Builder::default(),
            carry: Vec::new(),
            wanted: 0,
            offset: 0,
            origin: Origin::START,
            items: 0,
            owner: None,
            places: Vec::new(),
            done: false,
            failed: None,
        }
    }

    pub(super) fn items(&self) -> u64 {
        self.items
    }

    pub(super) fn feed(&mut self, chunk: &[u8], each: Receiver<'_>) -> Result<(), CodecError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let fed = chunk.chunks(WHOLE).try_for_each(|chunk| self.take(chunk, each));
        fed.inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn take(&mut self, chunk: &[u8], each: Receiver<'_>) -> Result<(), CodecError> {
        let mut rest = chunk;
        while !self.carry.is_empty() && !rest.is_empty() {
            let more = self.wanted.saturating_sub(self.carry.len()).max(PIECE).min(rest.len());
            let (piece, behind) = rest.split_at_checked(more).unwrap_or_default();
            self.carry_on(piece);
            rest = behind;
            if self.carry.len() < self.wanted {
                return Ok(());
            }
            let carry = std::mem::take(&mut self.carry);
            let consumed = self.parse(&carry, each);
            self.carry = carry;
            let consumed = consumed?;
            let left = self.carry.len().saturating_sub(consumed);
            if consumed == 0 {
                continue;
            }
            // What is left stands in the chunk as well, where nothing need be copied, unless it is older.
            let in_chunk = chunk.len() - rest.len();
            if left <= in_chunk {
                rest = chunk.get(in_chunk - left..).unwrap_or_default();
                self.carry.clear();
                self.carry.shrink_to(KEPT);
            } else {
                self.carry.drain(..consumed);
            }
        }
        if !rest.is_empty() {
            let consumed = self.parse(rest, each)?;
            self.carry_on(rest.get(consumed..).unwrap_or_default());
        }
        Ok(())
    }

    fn carry_on(&mut self, piece: &[u8]) {
        // A huge contact must not cost twice its size.
        let room = self.carry.len() / 8 + piece.len();
        if self.carry.capacity() - self.carry.len() < piece.len() {
            self.carry.reserve_exact(room);
        }
        self.carry.extend_from_slice(piece);
    }

    /// Parses what is whole of a stretch that begins with a unit; says how much that was.
    fn parse(&mut self, bytes: &[u8], each: Receiver<'_>) -> Result<usize, CodecError> {
        let decoded = utf8::decode(bytes);
        let text = &*decoded.text;
        let input = Input { text, base: 0, offset: self.offset, damage: decoded.damage };
        let mut sink = Each {
            builder: &mut self.builder,
            text,
            format: C::FORMAT,
            lines: self.origin.lines(text.as_bytes()),
            items: &mut self.items,
            owner: &mut self.owner,
            in_owner: false,
            each,
        };
        let advance = self.cursor.advance(input, &mut sink).map_err(|fault| {
            let Fault { kind, at, path } = decoded.explain(fault);
            CodecError::new(C::FORMAT, kind).with_path(path).at(self.origin.place(text.as_bytes(), at))
        })?;
        let fields = self.cursor.envelope().fields();
        if self.places.len() < fields.len() {
            let lines = self.origin.lines(text.as_bytes());
            let place = |(_, at): &(&str, u64)| {
                lines.at(usize::try_from(at.saturating_sub(self.offset)).unwrap_or(usize::MAX))
            };
            self.places.extend(fields.iter().skip(self.places.len()).map(place));
        }
        self.done = advance.done;
        let left = text.len().saturating_sub(advance.consumed);
        self.wanted = left.saturating_mul(2).max(1);
        self.origin = self.origin.behind(text.as_bytes().get(..advance.consumed).unwrap_or_default());
        self.offset += advance.consumed as u64;
        self.limits
            .check_unit(left)
            .map_err(|kind| CodecError::new(C::FORMAT, kind).at(self.origin.place(&[], 0)))?;
        Ok(advance.consumed)
    }

    pub(super) fn finish(mut self, each: Receiver<'_>) -> Result<Contacts, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        let carry = std::mem::take(&mut self.carry);
        let consumed = if carry.is_empty() { 0 } else { self.parse(&carry, each)? };
        if !self.done || consumed < carry.len() {
            if !self.cursor.begun() && consumed == carry.len() {
                return Err(CodecError::new(C::FORMAT, CodecErrorKind::Empty).into());
            }
            let left = carry.get(consumed..).unwrap_or_default();
            let end = self.origin.place(left, left.len());
            return Err(CodecError::new(C::FORMAT, CodecErrorKind::Truncated).at(end).into());
        }
        let envelope = self.cursor.envelope();
        let place = |index: usize| self.places.get(index).copied();
        let around = envelope::read(envelope, place)?;
        Ok(Contacts { contacts_owner: self.owner, ..around })
    }
}

/// The sink that hands on every contact as soon as it is whole.
struct Each<'s> {
    builder: &'s mut Builder,
    text: &'s str,
    format: Format,
    lines: Stretch<'s>,
    items: &'s mut u64,
    owner: &'s mut Option<Contact>,
    in_owner: bool,
    each: Receiver<'s>,
}

impl Each<'_> {
    #[inline]
    fn clear(&mut self) {
        self.builder.tables.clear();
        self.builder.side.clear();
    }
}

impl Sink for Each<'_> {
    #[inline]
    fn begin(&mut self, whose: Whose) {
        // The tables hold one contact only, so it need not be told apart from others.
        self.in_owner = whose == Whose::Owner;
    }

    #[inline]
    fn text(&mut self, field: Field, text: Span) {
        self.builder.text(field, text);
    }

    #[inline]
    fn owner(&mut self, flag: bool) {
        self.builder.owner(flag);
    }

    #[inline]
    fn email(&mut self, email: Labelled) {
        self.builder.email(email);
    }

    #[inline]
    fn phone(&mut self, phone: Labelled) {
        self.builder.phone(phone);
    }

    #[inline]
    fn address(&mut self, address: &Postal) {
        self.builder.address(address);
    }

    #[inline]
    fn side(&mut self) -> &mut String {
        self.builder.side()
    }

    #[inline]
    fn commit(&mut self) {
        let Builder { tables, side, .. } = &*self.builder;
        let buffers = Buffers { body: self.text, side };
        let contact = ContactRef::new(tables, Row::default(), tables.end(), buffers);
        if self.in_owner {
            *self.owner = Some(contact.to_owned());
        } else {
            *self.items += 1;
            (self.each)(Ok(contact));
        }
        self.clear();
    }

    fn fail(&mut self, fault: Fault) {
        self.clear();
        if !self.in_owner {
            let place = self.lines.at(fault.at);
            let error = CodecError::new(self.format, fault.kind).with_path(fault.path).at(place);
            let index = *self.items;
            *self.items += 1;
            (self.each)(Err(SlotError { index, error }));
        }
    }

    fn roll_back(&mut self) {
        self.clear();
    }
}

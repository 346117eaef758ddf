//! The JSON cursor.

mod contact;
mod keys;
mod reader;
mod scope;
mod skip;

use super::cursor::{Advance, Cursor, Input};
use super::envelope::{Envelope, FIELDS};
use super::fault::Fault;
use super::limits::Limits;
use super::sink::{Sink, Whose};
use crate::codec::{CodecErrorKind, Format};
use contact::Orders;
use reader::{Read, Reader, Stop};

/// Reads a contacts answer in JSON.
#[derive(Clone, Debug)]
pub(crate) struct JsonCursor {
    state: State,
    limits: Limits,
    orders: Orders,
    envelope: Envelope,
    /// Items of `contacts` so far.
    items: u64,
    seen_contacts: bool,
    seen_owner: bool,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// A byte order mark, or the document's object.
    Start,
    /// The document's object.
    Object,
    /// The first field, or the object's end.
    FirstField,
    /// A field, for there was a comma.
    Field,
    /// A comma, or the object's end.
    BehindField,
    /// The first contact, or the list's end.
    FirstContact,
    /// A contact, for there was a comma.
    Contact,
    /// A comma, or the list's end.
    BehindContact,
    /// Nothing but white space.
    Done,
}

impl Cursor for JsonCursor {
    const FORMAT: Format = Format::Json;

    fn new(limits: Limits) -> Self {
        Self {
            state: State::Start,
            limits,
            orders: Orders::new(),
            envelope: Envelope::new(Format::Json),
            items: 0,
            seen_contacts: false,
            seen_owner: false,
        }
    }

    fn advance<S: Sink>(&mut self, input: Input<'_>, sink: &mut S) -> Result<Advance, Fault> {
        let mut reader = Reader::new(input).map_err(|kind| Fault::new(kind, 0))?;
        loop {
            let next = reader.peek();
            let consumed = reader.at();
            match next.and_then(|next| self.unit(next, input, &mut reader, sink)) {
                Ok(()) => {}
                Err(Stop::More) => return Ok(Advance { consumed, done: self.state == State::Done }),
                Err(Stop::Bad) => return Err(reader.take_fault()),
            }
        }
    }

    fn begun(&self) -> bool {
        !matches!(self.state, State::Start | State::Object)
    }

    fn envelope(&self) -> &Envelope {
        &self.envelope
    }
}

impl JsonCursor {
    /// Reads the unit that begins with this byte, at the position.
    #[inline]
    fn unit<S: Sink>(
        &mut self,
        next: u8,
        input: Input<'_>,
        reader: &mut Reader<'_>,
        sink: &mut S,
    ) -> Read<()> {
        match (self.state, next) {
            (State::FirstContact, b']') | (State::BehindContact, b']') => {
                self.punctuation(reader, State::BehindField)
            }
            (State::BehindContact, b',') => self.punctuation(reader, State::Contact),
            (State::FirstContact | State::Contact, _) => self.item(input, reader, sink),
            (State::Start, 0xef)
                if input.offset == 0 && reader.at() == 0 && input.text.starts_with('\u{feff}') =>
            {
                reader.rest = reader.rest.get(3..).unwrap_or_default();
                self.state = State::Object;
                Ok(())
            }
            (State::Start | State::Object, b'{') => self.punctuation(reader, State::FirstField),
            (State::Start | State::Object, b'[') => {
                // Not an object, but what is worse about it comes first.
                let start = reader.at();
                reader.skip::<false>(0)?;
                Err(reader.expected_at("an object", start))
            }
            (State::Start | State::Object, b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                Err(reader.expected("an object"))
            }
            (State::FirstField | State::BehindField, b'}') => self.punctuation(reader, State::Done),
            (State::BehindField, b',') => self.punctuation(reader, State::Field),
            (State::FirstField | State::Field, b'"') => self.field(input, reader, sink),
            (State::Done, _) => Err(reader.bad(CodecErrorKind::Trailing, reader.at())),
            _ => Err(reader.syntax()),
        }
    }

    fn punctuation(&mut self, reader: &mut Reader<'_>, state: State) -> Read<()> {
        reader.bump();
        self.state = state;
        Ok(())
    }

    /// A field of the document, or the beginning of its contacts.
    fn field<S: Sink>(&mut self, input: Input<'_>, reader: &mut Reader<'_>, sink: &mut S) -> Read<()> {
        let start = reader.at();
        let name = reader.name()?;
        let first = reader.peek()?;
        let value = reader.at();
        match &*name {
            "contacts" | "contacts_owner" => {
                let contacts = name == "contacts";
                if if contacts { self.seen_contacts } else { self.seen_owner } {
                    let name = if contacts { "contacts" } else { "contacts_owner" };
                    return Err(reader.bad(CodecErrorKind::Duplicate(name), start));
                }
                let mut state = State::BehindField;
                match (first, contacts) {
                    (b'[', true) => {
                        reader.bump();
                        state = State::FirstContact;
                    }
                    (b'n', _) => reader.word(b"null")?,
                    (_, true) => {
                        self.one(input, reader, sink, Whose::Contact, 1)?;
                        self.items = 1;
                    }
                    (_, false) => self.one(input, reader, sink, Whose::Owner, 1)?,
                }
                self.state = state;
                *if contacts { &mut self.seen_contacts } else { &mut self.seen_owner } = true;
                Ok(())
            }
            name => {
                reader.skip::<false>(1)?;
                self.check(input, reader, start)?;
                if let Some(name) = FIELDS.iter().find(|field| **field == name) {
                    let offset = input.offset + value as u64;
                    self.envelope.push(name, reader.between(value, reader.at()), offset);
                }
                self.state = State::BehindField;
                Ok(())
            }
        }
    }

    /// What holds for every unit outside the contacts.
    fn check(&self, input: Input<'_>, reader: &mut Reader<'_>, start: usize) -> Read<()> {
        let end = reader.at();
        self.limits.check_unit(end - start).map_err(|kind| reader.bad(kind, start))?;
        match input.damaged(start, end) {
            Some(at) => Err(reader.bad(CodecErrorKind::Encoding, at)),
            None => Ok(()),
        }
    }

    /// An item of the contacts.
    #[inline]
    fn item<S: Sink>(&mut self, input: Input<'_>, reader: &mut Reader<'_>, sink: &mut S) -> Read<()> {
        self.limits.check_contacts(self.items + 1).map_err(|kind| reader.bad(kind, reader.at()))?;
        self.one(input, reader, sink, Whose::Contact, 2)?;
        self.items += 1;
        self.state = State::BehindContact;
        Ok(())
    }

    /// A contact or the owner, good or bad.
    #[inline]
    fn one<S: Sink>(
        &mut self,
        input: Input<'_>,
        reader: &mut Reader<'_>,
        sink: &mut S,
        whose: Whose,
        depth: usize,
    ) -> Read<()> {
        let start = reader.at();
        sink.begin(whose);
        match contact::contact(reader, &mut self.orders, sink, depth) {
            Ok(()) if input.damage.is_empty() && self.limits.check_unit(reader.at() - start).is_ok() => {
                sink.commit();
                Ok(())
            }
            Ok(()) => self.doubtful(input, reader, sink, start, depth),
            Err(Stop::More) => {
                sink.roll_back();
                Err(Stop::More)
            }
            Err(Stop::Bad) => self.bad(reader, sink, start, depth),
        }
    }

    /// A good contact that is too large, or in which there may be bad bytes.
    #[cold]
    fn doubtful<S: Sink>(
        &self,
        input: Input<'_>,
        reader: &mut Reader<'_>,
        sink: &mut S,
        start: usize,
        depth: usize,
    ) -> Read<()> {
        let end = reader.at();
        if let Err(kind) = self.limits.check_unit(end - start) {
            sink.roll_back();
            return Err(reader.bad(kind, start));
        }
        match input.damaged(start, end) {
            Some(at) => sink.fail(self.located(Fault::new(CodecErrorKind::Encoding, at), depth)),
            None => sink.commit(),
        }
        Ok(())
    }

    /// A contact that cannot be read: if the document's grammar holds, it is only this one.
    #[cold]
    fn bad<S: Sink>(&self, reader: &mut Reader<'_>, sink: &mut S, start: usize, depth: usize) -> Read<()> {
        let fault = reader.take_fault();
        reader.go_back(start);
        let skipped = reader.skip::<false>(depth).and_then(|()| {
            self.limits.check_unit(reader.at() - start).map_err(|kind| reader.bad(kind, start))
        });
        match skipped {
            Ok(()) => sink.fail(self.located(fault, depth)),
            Err(_) => sink.roll_back(),
        }
        skipped
    }

    fn located(&self, fault: Fault, depth: usize) -> Fault {
        if depth == 1 { fault.in_field("contacts") } else { fault.in_item(self.items).in_field("contacts") }
    }
}

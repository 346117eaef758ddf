//! The cursor over XML.
//!
//! | module | |
//! |---|---|
//! | this one | the document around the contacts, unit after unit |
//! | `fast`, `walk` | a contact as the service writes it, told to the sink as it is read |
//! | `element`, `slow` | any other: a tree, read by the serde reading and told as a whole |
//! | `open` | the elements around the contacts, whose ends come later |
//! | `token`, `text` | the markup and the texts of XML 1.0 |
//!
//! The fast path may give up at any point, and the slow path decides, so it takes only what it is sure of. Both agree
//! with the serde reading of the whole document, values, errors and places alike, as the tests show; what differs is in
//! the table of [`contacts`](super).

mod element;
mod fast;
mod open;
mod slow;
mod text;
mod token;
mod walk;

#[cfg(test)]
pub(super) mod tests;

use super::cursor::{Advance, Cursor, Input};
use super::envelope::{self, Envelope};
use super::fault::Fault;
use super::limits::Limits;
use super::sink::{Sink, Whose};
use crate::codec::xml::tree::Hint;
use crate::codec::{CodecErrorKind, Format, names};
use fast::{Fast, Orders};
use open::{Open, is_item};
use token::{Stop, Tag, Token, Tokens};
use walk::Walk;

/// The document elements of an answer with contacts, in snake_case.
const ROOTS: [&str; 3] = ["contactsResponse", "contacts_response", "result"];

/// Between which units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// Nothing has been read, not even white space.
    Start,
    /// Before the document element.
    Prolog,
    /// Between the children of the document element.
    Root,
    /// Between the items of `contacts`.
    List,
    /// Behind the document element.
    Epilog,
}

/// A unit that is whole: where it ends.
enum Unit {
    /// A contact or the owner, for which a bad byte is no reason to refuse the document.
    Contact(usize),
    Other(usize),
}

/// A reader of XML.
#[derive(Clone, Debug)]
pub(crate) struct XmlCursor {
    limits: Limits,
    place: Place,
    begun: bool,
    root: Open,
    list: Open,
    /// Items of `contacts` so far.
    items: u64,
    /// `contacts_owner` has come.
    owner: bool,
    orders: Orders,
    envelope: Envelope,
}

impl Cursor for XmlCursor {
    const FORMAT: Format = Format::Xml;

    fn new(limits: Limits) -> Self {
        Self {
            limits,
            place: Place::Start,
            begun: false,
            root: Open::default(),
            list: Open::default(),
            items: 0,
            owner: false,
            orders: Orders::new(),
            envelope: Envelope::new(Format::Xml),
        }
    }

    fn advance<S: Sink>(&mut self, input: Input<'_>, sink: &mut S) -> Result<Advance, Fault> {
        let mut at = 0;
        if self.place == Place::Start && input.offset == 0 && input.text.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8();
        }
        loop {
            let from = at;
            let unit = self.space(input.text, at).and_then(|begin| {
                at = begin;
                match self.place {
                    Place::Start | Place::Prolog => self.prolog(input.text, at),
                    Place::Root => self.root(input, at, sink),
                    Place::List => self.list(input, at, sink),
                    Place::Epilog => epilog(input.text, at),
                }
            });
            match unit {
                Ok(Unit::Contact(end)) => at = end,
                Ok(Unit::Other(end)) => {
                    if let Some(bad) = input.damaged(from, end) {
                        return Err(Fault::new(CodecErrorKind::Encoding, bad));
                    }
                    at = end;
                }
                Err(Stop::Partial) => {
                    let done = self.place == Place::Epilog && at == input.text.len();
                    return Ok(Advance { consumed: at, done });
                }
                Err(Stop::Fault(fault)) => return Err(fault),
            }
            self.limits.check_unit(at - from).map_err(|kind| Fault::new(kind, from))?;
        }
    }

    fn begun(&self) -> bool {
        self.begun
    }

    fn envelope(&self) -> &Envelope {
        &self.envelope
    }
}

impl XmlCursor {
    /// Steps over white space.
    #[inline]
    fn space(&mut self, text: &str, at: usize) -> Result<usize, Stop> {
        let rest = text.get(at..).unwrap_or_default();
        let len = token::white(rest);
        if len > 0 {
            match self.place {
                Place::Start => self.place = Place::Prolog,
                Place::Root => self.root.text(rest.get(..len).unwrap_or_default(), at)?,
                Place::List => self.list.text(rest.get(..len).unwrap_or_default(), at)?,
                Place::Prolog | Place::Epilog => {}
            }
        }
        Ok(at + len)
    }

    fn prolog(&mut self, text: &str, at: usize) -> Result<Unit, Stop> {
        let syntax = Stop::fault(CodecErrorKind::Syntax, at);
        match text.as_bytes().get(at) {
            None => return Err(Stop::Partial),
            Some(byte) => {
                self.begun = true;
                if *byte != b'<' {
                    return Err(syntax);
                }
            }
        }
        let mut tokens = Tokens::new(text, at);
        self.place = match tokens.next()? {
            Token::Aside => Place::Prolog,
            Token::Declaration(content) if self.place == Place::Start => {
                token::declaration(content).map_err(|kind| Stop::fault(kind, at))?;
                Place::Prolog
            }
            Token::Start(tag) => {
                if !ROOTS.iter().any(|root| names::is(tag.local(), root)) {
                    return Err(Stop::fault(CodecErrorKind::Root, at));
                }
                if tag.nil || tag.hint == Hint::Array {
                    return Err(Stop::Fault(Fault::expected("an object", at)));
                }
                self.root = Open::new(&tag);
                if tag.closed { Place::Epilog } else { Place::Root }
            }
            _ => return Err(syntax),
        };
        Ok(Unit::Other(tokens.at()))
    }

    fn root<S: Sink>(&mut self, input: Input<'_>, at: usize, sink: &mut S) -> Result<Unit, Stop> {
        let mut tokens = Tokens::new(input.text, at);
        match tokens.next()? {
            Token::Start(tag) => {
                self.root.child();
                return self.field(input, tokens, tag, sink);
            }
            Token::End(name) if name == self.root.name => {
                if !self.root.parent && self.root.words {
                    return Err(Stop::Fault(Fault::expected("an object", at)));
                }
                self.place = Place::Epilog;
            }
            token => self.root.between(&token, at)?,
        }
        Ok(Unit::Other(tokens.at()))
    }

    /// A child of the document element.
    fn field<'a, S: Sink>(
        &mut self,
        input: Input<'a>,
        mut tokens: Tokens<'a>,
        tag: Tag<'a>,
        sink: &mut S,
    ) -> Result<Unit, Stop> {
        match tag.local() {
            "contacts" => return self.contacts(input, tokens, tag, sink),
            name if names::is(name, "contacts_owner") => {
                if self.owner {
                    let fault = Fault::new(CodecErrorKind::Duplicate("contacts_owner"), tag.at);
                    return Err(Stop::Fault(fault.in_field("contacts_owner")));
                }
                if tag.nil {
                    element::skip(&mut tokens, tag, 1)?;
                } else {
                    let end = self.contact(input, tag, tokens.at(), Whose::Owner, 1, sink)?;
                    self.owner = true;
                    return Ok(Unit::Contact(end));
                }
                self.owner = true;
            }
            key => {
                element::skip(&mut tokens, tag, 1)?;
                if let Some(name) = envelope::FIELDS.iter().find(|name| names::is(key, name)) {
                    let raw = input.text.get(tag.at..tokens.at()).unwrap_or_default();
                    self.envelope.push(name, raw, input.offset.saturating_add(tag.at as u64));
                }
            }
        }
        Ok(Unit::Other(tokens.at()))
    }

    /// The start of a list of contacts, or all of one that is its own only item.
    fn contacts<'a, S: Sink>(
        &mut self,
        input: Input<'a>,
        mut tokens: Tokens<'a>,
        tag: Tag<'a>,
        sink: &mut S,
    ) -> Result<Unit, Stop> {
        let behind = tokens.at();
        if tag.closed || tag.nil {
            element::skip(&mut tokens, tag, 1)?;
        } else if tag.hint != Hint::Array && is_item(&mut tokens)? {
            return self.contact(input, tag, behind, Whose::Contact, 1, sink).map(Unit::Contact);
        } else {
            self.list = Open::new(&tag);
            self.place = Place::List;
            return Ok(Unit::Other(behind));
        }
        Ok(Unit::Other(tokens.at()))
    }

    fn list<S: Sink>(&mut self, input: Input<'_>, at: usize, sink: &mut S) -> Result<Unit, Stop> {
        const USUAL: &str = "<contact>";
        if input.text.get(at..).is_some_and(|rest| rest.starts_with(USUAL)) {
            let tag = Tag { name: "contact", hint: Hint::None, nil: false, closed: false, at };
            self.list.child();
            return self.contact(input, tag, at + USUAL.len(), Whose::Contact, 2, sink).map(Unit::Contact);
        }
        let mut tokens = Tokens::new(input.text, at);
        match tokens.next()? {
            Token::Start(tag) => {
                self.list.child();
                let behind = tokens.at();
                return self.contact(input, tag, behind, Whose::Contact, 2, sink).map(Unit::Contact);
            }
            Token::End(name) if name == self.list.name => self.place = Place::Root,
            token => self.list.between(&token, at)?,
        }
        Ok(Unit::Other(tokens.at()))
    }

    /// A contact whose start tag ends at `behind`, inside of `depth` elements; returns where it ends.
    fn contact<S: Sink>(
        &mut self,
        input: Input<'_>,
        tag: Tag<'_>,
        behind: usize,
        whose: Whose,
        depth: usize,
        sink: &mut S,
    ) -> Result<usize, Stop> {
        if whose == Whose::Contact {
            let items = self.items.saturating_add(1);
            self.limits.check_contacts(items).map_err(|kind| Stop::fault(kind, tag.at))?;
        }
        sink.begin(whose);
        let end = if tag.nil || tag.hint == Hint::Array {
            None
        } else if tag.closed {
            Some(behind)
        } else {
            let walk = Walk::new(input.text, behind, input.base);
            let mut fast = Fast { walk, depth: depth + 1, orders: &mut self.orders, sink };
            let whole = fast.contact(tag.name);
            let at = fast.walk.at;
            match whole {
                Some(()) => Some(at),
                // The end tag is still to come.
                None if fast.walk.is_cut() => {
                    sink.roll_back();
                    return Err(Stop::Partial);
                }
                None => None,
            }
        };
        let (end, fault) = match end {
            Some(end) => (end, None),
            None => {
                sink.roll_back();
                let (end, contact) = self.tree(input.text, tag, behind, whose, depth)?;
                sink.begin(whose);
                let told = contact
                    .and_then(|contact| slow::tell(&contact, sink).map_err(|kind| Fault::new(kind, tag.at)));
                (end, told.err())
            }
        };
        let bad = input.damaged(tag.at, end).map(|bad| Fault::new(CodecErrorKind::Encoding, bad));
        match bad.map(|bad| self.inside(whose, bad)).or(fault) {
            Some(fault) => sink.fail(fault),
            None => sink.commit(),
        }
        self.items += u64::from(whose == Whose::Contact);
        Ok(end)
    }

    /// The contact by the slow path, and where it ends.
    fn tree(
        &self,
        text: &str,
        tag: Tag<'_>,
        behind: usize,
        whose: Whose,
        depth: usize,
    ) -> Result<(usize, Result<crate::model::Contact, Fault>), Stop> {
        let mut tokens = Tokens::new(text, behind);
        let node = element::tree(&mut tokens, tag, depth, tag.at)?;
        let end = tokens.at();
        let element = text.get(tag.at..end).unwrap_or_default();
        let contact = slow::read(&node, element, tag.at).map_err(|fault| self.inside(whose, fault));
        Ok((end, contact))
    }

    /// The fault, of a contact, as one of the document.
    fn inside(&self, whose: Whose, fault: Fault) -> Fault {
        match whose {
            Whose::Contact => fault.in_item(self.items).in_field("contacts"),
            Whose::Owner => fault.in_field("contacts_owner"),
        }
    }
}

fn epilog(text: &str, at: usize) -> Result<Unit, Stop> {
    let trailing = Stop::fault(CodecErrorKind::Trailing, at);
    match text.as_bytes().get(at) {
        None => return Err(Stop::Partial),
        Some(b'<') => {}
        Some(_) => return Err(trailing),
    }
    let mut tokens = Tokens::new(text, at);
    match tokens.next()? {
        Token::Aside => Ok(Unit::Other(tokens.at())),
        Token::End(_) | Token::Declaration(_) => Err(Stop::fault(CodecErrorKind::Syntax, at)),
        Token::Start(_) | Token::Data(_) | Token::Text(_) | Token::Character(_) => Err(trailing),
    }
}

//! The slow path: a contact read from its tree by the serde reading, and told to the sink as a whole.

use super::super::fault::Fault;
use super::super::field::Field;
use super::super::sink::{Labelled, Postal, Sink};
use super::super::span::Span;
use crate::codec::position::Lines;
use crate::codec::xml::{self, tree::Node};
use crate::codec::{CodecError, CodecErrorKind};
use crate::model::{Address, Contact};
use std::fmt::Write as _;

/// Reads the contact in this tree. `text` is the element as it stands, in which the tree's places count; it stands at
/// `start` in the input.
pub(super) fn read(node: &Node<'_>, text: &str, start: usize) -> Result<Contact, Fault> {
    let lines = Lines::new(text.as_bytes());
    xml::from_node(node, &lines).map_err(|error| {
        let at = start + offset(text, &error);
        Fault { kind: error.kind().clone(), at, path: error.path().to_owned() }
    })
}

/// The byte an error's line and column stand for.
fn offset(text: &str, error: &CodecError) -> usize {
    let number = |value: Option<u32>| value.map_or(0, |value| value.saturating_sub(1)) as usize;
    let line: usize = text.split_inclusive('\n').take(number(error.line())).map(str::len).sum();
    line + number(error.column())
}

/// Tells a contact to the sink, its texts in the side buffer.
pub(super) fn tell<S: Sink>(contact: &Contact, sink: &mut S) -> Result<(), CodecErrorKind> {
    let texts = [
        (Field::FirstName, &contact.first_name),
        (Field::LastName, &contact.last_name),
        (Field::Title, &contact.title),
        (Field::ExternalId, &contact.external_id),
        (Field::Dob, &contact.dob),
        (Field::Birthday, &contact.birthday),
        (Field::JobTitle, &contact.job_title),
        (Field::UserToken, &contact.user_token),
        (Field::Source, &contact.source),
    ];
    for (field, text) in texts {
        if text.is_some() {
            let span = keep(text, sink)?;
            sink.text(field, span);
        }
    }
    for (field, items) in [(Field::Groups, &contact.groups), (Field::Companies, &contact.companies)] {
        for item in items {
            let span = keep(item, sink)?;
            sink.text(field, span);
        }
    }
    for (field, values) in [(Field::Photos, &contact.photos), (Field::Locations, &contact.locations)] {
        for value in values {
            let side = sink.side();
            let start = side.len();
            let _ = write!(side, "{value}");
            let span = Span::side(start, side.len() - start)?;
            sink.text(field, span);
        }
    }
    if let Some(flag) = contact.owner {
        sink.owner(flag);
    }
    for email in &contact.email {
        let email = Labelled::new(keep(&email.address, sink)?, keep(&email.kind, sink)?, email.primary);
        sink.email(email);
    }
    for phone in &contact.phone {
        let phone = Labelled::new(keep(&phone.number, sink)?, keep(&phone.kind, sink)?, phone.primary);
        sink.phone(phone);
    }
    for address in &contact.address {
        let address = postal(address, sink)?;
        sink.address(&address);
    }
    Ok(())
}

/// The texts by the numbers of `AddressField`.
fn postal<S: Sink>(address: &Address, sink: &mut S) -> Result<Postal, CodecErrorKind> {
    let Address { kind, street, city, region, postal_code, country, formatted } = address;
    let mut spans = Postal::EMPTY;
    let texts = [kind, street, city, region, postal_code, country, formatted];
    for (span, text) in spans.0.iter_mut().zip(texts) {
        *span = keep(text, sink)?;
    }
    Ok(spans)
}

/// The text in the side buffer.
fn keep<S: Sink>(text: &Option<String>, sink: &mut S) -> Result<Span, CodecErrorKind> {
    let Some(text) = text else { return Ok(Span::NONE) };
    let side = sink.side();
    let start = side.len();
    side.push_str(text);
    Span::side(start, text.len())
}

//! Bodies as the service may write them: every legal variation, each with the message it must decode to.
//!
//! | varies | JSON | XML |
//! |---|---|---|
//! | order | fields of every object | elements of every parent |
//! | nothing | `null`, or no field | `nil`, or no element; with and without a type |
//! | empty list | `[]`, `null`, or no field | an empty element in both forms, `nil`, or none |
//! | list of one | an array, or the object alone | with or without the wrapper's `type` |
//! | integers | native, or digits in a text | with or without a type, white space around it |
//! | texts | any character as an escape, in either case; a number for its digits | references of both kinds, CDATA |
//! | names | escaped | kebab-case, snake_case, with a prefix |
//! | beside it | unknown fields, white space, one byte order mark | unknown elements and attributes, comments, processing instructions, declarations |
//!
//! Shrinking makes a document plainer, and its message smaller.

mod choices;
mod json;
mod shape;
mod xml;

use super::model;
use super::text::{text, xml_text};
use crate::model::{Begun, Contact, Contacts, Events, Refusal};
use crate::{Format, Message};
use choices::Choices;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;
use shape::Broken;
use std::fmt;

/// A body, and the message it must decode to.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Document<M> {
    /// What the body is written in.
    pub format: Format,
    /// The body.
    pub body: Vec<u8>,
    /// What it says.
    pub message: M,
}

/// Shows the body as text.
impl<M: fmt::Debug> fmt::Debug for Document<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        f.debug_struct("Document")
            .field("format", &self.format)
            .field("body", &body)
            .field("message", &self.message)
            .finish()
    }
}

/// The answer to a contacts call.
pub fn contacts() -> BoxedStrategy<Document<Contacts>> {
    prop_oneof![
        document(Format::Json, model::contacts_of(text())),
        document(Format::Xml, model::contacts_of(xml_text())),
    ]
    .boxed()
}

/// The answer to an events call.
pub fn events() -> BoxedStrategy<Document<Events>> {
    prop_oneof![
        document(Format::Json, model::events_of(text())),
        document(Format::Xml, model::events_of(xml_text())),
    ]
    .boxed()
}

/// The answer to a begin call.
pub fn begun() -> BoxedStrategy<Document<Begun>> {
    prop_oneof![
        document(Format::Json, model::begun_of(text())),
        document(Format::Xml, model::begun_of(xml_text())),
    ]
    .boxed()
}

/// A refusal.
pub fn refusal() -> BoxedStrategy<Document<Refusal>> {
    prop_oneof![document(Format::Json, model::refusal()), document(Format::Xml, model::refusal())].boxed()
}

/// Any message in this format, written in any way.
pub fn document<M: Message + Clone + fmt::Debug + 'static>(
    format: Format,
    message: BoxedStrategy<M>,
) -> BoxedStrategy<Document<M>> {
    (message, vec(any::<u8>(), 0..48))
        .prop_filter_map("a message that has a JSON form", move |(message, choices)| {
            let body = write(format, &message, choices, &Broken::new())?;
            Some(Document { format, body, message })
        })
        .boxed()
}

/// A page of contacts some of which cannot be read.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Damaged {
    /// What the body is written in.
    pub format: Format,
    /// The body: well-formed, for damage beyond that loses the page.
    pub body: Vec<u8>,
    /// The contacts in order; `None` where one cannot be read.
    pub contacts: Vec<Option<Contact>>,
}

/// Shows the body as text.
impl fmt::Debug for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        f.debug_struct("Damaged")
            .field("format", &self.format)
            .field("body", &body)
            .field("contacts", &self.contacts)
            .finish()
    }
}

/// A page with unreadable contacts: of a wrong type, or with a text that is none, such as half of a surrogate pair.
///
/// ```
/// use cloudsponge_proto::{Message, model::Contacts, strategy::wire};
/// use proptest::prelude::*;
///
/// proptest!(|(damaged in wire::damaged_contacts())| {
///     let read = Contacts::decode(damaged.format, &damaged.body)?;
///     let read: Vec<_> = read.contacts.into_iter().map(Result::ok).collect();
///     prop_assert_eq!(read, damaged.contacts);
/// });
/// ```
pub fn damaged_contacts() -> BoxedStrategy<Damaged> {
    let one = |format, text| {
        let contacts = vec(model::contact_of(text), 1..5);
        let broken = btree_map(0..5_usize, any::<u8>(), 1..4);
        (contacts, broken, vec(any::<u8>(), 0..48)).prop_filter_map(
            "a list",
            move |(contacts, broken, choices)| {
                let slots = contacts.iter().cloned().map(Ok).collect();
                let page = Contacts { contacts: slots, ..Contacts::default() };
                let body = write(format, &page, choices, &broken)?;
                let slot = |(at, contact)| (!broken.contains_key(&at)).then_some(contact);
                Some(Damaged { format, body, contacts: contacts.into_iter().enumerate().map(slot).collect() })
            },
        )
    };
    prop_oneof![one(Format::Json, text()), one(Format::Xml, xml_text())].boxed()
}

/// The message in this format, each choice made by a byte; none when it has no JSON form, from which all else is made.
fn write(format: Format, message: &impl Message, choices: Vec<u8>, broken: &Broken) -> Option<Vec<u8>> {
    let tree: Value = serde_json::from_slice(&message.encode(Format::Json).ok()?).ok()?;
    let choices = Choices::new(choices);
    Some(match format {
        Format::Json => json::write(&tree, choices, broken),
        Format::Xml => xml::write(&tree, choices, broken),
    })
}

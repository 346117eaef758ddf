//! Messages, and what they are made of.
//!
//! Each comes twice: with [any text](super::text::text), and `…_of` the texts you hand in, for instance those that
//! [XML can carry](super::text::xml_text).

use super::text::{optional, text};
use super::values::{consent_url, event_status, event_type, import_id, import_type};
use crate::ContactPage;
use crate::model::{
    Address, Begun, Contact, ContactSlot, Contacts, Email, Event, Events, Phone, Refusal, SlotError,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

type Texts = BoxedStrategy<String>;

/// An [`Email`].
pub fn email() -> BoxedStrategy<Email> {
    email_of(text())
}

/// An [`Email`] of these texts.
pub fn email_of(text: Texts) -> BoxedStrategy<Email> {
    (optional(&text), optional(&text), option::of(any::<bool>()))
        .prop_map(|(address, kind, primary)| Email { address, kind, primary })
        .boxed()
}

/// A [`Phone`].
pub fn phone() -> BoxedStrategy<Phone> {
    phone_of(text())
}

/// A [`Phone`] of these texts.
pub fn phone_of(text: Texts) -> BoxedStrategy<Phone> {
    (optional(&text), optional(&text), option::of(any::<bool>()))
        .prop_map(|(number, kind, primary)| Phone { number, kind, primary })
        .boxed()
}

/// An [`Address`].
pub fn address() -> BoxedStrategy<Address> {
    address_of(text())
}

/// An [`Address`] of these texts.
pub fn address_of(text: Texts) -> BoxedStrategy<Address> {
    let t = || optional(&text);
    (t(), t(), t(), t(), t(), t(), t())
        .prop_map(|(kind, street, city, region, postal_code, country, formatted)| Address {
            kind,
            street,
            city,
            region,
            postal_code,
            country,
            formatted,
        })
        .boxed()
}

/// What an element of `photos` or `locations` may be; its shape is not known, so only what both formats can tell apart.
fn unknown(text: &Texts) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from)
    ];
    // An only child of the list's own item name would be a list in XML.
    let key = "[a-z][a-z0-9_]{0,8}".prop_filter("no item", |key| key != "photo" && key != "location");
    let object = btree_map(key, leaf.clone(), 1..3);
    prop_oneof![
        leaf,
        text.clone().prop_map(Value::from),
        object.prop_map(|map| Value::Object(map.into_iter().collect())),
    ]
    .boxed()
}

/// A [`Contact`].
pub fn contact() -> BoxedStrategy<Contact> {
    contact_of(text())
}

/// A [`Contact`] of these texts.
pub fn contact_of(text: Texts) -> BoxedStrategy<Contact> {
    let t = || optional(&text);
    let (phones, emails) = (phone_of(text.clone()), email_of(text.clone()));
    let addresses = address_of(text.clone());
    let names = (t(), t(), t(), t());
    let lists = (vec(phones, 0..3), vec(emails, 0..4), vec(addresses, 0..2), vec(t(), 0..3));
    let dates = (t(), t());
    let work = (vec(t(), 0..3), t(), vec(unknown(&text), 0..3), vec(unknown(&text), 0..2));
    let rest = (option::of(any::<bool>()), t(), t());
    (names, lists, dates, work, rest)
        .prop_map(|(names, lists, dates, work, rest)| Contact {
            first_name: names.0,
            last_name: names.1,
            title: names.2,
            external_id: names.3,
            phone: lists.0,
            email: lists.1,
            address: lists.2,
            groups: lists.3,
            dob: dates.0,
            birthday: dates.1,
            companies: work.0,
            job_title: work.1,
            photos: work.2,
            locations: work.3,
            owner: rest.0,
            user_token: rest.1,
            source: rest.2,
        })
        .boxed()
}

/// [`Contacts`], all of them readable: see [`contact_slot`] and [`wire::damaged_contacts`](super::wire::damaged_contacts)
/// for others.
pub fn contacts() -> BoxedStrategy<Contacts> {
    contacts_of(text())
}

/// A [`ContactPage`] of what [`contacts`] makes.
pub fn contact_page() -> BoxedStrategy<ContactPage> {
    contacts().prop_map(|contacts| ContactPage::try_from(&contacts).unwrap_or_default()).boxed()
}

/// [`Contacts`] of these texts.
pub fn contacts_of(text: Texts) -> BoxedStrategy<Contacts> {
    let number = || option::of(0..=u64::MAX >> 1);
    let list = vec(contact_of(text.clone()), 0..4);
    let owner = option::of(contact_of(text.clone()));
    let numbers = (number(), number(), number());
    (list, owner, numbers, option::of(import_id()), optional(&text), optional(&text))
        .prop_map(|(contacts, contacts_owner, (start, count, total), import_id, user_id, echo)| Contacts {
            contacts: contacts.into_iter().map(Ok).collect(),
            contacts_owner,
            start,
            count,
            total,
            import_id,
            user_id,
            echo,
        })
        .boxed()
}

/// A [`ContactSlot`]: a contact, or why it could not be read.
pub fn contact_slot() -> BoxedStrategy<ContactSlot> {
    prop_oneof![4 => contact().prop_map(Ok), 1 => slot_error().prop_map(Err)].boxed()
}

/// A [`SlotError`] at any position.
pub fn slot_error() -> BoxedStrategy<SlotError> {
    (any::<u32>(), super::errors::codec_error())
        .prop_map(|(index, error)| SlotError { index: index.into(), error })
        .boxed()
}

/// An [`Event`]; see [`history`](super::history) for events that make sense together.
pub fn event() -> BoxedStrategy<Event> {
    event_of(text())
}

/// An [`Event`] of these texts.
pub fn event_of(text: Texts) -> BoxedStrategy<Event> {
    let id = || option::of(import_id());
    let words = (event_type(&text), event_status(&text));
    let numbers = (option::of(any::<i64>()), option::of(any::<bool>()));
    let texts = (optional(&text), optional(&text), optional(&text));
    ((id(), id(), id()), words, numbers, texts)
        .prop_map(|(ids, (event_type, status), (value, unclaimed), texts)| Event {
            import_action_id: ids.0,
            import_id: ids.1,
            event_type,
            value,
            description: texts.0,
            status,
            created_at: texts.1,
            id: ids.2,
            unclaimed,
            updated_at: texts.2,
        })
        .boxed()
}

/// [`Events`] in any order.
pub fn events() -> BoxedStrategy<Events> {
    events_of(text())
}

/// [`Events`] of these texts.
pub fn events_of(text: Texts) -> BoxedStrategy<Events> {
    (vec(event_of(text.clone()), 0..5), option::of(import_id()), optional(&text), optional(&text))
        .prop_map(|(events, import_id, user_id, echo)| Events { events, import_id, user_id, echo })
        .boxed()
}

/// A [`Begun`] import.
pub fn begun() -> BoxedStrategy<Begun> {
    begun_of(text())
}

/// A [`Begun`] import of these texts.
pub fn begun_of(text: Texts) -> BoxedStrategy<Begun> {
    let kind = option::of(import_type(&text));
    (import_id(), option::of(consent_url()), kind, optional(&text), optional(&text))
        .prop_map(|(import_id, url, import_type, user_id, echo)| Begun {
            import_id,
            url,
            import_type,
            user_id,
            echo,
        })
        .boxed()
}

/// A [`Refusal`] as one is read: its message is one line of at most 200 characters.
pub fn refusal() -> BoxedStrategy<Refusal> {
    let message = option::of("[a-zA-Z0-9][a-zA-Z0-9 .,<>&'\"é-]{0,80}[.!]");
    (select(&["failure", "error", "Failure"][..]), message)
        .prop_map(|(status, message)| Refusal { status: Some(status.into()), message })
        .boxed()
}

//! Strategies for the messages of the service; they do not avoid the awkward characters.

use crate::model::{
    Address, Begun, Contact, Contacts, Email, Event, EventStatus, EventType, Events, ImportType, Phone,
    Refusal,
};
use crate::{ConsentUrl, ImportId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

/// Pieces of text that trip parsers and writers.
const AWKWARD: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "&",
    "&amp;",
    "&#233;",
    "<",
    "]]>",
    "<![CDATA[",
    "<!--",
    "\"",
    "'",
    "\\u0000",
    "null",
    "true",
    "0",
    "-1",
    "\u{e9}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{202e}",
    "\u{200f}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
    "\u{10ffff}",
    "a\u{301}",
    "=1+1",
    ";",
    ",",
];

/// Any text XML 1.0 can carry.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let carried = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    let piece = prop_oneof![
        3 => proptest::sample::select(AWKWARD.to_vec()).prop_map(str::to_owned),
        3 => "[a-zA-Z .@-]{0,12}",
        1 => any::<char>().prop_filter("XML 1.0 carries it", carried).prop_map(String::from),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn optional() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

pub(crate) fn import_id() -> impl Strategy<Value = ImportId> {
    (1u64..).prop_map(ImportId::from)
}

pub(crate) fn email() -> impl Strategy<Value = Email> {
    (optional(), optional(), option::of(any::<bool>())).prop_map(|(address, kind, primary)| Email {
        address,
        kind,
        primary,
    })
}

pub(crate) fn phone() -> impl Strategy<Value = Phone> {
    (optional(), optional(), option::of(any::<bool>())).prop_map(|(number, kind, primary)| Phone {
        number,
        kind,
        primary,
    })
}

pub(crate) fn address() -> impl Strategy<Value = Address> {
    (optional(), optional(), optional(), optional(), optional(), optional(), optional()).prop_map(
        |(kind, street, city, region, postal_code, country, formatted)| Address {
            kind,
            street,
            city,
            region,
            postal_code,
            country,
            formatted,
        },
    )
}

/// What an element of `photos` or `locations` may be; its shape is not known, so only what both formats can tell apart.
fn unknown() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from)
    ];
    prop_oneof![
        leaf.clone(),
        text().prop_map(Value::from),
        proptest::collection::btree_map("[a-z][a-z0-9_]{0,8}", leaf, 1..3)
            .prop_map(|map| Value::Object(map.into_iter().collect())),
    ]
}

pub(crate) fn contact() -> impl Strategy<Value = Contact> {
    let names = (optional(), optional(), optional(), optional());
    let lists = (vec(phone(), 0..3), vec(email(), 0..4), vec(address(), 0..2), vec(optional(), 0..3));
    let dates = (optional(), optional());
    let work = (vec(optional(), 0..3), optional(), vec(unknown(), 0..3), vec(unknown(), 0..2));
    let rest = (option::of(any::<bool>()), optional(), optional());
    (names, lists, dates, work, rest).prop_map(|(names, lists, dates, work, rest)| Contact {
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
}

pub(crate) fn contacts() -> impl Strategy<Value = Contacts> {
    let numbers = (option::of(any::<u64>()), option::of(any::<u64>()), option::of(any::<u64>()));
    (vec(contact(), 0..4), option::of(contact()), numbers, option::of(import_id()), optional(), optional())
        .prop_map(|(contacts, contacts_owner, (start, count, total), import_id, user_id, echo)| Contacts {
            contacts: contacts.into_iter().map(Ok).collect(),
            contacts_owner,
            start: start.map(|n| n >> 1),
            count: count.map(|n| n >> 1),
            total: total.map(|n| n >> 1),
            import_id,
            user_id,
            echo,
        })
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let words = prop_oneof![
        6 => proptest::sample::select([EventType::KNOWN, EventStatus::KNOWN].concat()).prop_map(str::to_owned),
        1 => "[A-Z]{1,12}",
        1 => text(),
    ];
    let ids = (option::of(import_id()), option::of(import_id()), option::of(import_id()));
    (
        ids,
        words.clone(),
        words,
        option::of(any::<i64>()),
        optional(),
        optional(),
        option::of(any::<bool>()),
        optional(),
    )
        .prop_map(|(ids, kind, status, value, description, created_at, unclaimed, updated_at)| Event {
            import_action_id: ids.0,
            import_id: ids.1,
            event_type: EventType::from(kind.as_str()),
            value,
            description,
            status: EventStatus::from(status.as_str()),
            created_at,
            id: ids.2,
            unclaimed,
            updated_at,
        })
}

pub(crate) fn events() -> impl Strategy<Value = Events> {
    (vec(event(), 0..5), option::of(import_id()), optional(), optional())
        .prop_map(|(events, import_id, user_id, echo)| Events { events, import_id, user_id, echo })
}

pub(crate) fn begun() -> impl Strategy<Value = Begun> {
    let url = "[a-z]{1,8}\\.example/[A-Za-z0-9/?=&%._~-]{0,20}"
        .prop_filter_map("a consent URL", |rest| ConsentUrl::parse(&format!("https://{rest}")).ok());
    let kind = prop_oneof![
        Just(ImportType::OAuth),
        Just(ImportType::Csv),
        "[A-Z]{1,8}".prop_map(|word| ImportType::from(word.as_str())),
    ];
    (import_id(), option::of(url), option::of(kind), optional(), optional()).prop_map(
        |(import_id, url, import_type, user_id, echo)| Begun { import_id, url, import_type, user_id, echo },
    )
}

pub(crate) fn refusal() -> impl Strategy<Value = Refusal> {
    (
        proptest::sample::select(vec!["failure", "error", "Failure"]),
        option::of("[a-zA-Z0-9][a-zA-Z0-9 .,<>&'\"é-]{0,80}[.!]"),
    )
        .prop_map(|(status, message)| Refusal { status: Some(status.into()), message })
}

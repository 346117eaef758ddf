//! Every document of the corpora, as a whole body and in one field of a contact.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use cloudsponge_hostile::corpus::{Case, Place, Verdict, json, xml};
use cloudsponge_proto::model::{Begun, Contacts, Events, Refusal};
use cloudsponge_proto::{Format, Message, codec};
use serde_json::Value;
use std::collections::BTreeSet;

/// Bytes from which on a document is large.
const LARGE: usize = 20_000;

/// What is read as nothing in particular: any value, and no contact is in danger.
fn read(format: Format, body: &[u8]) -> bool {
    let read = codec::from_slice::<Value>(format, body, &["case"]);
    if let Err(error) = &read {
        assert!(!error.to_string().is_empty());
    }
    read.is_ok()
}

/// No message panics on it; whether any was read.
fn messages(format: Format, body: &[u8]) -> bool {
    let read = [
        Begun::decode(format, body).is_ok(),
        Events::decode(format, body).is_ok(),
        Contacts::decode(format, body).is_ok(),
        Refusal::decode(format, body).is_ok(),
    ];
    read.contains(&true)
}

/// What became of a page of three contacts the middle one of which holds a case.
#[derive(Debug)]
struct Embedded {
    contacts: usize,
    /// Both neighbours of the case came through.
    neighbours: bool,
    /// The contact with the case could be read.
    middle: bool,
}

/// A page with a case in it; nothing if the whole page is refused.
fn embedded(format: Format, field: &str, case: &[u8]) -> Option<Embedded> {
    let (before, middle, after) = match format {
        Format::Json => (
            r#"{"contacts":[{"first_name":"Fern"},{"last_name":"Case",""#.to_owned(),
            format!("{field}\":"),
            r#"},{"first_name":"Quill"}],"total":3}"#,
        ),
        Format::Xml => (
            "<contactsResponse><contacts type=\"array\"><contact><first-name>Fern</first-name></contact>\
             <contact><last-name>Case</last-name>"
                .to_owned(),
            String::new(),
            "</contact><contact><first-name>Quill</first-name></contact></contacts></contactsResponse>",
        ),
    };
    let body = [before.as_bytes(), middle.as_bytes(), case, after.as_bytes()].concat();
    let page = Contacts::decode(format, &body).ok()?;
    let name = |at: usize| page.contacts.get(at).and_then(|slot| slot.as_ref().ok()?.first_name.clone());
    Some(Embedded {
        contacts: page.contacts.len(),
        neighbours: name(0).as_deref() == Some("Fern") && name(2).as_deref() == Some("Quill"),
        middle: page.contacts.get(1).is_some_and(Result::is_ok),
    })
}

/// The case with its element's name.
fn named(case: &Case, name: &str) -> Vec<u8> {
    case.body.split(|b| *b == b'%').collect::<Vec<_>>().join(name.as_bytes())
}

fn check(format: Format, cases: &[Case], fields: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases {
        let whole = if format == Format::Xml { named(case, "case") } else { case.body.clone() };
        let accepted = read(format, &whole);
        match case.verdict {
            Verdict::Accept if !accepted => wrong.push(format!("{} as a body is refused", case.name)),
            Verdict::Refuse if accepted => wrong.push(format!("{} as a body is accepted", case.name)),
            _ => {}
        }
        let as_message = if format == Format::Xml { named(case, "contactsResponse") } else { whole };
        if messages(format, &as_message) && case.verdict == Verdict::Refuse {
            wrong.push(format!("{} is accepted as a message", case.name));
        }
        if case.place == Place::Body {
            continue;
        }
        // One field shows what a large document does.
        let fields = if case.body.len() > LARGE { &fields[..1] } else { fields };
        for field in fields {
            let text = if format == Format::Xml { named(case, field) } else { case.body.clone() };
            // Bytes that are no text cost the contact they stand in, and nothing else.
            let no_text = std::str::from_utf8(&case.body).is_err();
            let found = embedded(format, field, &text);
            let right = match (case.verdict, &found) {
                (Verdict::Accept, Some(Embedded { contacts: 3, neighbours: true, .. })) => true,
                (Verdict::Refuse, Some(Embedded { contacts: 3, neighbours: true, middle: false })) => no_text,
                (Verdict::Refuse, None) => !no_text,
                (Verdict::Either, None | Some(Embedded { neighbours: true, .. })) => true,
                _ => false,
            };
            if !right {
                wrong.push(format!("{} as {field}: {found:?}", case.name));
            }
        }
    }
    cloudsponge_laws::count(cases.len() as u64);
    wrong
}

fn all_different(cases: &[Case]) {
    let (mut names, mut bodies) = (BTreeSet::new(), BTreeSet::new());
    let mut twice = Vec::new();
    for case in cases {
        if !(names.insert(&case.name) & bodies.insert(&case.body)) {
            twice.push(&case.name);
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn v26_json_documents_are_read_or_refused_as_they_must() {
    let cases = json();
    println!("json documents: {}", cases.len());
    assert!(cases.len() >= 300, "{}", cases.len());
    all_different(&cases);
    let fields = ["x_unknown", "first_name", "email", "photos", "owner", "groups", "address"];
    let wrong = check(Format::Json, &cases, &fields);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn v26_xml_documents_are_read_or_refused_as_they_must() {
    let cases = xml();
    println!("xml documents: {}", cases.len());
    assert!(cases.len() >= 150, "{}", cases.len());
    all_different(&cases);
    let fields = ["x-unknown", "first-name", "email", "photos", "owner", "groups", "address"];
    let wrong = check(Format::Xml, &cases, &fields);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The verdicts are not ours alone: for each document that is not left open, an independent parser agrees, but for the
/// rules we have beside the format's.
#[test]
fn v32_independent_parsers_agree_with_the_verdicts() {
    let mut wrong = Vec::new();
    for case in json() {
        let theirs = serde_json::from_slice::<Value>(&case.body).is_ok();
        // A byte order mark is none of serde_json's business; depth has its own limit.
        let beside =
            ["mark_", "list_too_deep", "object_too_deep"].iter().any(|rule| case.name.starts_with(rule));
        match case.verdict {
            _ if beside => {}
            Verdict::Accept => wrong.extend((!theirs).then_some(case.name)),
            Verdict::Refuse => wrong.extend(theirs.then_some(case.name)),
            Verdict::Either => {}
        }
    }
    for case in xml() {
        let body = named(&case, "case");
        let theirs = std::str::from_utf8(&body).is_ok_and(|text| roxmltree::Document::parse(text).is_ok());
        // Limits and encodings are ours.
        let ours = ["too_", "attributes_too_many", "prologue_bad", "document_type", "no_xml"];
        // References to what is no character: it reads another character there, against the grammar.
        let lenient = ["reference_bad_10", "reference_bad_11", "reference_bad_14", "reference_bad_15"];
        let beside =
            ours.iter().any(|rule| case.name.starts_with(rule)) || lenient.contains(&case.name.as_str());
        match case.verdict {
            _ if beside => {}
            Verdict::Accept => wrong.extend((!theirs).then_some(case.name)),
            Verdict::Refuse => wrong.extend(theirs.then_some(case.name)),
            Verdict::Either => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

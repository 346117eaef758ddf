//! CSV and vCard are read by programs that are not ours: here by parsers of other people.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardProperty, VCardValue};
use calcard::{Entry, Parser};
use common::run;
use serde_json::Value;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contacts.json");

/// The same contacts as our own lossless form has them.
fn contacts(arguments: &[&str]) -> Vec<Value> {
    run(arguments.iter().copied().chain(["--output", "jsonl"])).expect(0).lines()
}

fn cards(text: &str) -> Vec<VCard> {
    let mut parser = Parser::new(text).strict();
    let mut cards = Vec::new();
    loop {
        match parser.entry() {
            Entry::VCard(card) => cards.push(card),
            Entry::Eof => return cards,
            other => panic!("{other:?}"),
        }
    }
}

/// The texts of a property, in their order.
fn texts(card: &VCard, property: VCardProperty) -> Vec<String> {
    let entries = card.entries.iter().filter(|entry| entry.name == property);
    entries
        .map(|entry| entry.values.iter().filter_map(VCardValue::as_text).collect::<Vec<_>>().join(";"))
        .collect()
}

fn addresses(contact: &Value) -> Vec<String> {
    let emails = contact["email"].as_array().into_iter().flatten();
    emails.filter_map(|email| email["address"].as_str()).map(|address| address.trim().to_owned()).collect()
}

/// Text as a card can hold it: line breaks in one form, no other controls.
fn in_a_card(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[test]
fn another_parser_reads_every_card() {
    for arguments in [
        vec!["decode", FIXTURE],
        vec!["import", "gmail", "--emulator", "--contacts", "200", "--seed", "3"],
        vec![
            "import",
            "aol",
            "--emulator",
            "--contacts",
            "100",
            "--profile",
            "aol",
            "--include",
            "mailing_address",
        ],
        vec!["import", "windowslive", "--emulator", "--contacts", "100", "--profile", "windowslive"],
    ] {
        let text = run(arguments.iter().copied().chain(["--output", "vcard"])).expect(0).stdout;
        for line in text.split_inclusive('\n') {
            assert!(line.ends_with("\r\n") && line.len() <= 75 + 2, "{line:?}");
        }
        let (cards, contacts) = (cards(&text), contacts(&arguments));
        assert_eq!(cards.len(), contacts.len());
        for (card, contact) in cards.iter().zip(&contacts) {
            assert_eq!(
                texts(card, VCardProperty::Version).len() + texts(card, VCardProperty::Fn).len(),
                2,
                "{card:?}"
            );
            assert_eq!(texts(card, VCardProperty::Email), addresses(contact), "{contact}");
            let name = |field: &str| in_a_card(contact[field].as_str().unwrap_or_default().trim());
            if let [n] = texts(card, VCardProperty::N).as_slice() {
                let parts: Vec<&str> = n.splitn(5, ';').collect();
                assert!(
                    n.starts_with(&name("last_name")) && n.contains(&name("first_name")),
                    "{parts:?} {contact}"
                );
            } else {
                assert_eq!(
                    (name("first_name"), name("last_name")),
                    (String::new(), String::new()),
                    "{contact}"
                );
            }
            let phones = contact["phone"].as_array().into_iter().flatten();
            let phones: Vec<String> = phones
                .filter_map(|phone| phone["number"].as_str())
                .map(|number| in_a_card(number.trim()))
                .collect();
            assert_eq!(texts(card, VCardProperty::Tel), phones, "{contact}");
        }
    }
}

#[test]
fn labels_become_types_that_others_know() {
    let text = run(["decode", "--output", "vcard", FIXTURE]).expect(0).stdout;
    let card = &cards(&text)[0];
    let types = |number: &str| -> Vec<String> {
        let of_number =
            |entry: &&VCardEntry| entry.values.iter().any(|value| value.as_text() == Some(number));
        let parameters = card.entries.iter().find(of_number).unwrap().params.iter();
        parameters
            .filter(|parameter| parameter.name == VCardParameterName::Type)
            .map(|parameter| format!("{:?}", parameter.value))
            .collect()
    };
    let (cell, fax) = (types("+1 555 0100"), types("555-0101"));
    assert!(cell.len() == 1 && cell[0].contains("Cell"), "{cell:?}");
    assert!(fax.len() == 2 && fax[0].contains("Home") && fax[1].contains("Fax"), "{fax:?}");
}

#[test]
fn another_parser_reads_every_line_of_csv() {
    for arguments in [
        vec!["decode", FIXTURE],
        vec!["import", "gmail", "--emulator", "--contacts", "200", "--seed", "3"],
        vec![
            "import",
            "aol",
            "--emulator",
            "--contacts",
            "100",
            "--profile",
            "aol",
            "--include",
            "mailing_address",
        ],
    ] {
        let text = run(arguments.iter().copied().chain(["--output", "csv"])).expect(0).stdout;
        let mut reader = simd_csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let header: Vec<String> = reader
            .byte_headers()
            .unwrap()
            .iter()
            .map(|cell| String::from_utf8(cell.to_vec()).unwrap())
            .collect();
        let column = |name: &str| header.iter().position(|cell| cell == name).unwrap();
        let contacts = contacts(&arguments);
        let rows: Vec<Vec<String>> = reader
            .byte_records()
            .map(|record| {
                record.unwrap().iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect()
            })
            .collect();
        assert_eq!(rows.len(), contacts.len());
        for (row, contact) in rows.iter().zip(&contacts) {
            assert_eq!(row.len(), header.len());
            for cell in row {
                // N2: nothing a spreadsheet computes.
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
            for field in ["first_name", "last_name", "job_title"] {
                let cell = &row[column(field)];
                let bare = cell.strip_prefix('\'').unwrap_or(cell);
                assert_eq!(bare, contact[field].as_str().unwrap_or_default().trim(), "{contact}");
            }
            let written = addresses(contact);
            let cells = [&row[column("email")], &row[column("other_emails")]];
            let read: Vec<&str> = cells
                .into_iter()
                .flat_map(|cell| cell.split("; "))
                .map(|cell| cell.strip_prefix('\'').unwrap_or(cell))
                .filter(|cell| !cell.is_empty())
                .collect();
            assert_eq!(read.len(), written.len(), "{contact}");
            assert!(written.iter().all(|address| read.contains(&address.as_str())), "{read:?} {contact}");
        }
    }
}

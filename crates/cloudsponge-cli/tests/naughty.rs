//! N1, N2: strings that break careless programs, through every output, each read again by a parser that is not ours.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use cloudsponge_emulator::{Book, Profile, book::naughty};
use cloudsponge_proto::model::{Contact, Contacts, Email};
use cloudsponge_proto::{Format, Message};
use common::run_with_input;
use serde_json::Value;

/// The naughty book; in JSON, contacts with control characters too, which XML cannot carry.
fn book(format: Format) -> Vec<Contact> {
    let mut contacts: Vec<Contact> =
        Book::generate(Profile::Naughty, 7, Profile::Naughty.recorded_len()).iter().collect();
    if format == Format::Json {
        contacts.extend(naughty::controls().into_iter().map(|text| {
            let mut contact = Contact::default();
            contact.email = vec![Email::new(text.clone())];
            contact.groups = vec![Some(text.clone())];
            (contact.first_name, contact.job_title) = (Some(text.clone()), Some(text));
            contact
        }));
    }
    contacts
}

fn body(format: Format) -> Vec<u8> {
    let mut page = Contacts::default();
    page.contacts = book(format).into_iter().map(Ok).collect();
    page.encode(format).unwrap()
}

const FORMATS: [Format; 2] = [Format::Json, Format::Xml];

fn written(format: Format, output: &str) -> String {
    run_with_input(["decode", "--output", output, "-"], &body(format)).expect(0).stdout
}

/// What acts on a terminal: controls but the line feed, and marks that turn the direction of writing.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn v40_the_table_shows_a_line_for_each_contact_and_nothing_that_acts() {
    for format in FORMATS {
        let table = written(format, "table");
        assert!(!table.contains(acts), "{:?}", table.chars().find(|c| acts(*c)));
        let numbered =
            table.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        assert!(numbered.count() >= book(format).len());
    }
}

#[test]
fn v24_json_and_json_lines_hold_the_contacts_as_they_are() {
    for format in FORMATS {
        let json = written(format, "json");
        assert!(!json.contains(acts));
        let value: Value = serde_json::from_str(&json).unwrap();
        let contacts: Vec<Contact> = serde_json::from_value(value["contacts"].clone()).unwrap();
        assert!(contacts == book(format));

        let lines = written(format, "jsonl");
        assert!(!lines.contains(acts));
        let contacts: Vec<Contact> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(contacts == book(format));
    }
}

#[test]
fn v37_csv_holds_every_cell_and_no_formula() {
    for format in FORMATS {
        let text = written(format, "csv");
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let contacts = book(format);
        assert_eq!(rows.len(), contacts.len());
        for (row, contact) in rows.iter().zip(&contacts) {
            for cell in row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
            let name = contact.first_name.as_deref().unwrap().trim();
            let cell = &row[0];
            assert!(cell == name || cell.strip_prefix('\'') == Some(name), "{cell:?} for {name:?}");
            let email = contact.primary_email().unwrap_or_default();
            assert!(
                row[2] == *email || row[2].strip_prefix('\'') == Some(email),
                "{:?} for {email:?}",
                &row[2]
            );
        }
    }
}

#[test]
fn n1_vcards_are_one_for_each_contact_with_its_name() {
    for format in FORMATS {
        // The parser reads every telephone number as a URI first, and panics on some texts that are none.
        let mut contacts = book(format);
        contacts.iter_mut().for_each(|contact| contact.phone.clear());
        let mut page = Contacts::default();
        page.contacts = contacts.iter().cloned().map(Ok).collect();
        let run = run_with_input(["decode", "--output", "vcard", "-"], &page.encode(format).unwrap());
        let cards = vcard4::parse(run.expect(0).stdout).unwrap_or_else(|error| panic!("{format}: {error}"));
        assert_eq!(cards.len(), contacts.len());
        for (card, contact) in cards.iter().zip(&contacts) {
            // A card can hold neither controls nor a line break that is no line feed.
            let name = contact.display_name().unwrap().replace("\r\n", "\n").replace('\r', "\n");
            let name: String = name.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            assert_eq!(card.formatted_name[0].value, name);
            assert!(
                card.email.len() <= 1 && card.note.is_empty() && card.url.is_empty() && card.key.is_empty()
            );
        }
    }
}

/// The service's side: XML as another parser reads it.
#[test]
fn v24_xml_holds_the_names_as_they_are() {
    let xml = body(Format::Xml);
    let document = roxmltree::Document::parse(std::str::from_utf8(&xml).unwrap()).unwrap();
    let contacts = document.descendants().filter(|node| node.has_tag_name("contact"));
    let names: Vec<&str> = contacts
        .map(|contact| contact.children().find(|field| field.has_tag_name("first-name")).unwrap())
        .map(|field| field.text().unwrap_or_default())
        .collect();
    let expected = book(Format::Xml);
    let expected: Vec<&str> = expected.iter().map(|contact| contact.first_name.as_deref().unwrap()).collect();
    assert_eq!(names, expected);
}

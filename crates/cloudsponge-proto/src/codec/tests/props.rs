//! Properties over all texts, values and bytes.

use super::*;
use crate::codec::{json, sniff, xml};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Any text, with what is awkward in either format more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        4 => "[a-z]{1,8}",
        3 => prop::sample::select(vec![
            "]]>", "\r", "\r\n", "\n", "\t", " ", "&", "&amp;", "<", ">", "\"", "\\", "<![CDATA[", "\0", "\u{1}",
            "\u{b}", "\u{7f}", "\u{85}", "\u{2028}", "\u{202e}", "\u{feff}", "\u{fffe}", "\u{ffff}", "\u{10ffff}",
            "😀", "e\u{301}", "17", "true", "-",
        ])
        .prop_map(String::from),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What both formats can tell apart: see [`xml::to_vec_with`].
fn generic() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_][a-z0-9_]{0,5}", inner, 1..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn person() -> impl Strategy<Value = Person> {
    let mail = option::of(text()).prop_map(|address| Mail { address });
    (
        option::of(text()),
        vec(mail, 0..3),
        vec(option::of(text()), 0..3),
        vec(generic(), 0..2),
        option::of(any::<bool>()),
        option::of(any::<i64>()),
    )
        .prop_map(|(first_name, email, companies, photos, owner, value)| Person {
            first_name,
            email,
            companies,
            photos,
            owner,
            value,
        })
}

/// The characters XML 1.0 has, from its grammar.
fn is_xml(c: char) -> bool {
    matches!(u32::from(c), 9 | 10 | 13 | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x1_0000..=0x10_ffff)
}

fn first_not_xml(person: &Person) -> Option<char> {
    // Debug would escape, so the texts are collected through JSON's own value.
    fn find(value: &Value) -> Option<char> {
        match value {
            Value::String(text) => text.chars().find(|c| !is_xml(*c)),
            Value::Array(items) => items.iter().find_map(find),
            Value::Object(map) => map.values().find_map(find),
            _ => None,
        }
    }
    find(&serde_json::to_value(person).unwrap())
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn every_value_survives_json(person in person()) {
        let body = json::to_vec(&person).unwrap();
        prop_assert_eq!(json::from_slice::<Person>(&body).unwrap(), person);
    }

    #[test]
    fn every_value_survives_xml_or_cannot_be_carried(person in person()) {
        match (xml::to_vec(&person, "r"), first_not_xml(&person)) {
            (Ok(body), None) => {
                prop_assert!(body.is_ascii());
                prop_assert_eq!(xml::from_slice::<Person>(&body, &["r"]).unwrap(), person);
            }
            (Err(error), Some(_)) => prop_assert!(matches!(error.kind(), CodecErrorKind::Unencodable(_))),
            (result, bad) => prop_assert!(false, "{:?} with {:?}", result.is_ok(), bad),
        }
    }

    #[test]
    fn strict_structs_agree(text in "[ -~é\t\r\n]{0,12}", number: u32, flag: bool, list in vec(any::<i64>(), 0..4)) {
        let strict = Strict { text, number, flag, list, word: Some(Word::Done) };
        let from_json: Strict = json::from_slice(&json::to_vec(&strict).unwrap()).unwrap();
        let from_xml: Strict = xml::from_slice(&xml::to_vec(&strict, "r").unwrap(), &["r"]).unwrap();
        prop_assert_eq!(&from_json, &strict);
        prop_assert_eq!(&from_xml, &strict);
    }

    #[test]
    fn our_reader_agrees_with_serde_json(value in generic()) {
        let body = json::to_vec(&value).unwrap();
        prop_assert_eq!(json::from_slice::<Value>(&body).unwrap(), serde_json::from_slice::<Value>(&body).unwrap());
    }

    #[test]
    fn bytes_never_panic(body in vec(any::<u8>(), 0..64)) {
        let _ = sniff(&body);
        let _ = json::from_slice::<Book>(&body);
        let _ = xml::from_slice::<Book>(&body, &["r"]);
    }

    #[test]
    fn markup_soup_never_panics(pieces in vec(prop::sample::select(vec![
        "<r>", "</r>", "<contacts type='array'>", "</contacts>", "<contact>", "</contact>", "<email/>", "x", " ", "&#",
        "65;", "&", ";", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<?xml version='1.0'?>", "<!DOCTYPE", "'", "\"",
        "=", "<", ">", "/", " nil='true'", "é", "{", "}", "[", "]", ":", ",", "\"contacts\"", "null", "1e999", "\\ud800",
    ]), 0..24)) {
        let body = pieces.concat();
        let _ = sniff(body.as_bytes());
        for error in [json::from_slice::<Book>(body.as_bytes()).err(), xml::from_slice::<Book>(body.as_bytes(), &["r"]).err()] {
            prop_assert!(error.is_none_or(|error| !error.to_string().is_empty()));
        }
    }

    #[test]
    fn a_damaged_contact_costs_itself_only(names in vec("[a-z]{1,4}", 1..6), at: prop::sample::Index, bad in 0..4_usize) {
        let at = at.index(names.len());
        let bad = ["7", "[]", "{\"first_name\":\"\\ud800\"}", "{\"email\":[[]]}"][bad];
        let mut items: Vec<String> = names.iter().map(|name| format!("{{\"first_name\":\"{name}\"}}")).collect();
        items[at] = bad.to_owned();
        let book: Book = json::from_slice(format!("{{\"contacts\":[{}]}}", items.join(",")).as_bytes()).unwrap();
        for (index, (slot, name)) in book.contacts.0.iter().zip(&names).enumerate() {
            match slot {
                Ok(person) => prop_assert_eq!(person.first_name.as_ref(), Some(name)),
                Err(error) => prop_assert_eq!((error.index, index), (at as u64, at)),
            }
        }
        prop_assert_eq!(book.contacts.0.len(), names.len());
    }
}

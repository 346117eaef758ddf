//! Both formats against the fault catalogue (rows H1 to H14 and I1 to I16) and against each other.

mod agree;
mod json;
mod lenient;
mod props;
mod write;
mod xml_syntax;
mod xml_values;

use super::lenient::{Attempt, Entry, Slots};
use super::{CodecError, CodecErrorKind, Format};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A book: shaped like an answer with contacts.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Book {
    contacts: Slots<Person>,
    contacts_owner: Attempt<Person>,
    #[serde(deserialize_with = "super::lenient::unsigned")]
    total: Option<u64>,
    #[serde(deserialize_with = "super::lenient::text")]
    echo: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Person {
    #[serde(deserialize_with = "super::lenient::text")]
    first_name: Option<String>,
    #[serde(deserialize_with = "super::lenient::list")]
    email: Vec<Mail>,
    #[serde(deserialize_with = "super::lenient::list")]
    companies: Vec<Option<String>>,
    #[serde(deserialize_with = "super::lenient::list")]
    photos: Vec<Value>,
    #[serde(deserialize_with = "super::lenient::flag")]
    owner: Option<bool>,
    #[serde(deserialize_with = "super::lenient::integer")]
    value: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Mail {
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

impl<'de> Deserialize<'de> for Mail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Fields {
            #[serde(deserialize_with = "crate::codec::lenient::text")]
            address: Option<String>,
        }
        Ok(match super::lenient::entry::<D, Fields>(deserializer)? {
            Entry::Null => Self::default(),
            Entry::Text(text) => Self { address: Some(text) },
            Entry::Fields(fields) => Self { address: fields.address },
        })
    }
}

/// Plain derive, without any leniency.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Strict {
    text: String,
    number: u32,
    flag: bool,
    list: Vec<i64>,
    word: Option<Word>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Word {
    Ready,
    Done,
}

fn read<T: serde::de::DeserializeOwned>(format: Format, body: &str) -> Result<T, CodecError> {
    super::from_slice(format, body.as_bytes(), &["r"])
}

fn json<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, CodecError> {
    read(Format::Json, body)
}

fn xml<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, CodecError> {
    read(Format::Xml, body)
}

/// The kind of error that reading any value, in one format, gives.
fn kind(format: Format, body: &str) -> CodecErrorKind {
    read::<Value>(format, body).unwrap_err().kind().clone()
}

#[test]
fn the_error_is_small_and_quotes_nothing() {
    assert!(size_of::<CodecError>() <= 16);
    let secret = "fern.sentinel@example.com";
    let bodies = [
        (Format::Json, format!(r#"{{"text":["{secret}"],"number":1}}"#)),
        (Format::Json, format!(r#"{{"text":"x","number":"{secret}"}}"#)),
        (Format::Json, format!(r#"{{"text":"x","number":1,"flag":true,"list":[],"word":"{secret}"}}"#)),
        (Format::Json, format!(r#"{{"{secret}":1 "#)),
        (Format::Json, format!(r#"{{"text":"{secret}\ud800"}}"#)),
        (Format::Xml, format!("<r><text>x</text><number>{secret}</number></r>")),
        (Format::Xml, format!("<r><text>x</text><text>{secret}</text></r>")),
        (Format::Xml, format!("<{secret}/>")),
        (Format::Xml, format!("<r>&{secret};</r>")),
        (Format::Xml, format!("<r><flag type='{secret}'>{secret}</flag></r>")),
    ];
    for (format, body) in bodies {
        let error = read::<Strict>(format, &body).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    }
}

#[test]
fn the_error_says_what_where_and_what_to_do() {
    let error = json::<Book>("{\"contacts\":[],\n\"echo\":[]}").unwrap_err();
    assert_eq!((error.format(), error.path(), error.line()), (Format::Json, "echo", Some(2)));
    assert_eq!(error.kind(), &CodecErrorKind::Type { expected: "a string or null".into() });
    assert_eq!(
        error.to_string(),
        "JSON: a value is not a string or null in `echo` (line 2, column 9); \
         check that this is the answer to the call that was made"
    );
    let error = xml::<Book>("<r>\n  <echo><x/></echo>\n</r>").unwrap_err();
    assert_eq!(
        (error.format(), error.path(), error.line(), error.column()),
        (Format::Xml, "echo", Some(2), Some(3))
    );
}

#[test]
fn both_formats_name_missing_and_repeated_fields() {
    for (format, missing, repeated) in [
        (Format::Json, r#"{"text":"x"}"#, r#"{"text":"x","text":"x"}"#),
        (Format::Xml, "<r><text>x</text></r>", "<r><text>x</text><text>x</text></r>"),
    ] {
        let missing = read::<Strict>(format, missing).unwrap_err();
        assert_eq!(missing.kind(), &CodecErrorKind::Missing("number"));
        let repeated = read::<Strict>(format, repeated).unwrap_err();
        assert_eq!(repeated.kind(), &CodecErrorKind::Duplicate("text"));
    }
}

#[test]
fn format_names() {
    assert_eq!("JSON".parse(), Ok(Format::Json));
    assert_eq!("xml".parse(), Ok(Format::Xml));
    assert!("csv".parse::<Format>().is_err());
    assert_eq!((Format::Json.extension(), Format::Xml.mime()), ("json", "application/xml"));
    assert_eq!(format!("{:>5}", Format::Xml), "  XML");
}

#[test]
fn sniffing() {
    use super::{Sniffed, sniff};
    for (body, expected) in [
        ("", Sniffed::Empty),
        ("\u{feff} \r\n", Sniffed::Empty),
        ("{}", Sniffed::Json),
        ("\u{feff}[", Sniffed::Json),
        ("null", Sniffed::Json),
        ("-1", Sniffed::Json),
        ("forbidden", Sniffed::Other),
        ("<r/>", Sniffed::Xml),
        ("<?xml version='1.0'?><r/>", Sniffed::Xml),
        ("<!DOCTYPE html>", Sniffed::Html),
        ("<!DOCTYPE htmlish>", Sniffed::Xml),
        ("<HTML lang='en'>", Sniffed::Html),
        ("<!-- hello --><html>", Sniffed::Html),
        ("<?xml version='1.0'?>\n<!doctype html>", Sniffed::Html),
        ("<header/>", Sniffed::Xml),
        ("\u{1f}\u{8b}", Sniffed::Other),
    ] {
        assert_eq!(sniff(body.as_bytes()), expected, "{body:?}");
    }
}

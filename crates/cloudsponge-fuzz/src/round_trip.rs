//! What is written is read back, in both formats.

use cloudsponge_proto::model::{Begun, Contact, Contacts, Events, Refusal};
use cloudsponge_proto::{CodecErrorKind, Format, ImportState, Message};
use serde_json::Value;
use std::fmt::Debug;

const FORMATS: [Format; 2] = [Format::Json, Format::Xml];

/// The first byte chooses the message and the format in which the rest is the value to write.
pub fn round_trip(input: &[u8]) {
    let [choice, body @ ..] = input else { return };
    let format = if choice & 8 == 0 { Format::Json } else { Format::Xml };
    match choice & 7 {
        0 => both::<Events>(format, body),
        1 => both::<Begun>(format, body),
        2 => both::<Refusal>(format, body),
        3 => state(body),
        _ => contacts(format, body),
    }
}

/// A whole state reads back to itself; a damaged one is refused.
fn state(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    if let Ok(state) = ImportState::from_json(text) {
        assert_eq!(ImportState::from_json(&state.to_json()).as_ref(), Ok(&state));
    }
}

fn contacts(format: Format, body: &[u8]) {
    let Ok(mut contacts) = Contacts::decode(format, body) else { return };
    // One that could not be read cannot be written.
    contacts.contacts.retain(Result::is_ok);
    json(&contacts);
    for contact in contacts.contacts.iter_mut().flatten().chain(&mut contacts.contacts_owner) {
        keep_what_xml_tells_apart(contact);
    }
    written(Format::Xml, &contacts);
}

fn both<M: Message + PartialEq + Debug>(format: Format, body: &[u8]) {
    let Ok(message) = M::decode(format, body) else { return };
    FORMATS.iter().for_each(|format| written(*format, &message));
}

fn json<M: Message + PartialEq + Debug>(message: &M) {
    written(Format::Json, message);
}

/// JSON carries everything; XML what its characters and names allow, and what it cannot it says.
fn written<M: Message + PartialEq + Debug>(format: Format, message: &M) {
    match message.encode(format) {
        Ok(body) => {
            assert!(format == Format::Json || body.is_ascii());
            assert_eq!(M::decode(format, &body).as_ref(), Ok(message), "{}", String::from_utf8_lossy(&body));
        }
        Err(error) => {
            assert_eq!(format, Format::Xml, "{error}");
            assert!(
                matches!(error.kind(), CodecErrorKind::Unencodable(_) | CodecErrorKind::Value(_)),
                "{error}"
            );
        }
    }
}

/// A generic value in XML loses the difference between an empty object and an empty text, between a hyphen and an
/// underscore in a key, and how a fraction was written. Such values are left out.
fn keep_what_xml_tells_apart(contact: &mut Contact) {
    contact.photos.retain(told_apart);
    contact.locations.retain(told_apart);
}

fn told_apart(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => !number.is_f64(),
        Value::Array(items) => items.iter().all(told_apart),
        Value::Object(fields) => {
            let plain = |key: &str| {
                key.starts_with(|c: char| c.is_ascii_lowercase())
                    && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            };
            !fields.is_empty() && fields.iter().all(|(key, value)| plain(key) && told_apart(value))
        }
    }
}

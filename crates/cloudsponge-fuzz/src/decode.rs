//! Any body is a message or an error that says where, and never more than that.

use cloudsponge_proto::codec::{Sniffed, sniff};
use cloudsponge_proto::model::{Begun, Contact, Contacts, Events, Refusal};
use cloudsponge_proto::{CodecError, CodecErrorKind, DecodeError, Format, Message};

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Any bytes as the JSON answer to any call.
pub fn decode_json(body: &[u8]) {
    every_message(Format::Json, body);
}

/// Any bytes as the XML answer to any call.
pub fn decode_xml(body: &[u8]) {
    every_message(Format::Xml, body);
}

fn every_message(format: Format, body: &[u8]) {
    if let Ok(contacts) = message::<Contacts>(format, body) {
        for (position, slot) in (0..).zip(&contacts.contacts) {
            match slot {
                Ok(contact) => accessors(contact),
                Err(bad) => {
                    assert_eq!(bad.index, position, "a bad contact is told at its own position");
                    error(format, body, &bad.error);
                    assert!(bad.error.path().starts_with("contacts"), "{}", bad.error);
                }
            }
        }
        contacts.contacts_owner.iter().for_each(accessors);
    }
    if let Ok(events) = message::<Events>(format, body) {
        assert!(events.events.len() <= 1000);
    }
    if let Ok(begun) = message::<Begun>(format, body) {
        assert!(begun.url.is_none_or(|url| url.as_str().is_ascii()));
    }
    if let Ok(Refusal { message: Some(text), .. }) = message::<Refusal>(format, body) {
        assert!(text.chars().count() <= 200 && !text.contains(char::is_control), "{text:?}");
    }
}

/// Reads one message, and reads it again where it must come out the same.
fn message<M: Message + PartialEq + std::fmt::Debug>(format: Format, body: &[u8]) -> Result<M, DecodeError> {
    let read = M::decode(format, body);
    match &read {
        Ok(_) => {
            let expected = if format == Format::Json { Sniffed::Json } else { Sniffed::Xml };
            // An XML document may begin like a page; it is the name of its root that tells.
            assert!(matches!(sniff(body), found if found == expected || found == Sniffed::Html), "{body:?}");
            assert_eq!(M::decode(format, &[body, b" \r\n"].concat()).as_ref(), Ok(read.as_ref().unwrap()));
            if !body.starts_with(MARK) {
                assert_eq!(M::decode(format, &[MARK, body].concat()).as_ref(), Ok(read.as_ref().unwrap()));
            }
        }
        Err(DecodeError::Codec(codec)) => error(format, body, codec),
        Err(_) => {}
    }
    read
}

/// Says what and where, in the protocol's words.
fn error(format: Format, body: &[u8], error: &CodecError) {
    assert_eq!(error.format(), format);
    assert!(!matches!(error.kind(), CodecErrorKind::Unencodable(_)), "reading is not writing");
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '*');
    assert!(error.path().chars().all(known), "{}", error.path());
    let lines = 1 + body.iter().filter(|byte| **byte == b'\n').count();
    assert!(error.line().is_none_or(|line| (1..=lines).contains(&(line as usize))), "{error}");
    assert!(error.column().is_none_or(|column| (column as usize) <= body.len() + 1), "{error}");
    assert!(error.to_string().len() < 1024);
}

/// What a program shows of a contact.
fn accessors(contact: &Contact) {
    let (emails, phones) = (contact.emails(), contact.phones());
    for shown in emails.chain(phones).chain(contact.companies()).chain(contact.groups()) {
        assert!(!shown.is_empty() && shown.trim() == shown, "{shown:?}");
    }
    assert_eq!(contact.primary_email().is_some(), contact.emails().next().is_some());
    assert!(contact.display_name().is_none_or(|name| !name.trim().is_empty()));
}

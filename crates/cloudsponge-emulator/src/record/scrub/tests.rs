//! Nothing of anybody's is left, and what clients rely on is.

use super::*;
use cloudsponge_proto::Message;
use cloudsponge_proto::model::{Begun, Contacts, Events};
use proptest::prelude::*;

const JSON: &str = r#"{"contacts":[{"first_name":"S3CRET","last_name":"","email":[{"address":"s3cret@S3CRET.example\t",
    "type":"Home","primary":true},{"address":null}],"phone":[{"number":"S3CRET","type":"S3CRET"}],"companies":[null,"S3CRET"],
    "dob":"1980-S3CRET","S3CRET field":{"x":"S3CRET","n":12345,"value":"12345","id":12345}}],"contacts_owner":null,"import_id":5550001,
    "total":1,"echo":"S3CRET","user_id":"S3CRET"}"#;

const XML: &str = "<?xml version=\"1.0\"?><!-- S3CRET --><contactsResponse secret=\"S3CRET\"><contacts type=\"array\"><contact>\
    <first-name>S3CRET &amp; &#83;</first-name><last-name nil=\"true\"/><email type=\"array\"><email><address>s@S3CRET.example</address>\
    <type>Work</type></email></email></contact></contacts><import-id type=\"integer\">5550001</import-id><echo><![CDATA[S3CRET]]></echo>\
    <S3CRET>S3CRET</S3CRET></contactsResponse>";

#[test]
fn contacts_keep_their_shape_and_nothing_else() {
    for (format, body) in [(Format::Json, JSON), (Format::Xml, XML)] {
        let scrubbed = Scrubber::default().scrub(format, body.as_bytes()).unwrap();
        assert!(!scrubbed.contains("S3CRET") && !scrubbed.contains("12345"), "{scrubbed}");
        let contacts = Contacts::decode(format, scrubbed.as_bytes()).unwrap();
        assert_eq!(contacts.import_id.unwrap().as_str(), "5550001");
        let contact = contacts.contacts.into_iter().next().unwrap().unwrap();
        assert!(contact.first_name.unwrap().starts_with("first_name-"));
        assert!(contact.email[0].address.as_deref().unwrap().contains("@example.com"));
    }
    let scrubbed = Scrubber::default().scrub(Format::Json, JSON.as_bytes()).unwrap();
    for kept in ["\"last_name\": \"\"", "@example.com\\t\"", "\"type\": \"Home\"", "null", "\"total\": 1"] {
        assert!(scrubbed.contains(kept), "{kept}: {scrubbed}");
    }
}

#[test]
fn equal_texts_stay_equal_and_others_differ() {
    let mut scrubber = Scrubber::default();
    let place = Place { field: "address", personal: true };
    let first = scrubber.text(place, "a@b.example");
    assert_eq!(scrubber.text(place, "a@b.example "), format!("{first} "));
    assert_ne!(scrubber.text(place, "c@b.example"), first);
}

#[test]
fn begin_and_events_stay_usable() {
    let begin =
        r#"{"status":"success","url":"https://api.example/n/S3CRET2","import_type":"OAUTH","import_id":7}"#;
    let scrubbed = Scrubber::default().scrub(Format::Json, begin.as_bytes()).unwrap();
    assert!(!scrubbed.contains("S3CRET"), "{scrubbed}");
    let begun = Begun::decode(Format::Json, scrubbed.as_bytes()).unwrap();
    assert!(begun.url.unwrap().as_str().starts_with(REPLAY_ORIGIN));
    let events =
        r#"{"events":[{"event_type":"GATHERING","status":"ERROR","value":518,"description":"S3CRET"}]}"#;
    let scrubbed = Scrubber::default().scrub(Format::Json, events.as_bytes()).unwrap();
    let events = Events::decode(Format::Json, scrubbed.as_bytes()).unwrap();
    assert_eq!((events.events[0].is_error(), events.events[0].value), (true, Some(518)));
    assert!(!scrubbed.contains("S3CRET"), "{scrubbed}");
}

#[test]
fn damaged_bodies_are_left_out() {
    for (format, body) in [
        (Format::Json, "{\"a\": \"S3CRET"),
        (Format::Xml, "<a>S3CRET"),
        (Format::Xml, "<!DOCTYPE a [<!ENTITY x \"S3CRET\">]><a>&x;</a>"),
        (Format::Xml, "<a>&S3CRET;</a>"),
    ] {
        assert_eq!(Scrubber::default().scrub(format, body.as_bytes()), None, "{body}");
    }
}

proptest! {
    #[test]
    fn no_text_survives(
        field in prop_oneof!["[a-z_]{1,12}", Just("value".to_owned()), Just("id".to_owned()), Just("status".to_owned())],
        text in prop_oneof!["[A-Za-z]{3,8}[0-9#*]{1,6}", "[0-9]{5,12}", "[A-Z]{4,9}"],
    ) {
        let place = Place { field: &field, personal: true };
        let shown = Scrubber::default().text(place, &text);
        prop_assert!(!shown.contains(&text), "{shown}");
    }

    #[test]
    fn arbitrary_bodies_never_panic(body in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = Scrubber::default().scrub(Format::Json, &body);
        let _ = Scrubber::default().scrub(Format::Xml, &body);
    }
}

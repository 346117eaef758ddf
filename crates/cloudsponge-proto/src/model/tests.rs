//! The messages in both formats: V24, V25, V28, and the recorded samples.

use super::*;
use crate::codec::CodecErrorKind;
use crate::strategy::text::{is_xml, xml_text};
use crate::strategy::{model, wire};
use crate::{DecodeError, Format, Message};
use proptest::prelude::*;
use std::fmt::Debug;

const FORMATS: [Format; 2] = [Format::Json, Format::Xml];

/// V24 and V25: what is written reads back the same, in both formats. XML alone cannot carry every character; a message
/// that holds such a one is not written rather than changed.
fn round_trips<M: Message + PartialEq + Debug>(message: &M) {
    let json = message.encode(Format::Json).unwrap();
    assert_eq!(M::decode(Format::Json, &json).as_ref(), Ok(message), "{}", String::from_utf8_lossy(&json));
    // The controls are escaped in JSON, so they are looked for in its values.
    fn forbidden(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => !text.chars().all(is_xml),
            serde_json::Value::Array(items) => items.iter().any(forbidden),
            serde_json::Value::Object(map) => map.values().any(forbidden),
            _ => false,
        }
    }
    match (message.encode(Format::Xml), forbidden(&serde_json::from_slice(&json).unwrap())) {
        (Ok(xml), false) => {
            assert_eq!(
                M::decode(Format::Xml, &xml).as_ref(),
                Ok(message),
                "{}",
                String::from_utf8_lossy(&xml)
            );
        }
        (Err(error), true) => assert!(matches!(error.kind(), CodecErrorKind::Unencodable(_)), "{error}"),
        (written, forbidden) => panic!("written: {}, forbidden: {forbidden}", written.is_ok()),
    }
}

/// V24, V25, V31: however a body is written, it says the same.
fn reads<M: Message + PartialEq + Debug>(document: &wire::Document<M>) {
    assert_eq!(M::decode(document.format, &document.body).as_ref(), Ok(&document.message), "{document:?}");
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(200))]

    #[test]
    fn v24_v25_begun(message in model::begun()) {
        round_trips(&message);
    }

    #[test]
    fn v24_v25_events(message in model::events()) {
        round_trips(&message);
    }

    #[test]
    fn v24_v25_contacts(message in model::contacts()) {
        round_trips(&message);
    }

    #[test]
    fn v24_v25_refusal(message in model::refusal()) {
        round_trips(&message);
    }

    #[test]
    fn v24_v31_contacts_in_every_way_they_can_be_written(document in wire::contacts()) {
        reads(&document);
    }

    #[test]
    fn v24_v31_events_in_every_way_they_can_be_written(document in wire::events()) {
        reads(&document);
    }

    #[test]
    fn v24_v31_begun_in_every_way_it_can_be_written(document in wire::begun()) {
        reads(&document);
    }

    #[test]
    fn v24_v31_refusals_in_every_way_they_can_be_written(document in wire::refusal()) {
        reads(&document);
    }

    #[test]
    fn v23_v20_damaged_contacts_cost_their_own_slots_only(damaged in wire::damaged_contacts()) {
        let read = Contacts::decode(damaged.format, &damaged.body).unwrap();
        prop_assert_eq!(read.contacts.len(), damaged.contacts.len(), "V20");
        for (index, (slot, contact)) in read.contacts.iter().zip(&damaged.contacts).enumerate() {
            match slot {
                Ok(read) => prop_assert_eq!(Some(read), contact.as_ref(), "V23: {:?}", damaged),
                Err(error) => {
                    prop_assert!(contact.is_none(), "V23: {error} in {damaged:?}");
                    prop_assert_eq!(error.index, index as u64);
                }
            }
        }
    }

    /// V33: a date is a text to us: whole, partial or impossible, it comes out as it went in.
    #[test]
    fn v33_dates_are_kept_as_they_came(
        date in "([12][0-9]{3}|--|0000)?-?[01]?[0-9]?-?[0-3]?[0-9]?( ?T?[0-2]?[0-9]:[0-5][0-9](:[0-6][0-9](\\.[0-9]{1,3})?)?(Z|[+-][01][0-9]:?[0-9]{2})?)?",
    ) {
        let mut contact = Contact { dob: Some(date.clone()), ..Contact::default() };
        contact.birthday = Some(date.clone());
        let mut event = Event::new(EventType::Gathering, EventStatus::InProgress);
        event.created_at = Some(date.clone());
        for format in FORMATS {
            let page = Contacts { contacts: vec![Ok(contact.clone())], ..Contacts::default() };
            let read = Contacts::decode(format, &page.encode(format).unwrap()).unwrap();
            let read = read.contacts[0].as_ref().unwrap();
            prop_assert_eq!((read.dob.as_ref(), read.birthday.as_ref()), (Some(&date), Some(&date)));
            let events = Events { events: vec![event.clone()], ..Events::default() };
            let read = Events::decode(format, &events.encode(format).unwrap()).unwrap();
            prop_assert_eq!(read.events[0].created_at.as_ref(), Some(&date));
        }
    }

    #[test]
    fn v24_a_contact_is_kept_by_users_own_storage(contact in model::contact()) {
        let text = serde_json::to_string(&contact).unwrap();
        prop_assert_eq!(serde_json::from_str::<Contact>(&text).unwrap(), contact);
    }

    #[test]
    fn accessors_never_give_blank_or_untrimmed_texts(contact in model::contact()) {
        let texts = contact.emails().chain(contact.phones()).chain(contact.companies()).chain(contact.primary_email());
        prop_assert!(texts.chain(contact.groups()).all(|text| !text.is_empty() && text == text.trim()));
        prop_assert_eq!(contact.primary_email().is_some(), contact.emails().next().is_some());
        prop_assert!(contact.display_name().is_none_or(|name| !name.trim().is_empty()));
    }

    #[test]
    fn v28_a_cut_document_never_decodes(message in model::contacts_of(xml_text()), cut in 0.0f64..1.0) {
        for format in FORMATS {
            let body = message.encode(format).unwrap();
            // What follows the last bracket is white space at most.
            let whole = body.trim_ascii_end().len();
            let cut = (whole as f64 * cut) as usize;
            prop_assert!(Contacts::decode(format, &body[..cut]).is_err());
        }
    }

    #[test]
    fn v26_arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for format in FORMATS {
            let _ = (Begun::decode(format, &bytes), Events::decode(format, &bytes));
            let _ = (Contacts::decode(format, &bytes), Refusal::decode(format, &bytes));
        }
    }
}

#[test]
fn the_recorded_contacts_read_the_same_in_both_formats() {
    let json = br#"{"contacts":[
        {"first_name":"Quill","last_name":"Sample","phone":[{"number":"(555) 010-0042","type":"mobile"}],
         "email":[{"address":null,"type":"other","primary":true}],
         "address":[],"groups":[],"companies":[null],"photos":[],"locations":[]},
        {"first_name":"Fern","email":[{"address":"fern@example.com","primary":true,"type":null}]}],
      "contacts_owner":{"owner":true,"email":[{"address":"owner@example.com\t"}]},
      "start":0,"count":2,"total":2,"import_id":5550001,"user_id":null,"id":5550001,"echo":null}"#;
    let xml = b"<?xml version=\"1.0\"?><!-- c --><contactsResponse>
        <contacts-owner><owner type=\"boolean\">true</owner>
          <email type=\"array\"><email><address>owner@example.com&#9;</address></email></email></contacts-owner>
        <import-id type=\"integer\">5550001</import-id>
        <contacts type=\"array\">
          <contact><companies type=\"array\"><company nil=\"true\"/></companies><last-name>Sample</last-name>
            <email type=\"array\"><email><primary>true</primary><type>other</type><address nil=\"true\"></address></email></email>
            <phone><phone><type>mobile</type><number>(555) 010-0042</number></phone></phone><first-name>Qu<![CDATA[ill]]></first-name></contact>
          <contact><email type=\"array\"><email><address>fern@example.com</address><primary type=\"boolean\">true</primary>
            <type nil=\"true\"></type></email></email><first-name>Fern</first-name></contact>
        </contacts><total>2</total><start>0</start><count> 2 </count>
        <echo nil=\"true\"></echo><user-id nil=\"true\"></user-id><id type=\"integer\">5550001</id></contactsResponse>";
    let (json, xml) =
        (Contacts::decode(Format::Json, json).unwrap(), Contacts::decode(Format::Xml, xml).unwrap());
    assert_eq!(json, xml);
    let first = json.contacts[0].as_ref().unwrap();
    assert_eq!((first.primary_email(), first.display_name().as_deref()), (None, Some("Quill Sample")));
    assert_eq!(first.companies, [None]);
    assert_eq!(json.contacts_owner.unwrap().primary_email(), Some("owner@example.com"));
}

#[test]
fn the_events_of_2009_are_read() {
    let xml = br#"<eventsResponse><events type="array"><event>
        <created-at type="datetime">2009-01-02T03:04:05-07:00</created-at><description nil="true"></description>
        <event-type>GATHERING</event-type><id type="integer">9002</id><import-action-id type="integer">701</import-action-id>
        <status>COMPLETED</status><unclaimed type="boolean">false</unclaimed>
        <updated-at type="datetime">2009-01-02T03:04:36-07:00</updated-at><value type="integer">2</value>
        </event></events><echo nil="true"></echo><user-id>u-17</user-id><import-id>701</import-id></eventsResponse>"#;
    let read = Events::decode(Format::Xml, xml).unwrap();
    assert_eq!(read.events[0].gathered(), Some(2));
    assert_eq!(read.events[0].unclaimed, Some(false));
    assert_eq!((read.user_id.as_deref(), read.echo), (Some("u-17"), None));
}

fn refused(body: &str) -> Option<String> {
    match Begun::decode(Format::Json, body.as_bytes()) {
        Err(DecodeError::Refused(refusal)) => Some(refusal.message.unwrap_or_default()),
        Ok(_) => None,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn f26_f27_only_success_passes() {
    assert_eq!(refused(r#"{"status":"success","import_id":1}"#), None);
    assert_eq!(refused(r#"{"status":" SUCCESS ","import_id":"1"}"#), None);
    assert_eq!(refused(r#"{"status":"success","error":null,"id":1}"#), None);
    assert_eq!(refused(r#"{"status":"failure","import_id":1}"#).as_deref(), Some(""));
    assert_eq!(refused(r#"{"status":"error","error":{"message":"m","code":4}}"#).as_deref(), Some("m"));
    assert_eq!(refused(r#"{"status":"success","error":"text","import_id":1}"#).as_deref(), Some("text"));
    assert_eq!(refused(r#"{"message":"top","import_id":1}"#).as_deref(), Some("top"));
    let xml =
        b"<result><status>error</status><error><message>m</message></error><import-id>1</import-id></result>";
    assert!(
        matches!(Begun::decode(Format::Xml, xml), Err(DecodeError::Refused(refusal)) if refusal.message.as_deref() == Some("m"))
    );
}

#[test]
fn h4_import_ids_are_positive_integers_or_digits() {
    let id = |text: &str| {
        Begun::decode(Format::Json, format!(r#"{{"status":"success","import_id":{text}}}"#).as_bytes())
    };
    assert_eq!(id("1126").unwrap(), id("\"1126\"").unwrap());
    for bad in ["1126.0", "1.126e3", "-1", "0", "true", "[]", "{}", "\"x\"", "\"\"", "1e400"] {
        assert!(matches!(id(bad), Err(DecodeError::Codec(_))), "{bad}");
    }
    let missing = id("null").unwrap_err();
    assert!(
        matches!(missing, DecodeError::Codec(error) if *error.kind() == CodecErrorKind::Missing("import_id"))
    );
}

#[test]
fn h5_strange_values_never_fail_an_import() {
    for (value, read) in [
        ("7", Some(7)),
        ("\" 7 \"", Some(7)),
        ("-3", Some(-3)),
        ("null", None),
        ("1.5", None),
        ("1e30", None),
        ("\"abc\"", None),
        ("[1]", None),
        ("{\"a\":1}", None),
        ("true", None),
    ] {
        let body =
            format!(r#"{{"events":[{{"event_type":"GATHERING","status":"INPROGRESS","value":{value}}}]}}"#);
        assert_eq!(Events::decode(Format::Json, body.as_bytes()).unwrap().events[0].value, read, "{value}");
    }
}

#[test]
fn h6_events_may_be_missing_null_or_one() {
    let count = |body: &str| Events::decode(Format::Json, body.as_bytes()).map(|read| read.events.len());
    assert_eq!(count("{}"), Ok(0));
    assert_eq!(count(r#"{"events":null}"#), Ok(0));
    assert_eq!(count(r#"{"events":{"event_type":"COMPLETE","status":"COMPLETED"}}"#), Ok(1));
    assert!(count(r#"{"events":"none"}"#).is_err());
}

#[test]
fn j14_ten_thousand_events_are_too_many() {
    let row = r#"{"event_type":"GATHERING","status":"INPROGRESS"}"#;
    let body = format!(r#"{{"events":[{}]}}"#, vec![row; 1001].join(","));
    assert!(Events::decode(Format::Json, body.as_bytes()).is_err());
}

#[test]
fn j16_words_are_read_without_regard_to_case() {
    assert_eq!(EventStatus::from(" completed "), EventStatus::Completed);
    // A Cyrillic look-alike is another word.
    assert!(matches!(EventStatus::from("\u{421}OMPLETED"), EventStatus::Other(_)));
}

#[test]
fn h8_h9_odd_contacts_keep_their_place() {
    let body = br#"{"contacts":[null,7,"x",[[]],{"email":null},{"email":[null]},{"email":{"address":"a@example.com"}},
        {"email":"b@example.com"},{"email":["c@example.com"]},{"first_name":"\ud800"},{}]}"#;
    let read = Contacts::decode(Format::Json, body).unwrap();
    let errors: Vec<usize> =
        read.contacts.iter().enumerate().filter(|(_, slot)| slot.is_err()).map(|(at, _)| at).collect();
    assert_eq!(errors, [0, 1, 2, 3, 9]);
    let emails = |at: usize| {
        read.contacts[at]
            .as_ref()
            .unwrap()
            .email
            .iter()
            .map(|email| email.address.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(emails(4), Vec::<Option<String>>::new());
    assert_eq!(emails(5), [None]);
    assert_eq!(emails(6), [Some("a@example.com".to_owned())]);
    assert_eq!(emails(7), [Some("b@example.com".to_owned())]);
    assert_eq!(emails(8), [Some("c@example.com".to_owned())]);
}

#[test]
fn k12_an_odd_owner_is_no_owner() {
    for owner in ["null", "[]", "7", "\"x\""] {
        let body = format!(r#"{{"contacts":[],"contacts_owner":{owner}}}"#);
        assert_eq!(Contacts::decode(Format::Json, body.as_bytes()).unwrap().contacts_owner, None, "{owner}");
    }
}

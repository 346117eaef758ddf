//! The quick reader against the one that decides: they agree on every body, or the quick one stays silent.

use super::flat::Flat;
use super::{Events, EventsRef};
use crate::strategy;
use crate::{Format, Message};
use proptest::prelude::*;
use proptest::sample::select;

/// The recorded shape of 2016, in the middle of an import.
const RECORDED: &str = r#"{"events":[
    {"import_action_id":5550001,"import_id":5550001,"event_type":"INITIALIZING","value":0,"description":null,
     "status":"COMPLETED","created_at":"2016-03-11T15:12:10.000-07:00"},
    {"import_action_id":5550001,"import_id":5550001,"event_type":"GATHERING","value":140,"description":null,
     "status":"INPROGRESS","created_at":"2016-03-11T15:12:30.000-07:00"}],
    "import_id":5550001,"user_id":null,"id":5550001}"#;

/// What the quick reader says is what the other says, in every way of looking at it.
fn agree(body: &[u8]) -> bool {
    let Some(flat) = Flat::read(body) else { return false };
    let expected = Events::decode_any(Format::Json, body).unwrap();
    assert_eq!(flat.to_events(), expected);
    let events = EventsRef::decode(Format::Json, body).unwrap();
    assert_eq!(events.import_id(), expected.import_id.as_ref().map(|id| id.as_str()));
    assert_eq!(events.iter().map(|event| event.to_event()).collect::<Vec<_>>(), expected.events);
    for (event, expected) in events.iter().zip(&expected.events) {
        assert_eq!((event.event_type(), event.status()), (&expected.event_type, &expected.status));
        assert_eq!((event.value(), event.description()), (expected.value, expected.description.as_deref()));
        assert_eq!((event.is_error(), event.is_complete()), (expected.is_error(), expected.is_complete()));
        assert_eq!(event.gathered(), expected.gathered());
    }
    true
}

/// A number as it may stand in JSON, or may not.
fn number() -> impl Strategy<Value = String> {
    prop_oneof!["-?[0-9]{1,3}", "-?[0-9]{17,35}", "-?[0-9]{1,3}[.eE][0-9]{0,2}", Just("-".to_owned())]
}

/// A text as it may stand in JSON, or may not.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "success",
        "Failure",
        " COMPLETED ",
        "gathering",
        "ERROR",
        "FOO",
        "0",
        "007",
        "\\u0041",
        "\\",
        "\t",
    ];
    prop_oneof![select(words.to_vec()).prop_map(str::to_owned), "\\PC{0,20}", "[0-9]{1,33}"]
        .prop_map(|text| format!("\"{text}\""))
}

fn value() -> impl Strategy<Value = String> {
    let others = ["null", "true", "false", "nul", "[]", "{}", "[{}]", ""];
    prop_oneof![2 => number(), 3 => text(), 2 => select(others.to_vec()).prop_map(str::to_owned)]
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n\r\t "), 1 => select(vec!["\u{feff}", "\u{a0}", ","])]
}

fn members(keys: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let member = (space(), select(keys), space(), value(), space());
    proptest::collection::vec(member, 0..most).prop_map(|members| {
        let one = |(a, key, b, value, c)| format!("{a}\"{key}\"{b}:{value}{c}");
        members.into_iter().map(one).collect::<Vec<_>>().join(",")
    })
}

/// A row, most often a whole one.
fn row() -> impl Strategy<Value = String> {
    const KEYS: &[&str] = &[
        "import_action_id",
        "import_id",
        "event_type",
        "value",
        "description",
        "status",
        "created_at",
        "id",
        "unclaimed",
        "updated_at",
        "new_field",
    ];
    let kinds = select(vec!["INITIALIZING", "GATHERING", "COMPLETE", "new"]);
    let states = select(vec!["INPROGRESS", "COMPLETED", "ERROR", "new"]);
    (kinds, states, members(KEYS, 5), any::<bool>()).prop_map(|(kind, state, members, whole)| {
        let comma = if members.is_empty() { "" } else { "," };
        match whole {
            true => format!(r#"{{"event_type":"{kind}",{members}{comma}"status":"{state}"}}"#),
            false => format!("{{{members}}}"),
        }
    })
}

fn answer() -> impl Strategy<Value = String> {
    const KEYS: &[&str] =
        &["events", "import_id", "id", "user_id", "echo", "status", "error", "message", "new_field"];
    let rows = proptest::collection::vec(row(), 0..6);
    (space(), members(KEYS, 4), rows, space(), select(vec!["", "", "", "}", "{}", "x"])).prop_map(
        |(before, members, rows, after, behind)| {
            let comma = if members.is_empty() { "" } else { "," };
            format!("{before}{{{members}{comma}\"events\":[{}]}}{after}{behind}", rows.join(","))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn they_agree_on_answers_and_on_what_is_almost_one(body in answer()) {
        agree(body.as_bytes());
    }

    #[test]
    fn they_agree_on_what_we_write(events in strategy::model::events()) {
        agree(&events.encode(Format::Json).unwrap());
    }

    #[test]
    fn they_agree_on_a_recorded_answer_with_bytes_changed(
        changes in proptest::collection::vec((0..RECORDED.len(), any::<u8>()), 0..3),
        cut in prop::option::of(0..RECORDED.len()),
    ) {
        let mut body = RECORDED.as_bytes().to_vec();
        for (at, byte) in changes {
            body[at] = byte;
        }
        body.truncate(cut.unwrap_or(RECORDED.len()));
        agree(&body);
    }
}

#[test]
fn the_usual_answers_are_read_quickly() {
    assert!(agree(RECORDED.as_bytes()));
    let row = r#"{"event_type":"GATHERING","status":"INPROGRESS","new_field":"é text"}"#;
    for rows in 0..=4 {
        assert!(agree(format!(r#"{{"events":[{}],"echo":"a tag"}}"#, vec![row; rows].join(",")).as_bytes()));
    }
    for body in ["{}", " { } ", r#"{"status":"success","events":[],"id":"7"}"#] {
        assert!(agree(body.as_bytes()), "{body}");
    }
}

#[test]
fn the_rest_is_left_to_the_other_reader() {
    let row = r#"{"event_type":"GATHERING","status":"INPROGRESS"}"#;
    let five = format!(r#"{{"events":[{}]}}"#, [row; 5].join(","));
    let large = format!(r#"{{"events":[],"new_field":"{}"}}"#, "x".repeat(64 * 1024));
    let odd = [
        five.as_str(),
        &large,
        r#"{"events":null}"#,
        r#"{"echo":"\u0041"}"#,
        r#"{"status":"failure"}"#,
        r#"{"events":[],"events":[]}"#,
        r#"{"events":[{"event_type":"complete","status":"COMPLETED"}]}"#,
        r#"{"events":[{"event_type":"COMPLETE","status":"NEW"}]}"#,
        r#"{"events":[{"event_type":"COMPLETE"}]}"#,
        r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":-0}]}"#,
        "{} {}",
        "[]",
        "",
    ];
    for body in odd {
        assert!(Flat::read(body.as_bytes()).is_none(), "{body}");
        let decoded = Events::decode(Format::Json, body.as_bytes());
        assert_eq!(decoded, Events::decode_any(Format::Json, body.as_bytes()));
    }
}

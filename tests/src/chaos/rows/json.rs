//! H: JSON content, as the whole body, as one contact's field, and in fields of the protocol.

use super::coding::second_is_there;
use crate::chaos::case::{Answer, Call, Case, IMPORT};
use crate::chaos::expect::{Expect, codec, decoded, good, undecodable};
use crate::chaos::row::Row;
use cloudsponge::proto::CodecErrorKind::{Depth, Duplicate, TooLarge, Trailing};

/// Documents that are no JSON: id of the row as the whole body, id as a field, document.
const BAD: &[(&str, &str, &str)] = &[
    ("H1-n-comma", "H1-n-comma-field", "[1,]"),
    ("H1-n-comma-first", "H1-n-comma-first-field", "[,1]"),
    ("H1-n-comma-only", "H1-n-comma-only-field", "[1,,2]"),
    ("H1-n-object-comma", "H1-n-object-comma-field", "{\"a\":0,}"),
    ("H1-n-colon", "H1-n-colon-field", "{\"a\"::0}"),
    ("H1-n-key", "H1-n-key-field", "{a:0}"),
    ("H1-n-number-key", "H1-n-number-key-field", "{1:0}"),
    ("H1-n-single", "H1-n-single-field", "{'a':0}"),
    ("H1-n-no-value", "H1-n-no-value-field", "{\"a\":}"),
    ("H1-n-closed", "H1-n-closed-field", "{\"a\":0]"),
    ("H1-n-plus", "H1-n-plus-field", "[+1]"),
    ("H1-n-zero", "H1-n-zero-field", "[01]"),
    ("H1-n-hex", "H1-n-hex-field", "[0x1f]"),
    ("H1-n-dot", "H1-n-dot-field", "[1.]"),
    ("H1-n-dot-first", "H1-n-dot-first-field", "[.5]"),
    ("H1-n-exponent", "H1-n-exponent-field", "[1e]"),
    ("H1-n-minus", "H1-n-minus-field", "[-]"),
    ("H1-n-nan", "H1-n-nan-field", "[NaN]"),
    ("H1-n-infinity", "H1-n-infinity-field", "[-Infinity]"),
    ("H1-n-True", "H1-n-True-field", "[True]"),
    ("H1-n-nul", "H1-n-nul-field", "[nul]"),
    ("H1-n-escape", "H1-n-escape-field", "[\"\\x41\"]"),
    ("H1-n-short-escape", "H1-n-short-escape-field", "[\"\\u12\"]"),
    ("H1-n-newline", "H1-n-newline-field", "[\"a\nb\"]"),
    ("H1-n-tab", "H1-n-tab-field", "[\"a\tb\"]"),
    ("H10-comment", "H10-comment-field", "[1/* one */]"),
    ("H10-line", "H10-line-field", "[1// one\n]"),
    ("H10-two", "H10-two-field", "[1][2]"),
    ("H10-space", "H10-space-field", "[1\u{a0}]"),
];

/// Values that are JSON and no text, object or list of what a contact's field may be, or are.
const GOOD: &[(&str, &str)] = &[
    ("H1-y-null", "null"),
    ("H1-y-true", "true"),
    ("H1-y-zero", "-0"),
    ("H1-y-float", "123.456e-7"),
    ("H1-y-huge", "1e9999"),
    ("H1-y-digits", "123456789012345678901234567890"),
    ("H1-y-empty", "\"\""),
    ("H1-y-escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\""),
    ("H1-y-pair", "\"\\ud83d\\ude00\""),
    ("H1-y-half", "\"\\ude00\""),
    ("H1-y-list", "[ 1 , [ ] , { } ]"),
    ("H1-y-object", "{\"a\":{\"b\":[null]}}"),
    ("H1-y-space", " \r\n\t\"x\" \t"),
    ("H1-y-del", "\"\u{7f}\u{2028}\u{feff}\""),
];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (whole, field, text) in BAD.iter().copied() {
        rows.push(body(whole, "the body is no JSON", undecodable(), move |_| text.to_owned()));
        rows.push(
            body(field, "a contact's field is no JSON", undecodable(), move |case| with_field(case, text))
                .calls(contacts),
        );
    }
    for (id, text) in GOOD.iter().copied() {
        let row = body(id, "a contact's field is any JSON", decoded(), move |case| with_field(case, text));
        rows.push(row.calls(contacts).check(second_is_there).alone());
    }
    rows.extend(ids());
    rows.extend(lists());
    rows.extend(limits());
    rows
}

fn contacts(call: Call) -> bool {
    matches!(call, Call::Contacts(_))
}

fn body(
    id: &'static str,
    what: &'static str,
    expect: Expect,
    text: impl Fn(&Case) -> String + Send + Sync + 'static,
) -> Row {
    Row::answer(id, what, expect, move |case| case.answer(200, &[], text(case).as_bytes())).json()
}

/// The healthy body with something replaced.
fn with(case: &Case, from: &str, to: &str) -> String {
    String::from_utf8_lossy(&case.body()).replace(from, to)
}

/// The healthy page with this value for the first contact's name.
fn with_field(case: &Case, value: &str) -> String {
    with(case, &format!("\"{}\"", case.first_name()), value)
}

/// Every way to write the id of an import, and two of them.
fn ids() -> Vec<Row> {
    let written = |id, expect: Expect, value: &'static str| {
        body(id, "the import's id in another way", expect, move |case| {
            with(case, &format!("\"import_id\":{IMPORT}"), &format!("\"import_id\":{value}"))
                .replace(&format!(",\"id\":{IMPORT}"), "")
        })
    };
    let begun = |row: Row| row.calls(Call::is_begin);
    vec![
        written("H4-string", good(), "\"7000001\""),
        written("H4-float", undecodable(), "7000001.0"),
        written("H4-exponent", undecodable(), "7.000001e6"),
        written("H4-negative", undecodable(), "-7"),
        written("H4-zero", undecodable(), "0"),
        begun(written("H4-2e53", decoded(), "9007199254740993")).alone(),
        begun(written("H4-2e64", decoded(), "18446744073709551616")).alone(),
        written("H4-40", undecodable(), "1234567890123456789012345678901234567890"),
        written("H4-true", undecodable(), "true"),
        begun(written("H4-null", undecodable(), "null")),
        written("H4-list", undecodable(), "[7000001]"),
        written("H4-words", undecodable(), "\"seven\""),
        written("H4-path", undecodable(), "\"../1126\""),
        begun(body("H4-missing", "no import id", undecodable(), |case| {
            with(case, &format!("\"import_id\":{IMPORT},\"id\":{IMPORT},"), "")
        })),
        body("H2-id", "the import's id twice", codec(Duplicate("")), |case| {
            with(case, &format!("\"import_id\":{IMPORT}"), &format!("\"import_id\":7,\"import_id\":{IMPORT}"))
        }),
        body("H2-status", "the status twice", codec(Duplicate("")), |case| {
            with(case, "\"status\":\"success\",", "\"status\":\"failure\",\"status\":\"success\",")
        })
        .calls(Call::is_begin),
        body("H2-unknown", "an unknown key twice", good(), |case| extended(case, "\"x\":1,\"x\":2")),
    ]
}

/// The healthy body with more fields at its end.
fn extended(case: &Case, fields: &str) -> String {
    let mut text = String::from_utf8_lossy(&case.body()).into_owned();
    text.pop();
    format!("{text},{fields}}}")
}

fn lists() -> Vec<Row> {
    let events = |id, expect: Expect, value: &'static str| {
        body(id, "the events in another way", expect, move |_| {
            format!("{{\"events\":{value},\"import_id\":{IMPORT}}}")
        })
        .calls(|call| call == Call::Events)
        .alone()
    };
    let slots = |id, value: &'static str| {
        body(id, "a contact that is none", decoded(), move |_| {
            let [_, second] = crate::chaos::case::names(0);
            format!(
                "{{\"contacts\":[{value},{{\"first_name\":\"{second}\"}}],\"start\":0,\"total\":4,\"import_id\":{IMPORT}}}"
            )
        })
        .calls(contacts)
        .check(second_is_there)
        .alone()
    };
    let value = |id, value: &'static str| {
        body(id, "an event's value in another way", decoded(), move |_| {
            let event = format!("{{\"event_type\":\"COMPLETE\",\"status\":\"COMPLETED\",\"value\":{value}}}");
            format!("{{\"events\":[{event}],\"import_id\":{IMPORT}}}")
        })
        .calls(|call| call == Call::Events)
        .alone()
    };
    vec![
        events("H6-null", decoded(), "null"),
        events("H6-empty", decoded(), "[]"),
        events("H6-object", decoded(), "{\"event_type\":\"COMPLETE\",\"status\":\"COMPLETED\"}"),
        events("H6-string", undecodable(), "\"none\""),
        events("H6-number", undecodable(), "7"),
        events("H6-null-item", undecodable(), "[null]"),
        value("H5-string", "\"12\""),
        value("H5-word", "\"many\""),
        value("H5-null", "null"),
        value("H5-float", "1.5"),
        value("H5-huge", "1000000000000000000000000000000"),
        value("H5-negative", "-3"),
        value("H5-list", "[1]"),
        slots("H8-null", "null"),
        slots("H8-number", "7"),
        slots("H8-string", "\"Fern\""),
        slots("H8-list", "[[]]"),
        slots("H8-true", "true"),
        slots("H8-fields", "{\"first_name\":{\"a\":1},\"email\":7,\"phone\":true}"),
        slots("H9-null", "{\"email\":null}"),
        slots("H9-nulls", "{\"email\":[null]}"),
        slots("H9-object", "{\"email\":{}}"),
        slots("H9-address", "{\"email\":[{\"address\":null}]}"),
        slots("H9-string", "{\"email\":\"fern@mail.example\"}"),
        slots("H13-case", "{\"First_Name\":\"a\",\"first-name\":\"b\",\"FIRST_NAME\":\"c\"}"),
        slots("H14", "{\"__proto__\":{\"first_name\":\"x\"},\"constructor\":{\"a\":1}}"),
    ]
}

fn limits() -> Vec<Row> {
    let nested = |levels: usize| {
        move |case: &Case| extended(case, &format!("\"x\":{}{}", "[".repeat(levels), "]".repeat(levels)))
    };
    let text = |bytes: usize| move |case: &Case| extended(case, &format!("\"x\":\"{}\"", "a".repeat(bytes)));
    vec![
        body("H3-31", "31 levels", good(), nested(30)),
        body("H3-32", "32 levels", good(), nested(31)),
        body("H3-33", "33 levels", codec(Depth), nested(32)),
        body("H3-128", "128 levels", codec(Depth), nested(127)),
        body("H3-100000", "100 000 levels", codec(Depth), nested(100_000)),
        body("H3-open", "100 000 levels that never close", codec(Depth), |_| "[".repeat(100_000)),
        body("H7", "1 000 unknown fields", good(), |case| {
            let fields: Vec<String> = (0..1000).map(|n| format!("\"x{n}\":{{\"y\":[{n}]}}")).collect();
            extended(case, &fields.join(","))
        }),
        body("H10-trailing", "text behind the document", codec(Trailing), |case| {
            with(case, "\u{1}", "") + " x"
        }),
        body("H10-second", "a second document", codec(Trailing), |case| with(case, "\u{1}", "") + "{}"),
        body("H11-fits", "a text of just under 1 MiB", good(), text((1 << 20) - 8)).alone(),
        body("H11-large", "a text of more than 1 MiB", codec(TooLarge("")), text((1 << 20) + 8)).alone(),
        body("H12", "10 000 empty contacts", decoded(), |_| {
            let list = vec!["{}"; 10_000].join(",");
            format!("{{\"contacts\":[{list}],\"start\":0,\"total\":10000,\"import_id\":{IMPORT}}}")
        })
        .calls(contacts)
        .check(|_, answer| match answer {
            Answer::Contacts(contacts) if contacts.contacts.len() == 10_000 => Ok(()),
            _ => Err("not 10 000 contacts".to_owned()),
        })
        .alone(),
        body("H12-events", "1 001 events", codec(TooLarge("")), |_| {
            let list = vec!["{\"event_type\":\"A\",\"status\":\"B\"}"; 1001].join(",");
            format!("{{\"events\":[{list}],\"import_id\":{IMPORT}}}")
        })
        .calls(|call| call == Call::Events),
    ]
}

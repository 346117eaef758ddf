//! Reading JSON: rows H of the fault catalogue.

use super::*;
use crate::codec::json::from_slice;

fn bytes(body: &[u8]) -> CodecErrorKind {
    from_slice::<Value>(body).unwrap_err().kind().clone()
}

#[test]
fn encodings_and_empty_bodies() {
    assert_eq!(from_slice::<Value>(b"\xef\xbb\xbf{}").unwrap(), serde_json::json!({}));
    assert_eq!(bytes(b"\xef\xbb\xbf\xef\xbb\xbf{}"), CodecErrorKind::Syntax);
    assert_eq!(bytes(b"\xff\xfe{\0}\0"), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"\xfe\xff\0{\0}"), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"\"Andr\xe9\""), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"\"Andr\xc3"), CodecErrorKind::Truncated);
    assert_eq!(bytes(b""), CodecErrorKind::Empty);
    assert_eq!(bytes(b" \r\n\t"), CodecErrorKind::Empty);
    assert_eq!(bytes(b"\xef\xbb\xbf"), CodecErrorKind::Empty);
    let error = from_slice::<Value>(b"{}\n \xe9 ").unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(2), Some(2)));
}

#[test]
fn h3_depth_in_known_and_unknown_fields() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json::<Value>(&nested(31)).is_ok());
    assert!(json::<Value>(&nested(32)).is_ok());
    for depth in [33, 128, 1_000_000] {
        assert_eq!(kind(Format::Json, &nested(depth)), CodecErrorKind::Depth);
    }
    let unknown = |depth| json::<Book>(&format!(r#"{{"unknown":{}}}"#, nested(depth)));
    assert!(unknown(31).is_ok());
    assert_eq!(unknown(32).unwrap_err().kind(), &CodecErrorKind::Depth);
    assert_eq!(kind(Format::Json, &"{\"a\":".repeat(100_000)), CodecErrorKind::Depth);
    let in_a_text = json::<Value>(&format!(r#""\"{}\\""#, "[".repeat(100)));
    assert!(in_a_text.is_ok(), "brackets in texts do not count");
}

#[test]
fn h10_not_json() {
    for body in
        ["[1,]", "{\"a\":1,}", "[1 /* one */]", "NaN", "'a'", "{a:1}", "[01]", "\"a\tb\"", "\"\\x\"", "tru e"]
    {
        assert_eq!(kind(Format::Json, body), CodecErrorKind::Syntax, "{body}");
    }
    for body in ["{} x", "{}{}", "1 2", "null]"] {
        assert_eq!(kind(Format::Json, body), CodecErrorKind::Trailing, "{body}");
    }
    let error = json::<Value>("[1,\n 2,\n 3 4]").unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(3), Some(4)));
    assert!(json::<Value>("{} \r\n\t").is_ok());
}

#[test]
fn h11_long_texts_and_odd_characters() {
    let text = |len: usize| format!(r#"{{"echo":"{}"}}"#, "x".repeat(len));
    assert!(json::<Book>(&text(1024 * 1024 - 1)).is_ok());
    let too_large = CodecErrorKind::TooLarge("a text longer than 1 MiB");
    assert_eq!(json::<Book>(&text(1024 * 1024 + 1)).unwrap_err().kind(), &too_large);
    let unknown = text(1024 * 1024 + 1).replace("echo", "other");
    assert_eq!(json::<Book>(&unknown).unwrap_err().kind(), &too_large);
    assert_eq!(json::<Book>(r#"{"echo":"a\u0000b"}"#).unwrap().echo.as_deref(), Some("a\0b"));
    assert!(json::<Book>(r#"{"echo":"\ud800"}"#).is_err());
    assert_eq!(json::<Book>(r#"{"echo":"\ud83d\ude00"}"#).unwrap().echo.as_deref(), Some("😀"));
}

#[test]
fn h13_json_names_are_exact() {
    assert_eq!(json::<Person>(r#"{"first-name":"Fern","First_Name":"Fern"}"#).unwrap(), Person::default());
}

#[test]
fn every_prefix_is_an_error() {
    let body = r#"{"contacts":[{"first_name":"Zoë","email":[{"address":"a@example.com"}]}],"total":1}"#;
    assert!(from_slice::<Book>(body.as_bytes()).is_ok());
    for end in 0..body.len() {
        let kind = bytes(&body.as_bytes()[..end]);
        assert!(matches!(kind, CodecErrorKind::Truncated | CodecErrorKind::Empty), "{end}: {kind:?}");
    }
}

#[test]
fn types_are_not_mixed() {
    let good = r#"{"text":"x","number":1,"flag":true,"list":[-1,2],"word":"READY"}"#;
    let read = json::<Strict>(good).unwrap();
    assert_eq!((read.list.as_slice(), read.word), ([-1, 2].as_slice(), Some(Word::Ready)));
    for (from, to, path, expected) in [
        ("\"x\"", "1", "text", "a string"),
        (":1,", ":\"1\",", "number", "u32"),
        (":1,", ":1.0,", "number", "u32"),
        (":1,", ":-1,", "number", "u32"),
        ("true", "\"true\"", "flag", "a boolean"),
        ("[-1,2]", "{}", "list", "a list"),
        ("2]", "\"2\"]", "list[1]", "i64"),
        ("READY", "ready", "word", "one of `READY`, `DONE`"),
    ] {
        let error = json::<Strict>(&good.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.path(), path);
        assert_eq!(error.kind(), &CodecErrorKind::Type { expected: expected.to_owned().into() });
        assert_eq!(error.line(), Some(1));
    }
    let error = json::<Strict>("[\"x\",1,true,[],null]").unwrap_err();
    assert_eq!(error.kind(), &CodecErrorKind::Type { expected: "an object".into() });
}

#[test]
fn raw_values_and_data_variants_still_work() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Point,
        Circle(u8),
        Box { width: u8 },
    }
    let shapes = vec![Shape::Point, Shape::Circle(1), Shape::Box { width: 2 }];
    let body = crate::codec::json::to_vec(&shapes).unwrap();
    assert_eq!(from_slice::<Vec<Shape>>(&body).unwrap(), shapes);
    let raw = from_slice::<Box<serde_json::value::RawValue>>(b"[1, 2]").unwrap();
    assert_eq!(raw.get(), "[1, 2]");
    let map = from_slice::<std::collections::BTreeMap<String, Option<f64>>>(br#"{"a":1,"b":null}"#).unwrap();
    assert_eq!(map["a"], Some(1.0));
}

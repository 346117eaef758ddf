//! The lenient readers: values that may be strange, and slots.

use super::*;
use crate::codec::lenient;

/// The slots' first names; of errors, the paths.
fn slots(book: &Book) -> Vec<Result<&str, &str>> {
    let mut out = Vec::new();
    for (index, slot) in book.contacts.0.iter().enumerate() {
        out.push(match slot {
            Ok(person) => Ok(person.first_name.as_deref().unwrap_or_default()),
            Err(error) => {
                assert_eq!(error.index, index as u64);
                Err(error.error.path())
            }
        });
    }
    out
}

#[test]
fn h5_strange_values_never_fail() {
    for (value, expected) in [
        ("7", Some(7)),
        ("-7", Some(-7)),
        ("\" 7\\t\"", Some(7)),
        ("\"-7\"", Some(-7)),
        ("null", None),
        ("\"\"", None),
        ("\"+7\"", None),
        ("\"\u{667}\"", None),
        ("\"seven\"", None),
        ("7.0", None),
        ("1e3", None),
        ("1e400", None),
        ("1000000000000000000000000000000", None),
        ("18446744073709551615", None),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("true", None),
        ("[1,[2]]", None),
        ("{\"a\":{\"b\":1}}", None),
        ("\"\\ud800\"", None),
        ("[1e400]", None),
    ] {
        let body = format!(r#"{{"value":{value},"first_name":"after"}}"#);
        let person = json::<Person>(&body).unwrap();
        assert_eq!(person.value, expected, "{value}");
        assert_eq!(person.first_name.as_deref(), Some("after"));
    }
    assert_eq!(json::<Person>("{}").unwrap().value, None);
}

#[test]
fn unsigned_and_flags() {
    for (value, total, owner) in [
        ("5", Some(5), None),
        ("-5", None, None),
        ("18446744073709551615", Some(u64::MAX), None),
        ("18446744073709551616", None, None),
        ("true", None, Some(true)),
        ("\" false\"", None, Some(false)),
        ("\"yes\"", None, None),
        ("1", Some(1), None),
        ("null", None, None),
    ] {
        assert_eq!(json::<Book>(&format!(r#"{{"total":{value}}}"#)).unwrap().total, total, "{value}");
        assert_eq!(json::<Person>(&format!(r#"{{"owner":{value}}}"#)).unwrap().owner, owner, "{value}");
    }
}

#[test]
fn texts_take_integers() {
    for (value, expected) in [("null", None), ("\"\"", Some("")), ("\" x\"", Some(" x")), ("17", Some("17"))]
    {
        let person = json::<Person>(&format!(r#"{{"first_name":{value}}}"#)).unwrap();
        assert_eq!(person.first_name.as_deref(), expected);
    }
    for value in ["true", "1.5", "[]", "{}"] {
        let error = json::<Person>(&format!(r#"{{"first_name":{value}}}"#)).unwrap_err();
        assert_eq!(error.kind(), &CodecErrorKind::Type { expected: "a string or null".into() });
        assert_eq!(error.path(), "first_name");
    }
}

#[test]
fn h4_identifiers_are_read_as_written() {
    #[derive(Deserialize)]
    struct Id {
        #[serde(default, deserialize_with = "lenient::verbatim")]
        id: Option<String>,
    }
    let digits = "123456789012345678901234567890";
    for text in
        ["1126", "1126.0", "1.126e3", "-1", "0", "9007199254740993", "18446744073709551616", digits, "1e400"]
    {
        let id = json::<Id>(&format!(r#"{{"id":{text}}}"#)).unwrap().id;
        assert_eq!(id.as_deref(), Some(text));
        assert_eq!(json::<Id>(&format!(r#"{{"id":"{text}"}}"#)).unwrap().id, id);
        assert_eq!(xml::<Id>(&format!("<r><id>{text}</id></r>")).unwrap().id, id);
        assert_eq!(xml::<Id>(&format!("<r><id type='integer'>{text}</id></r>")).unwrap().id, id);
    }
    assert_eq!(json::<Id>(r#"{"id":null}"#).unwrap().id, None);
    assert_eq!(xml::<Id>("<r><id nil='true'/></r>").unwrap().id, None);
    for value in ["true", "[]", "{}"] {
        assert_eq!(json::<Id>(&format!(r#"{{"id":{value}}}"#)).err().unwrap().path(), "id");
    }
    assert_eq!(serde_json::from_str::<Id>(r#"{"id":7}"#).unwrap().id.as_deref(), Some("7"));
}

#[test]
fn h9_lists_and_their_entries() {
    let mails = |value: &str| json::<Person>(&format!(r#"{{"email":{value}}}"#)).map(|person| person.email);
    let mail = |address: Option<&str>| Mail { address: address.map(Into::into) };
    assert_eq!(mails("null").unwrap(), []);
    assert_eq!(mails("[]").unwrap(), []);
    assert_eq!(mails("[null]").unwrap(), [mail(None)]);
    assert_eq!(mails("{}").unwrap(), [mail(None)]);
    assert_eq!(mails(r#"[{"address":null},{"address":"a"}]"#).unwrap(), [mail(None), mail(Some("a"))]);
    assert_eq!(mails(r#""a""#).unwrap(), [mail(Some("a"))]);
    assert_eq!(mails(r#"["a",17]"#).unwrap(), [mail(Some("a")), mail(Some("17"))]);
    assert_eq!(mails("17").unwrap(), [mail(Some("17"))]);
    assert_eq!(mails("true").unwrap_err().path(), "email");
    assert_eq!(mails("[[]]").unwrap_err().path(), "email[0]");
    assert_eq!(mails(r#"["a",{"address":[]}]"#).unwrap_err().path(), "email[1].address");
    let companies = json::<Person>(r#"{"companies":[null,"Mock \u0026 Sons"]}"#).unwrap().companies;
    assert_eq!(companies, [None, Some("Mock & Sons".to_owned())]);
    assert_eq!(json::<Person>(r#"{"companies":"Mock"}"#).unwrap().companies, [Some("Mock".to_owned())]);
}

#[test]
fn h8_a_bad_contact_is_a_slot() {
    let book = json::<Book>(
        "{\"contacts\":[{\"first_name\":\"a\"},null,7,\"x\",[],\n \
         {\"first_name\":\"\\ud800\"},{\"email\":[{},{\"address\":true}]},\n\n{\"first_name\":\"b\"}],\"total\":8}",
    )
    .unwrap();
    assert_eq!(book.total, Some(8));
    assert_eq!(
        slots(&book),
        [
            Ok("a"),
            Err("contacts[1]"),
            Err("contacts[2]"),
            Err("contacts[3]"),
            Err("contacts[4]"),
            Err("contacts[5].first_name"),
            Err("contacts[6].email[1].address"),
            Ok("b"),
        ]
    );
    let places: Vec<_> =
        book.contacts.0.iter().filter_map(|slot| slot.as_ref().err()?.error.line()).collect();
    assert_eq!(places, [1, 1, 1, 1, 2, 2]);
    let column = book.contacts.0[1].as_ref().unwrap_err().error.column();
    assert!((33..=37).contains(&column.unwrap()), "{column:?}");

    let xml = xml::<Book>(
        "<r><contacts type='array'><contact><first-name>a</first-name></contact><contact nil='true'/>\
         <contact>x</contact><contact type='array'/>\n<contact><email><address><x/></address></email></contact>\
         <contact><first-name>b</first-name></contact></contacts><total>8</total></r>",
    )
    .unwrap();
    assert_eq!(
        slots(&xml),
        [
            Ok("a"),
            Err("contacts[1]"),
            Err("contacts[2]"),
            Err("contacts[3]"),
            Err("contacts[4].email[0].address"),
            Ok("b")
        ]
    );
    let error = &xml.contacts.0[4].as_ref().unwrap_err().error;
    assert_eq!((error.format(), error.line(), error.column()), (Format::Xml, Some(2), Some(17)));
}

#[test]
fn slots_without_a_list() {
    for empty in ["{}", r#"{"contacts":null}"#, r#"{"contacts":[]}"#] {
        assert!(json::<Book>(empty).unwrap().contacts.0.is_empty());
    }
    assert_eq!(slots(&json::<Book>(r#"{"contacts":{"first_name":"a"}}"#).unwrap()), [Ok("a")]);
    assert_eq!(
        slots(&json::<Book>(r#"{"contacts":{"first_name":[]}}"#).unwrap()),
        [Err("contacts.first_name")]
    );
    assert_eq!(slots(&json::<Book>(r#"{"contacts":"x"}"#).unwrap()), [Err("contacts")]);
    assert!(json::<Book>(r#"{"contacts":[],"contacts":[]}"#).is_err());
}

#[test]
fn errors_in_many_slots_cost_linear_time() {
    let body = format!(r#"{{"contacts":[{}1]}}"#, "1,\n".repeat(50_000));
    let book = json::<Book>(&body).unwrap();
    assert_eq!(book.contacts.0.len(), 50_001);
    assert_eq!(book.contacts.0[50_000].as_ref().unwrap_err().error.line(), Some(50_001));
}

#[test]
fn an_attempt_hides_its_failure() {
    for (value, expected) in [
        ("null", None),
        ("7", None),
        ("[]", None),
        (r#"{"first_name":{}}"#, None),
        (r#"{"first_name":"\udc00"}"#, None),
        ("{}", Some(Person::default())),
    ] {
        let book = json::<Book>(&format!(r#"{{"contacts_owner":{value},"total":3}}"#)).unwrap();
        assert_eq!((book.contacts_owner.0, book.total), (expected, Some(3)), "{value}");
    }
}

#[test]
fn keys_from_outside_do_not_show_in_paths() {
    let error = json::<Person>(r#"{"photos":[{"fern@example.com":{"type":1e400}}]}"#).unwrap_err();
    assert_eq!(error.path(), "photos[0].*.type");
}

#[test]
fn other_deserializers_work_with_less_mercy() {
    let body =
        r#"{"contacts":[{"first_name":"a","email":["x"]}],"contacts_owner":{"value":"7"},"total":"1"}"#;
    assert_eq!(serde_json::from_str::<Book>(body).unwrap(), json::<Book>(body).unwrap());
    let one = r#"{"contacts":{"first_name":"a"}}"#;
    assert_eq!(serde_json::from_str::<Book>(one).unwrap(), json::<Book>(one).unwrap());
    assert!(serde_json::from_str::<Book>(r#"{"contacts":[7]}"#).is_err());
    assert!(serde_json::from_str::<Book>(r#"{"contacts_owner":7}"#).is_err());
}

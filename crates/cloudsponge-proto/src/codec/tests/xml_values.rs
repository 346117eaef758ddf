//! Reading XML: the rows of the fault catalogue that are about what elements mean.

use super::*;
use serde_json::json as value;

fn name(body: &str) -> Option<String> {
    xml::<Person>(body).unwrap().first_name
}

#[test]
fn i8_null_empty_and_absent() {
    for null in [
        "<r><first-name nil='true'></first-name></r>",
        "<r><first-name nil=\"true\"/></r>",
        "<r><first-name xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/></r>",
        "<r></r>",
        "<r/>",
    ] {
        assert_eq!(name(null), None, "{null}");
    }
    for empty in [
        "<r><first-name></first-name></r>",
        "<r><first-name/></r>",
        "<r><first-name nil='false'></first-name></r>",
        "<r><first-name nil=''/></r>",
        "<r><first-name x:nil='true'/></r>",
        "<r><first-name null='true'/></r>",
    ] {
        assert_eq!(name(empty).as_deref(), Some(""), "{empty}");
    }
    assert_eq!(name("<r><first-name nil='false'>Fern</first-name></r>").as_deref(), Some("Fern"));
}

#[test]
fn i11_lists_in_every_shape() {
    let mails = |inner: &str| -> Vec<Option<String>> {
        let person = xml::<Person>(&format!("<r>{inner}</r>")).unwrap();
        person.email.into_iter().map(|mail| mail.address).collect()
    };
    let one = [Some("a".to_owned())];
    for body in [
        "<email type='array'><email><address>a</address></email></email>",
        "<email><email><address>a</address></email></email>",
        "<email><address>a</address></email>",
        "<email type='array'><other><address>a</address></other></email>",
        "<email>a</email>",
        "<email type='array'><email>a</email></email>",
        "<email>\n <email>\n <address>a</address>\n </email>\n </email>",
    ] {
        assert_eq!(mails(body), one, "{body}");
    }
    let two = [Some("a".to_owned()), Some("b".to_owned())];
    for body in [
        "<email type='array'><email><address>a</address></email><email><address>b</address></email></email>",
        "<email><email><address>a</address></email><email><address>b</address></email></email>",
        "<email><address>a</address></email><x/><email><address>b</address></email>",
        "<email type='array'><email>a</email></email><email>b</email>",
    ] {
        assert_eq!(mails(body), two, "{body}");
    }
    for body in [
        "",
        "<email/>",
        "<email type='array'/>",
        "<email> \n</email>",
        "<email nil='true'/>",
        "<email type='array'> </email>",
    ] {
        assert_eq!(mails(body), [], "{body}");
    }
    let nulls = "<email type='array'><email nil='true'/><email/><email><address nil='true'/></email></email>";
    assert_eq!(mails(nulls), [None, None, None]);
    let companies = |inner: &str| xml::<Person>(&format!("<r>{inner}</r>")).unwrap().companies;
    let expected = [None, Some(String::new()), Some("Mock & Sons".to_owned())];
    let items = "<company nil='true'/><company/><company>Mock &amp; Sons</company>";
    assert_eq!(companies(&format!("<companies type='array'>{items}</companies>")), expected);
    assert_eq!(companies(&format!("<companies>{items}</companies>")), expected);
    assert_eq!(companies("<companies>Mock</companies>"), [Some("Mock".to_owned())]);
}

#[test]
fn i12_numbers_are_digits() {
    let value =
        |text: &str| xml::<Person>(&format!("<r><value type='integer'>{text}</value></r>")).unwrap().value;
    assert_eq!(value(" 7\n"), Some(7));
    assert_eq!(value("-7"), Some(-7));
    for bad in ["abc", "+7", "\u{667}", "7.0", "", "0x7", "7 7", "99999999999999999999", "<a/>"] {
        assert_eq!(value(bad), None, "{bad}");
    }
    assert_eq!(xml::<Person>("<r><value nil='true'/></r>").unwrap().value, None);
    assert_eq!(xml::<Vec<u8>>("<r><r> 7 </r><r>8</r></r>").unwrap(), [7, 8]);
    for bad in ["abc", "+7", "\u{667}", "7.0", "", "256", "-1", "<a/>"] {
        let error = xml::<Vec<u8>>(&format!("<r type='array'><x>{bad}</x></r>")).unwrap_err();
        assert_eq!(error.kind(), &CodecErrorKind::Type { expected: "u8".into() });
    }
    assert_eq!(xml::<Vec<bool>>("<r><r> true</r><r>0</r><r>1</r></r>").unwrap(), [true, false, true]);
    assert!(xml::<bool>("<r>yes</r>").is_err());
    assert_eq!(xml::<f64>("<r> 1.5e3 </r>").unwrap(), 1500.0);
    assert!(xml::<f64>("<r>inf</r>").is_err());
}

#[test]
fn i13_order_and_unknown_elements() {
    let a = "<r><first-name>F</first-name><x><y z='1'>t</y><y/></x><value>7</value><owner>true</owner></r>";
    let b = "<r><owner type='boolean'>true</owner><x/><value>7</value><x/><first_name>F</first_name></r>";
    assert_eq!(xml::<Person>(a).unwrap(), xml::<Person>(b).unwrap());
    assert_eq!(name("<r><First-Name>F</First-Name></r>"), None);
}

#[test]
fn repeated_elements_are_lists_or_mistakes() {
    for repeated in [
        "<first-name>a</first-name><first_name>a</first_name>",
        "<value>1</value><value>1</value>",
        "<owner>true</owner><value/><owner>true</owner>",
    ] {
        let error = xml::<Person>(&format!("<r>{repeated}</r>")).unwrap_err();
        assert!(
            matches!(error.kind(), CodecErrorKind::Duplicate("first_name" | "value" | "owner")),
            "{error}"
        );
        assert!(error.column() > Some(4), "{error}");
    }
    let owners = "<r><contacts-owner/><contacts-owner/></r>";
    assert_eq!(xml::<Book>(owners).unwrap_err().kind(), &CodecErrorKind::Duplicate("contacts_owner"));
    let contacts = "<r><contacts><first-name>a</first-name></contacts><contacts>x</contacts></r>";
    let slots = xml::<Book>(contacts).unwrap().contacts.0;
    assert!(slots[0].is_ok() && slots[1].is_err());
}

#[test]
fn objects_and_texts_are_told_apart_by_the_target() {
    assert_eq!(xml::<Person>("<r> \n</r>").unwrap(), Person::default());
    for body in ["<r>text</r>", "<r nil='true'/>", "<r type='array'/>"] {
        let error = xml::<Person>(body).unwrap_err();
        assert_eq!(error.kind(), &CodecErrorKind::Type { expected: "an object".into() }, "{body}");
    }
    assert!(xml::<String>("<r><a/></r>").is_err());
    assert!(xml::<String>("<r nil='true'/>").is_err());
    assert_eq!(xml::<Option<String>>("<r nil='true'/>").unwrap(), None);
    assert_eq!(xml::<Word>("<r>DONE</r>").unwrap(), Word::Done);
    assert!(xml::<Word>("<r>done</r>").is_err());
}

#[test]
fn generic_values_follow_the_attributes() {
    for (body, expected) in [
        ("<r nil='true'/>", value!(null)),
        ("<r>x</r>", value!("x")),
        ("<r>7</r>", value!("7")),
        ("<r type='integer'>7</r>", value!(7)),
        ("<r type='integer'>-7</r>", value!(-7)),
        ("<r type='integer'>18446744073709551615</r>", value!(u64::MAX)),
        ("<r type='integer'>007</r>", value!("007")),
        ("<r type='integer'>123456789012345678901</r>", value!("123456789012345678901")),
        ("<r type='boolean'>true</r>", value!(true)),
        ("<r type='boolean'>maybe</r>", value!("maybe")),
        ("<r type='float'>1.5</r>", value!(1.5)),
        ("<r type='datetime'>2009</r>", value!("2009")),
        ("<r type='array'/>", value!([])),
        ("<r type='array'><a/><b nil='true'/></r>", value!(["", null])),
        ("<r><first-name>x</first-name><p><q>1</q></p></r>", value!({"first_name": "x", "p": {"q": "1"}})),
        ("<r><a>1</a><a>2</a></r>", value!({"a": ["1", "2"]})),
    ] {
        assert_eq!(xml::<Value>(body).unwrap(), expected, "{body}");
    }
}

#[test]
fn many_names_cost_no_square() {
    let fields: String = (0..50_000).map(|n| format!("<a{n}/>")).collect();
    let read = xml::<Value>(&format!("<r>{fields}</r>")).unwrap();
    assert_eq!(read.as_object().unwrap().len(), 50_000);
}

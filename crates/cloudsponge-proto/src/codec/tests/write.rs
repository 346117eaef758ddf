//! Writing, to the letter.

use super::*;
use crate::codec::xml::{self, Style};
use serde_json::json as value;

fn person() -> Person {
    Person {
        first_name: Some("André & <Co>".into()),
        email: vec![Mail { address: Some("a@example.com".into()) }, Mail::default()],
        companies: vec![None, Some(String::new())],
        photos: vec![],
        owner: Some(true),
        value: None,
    }
}

fn rails(value: &impl Serialize) -> String {
    String::from_utf8(xml::to_vec(value, "r").unwrap()).unwrap()
}

#[test]
fn json_is_escaped_as_recorded() {
    let text = "a & <b> \u{2028}\u{2029} é 😀 \" \\ / \u{1}\u{7f}\n";
    let body = crate::codec::json::to_vec(&value!([text, null, 1, true])).unwrap();
    assert_eq!(
        String::from_utf8(body).unwrap(),
        "[\"a \\u0026 \\u003cb\\u003e \\u2028\\u2029 é 😀 \\\" \\\\ / \\u0001\u{7f}\\n\",null,1,true]"
    );
}

#[test]
fn xml_in_the_style_of_rails() {
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<r>
  <first-name>Andr&#233; &amp; &lt;Co&gt;</first-name>
  <email type=\"array\">
    <email>
      <address>a@example.com</address>
    </email>
    <email></email>
  </email>
  <companies type=\"array\">
    <company nil=\"true\"></company>
    <company></company>
  </companies>
  <photos type=\"array\"/>
  <owner type=\"boolean\">true</owner>
  <value nil=\"true\"></value>
</r>
";
    assert_eq!(rails(&person()), expected);
    assert_eq!(super::xml::<Person>(expected).unwrap(), person());
}

#[test]
fn xml_in_the_bare_style() {
    let body = xml::to_vec_with(&person(), "r", Style::Bare).unwrap();
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<r>
  <first-name>Andr&#233; &amp; &lt;Co&gt;</first-name>
  <email>
    <email>
      <address>a@example.com</address>
    </email>
    <email></email>
  </email>
  <companies>
    <company></company>
    <company></company>
  </companies>
  <photos></photos>
  <owner>true</owner>
</r>
";
    assert_eq!(String::from_utf8(body).unwrap(), expected);
    let read = super::xml::<Person>(expected).unwrap();
    assert_eq!(read, Person { companies: vec![Some(String::new()); 2], ..person() });
}

#[test]
fn xml_numbers_and_generic_values() {
    let written =
        value!({"a_b": [1, -1, u64::MAX, 1.5, 1e300, "", [], [[null]]], "c": {"d": true, "e": null}});
    let body = rails(&written);
    assert!(body.contains("<a-b type=\"array\">\n    <a-b type=\"integer\">1</a-b>"), "{body}");
    assert_eq!(super::xml::<Value>(&body).unwrap(), written);
}

#[test]
fn xml_refuses_what_it_cannot_carry() {
    for c in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let error = xml::to_vec(&Person { first_name: Some(c.into()), ..person() }, "r").unwrap_err();
        assert_eq!(error.kind(), &CodecErrorKind::Unencodable(c.into()));
        assert_eq!((error.format(), error.path()), (Format::Xml, "first_name"));
    }
    let mail = Mail { address: Some("\u{8}".into()) };
    let error = xml::to_vec(&Person { email: vec![Mail::default(), mail], ..person() }, "r").unwrap_err();
    assert_eq!(error.path(), "email[1].address");
    for key in ["", "a b", "1", "é", "a:b", "<"] {
        let error = xml::to_vec(&std::collections::BTreeMap::from([(key, 1)]), "r").unwrap_err();
        assert!(matches!(error.kind(), CodecErrorKind::Value(_)), "{key}");
    }
    assert!(xml::to_vec(&1, "not a name").is_err());
}

#[test]
fn every_scalar_can_be_a_document() {
    assert_eq!(rails(&"x"), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r>x</r>\n");
    assert_eq!(super::xml::<char>(&rails(&'é')).unwrap(), 'é');
    assert_eq!(super::xml::<f64>(&rails(&0.1)).unwrap(), 0.1);
    assert_eq!(super::xml::<Option<u8>>(&rails(&None::<u8>)).unwrap(), None);
    assert_eq!(super::xml::<Vec<u8>>(&rails(&[1, 2])).unwrap(), [1, 2]);
    super::xml::<()>(&rails(&())).unwrap();
}

//! Single cases: limits, places, and the deliberate differences.

use super::{chunks, oracle, whole};
use crate::codec::{CodecErrorKind, Format};
use crate::model::Contacts;
use crate::{ContactDecoder, ContactPage, DecodeError};

fn answer(inner: &str) -> String {
    format!("<contactsResponse>{inner}</contactsResponse>")
}

fn list(items: &str) -> String {
    answer(&format!("<contacts type=\"array\">{items}</contacts>"))
}

/// What is wrong with the document, on which both readings agree; and in chunks it is the same.
fn kind(body: &str) -> CodecErrorKind {
    let kind = |read: Result<Contacts, DecodeError>| match read {
        Err(DecodeError::Codec(error)) => error.kind().clone(),
        other => panic!("{other:?}"),
    };
    let ours = kind(whole(body));
    assert_eq!(kind(oracle(body)), ours, "{:.200}", body);
    assert_eq!(kind(chunks(body, 7 + body.len() / 100)), ours, "{:.200}", body);
    ours
}

/// The first names, on which both readings agree.
fn names(body: &str) -> Vec<Option<String>> {
    let ours = whole(body).unwrap();
    assert_eq!(oracle(body).unwrap(), ours, "{:.200}", body);
    assert_eq!(chunks(body, 1 + body.len() / 100).unwrap(), ours, "{:.200}", body);
    ours.contacts.into_iter().map(|slot| slot.unwrap().first_name).collect()
}

fn named(name: &str) -> String {
    format!("<contact><first-name>{name}</first-name></contact>")
}

#[test]
fn faults_of_the_document() {
    use CodecErrorKind::{
        Depth, Doctype, Duplicate, Encoding, Entity, Root, Syntax, TooLarge, Trailing, Truncated,
    };
    let attributes: String = (0..65).map(|n| format!(" a{n}=''")).collect();
    for (body, expected) in [
        ("<!DOCTYPE r><result/>".to_owned(), Doctype),
        (list("<!DOCTYPE r>"), Doctype),
        (list(&named("&nope;")), Entity),
        (list("<contact>&nope;</contact>"), Entity),
        (list("<contact><x>\u{1}</x></contact>"), Syntax),
        (list("<contact><first-name>\u{ffff}</first-name></contact>"), Syntax),
        (list("<contact><first-name>a</last-name></contact>"), Syntax),
        (list("<contact><email type='array'></contact></email>"), Syntax),
        (list("<contact a='1' a='2'/>"), Duplicate("an attribute")),
        (
            list(&format!("<contact><x{attributes}/></contact>")),
            TooLarge("more than 64 attributes on one element"),
        ),
        (list(&format!("<contact>{}{}</contact>", "<x>".repeat(30), "</x>".repeat(30))), Depth),
        (answer(&"<x>".repeat(100)), Depth),
        ("<other/>".to_owned(), Root),
        (answer("") + "<x/>", Trailing),
        (answer("") + "x", Trailing),
        (answer("") + "<!--", Truncated),
        ("<?xml version='1.1'?><result/>".to_owned(), Encoding),
        (" <?xml version='1.0'?><result/>".to_owned(), Syntax),
        ("\u{feff}\u{feff}<result/>".to_owned(), Syntax),
        (String::new(), CodecErrorKind::Empty),
        ("\u{feff} \n".to_owned(), CodecErrorKind::Empty),
        ("<".to_owned(), Truncated),
        (answer("<contacts-owner/><contacts-owner/>"), Duplicate("contacts_owner")),
        (answer("<total>1</total><total>1</total>"), Duplicate("total")),
        ("<result nil='true'/>".to_owned(), CodecErrorKind::Type { expected: "an object".into() }),
        ("<result>text</result>".to_owned(), CodecErrorKind::Type { expected: "an object".into() }),
    ] {
        assert_eq!(kind(&body), expected, "{body:.200}");
    }
}

#[test]
fn long_texts() {
    let long = "x".repeat(1024 * 1024);
    let blank = " ".repeat(1024 * 1024);
    let limit = CodecErrorKind::TooLarge("a text longer than 1 MiB");
    assert_eq!(names(&list(&named(&long))), [Some(long.clone())]);
    for body in [
        list(&named(&format!("{long}x"))),
        list(&named(&format!("{long}&amp;"))),
        list(&format!("<contact>{blank} <dob/></contact>")),
        list(&format!("{blank} ")),
        answer(&format!("{long}x")),
        answer(&format!("<!-- -->{blank}<!-- --> ")),
        answer(&format!("<x>{long}x</x>")),
    ] {
        assert_eq!(kind(&body), limit);
    }
    // Between two elements each piece counts for itself.
    let pieces = format!("<contact/>{blank}<!-- -->{blank}<contact><dob/>{blank}<?x?>{blank}</contact>");
    assert_eq!(names(&list(&pieces)), [None, None]);
}

#[test]
fn contacts_are_found_wherever_they_stand() {
    let fern = [Some("Fern".to_owned())];
    assert_eq!(names(&list(&named("Fern"))), fern);
    assert_eq!(names(&answer(&format!("<contacts>{}</contacts>", named("Fern")))), fern);
    assert_eq!(names(&answer("<contacts><first_name>Fern</first_name></contacts>")), fern);
    assert_eq!(
        names(&answer("<c:contacts type='array'><x><c:first-name>Fern</c:first-name></x></c:contacts>")),
        fern
    );
    assert_eq!(names(&list("<contact\n id='7' ><first-name >Fern</first-name\t></contact >")), fern);
    assert_eq!(
        names(&answer("<contacts/><contacts nil='true'><contact/></contacts><contacts> </contacts>")),
        []
    );
    let both = format!("<contacts>{}</contacts><total/><contacts><dob/></contacts>", named("Fern"));
    assert_eq!(names(&answer(&both)), [Some("Fern".to_owned()), None]);
}

#[test]
fn a_bad_contact_costs_itself_only() {
    let body = list(
        &[
            &named("Fern"),
            "\n <contact>\n  <dob><x/></dob></contact>",
            "<contact nil='true'/><contact>text</contact>",
            "<contact><dob/><dob/></contact>",
            "<contact><email type='array'><email/><email><type><x/></type></email></email></contact>",
            &named("Moss"),
        ]
        .concat(),
    );
    let read = whole(&body).unwrap();
    assert_eq!(read, oracle(&body).unwrap());
    assert_eq!(read, chunks(&body, 1).unwrap());
    let errors: Vec<_> = read.contacts.iter().filter_map(|slot| slot.as_ref().err()).collect();
    let paths: Vec<_> = errors.iter().map(|slot| (slot.index, slot.error.path())).collect();
    let expected = [
        (1, "contacts[1].dob"),
        (2, "contacts[2]"),
        (3, "contacts[3]"),
        (4, "contacts[4].dob"),
        (5, "contacts[5].email[1].type"),
    ];
    assert_eq!(paths, expected);
    assert_eq!((errors[0].error.line(), errors[0].error.column()), (Some(3), Some(3)));
}

#[test]
fn without_the_attribute_the_first_child_makes_it_a_list() {
    let body = answer(&format!("<contacts>{}<x/></contacts>", named("Fern")));
    let first_names: Vec<_> =
        whole(&body).unwrap().contacts.into_iter().map(|slot| slot.unwrap().first_name).collect();
    assert_eq!(first_names, [Some("Fern".to_owned()), None]);
    // The serde reading sees one contact with the fields `contact` and `x`.
    assert_eq!(oracle(&body).unwrap().contacts.len(), 1);
}

#[test]
fn a_bad_byte_costs_its_contact_only() {
    let body = list(&[named("Fern"), named("M?ss"), named("Clover")].concat()).replace('?', "\u{0}");
    let body: Vec<u8> = body.bytes().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect();
    let page = ContactPage::decode(Format::Xml, body).unwrap();
    let good: Vec<_> = page
        .iter()
        .map(|slot| slot.map(|contact| contact.first_name()).map_err(|slot| slot.error.kind()))
        .collect();
    assert_eq!(good, [Ok(Some("Fern")), Err(&CodecErrorKind::Encoding), Ok(Some("Clover"))]);
    let around =
        answer("<echo>\u{0}</echo>").into_bytes().into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte });
    let error = ContactPage::decode(Format::Xml, around.collect()).unwrap_err().error;
    assert!(matches!(error, DecodeError::Codec(error) if error.kind() == &CodecErrorKind::Encoding));
}

/// Quadratic time would take minutes here.
#[test]
fn one_huge_contact_byte_by_byte_is_read_in_linear_time() {
    for odd in ["", "<!-- x -->"] {
        let emails = "<email><address>fern@example.com</address></email>".repeat(8_000);
        let body = list(&format!("<contact><email type='array'>{odd}{emails}</email></contact>"));
        let mut decoder = ContactDecoder::new(Format::Xml);
        let mut entries = 0;
        for byte in body.as_bytes() {
            decoder
                .feed(std::slice::from_ref(byte), |slot| entries += slot.unwrap().emails().count())
                .unwrap();
        }
        decoder.finish(|slot| entries += slot.unwrap().emails().count()).unwrap();
        assert_eq!(entries, 8_000);
    }
}

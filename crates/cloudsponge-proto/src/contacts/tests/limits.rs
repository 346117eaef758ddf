//! What a document may cost.

use super::*;

fn streamed(body: &[u8], limits: Limits, chunk: usize) -> Result<u64, DecodeError> {
    let mut decoder = ContactDecoder::with_limits(Format::Json, limits);
    let mut good = 0;
    for chunk in body.chunks(chunk) {
        decoder.feed(chunk, |slot| good += u64::from(slot.is_ok()))?;
    }
    decoder.finish(|slot| good += u64::from(slot.is_ok()))?;
    Ok(good)
}

fn grown(body: &[u8], limits: Limits, chunk: usize) -> Result<u64, DecodeError> {
    let mut decoder = PageDecoder::with_limits(Format::Json, limits);
    for end in (0..body.len()).step_by(chunk) {
        decoder.feed(body.get(..end).unwrap())?;
    }
    Ok(decoder.finish(body.to_vec())?.len() as u64)
}

/// The kind of error in every way of reading, which must be one.
fn kind(body: &[u8], limits: Limits) -> Option<CodecErrorKind> {
    let mut kinds = Vec::new();
    for chunk in [3, 100, usize::MAX / 2] {
        for read in [streamed(body, limits, chunk), grown(body, limits, chunk)] {
            kinds.push(read.err().map(|error| match error {
                DecodeError::Codec(error) => error.kind().clone(),
                DecodeError::Refused(refusal) => panic!("{refusal:?}"),
            }));
        }
    }
    let first = kinds.first().cloned().flatten();
    assert!(kinds.iter().all(|kind| *kind == first), "{kinds:?}");
    first
}

#[test]
fn more_contacts_than_allowed_are_an_error() {
    let limits = Limits::default().contacts(3);
    assert_eq!(kind(br#"{"contacts":[{},7,{}]}"#, limits), None);
    let too_many = CodecErrorKind::TooLarge("more contacts in one answer than are allowed");
    assert_eq!(kind(br#"{"contacts":[{},7,{},{}]}"#, limits), Some(too_many));
}

#[test]
fn larger_contacts_than_allowed_are_an_error() {
    let limits = Limits::default().contact_size(64);
    let body = |padding: usize| format!(r#"{{"contacts":[{{}},{{"x":"{}"}}]}}"#, "x".repeat(padding));
    assert_eq!(kind(body(64 - 8).as_bytes(), limits), None);
    let too_large = CodecErrorKind::TooLarge("one contact is larger than is allowed");
    assert_eq!(kind(body(64 - 7).as_bytes(), limits), Some(too_large.clone()));
    assert_eq!(kind(body(1000).as_bytes(), limits), Some(too_large.clone()));
    let unknown = format!(r#"{{"unknown":"{}"}}"#, "x".repeat(100));
    assert_eq!(kind(unknown.as_bytes(), limits), Some(too_large));
}

#[test]
fn depth_and_length_of_texts_in_every_place() {
    let limits = Limits::default();
    for (around, open) in [
        ("{\"unknown\":@}", 1),
        ("{\"contacts\":[{\"unknown\":@}]}", 3),
        ("{\"contacts\":[{\"photos\":[@]}]}", 4),
        ("{\"contacts\":[{\"email\":[{\"unknown\":@}]}]}", 5),
        ("{\"contacts\":{\"email\":{\"unknown\":@}}}", 3),
    ] {
        let nested =
            |depth: usize| around.replace('@', &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        assert_eq!(kind(nested(32 - open).as_bytes(), limits), None, "{around}");
        assert_eq!(kind(nested(33 - open).as_bytes(), limits), Some(CodecErrorKind::Depth), "{around}");
    }
    let long = CodecErrorKind::TooLarge("a text longer than 1 MiB");
    for around in
        ["{\"contacts\":[{\"first_name\":\"@\"}]}", "{\"contacts\":[{\"@\":1}]}", "{\"echo\":\"@\"}"]
    {
        let text = |len: usize| around.replace('@', &"x".repeat(len));
        for (body, expected) in [(text(codec::TEXT_LIMIT), None), (text(codec::TEXT_LIMIT + 1), Some(&long))]
        {
            let read = streamed(body.as_bytes(), limits, 64 * 1024);
            let kind = read
                .err()
                .and_then(|error| if let DecodeError::Codec(error) = error { Some(error) } else { None });
            assert_eq!(kind.as_ref().map(|error| error.kind()), expected, "{around}");
            assert_eq!(ContactPage::decode(Format::Json, body.into_bytes()).is_ok(), expected.is_none());
        }
    }
}

#[test]
fn one_huge_contact_in_tiny_chunks_takes_linear_time() {
    // A reading that began again at every chunk would take a thousand times as long as this test may.
    let companies = format!("[{}\"x\"]", "\"Mock & Sons\",".repeat(300_000));
    let body = format!(r#"{{"contacts":[{{"companies":{companies}}}]}}"#);
    assert_eq!(streamed(body.as_bytes(), Limits::default(), 7).unwrap(), 1);
    assert_eq!(grown(body.as_bytes(), Limits::default(), 64).unwrap(), 1);
}

#[test]
fn views_say_what_owned_contacts_say() {
    let body = br#"{"contacts":[{"first_name":" fern ","phone":["1",null,{"number":" 2 ","primary":true}],"title":"",
        "email":[{"address":null,"primary":true},{"address":"a@example.com\t","primary":true}],"groups":["",null,"g"],
        "companies":[" Mock \u0026 Sons"],"photos":[{"a":1.5},null],"owner":false,"address":[{"street":"x\ny"},"z"]}],
        "contacts_owner":{"userToken":"t"},"user_id":7,"echo":"e","import_id":5550001}"#;
    let page = ContactPage::decode(Format::Json, body.to_vec()).unwrap();
    let (view, owned) = (page.get(0).unwrap().unwrap(), page.to_contacts());
    let contact = owned.contacts[0].as_ref().unwrap();
    assert_eq!(view.primary_email(), contact.primary_email());
    assert_eq!(view.display_name(), contact.display_name());
    assert!(view.emails().eq(contact.emails()) && view.phones().eq(contact.phones()));
    assert!(view.groups().eq(contact.groups()) && view.companies().eq(contact.companies()));
    assert_eq!((view.title(), view.owner(), view.dob()), (Some(""), Some(false), None));
    assert!(view.photo_entries().eq(["{\"a\":1.5}", "null"]));
    assert_eq!(
        view.phone_entries().map(|phone| phone.number()).collect::<Vec<_>>(),
        [Some("1"), None, Some(" 2 ")]
    );
    assert_eq!(view.address_entries().last().and_then(|address| address.formatted()), Some("z"));
    assert_eq!(page.owner().unwrap().user_token(), Some("t"));
    assert_eq!((page.user_id(), page.echo()), (Some("7"), Some("e")));
    assert_eq!(page.import_id().map(|id| id.as_str()), Some("5550001"));
    assert_eq!((page.iter().len(), page.iter().nth(1).is_none(), page.is_empty()), (1, true, false));
}

#[test]
fn a_text_counts_for_itself_wherever_it_stands() {
    let long = "x".repeat(1024 * 1024 - 1);
    let name = format!("{}\\u0041{}", "a".repeat(300), "b".repeat(300));
    let body = format!(r#"{{"x":"{long}","y":"{long}","contacts":[{{"first_name":"{name}"}}]}}"#);
    let page = ContactPage::decode_slice(Format::Json, body.as_bytes()).unwrap();
    let read = page.get(0).unwrap().unwrap().first_name().unwrap().to_owned();
    assert_eq!(read, name.replace("\\u0041", "A"));
}

//! Any chunking gives the same.

use super::*;
use crate::model::ContactSlot;
use proptest::collection::vec;

/// Cuts a body into chunks whose lengths go round.
fn chunks<'b>(mut body: &'b [u8], lengths: &'b [usize]) -> impl Iterator<Item = &'b [u8]> {
    let mut lengths = lengths.iter().copied().cycle();
    std::iter::from_fn(move || {
        let length = lengths.next()?.min(body.len());
        let (chunk, rest) = body.split_at(length);
        body = rest;
        (!chunk.is_empty() || !rest.is_empty()).then_some(chunk)
    })
}

/// What a decoder that keeps no body says.
fn streamed(
    format: Format,
    body: &[u8],
    lengths: &[usize],
) -> (Vec<ContactSlot>, Result<Contacts, DecodeError>) {
    let mut slots = Vec::new();
    let mut keep =
        |slot: Result<ContactRef<'_>, SlotError>| slots.push(slot.map(|contact| contact.to_owned()));
    let mut decoder = ContactDecoder::new(format);
    let fed = chunks(body, lengths).try_for_each(|chunk| decoder.feed(chunk, &mut keep));
    let around = match fed {
        Ok(()) => decoder.finish(&mut keep),
        Err(error) => {
            assert_eq!(decoder.feed(b"x", |_| panic!("nothing after an error")), Err(error.clone()));
            Err(error.into())
        }
    };
    (slots, around)
}

/// What a decoder of a growing body says.
fn grown(format: Format, body: &[u8], lengths: &[usize]) -> Result<Contacts, DecodeError> {
    let mut decoder = PageDecoder::new(format);
    let mut so_far = Vec::new();
    for chunk in chunks(body, lengths) {
        so_far.extend_from_slice(chunk);
        if decoder.feed(&so_far).is_err() {
            break;
        }
    }
    match decoder.finish(body.to_vec()) {
        Ok(page) => Ok(page.into()),
        Err(undecoded) => {
            assert_eq!(undecoded.body, body, "the body comes back as it was");
            Err(undecoded.into())
        }
    }
}

fn assert_the_same(format: Format, body: &[u8], lengths: &[usize]) -> Result<(), TestCaseError> {
    let whole = ours(format, body);
    let (slots, around) = streamed(format, body, lengths);
    let streamed = around.map(|around| {
        assert!(around.contacts.is_empty());
        Contacts { contacts: slots, ..around }
    });
    prop_assert_eq!(&streamed, &whole, "{}", body.escape_ascii());
    prop_assert_eq!(grown(format, body, lengths), whole.clone(), "{}", body.escape_ascii());
    prop_assert_eq!(Contacts::decode(format, body), whole);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn wild_answers_in_chunks(answer in wild::answer(), lengths in vec(0..40_usize, 1..6)) {
        prop_assume!(lengths.iter().any(|length| *length > 0));
        assert_the_same(Format::Json, answer.as_bytes(), &lengths)?;
        assert_the_same(Format::Json, answer.as_bytes(), &[1])?;
    }

    #[test]
    fn wild_xml_in_chunks(
        document in crate::contacts::xml::tests::wild::documents(),
        lengths in vec(1..60_usize, 1..6),
        damage in proptest::option::weighted(0.5, (any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let mut document = document.into_bytes();
        if let Some((at, byte)) = damage {
            let at = at.index(document.len());
            document[at] = byte;
        }
        assert_the_same(Format::Xml, &document, &lengths)?;
        assert_the_same(Format::Xml, &document, &[1])?;
    }

    #[test]
    fn damaged_answers_in_chunks(answer in wild::damaged(), lengths in vec(1..40_usize, 1..6)) {
        assert_the_same(Format::Json, &answer, &lengths)?;
    }
}

#[test]
fn every_prefix_is_an_error_in_any_chunking() {
    let body = "\u{feff}{\"contacts\":[{\"first_name\":\"Zo\\u00eb\",\"email\":[{\"address\":\"é\"}]},{}],\"total\":1} ";
    let ends = body.find("1}").unwrap() + 2;
    for end in 0..body.len() {
        let (prefix, whole) = (&body.as_bytes()[..end], end >= ends);
        for lengths in [[1], [7], [1000]] {
            let (_, around) = streamed(Format::Json, prefix, &lengths);
            assert_eq!(around.is_ok(), whole, "{end}");
            assert_eq!(grown(Format::Json, prefix, &lengths).is_ok(), whole, "{end}");
            if let Err(DecodeError::Codec(error)) = around {
                let oracle = codec::from_slice::<Contacts>(Format::Json, prefix, &[]).unwrap_err();
                assert_eq!((error.kind(), error.line()), (oracle.kind(), oracle.line()), "{end}");
            }
        }
    }
}

/// Found by fuzzing: the end of a body that is cut was told instead of the bad reference before it, or not, as it came.
#[test]
fn what_is_wrong_before_the_cut_is_told_in_any_chunking() {
    for behind in ["<", "</first-name>", "</first-name><a"] {
        let body = format!("<result><contacts><contact><first-name>& x> y{behind}");
        for lengths in [[1], [2], [19], [48], [1000]] {
            let (_, around) = streamed(Format::Xml, body.as_bytes(), &lengths);
            let DecodeError::Codec(error) = around.unwrap_err() else { panic!("{behind}") };
            assert_eq!(*error.kind(), CodecErrorKind::Entity, "{behind} {lengths:?}");
        }
    }
}

/// Found by fuzzing: a byte that is no text was taken for the `?` that ends an instruction.
#[test]
fn a_bad_byte_is_no_markup() {
    let body = b"<result><contacts><contact><?p q\xff></contact></contacts></result>";
    let (_, around) = streamed(Format::Xml, body, &[1000]);
    let DecodeError::Codec(error) = around.unwrap_err() else { panic!("it is no refusal") };
    assert_eq!(*error.kind(), CodecErrorKind::Truncated);
}

#[test]
fn a_byte_order_mark_stands_first_or_is_an_error() {
    for (format, document) in [(Format::Json, "{}"), (Format::Xml, "<contactsResponse/>")] {
        for (before, good) in [("\u{feff}", true), (" \u{feff}", false), ("\u{feff}\u{feff}", false)] {
            let body = format!("{before}{document}");
            for lengths in [[1], [2], [1000]] {
                assert_eq!(
                    streamed(format, body.as_bytes(), &lengths).1.is_ok(),
                    good,
                    "{body:?} {lengths:?}"
                );
                assert_eq!(grown(format, body.as_bytes(), &lengths).is_ok(), good, "{body:?} {lengths:?}");
            }
            assert_eq!(Contacts::read(format, body.as_bytes()).is_ok(), good, "{body:?}");
        }
    }
}

#[test]
fn e14_a_bad_byte_costs_its_contact_only() {
    let body = b"{\"contacts\":[{\"first_name\":\"a\"},\n{\"first_name\":\"Andr\xe9\"},{\"first_name\":\"\xc3\xa9\"}],\"total\":3}";
    for lengths in [[1], [5], [1000]] {
        let (slots, around) = streamed(Format::Json, body, &lengths);
        let page = grown(Format::Json, body, &lengths).unwrap();
        assert_eq!((&page.contacts, page.total), (&slots, Some(3)));
        assert_eq!(around.unwrap().total, Some(3));
        let names: Vec<_> = slots.iter().map(|slot| slot.as_ref().ok()?.first_name.as_deref()).collect();
        assert_eq!(names, [Some("a"), None, Some("é")]);
        let SlotError { index, error } = slots[1].as_ref().unwrap_err();
        assert_eq!((*index, error.kind(), error.path()), (1, &CodecErrorKind::Encoding, "contacts[1]"));
        assert_eq!((error.line(), error.column()), (Some(2), Some(20)));
    }
    for lost in
        [b"{\"echo\":\"\xe9\"}".as_slice(), b"{\xe9}", b"\xff\xfe{\0}\0", b"{\"\xe9\":1}", b"{} \xe9 "]
    {
        let error = ours(Format::Json, lost).unwrap_err();
        assert!(matches!(error, DecodeError::Codec(error) if error.kind() == &CodecErrorKind::Encoding));
    }
}

#[test]
fn half_a_character_behind_the_document_is_no_end() {
    for (format, document) in [(Format::Json, "{\"contacts\":[{}]}"), (Format::Xml, "<result/>")] {
        let body = [document.as_bytes(), b"\xc3"].concat();
        assert!(ours(format, document.as_bytes()).is_ok());
        assert!(ours(format, &body).is_err(), "{document}");
        assert!(
            streamed(format, &body, &[3]).1.is_err() && grown(format, &body, &[3]).is_err(),
            "{document}"
        );
    }
}

#[test]
fn a_page_says_what_stands_around_its_contacts() {
    let json = br#"{"contacts":[{}],"start":4,"count":1,"total":9,"import_id":7,"user_id":"u","echo":"e"}"#;
    let page = ContactPage::decode_slice(Format::Json, json).unwrap();
    assert_eq!((page.start(), page.count(), page.total()), (Some(4), Some(1), Some(9)));
    assert_eq!(
        (page.import_id().map(|id| id.as_str()), page.user_id(), page.echo()),
        (Some("7"), Some("u"), Some("e"))
    );
    let bare = ContactPage::decode_slice(Format::Json, b"{}").unwrap();
    assert_eq!((bare.start(), bare.count(), bare.total(), bare.import_id()), (None, None, None, None));
    assert_eq!((bare.user_id(), bare.echo(), bare.owner().is_none()), (None, None, true));
}

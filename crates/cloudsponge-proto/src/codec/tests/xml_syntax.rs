//! Reading XML: the rows of the fault catalogue that are about the markup.

use super::*;
use crate::codec::xml::from_slice;

fn text(body: &str) -> Result<String, CodecError> {
    xml::<String>(body)
}

fn bytes(body: &[u8]) -> CodecErrorKind {
    from_slice::<Value>(body, &["r"]).unwrap_err().kind().clone()
}

fn bad(body: &str) -> CodecErrorKind {
    kind(Format::Xml, body)
}

#[test]
fn i1_doctype() {
    for body in [
        "<!DOCTYPE r><r/>",
        "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
        "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://example.com/'> %p;]><r/>",
        "<?xml version='1.0'?><!-- x --><!doctype r><r/>",
        "<r><!DOCTYPE r></r>",
        "<r/><!DOCTYPE r>",
        "<!DOCTYPE r [",
    ] {
        assert_eq!(bad(body), CodecErrorKind::Doctype, "{body}");
    }
}

#[test]
fn i2_entities_do_not_expand() {
    assert_eq!(bad("<r a='&lol;'/>"), CodecErrorKind::Entity);
    assert_eq!(bad("<r a='&lol'/>"), CodecErrorKind::Entity);
    assert_eq!(bad("<r a='&#0;'/>"), CodecErrorKind::Entity);
    assert!(xml::<String>("<r a='&lt;&#233;&quot;'/>").is_ok());
}

#[test]
fn i3_references() {
    assert_eq!(
        text("<r>Andr&#233; &#xE9;&#x1F600;&amp;&lt;&gt;&quot;&apos;</r>").unwrap(),
        "André é😀&<>\"'"
    );
    assert_eq!(text("<r>a&#13;&#10;b&#9;</r>").unwrap(), "a\r\nb\t");
    for reference in
        ["&#0;", "&#8;", "&#xD800;", "&#x110000;", "&#1114112;", "&#xFFFE;", "&nbsp;", "&AMP;", "&#;", "&;"]
    {
        assert_eq!(bad(&format!("<r>{reference}</r>")), CodecErrorKind::Entity, "{reference}");
    }
    assert_eq!(bad("<r>R&D</r>"), CodecErrorKind::Entity);
    assert_eq!(bad("<r>R & D</r>"), CodecErrorKind::Entity);
}

#[test]
fn i4_text_in_pieces() {
    let body = "<!-- before --><?pi x?>\n<r><!-- a -->one<![CDATA[ <two> & ]]><?pi?>&#38;<!-- b -->three</r><!-- after -->\n";
    assert_eq!(text(body).unwrap(), "one <two> & &three");
    assert_eq!(text("<r><![CDATA[]]></r>").unwrap(), "");
    assert_eq!(text("<r><![CDATA[<script>alert(1)</script>]]></r>").unwrap(), "<script>alert(1)</script>");
}

#[test]
fn i5_namespaces() {
    let body = "<c:r xmlns:c='urn:x' xmlns='urn:y'><c:first-name>Fern</c:first-name></c:r>";
    assert_eq!(xml::<Person>(body).unwrap().first_name.as_deref(), Some("Fern"));
    let many: String = (0..10_000).map(|n| format!(" xmlns:p{n}='urn:{n}'")).collect();
    let limit = CodecErrorKind::TooLarge("more than 64 attributes on one element");
    assert_eq!(bad(&format!("<r{many}/>")), limit);
}

#[test]
fn i6_attributes() {
    let attributes = |count: usize| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    assert!(text(&format!("<r{}/>", attributes(64))).is_ok());
    let limit = CodecErrorKind::TooLarge("more than 64 attributes on one element");
    assert_eq!(bad(&format!("<r{}/>", attributes(65))), limit);
    assert_eq!(bad(&format!("<r{}/>", attributes(200_000))), limit);
    assert_eq!(bad("<r a='1' b='' a='2'/>"), CodecErrorKind::Duplicate("an attribute"));
    for body in ["<r a/>", "<r a=b/>", "<r a=/>", "<r a='<'/>", "<r 1='x'/>", "<r ='x'/>"] {
        assert_eq!(bad(body), CodecErrorKind::Syntax, "{body}");
    }
}

#[test]
fn i7_depth() {
    let nested = |depth: usize| format!("<r>{}{}</r>", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(xml::<Book>(&nested(31)).is_ok());
    for depth in [32, 128, 1_000_000] {
        assert_eq!(xml::<Book>(&nested(depth)).unwrap_err().kind(), &CodecErrorKind::Depth);
    }
    assert_eq!(bad(&"<r>".repeat(1_000_000)), CodecErrorKind::Depth);
    assert_eq!(bad(&format!("<r>{}<a/>", "<a>".repeat(31))), CodecErrorKind::Depth);
}

#[test]
fn i9_one_document_with_the_right_root() {
    for body in ["<r/>x", "<r/><r/>", "<r></r><!-- --><a>", "<r/>&#32;", "<r/><![CDATA[]]>"] {
        assert_eq!(bad(body), CodecErrorKind::Trailing, "{body}");
    }
    assert!(text("<r/> \r\n\t<!-- x --><?y?>").is_ok());
    for body in ["<R/>", "<result/>", "<x:s xmlns:x=''/>"] {
        assert_eq!(bad(body), CodecErrorKind::Root, "{body}");
    }
    let kebab = from_slice::<Value>(b"<events_response/>", &["eventsResponse", "events-response"]);
    assert!(kebab.is_ok());
    for body in ["x<r/>", "&#32;<r/>", "<![CDATA[ ]]><r/>"] {
        assert_eq!(bad(body), CodecErrorKind::Syntax, "{body}");
    }
}

#[test]
fn i10_broken_markup() {
    for body in [
        "<r></s>",
        "<r><a></r></a>",
        "</r>",
        "<>",
        "<1/>",
        "< r/>",
        "<r><a<b></a<b></r>",
        "<r><!x></r>",
        "<a:b:c/>",
        "{\"status\":1}",
        "<r>\u{1}</r>",
        "<r>\u{ffff}</r>",
        "<r a='\u{0}'/>",
        "<!--\u{b}--><r/>",
    ] {
        assert_eq!(bad(body), CodecErrorKind::Syntax, "{body}");
    }
    for body in
        ["<r>", "<r", "<r a='", "<r><!--", "<r><![CDATA[x", "<r>&am", "<?xml version='1.0'?>", "<!-- x -->"]
    {
        assert_eq!(bad(body), CodecErrorKind::Truncated, "{body}");
    }
}

#[test]
fn i10_every_prefix_is_an_error() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r><!-- x --><contacts type=\"array\"><contact>\
                <first-name>Zo&#235;ë<![CDATA[x]]></first-name></contact></contacts><echo nil=\"true\"/></r>";
    assert!(xml::<Book>(body).is_ok());
    for end in 0..body.len() {
        let kind = bytes(&body.as_bytes()[..end]);
        assert!(matches!(kind, CodecErrorKind::Truncated | CodecErrorKind::Empty), "{end}: {kind:?}");
    }
}

#[test]
fn i14_text_between_elements_means_nothing() {
    let body = "<r xml:space='preserve'>\n x &amp; <first-name> Fern\t</first-name><![CDATA[y]]>\n</r>";
    assert_eq!(xml::<Person>(body).unwrap().first_name.as_deref(), Some(" Fern\t"));
}

#[test]
fn i15_declarations() {
    for good in [
        "<?xml version='1.0'?><r/>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?><r/>",
        "<?xml version=\"1.0\" encoding=\"US-ASCII\" ?>\n<r/>",
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?><r/>",
    ] {
        assert!(text(good).is_ok(), "{good}");
    }
    for version in [
        "version='1.1'",
        "version='2.0'",
        "version='1.0' encoding='UTF-7'",
        "version='1.0' encoding='ISO-8859-1'",
    ] {
        assert_eq!(bad(&format!("<?xml {version}?><r/>")), CodecErrorKind::Encoding, "{version}");
    }
    for body in [
        " <?xml version='1.0'?><r/>",
        "<r><?xml version='1.0'?></r>",
        "<r/><?xml version='1.0'?>",
        "<?xml encoding='UTF-8'?><r/>",
        "<?xml ?><r/>",
    ] {
        assert_eq!(bad(body), CodecErrorKind::Syntax, "{body}");
    }
    assert_eq!(bytes(b"\xff\xfe<\0r\0/\0>\0"), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"\xfe\xff\0<\0r"), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"<r>Andr\xe9</r>"), CodecErrorKind::Encoding);
    assert_eq!(bytes(b"\xef\xbb\xbf\xef\xbb\xbf<r/>"), CodecErrorKind::Syntax);
    assert_eq!(bytes(b""), CodecErrorKind::Empty);
    assert_eq!(bytes(b"\xef\xbb\xbf \n"), CodecErrorKind::Empty);
}

#[test]
fn i16_texts_that_look_like_something() {
    assert_eq!(text("<r>{\"a\": [1]}</r>").unwrap(), "{\"a\": [1]}");
    assert_eq!(text("<r>a ]]> b</r>").unwrap(), "a ]]> b");
    assert_eq!(text("<r>a > b</r>").unwrap(), "a > b");
}

#[test]
fn line_ends_are_normalised_and_references_are_not() {
    assert_eq!(text("<r>a\r\nb\rc\nd&#13;</r>").unwrap(), "a\nb\nc\nd\r");
    assert_eq!(text("<r><![CDATA[a\r\nb\r]]></r>").unwrap(), "a\nb\n");
    assert_eq!(text("<r>\u{85}\u{2028}</r>").unwrap(), "\u{85}\u{2028}");
}

#[test]
fn long_texts() {
    let long = "x".repeat(1024 * 1024);
    assert!(text(&format!("<r>{long}</r>")).is_ok());
    let limit = CodecErrorKind::TooLarge("a text longer than 1 MiB");
    for body in [
        format!("<r>{long}x</r>"),
        format!("<r>{long}&amp;</r>"),
        format!("<r><a><![CDATA[{long}]]>x</a></r>"),
    ] {
        assert_eq!(bad(&body), limit);
    }
}

#[test]
fn errors_have_places() {
    let error = xml::<Value>("<r>\n  <a>\n    &nope;\n  </a></r>").unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(3), Some(5)));
}

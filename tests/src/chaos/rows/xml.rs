//! I: XML content.

use super::coding::second_is_there;
use crate::chaos::case::{Answer, Call, Case, IMPORT};
use crate::chaos::expect::{Expect, codec, decoded, good, undecodable};
use crate::chaos::row::Row;
use cloudsponge::proto::CodecErrorKind::{Depth, Doctype, Encoding, Entity, TooLarge, Trailing, Truncated};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = hostile();
    rows.extend(style());
    rows.extend(malformed());
    rows.extend(numbers());
    rows
}

fn body(
    id: &'static str,
    what: &'static str,
    expect: Expect,
    text: impl Fn(&Case) -> String + Send + Sync + 'static,
) -> Row {
    Row::answer(id, what, expect, move |case| case.answer(200, &[], text(case).as_bytes())).xml()
}

fn contacts(call: Call) -> bool {
    matches!(call, Call::Contacts(_))
}

fn text(case: &Case) -> String {
    String::from_utf8_lossy(&case.body()).into_owned()
}

/// The healthy body with this in place of its XML declaration.
fn prolog(case: &Case, prolog: &str) -> String {
    text(case).replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", prolog)
}

/// The healthy body with this before its end.
fn extended(case: &Case, more: &str) -> String {
    let text = text(case);
    let (start, end) = text.rsplit_once("</").unwrap_or_default();
    format!("{start}{more}</{end}")
}

/// The healthy page with this for the first contact's name.
fn named(case: &Case, name: &str) -> String {
    text(case).replace(&case.first_name(), name)
}

fn hostile() -> Vec<Row> {
    let doctype = |id, what, subset: fn(&Case) -> String| {
        body(id, what, codec(Doctype), move |case| prolog(case, &subset(case)))
    };
    let entity = |id, reference: &'static str| {
        body(id, "a reference to nothing", codec(Entity), move |case| named(case, reference)).calls(contacts)
    };
    let attributes = |count: usize| {
        move |case: &Case| {
            let list: Vec<String> = (0..count).map(|n| format!("a{n}=\"\"")).collect();
            extended(case, &format!("<x {}/>", list.join(" ")))
        }
    };
    let nested = |levels: usize| {
        move |case: &Case| extended(case, &format!("{}{}", "<x>".repeat(levels), "</x>".repeat(levels)))
    };
    vec![
        doctype("I1-plain", "a document type", |_| "<!DOCTYPE result>".to_owned()),
        doctype("I1-subset", "an internal subset", |_| "<!DOCTYPE r [<!ENTITY a \"b\">]>".to_owned()),
        doctype("I1-file", "an external entity: a file", |_| {
            "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>".to_owned()
        }),
        doctype("I1-http", "an external document type", |case| {
            format!("<!DOCTYPE r SYSTEM \"http://{}/x.dtd\">", case.elsewhere)
        }),
        doctype("I1-parameter", "a parameter entity", |case| {
            format!("<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://{}/x\"> %p;]>", case.elsewhere)
        }),
        doctype("I2-laughs", "entities of entities", |_| {
            let rows: String = (1..10)
                .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
                .collect();
            format!("<!DOCTYPE r [<!ENTITY l0 \"lol\">{rows}]>")
        }),
        doctype("I2-quadratic", "one long entity", |_| {
            format!("<!DOCTYPE r [<!ENTITY a \"{}\">]>", "a".repeat(50_000))
        }),
        body("I2-attribute", "an entity in an attribute", codec(Entity), |case| {
            extended(case, "<x a=\"&lol;\"/>")
        }),
        entity("I3-zero", "&#0;"),
        entity("I3-surrogate", "&#xD800;"),
        entity("I3-beyond", "&#x110000;"),
        entity("I3-decimal", "&#1114112;"),
        entity("I3-unknown", "&nbsp;"),
        entity("I3-control", "&#8;"),
        body("I3-bare", "a bare ampersand", undecodable(), |case| named(case, "R & D")).calls(contacts),
        body("I5-64", "64 attributes", good(), attributes(64)),
        body("I5-65", "65 attributes", codec(TooLarge("")), attributes(65)),
        body("I6-10000", "10 000 attributes", codec(TooLarge("")), attributes(10_000)),
        body("I6-twice", "an attribute twice", undecodable(), |case| extended(case, "<x a=\"1\" a=\"2\"/>")),
        body("I7-30", "31 levels", good(), nested(30)),
        body("I7-40", "41 levels", codec(Depth), nested(40)),
        body("I7-30000", "30 001 levels", codec(Depth), nested(30_000)),
        body("I7-open", "30 000 levels that never close", codec(Depth), |_| "<result>".repeat(30_000)),
        body("I11-large", "a text of more than 1 MiB", codec(TooLarge("")), |case| {
            extended(case, &format!("<x>{}</x>", "a".repeat((1 << 20) + 8)))
        })
        .alone(),
    ]
}

fn style() -> Vec<Row> {
    let same = |id, what, change: fn(&Case) -> String| body(id, what, good(), change);
    let page = |id, what, change: fn(&Case) -> String| {
        body(id, what, decoded(), change).calls(contacts).check(second_is_there).alone()
    };
    vec![
        same("I4-comment", "comments", |case| extended(case, "<!-- nothing -->")),
        same("I4-instruction", "processing instructions", |case| extended(case, "<?x y?>")),
        page("I4-cdata", "CDATA in a name", |case| named(case, "<![CDATA[R & D <b>]]>")),
        page("I4-pieces", "a name in pieces", |case| named(case, "a<!-- b -->c<![CDATA[d]]>&amp;&#101;")),
        same("I5-default", "a default name space", |case| {
            text(case).replacen("Response>", "Response xmlns=\"urn:x\">", 1).replacen(
                "<result>",
                "<result xmlns=\"urn:x\">",
                1,
            )
        }),
        same("I5-prefix", "a prefix", |case| {
            text(case)
                .replace("<import-id", "<p:import-id")
                .replace("</import-id", "</p:import-id")
                .replacen("Response>", "Response xmlns:p=\"urn:p\">", 1)
                .replacen("<result>", "<result xmlns:p=\"urn:p\">", 1)
        }),
        same("I8-nil", "null in another way", |case| extended(case, "<user-id xsi:nil=\"true\"/>")),
        same("I11-untyped", "no types", |case| {
            text(case).replace(" type=\"array\"", "").replace(" type=\"integer\"", "")
        }),
        same("I11-snake", "names in snake case", |case| {
            text(case)
                .replace("import-id", "import_id")
                .replace("first-name", "first_name")
                .replace("last-name", "last_name")
                .replace("event-type", "event_type")
        }),
        page("I11-single", "an empty contact, and no attribute says what is a list", |_| {
            let [_, second] = crate::chaos::case::names(0);
            format!(
                "<contactsResponse><contacts><contact/><contact><first-name>{second}</first-name></contact></contacts><import-id>{IMPORT}</import-id></contactsResponse>"
            )
        }),
        same("I13-order", "another order, and unknown elements", |case| {
            let id = format!("<import-id type=\"integer\">{IMPORT}</import-id>");
            let text = text(case).replace(&id, "");
            let at = text.find("Response>").map(|at| at + 9).or(text.find("<result>").map(|at| at + 8));
            let (start, end) = text.split_at_checked(at.unwrap_or(0)).unwrap_or_default();
            format!("{start}<unknown><a/></unknown>{id}{end}")
        }),
        same("I14-mixed", "text between elements", |case| extended(case, "stray text")),
        same("I14-tabs", "white space everywhere", |case| text(case).replace("><", ">\r\n\t<")),
        page("I16-json", "JSON in a name", |case| named(case, "{\"a\":[1,2]}")),
        page("I16-end", "the end of CDATA in a name", |case| named(case, "a]]&gt;b")),
        page("I16-script", "a script in CDATA", |case| named(case, "<![CDATA[<script>alert(1)</script>]]>")),
        page("I8-empty", "an empty name", |case| named(case, "")),
        same("I15-none", "no XML declaration", |case| prolog(case, "")),
        same("I15-single", "quoted the other way", |case| {
            prolog(case, "<?xml version='1.0' encoding='utf-8'?>")
        }),
        same("I15-standalone", "standalone", |case| {
            prolog(case, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>")
        }),
    ]
}

fn malformed() -> Vec<Row> {
    let bad = |id, what, expect: Expect, change: fn(&Case) -> String| body(id, what, expect, change);
    vec![
        bad("I9-text", "text behind the document", undecodable(), |case| text(case) + "more"),
        bad("I9-second", "a second document", codec(Trailing), |case| text(case) + "<result/>"),
        bad("I10-mismatched", "an element that ends as another", undecodable(), |case| {
            extended(case, "<a></b>")
        }),
        bad("I10-unclosed", "an element that does not end", undecodable(), |case| extended(case, "<a>")),
        bad("I10-closed", "an end without a start", undecodable(), |case| extended(case, "</a>")),
        bad("I10-quotes", "an attribute without quotes", undecodable(), |case| extended(case, "<a b=c/>")),
        bad("I10-value", "an attribute without a value", undecodable(), |case| extended(case, "<a b/>")),
        bad("I10-name", "a name that is none", undecodable(), |case| extended(case, "<1a/>")),
        bad("I10-lt", "a lone < in a text", undecodable(), |case| extended(case, "<x>a < b</x>")),
        bad("I10-comment", "a comment that does not end", undecodable(), |case| extended(case, "<!-- ")),
        bad("I10-cdata", "CDATA that does not end", undecodable(), |case| {
            extended(case, "<x><![CDATA[a</x>")
        }),
        bad("I10-cut", "cut before the last element ends", codec(Truncated), |case| {
            let text = text(case);
            text.rsplit_once("</").unwrap_or_default().0.to_owned()
        }),
        bad("I10-control", "a control character", undecodable(), |case| extended(case, "<x>\u{1}</x>")),
        bad("I15-1.1", "XML 1.1", codec(Encoding), |case| prolog(case, "<?xml version=\"1.1\"?>")),
        bad("I15-late", "an XML declaration that comes late", undecodable(), |case| {
            format!("<!-- x -->{}", text(case))
        }),
        bad("I10-twice", "a field twice", undecodable(), |case| {
            extended(case, &format!("<import-id>{IMPORT}</import-id>"))
        }),
    ]
}

fn numbers() -> Vec<Row> {
    let id = |id, expect: Expect, value: &'static str| {
        body(id, "the import's id in another way", expect, move |case| {
            text(case).replace(&format!(">{IMPORT}<"), &format!(">{value}<"))
        })
    };
    let start = |id, value: &'static str| {
        body(id, "a position that is no number", decoded(), move |case| {
            text(case).replace("<start type=\"integer\">0<", &format!("<start type=\"integer\">{value}<"))
        })
        .calls(contacts)
        .check(|case, answer| match answer {
            Answer::Contacts(contacts) if contacts.start.is_none() => second_is_there(case, answer),
            _ => Err("taken for a position".to_owned()),
        })
        .alone()
    };
    vec![
        id("I12-space", good(), " 7000001 "),
        id("I12-word", undecodable(), "abc"),
        id("I12-plus", undecodable(), "+7000001"),
        id("I12-arabic", undecodable(), "٧٠٠٠٠٠١"),
        id("I12-float", undecodable(), "7000001.0"),
        start("I12-start-word", "abc"),
        start("I12-start-plus", "+0"),
        start("I12-start-arabic", "٠"),
        start("I12-start-blank", " "),
    ]
}

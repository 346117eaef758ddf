//! E: content codings, labels and encodings.

use crate::chaos::case::{Answer, Call, Case};
use crate::chaos::expect::{Expect, codec, decoded, fails, format, good, page, refused, undecodable};
use crate::chaos::row::Row;
use cloudsponge::proto::ApiErrorKind::{BadRequest, RedirectRefused, Server};
use cloudsponge::proto::CodecErrorKind::Encoding;
use cloudsponge::proto::FailureKind::{Interrupted, Protocol, TooLarge};
use cloudsponge::proto::Format;
use cloudsponge_conformance::server::answer;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::LazyLock;

/// 10 MB of spaces in 10 KB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b' '; 10 << 20]));

/// Compresses.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = codings();
    rows.extend(labels());
    rows.extend(encodings());
    rows
}

const GZIP: &str = "content-encoding: gzip";

fn codings() -> Vec<Row> {
    let zipped = |id, what, expect: Expect, change: fn(Vec<u8>) -> Vec<u8>| {
        Row::answer(id, what, expect, move |case| case.answer(200, &[GZIP], &change(gzip(&case.body()))))
    };
    let plain = |id, what, expect: Expect, line: &'static str| {
        Row::answer(id, what, expect, move |case| case.answer(200, &[line], &case.body()))
    };
    let bomb = |id, status, expect: Expect| {
        Row::answer(id, "a bomb in the body", expect, move |case| case.answer(status, &[GZIP], &BOMB)).small()
    };
    vec![
        zipped("E1", "gzip", good(), |body| body),
        zipped("E1-members", "gzip in two members", good(), |body| [body, gzip(b"")].concat()),
        Row::answer("E1-chunked", "gzip in chunks", good(), |case| {
            let headers = [case.label(), GZIP.to_owned(), "connection: close".to_owned()];
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            cloudsponge_conformance::server::chunked(200, &headers, &gzip(&case.body()), 7)
        }),
        plain("E1-identity", "identity", good(), "content-encoding: identity"),
        bomb("E2", 200, fails(TooLarge)),
        Row::answer("E3-two", "gzip twice in one header", format(), |case| {
            case.answer(200, &["content-encoding: gzip, gzip"], &gzip(&gzip(&case.body())))
        }),
        Row::answer("E3-fifty", "gzip fifty times", format(), |case| {
            case.answer(200, &[GZIP; 50], &gzip(&case.body()))
        }),
        plain("E4-plain", "gzip announced, plain body", fails(Protocol), GZIP),
        zipped("E4-cut", "gzip cut in half", fails(Interrupted), |mut body| {
            body.truncate(body.len() / 2);
            body
        }),
        zipped("E4-last", "gzip without its last byte", fails(Interrupted), |mut body| {
            body.pop();
            body
        }),
        zipped("E4-crc", "gzip with a wrong checksum", fails(Interrupted), |mut body| {
            let at = body.len() - 6;
            if let Some(byte) = body.get_mut(at) {
                *byte ^= 1;
            }
            body
        }),
        zipped("E4-junk", "something behind the gzip", fails(Protocol), |body| {
            [body, b"and now for something else".to_vec()].concat()
        }),
        zipped("E4-begun", "the beginning of another member behind the gzip", fails(Interrupted), |body| {
            [body, b"\x1f\x8b\x08".to_vec()].concat()
        }),
        Row::answer(
            "E4-none",
            "gzip announced, no body",
            codec(cloudsponge::proto::CodecErrorKind::Empty),
            |case| case.answer(200, &[GZIP], b""),
        ),
        bomb("E5-302", 302, refused(RedirectRefused)),
        bomb("E5-400", 400, refused(BadRequest)),
        bomb("E5-500", 500, refused(Server)),
        plain("E6-br", "an unknown coding", format(), "content-encoding: br"),
        plain("E6-zstd", "an unknown coding", format(), "content-encoding: zstd"),
        plain("E6-deflate", "an unknown coding", format(), "content-encoding: deflate"),
        plain("E6-foo", "an unknown coding", format(), "content-encoding: foo"),
    ]
}

fn labels() -> Vec<Row> {
    let label = |id, what, expect: Expect, label: fn(&Case) -> &'static str| {
        Row::answer(id, what, expect, move |case| {
            answer(200, &[label(case), "connection: close"], &case.body())
        })
    };
    let web = |id, what, body: &'static str| {
        Row::answer(id, what, page(), move |case| case.answer(200, &[], body.as_bytes()))
    };
    vec![
        label("E7-html", "labelled as a web page", good(), |_| "content-type: text/html"),
        label("E7-none", "an empty label", good(), |_| "content-type:"),
        label("E7-plain", "labelled as text", good(), |_| "content-type: text/plain; charset=us-ascii"),
        label("E7-vendor", "a label with a suffix", good(), |case| match case.format {
            Format::Xml => "content-type: APPLICATION/vnd.cloudsponge+XML",
            _ => "content-type: APPLICATION/vnd.cloudsponge+JSON",
        }),
        label("E8", "labelled as the other format", format(), |case| match case.format {
            Format::Xml => "content-type: application/json",
            _ => "content-type: application/xml",
        }),
        web("E9", "a web page under the right label", "<!DOCTYPE html><html><title>502</title></html>"),
        web("E9-bare", "a web page without a doctype", "<html><body><h1>It works!</h1></body></html>"),
        web(
            "E9-comment",
            "a web page behind a comment",
            "<!-- maintenance --><html><body>sorry</body></html>",
        ),
        Row::answer("E9-html", "a web page under its own label", page(), |_| {
            answer(
                200,
                &["content-type: text/html", "connection: close"],
                b"<html><body>log in</body></html>",
            )
        }),
    ]
}

fn encodings() -> Vec<Row> {
    let bytes = |id, what, expect: Expect, make: fn(&Case) -> Vec<u8>| {
        Row::answer(id, what, expect, move |case| case.answer(200, &[], &make(case)))
    };
    let contacts = |call| matches!(call, Call::Contacts(_));
    vec![
        bytes("E10", "a byte order mark", good(), |case| [b"\xef\xbb\xbf".to_vec(), case.body()].concat()),
        bytes("E10-two", "two byte order marks", undecodable(), |case| {
            [b"\xef\xbb\xbf\xef\xbb\xbf".to_vec(), case.body()].concat()
        }),
        bytes("E11-le", "UTF-16, little end first", codec(Encoding), |case| wide(case, u16::to_le_bytes)),
        bytes("E11-be", "UTF-16, big end first", codec(Encoding), |case| wide(case, u16::to_be_bytes)),
        bytes("E12", "Latin-1 in XML that says so", codec(Encoding), |case| {
            String::from_utf8_lossy(&case.body()).replace("UTF-8", "ISO-8859-1").into_bytes()
        })
        .xml(),
        bytes("E12-seven", "UTF-7 in XML that says so", codec(Encoding), |case| {
            String::from_utf8_lossy(&case.body()).replace("UTF-8", "UTF-7").into_bytes()
        })
        .xml(),
        // Bytes that are no text cost the contact they stand in: guessing would garble names for good.
        bytes("E13", "Latin-1 that does not say so", decoded(), |case| named(case, b"M\xe5rten"))
            .calls(contacts)
            .check(first_is_no_text)
            .alone(),
        Row::answer("E13-label", "Latin-1 named in the label only", decoded(), |case| {
            let label = format!("content-type: {}; charset=iso-8859-1", case.format.mime());
            answer(200, &[&label, "connection: close"], &named(case, b"M\xe5rten"))
        })
        .calls(contacts)
        .check(first_is_no_text)
        .alone(),
        Row::answer("E13-ascii", "another charset in the label, ASCII in the body", good(), |case| {
            let label = format!("content-type: {}; charset=windows-1252", case.format.mime());
            let body = String::from_utf8_lossy(&case.body()).replace('å', "&#229;");
            let body = if case.format == Format::Json { body.replace("&#229;", "\\u00e5") } else { body };
            answer(200, &[&label, "connection: close"], body.as_bytes())
        }),
        bytes("E14", "bytes that are no UTF-8 in a name", decoded(), |case| named(case, b"\xff\xfe"))
            .calls(contacts)
            .check(first_is_no_text)
            .alone(),
        bytes("E15-overlong", "an overlong form in a name", decoded(), |case| named(case, b"\xc0\xaf"))
            .calls(contacts)
            .check(first_is_no_text)
            .alone(),
        bytes("E15-surrogate", "half a surrogate pair in a name", decoded(), |case| {
            named(case, b"\xed\xa0\x80")
        })
        .calls(contacts)
        .check(first_is_no_text)
        .alone(),
        bytes("E15-escaped", "an escaped half of a surrogate pair", decoded(), |case| {
            named(case, b"\\ud800")
        })
        .json()
        .calls(contacts)
        .check(second_is_there)
        .alone(),
        bytes("E15-nul", "an escaped zero byte", decoded(), |case| named(case, b"\\u0000"))
            .json()
            .calls(contacts)
            .check(second_is_there)
            .alone(),
        bytes("E15-raw", "a control character in a name", undecodable(), |case| named(case, b"\x01"))
            .calls(contacts),
        bytes("E15-non", "a noncharacter in a name", decoded(), |case| named(case, "\u{fdd0}".as_bytes()))
            .calls(contacts)
            .check(second_is_there)
            .alone(),
    ]
}

/// The healthy body in UTF-16, with its mark.
fn wide(case: &Case, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{feff}{}", String::from_utf8_lossy(&case.body()));
    text.encode_utf16().flat_map(bytes).collect()
}

/// The healthy page with other bytes for the first name of its first contact.
fn named(case: &Case, name: &[u8]) -> Vec<u8> {
    super::head::replace_first(&case.body(), case.first_name().as_bytes(), name)
}

/// The first contact is an error slot that says why, and the other was delivered all the same.
fn first_is_no_text(case: &Case, answer: &Answer) -> Result<(), String> {
    let Answer::Contacts(contacts) = answer else { return Err("no contacts".to_owned()) };
    match contacts.contacts.first() {
        Some(Err(slot)) if *slot.error.kind() == Encoding => second_is_there(case, answer),
        first => Err(format!("not a slot: {first:?}")),
    }
}

/// The other contact was delivered all the same.
pub(super) fn second_is_there(case: &Case, answer: &Answer) -> Result<(), String> {
    let Answer::Contacts(contacts) = answer else { return Err("no contacts".to_owned()) };
    let [_, second] = crate::chaos::case::names(0);
    let found = contacts.contacts.get(1).and_then(|slot| slot.as_ref().ok());
    let found = found.and_then(|contact| contact.first_name.as_deref());
    if contacts.contacts.len() == 2 && found == Some(second.as_str()) {
        Ok(())
    } else {
        Err(format!("the second contact of a {} page is not there", case.format))
    }
}

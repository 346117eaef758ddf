//! D: the answer's body is cut, late, too large, badly framed, or empty.

use super::head::replace_first;
use crate::chaos::case::{Case, IMPORT};
use crate::chaos::expect::{Expect, codec, fails, format, good, undecodable};
use crate::chaos::row::Row;
use cloudsponge::proto::CodecErrorKind::{Empty, Root, Truncated};
use cloudsponge::proto::FailureKind::{Interrupted, Protocol, Timeout, TooLarge};
use cloudsponge_conformance::server::{Script, answer};
use std::time::Duration;

fn read() -> Script {
    Script::new().read_request()
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = cut();
    rows.extend(late());
    rows.extend(framing());
    rows.extend(large());
    rows.extend(nothing());
    rows.extend(glued());
    rows
}

/// A head that announces 100 bytes, and these.
fn short(case: &Case, body: &[u8]) -> Vec<u8> {
    case.raw(&["HTTP/1.1 200 OK", &case.label(), "content-length: 100"], body)
}

fn cut() -> Vec<Row> {
    let cut = |id, what, bytes: fn(&Case) -> Vec<u8>, rst: bool| {
        Row::script(id, what, fails(Interrupted), move |case| {
            let script = read().send(bytes(case));
            if rst { script.rst() } else { script.fin() }
        })
    };
    let three = |case: &Case| short(case, b"{\"e");
    let whole = |case: &Case| short(case, b"{}");
    let random = |case: &Case| {
        let (mut answer, body) = (case.good(), case.body().len());
        answer.truncate(answer.len() - 1 - case.random().below(body));
        answer
    };
    let chunks = |case: &Case| {
        let mut answer = case.chunks(30);
        let length = case.body().len();
        answer.truncate(answer.len() - 1 - case.random().below(length));
        answer
    };
    let unended = |case: &Case| {
        let mut answer = case.chunks(50);
        answer.truncate(answer.len() - 5);
        answer
    };
    vec![
        cut("D1", "3 of 100 bytes, closed", three, false),
        cut("D1-none", "0 of 100 bytes, closed", |case| short(case, b""), false),
        cut("D1-whole", "a document of 2 bytes where 100 were announced, closed", whole, false),
        cut("D2", "3 of 100 bytes, reset", three, true),
        cut("D2-whole", "a document of 2 bytes where 100 were announced, reset", whole, true),
        cut("D3-random-fin", "closed anywhere in the body", random, false),
        cut("D3-random-rst", "reset anywhere in the body", random, true),
        cut("D8-fin", "closed before the last chunk", unended, false),
        cut("D8-rst", "reset before the last chunk", unended, true),
        cut("D8-random-fin", "closed anywhere in the chunks", chunks, false),
        cut("D8-random-rst", "reset anywhere in the chunks", chunks, true),
    ]
}

fn late() -> Vec<Row> {
    vec![
        Row::script("D4", "3 of 100 bytes, then nothing", fails(Timeout), |case| {
            read().send(short(case, b"{\"e")).hold()
        })
        .short(),
        Row::script("D4-last", "all but the last byte, then nothing", fails(Timeout), |case| {
            let mut answer = case.good();
            answer.pop();
            read().send(answer).hold()
        })
        .short(),
        Row::script("D4-chunk", "all but the last chunk, then nothing", fails(Timeout), |case| {
            let mut answer = case.chunks(50);
            answer.truncate(answer.len() - 5);
            read().send(answer).hold()
        })
        .short(),
        Row::script("D5", "a byte at a time, for longer than the call may take", fails(Timeout), |case| {
            let head = case.raw(&["HTTP/1.1 200 OK", &case.label(), "content-length: 100"], b"");
            read().send(head).drip([b' '; 99], Duration::from_millis(60)).hold()
        })
        .short(),
        Row::script("D5-fast", "a byte at a time, fast enough", good(), |case| {
            let answer = case.good();
            let (most, last) = answer.split_at_checked(answer.len() - 30).unwrap_or_default();
            read().send(most).drip(last, Duration::from_millis(2)).fin()
        }),
    ]
}

fn framing() -> Vec<Row> {
    // A malformed chunk is no HTTP, and it is the end of the connection: clients differ in which they say.
    let broken = || fails(Interrupted).or(fails(Protocol));
    let size = |id, what, size: &'static str| {
        Row::answer(id, what, broken(), move |case| {
            let head = ["HTTP/1.1 200 OK", &case.label(), "transfer-encoding: chunked"];
            case.raw(&head, format!("{size}\r\n{{}}\r\n0\r\n\r\n").as_bytes())
        })
        .alone()
    };
    vec![
        size("D7-word", "a chunk size that is no number", "ZZ"),
        size("D7-long", "a chunk size of 17 digits", "11111111111111111"),
        size("D7-negative", "a negative chunk size", "-2"),
        size("D7-empty", "no chunk size", ""),
        Row::answer("D7-crlf", "a chunk that does not end where it says", broken(), |case| {
            let head = ["HTTP/1.1 200 OK", &case.label(), "transfer-encoding: chunked"];
            case.raw(&head, b"1\r\n{}\r\n0\r\n\r\n")
        })
        .alone(),
        Row::answer("D9-one", "chunks of one byte", good(), |case| case.chunks(1)),
        Row::answer("D9-extension", "a small chunk extension", good(), |case| {
            let size = format!("\r\n\r\n{:x}", case.body().len());
            let extended = format!("{size};name=\"value\"");
            replace_first(&case.chunks(1 << 20), size.as_bytes(), extended.as_bytes())
        }),
        Row::answer("D9-trailer", "a small trailer", good(), |case| {
            replace_first(&case.chunks(50), b"\r\n0\r\n\r\n", b"\r\n0\r\nx-trailer: v\r\n\r\n")
        }),
        Row::answer("D12", "ends where the connection ends", good(), |case| {
            case.raw(&["HTTP/1.1 200 OK", &case.label(), "connection: close"], &case.body())
        }),
        Row::answer("D12-1.0", "ends where the connection ends, in HTTP/1.0", good(), |case| {
            case.raw(&["HTTP/1.0 200 OK", &case.label()], &case.body())
        }),
        // Where nothing says how long it is, the document itself must tell that it is not whole.
        Row::answer("D12-cut", "ends in the middle where the connection ends", codec(Truncated), |case| {
            let mut body = case.body();
            body.truncate(body.len() - 12);
            case.raw(&["HTTP/1.1 200 OK", &case.label(), "connection: close"], &body)
        })
        .json(),
    ]
}

fn large() -> Vec<Row> {
    let announced = |id, what, length: &'static str| {
        Row::script(id, what, fails(TooLarge), move |case| {
            let length = format!("content-length: {length}");
            read().send(case.raw(&["HTTP/1.1 200 OK", &case.label(), &length], &[b' '; 1000])).hold()
        })
    };
    let endless = |id, what, chunked: bool| {
        Row::script(id, what, fails(TooLarge), move |case| {
            let framing = if chunked { "transfer-encoding: chunked" } else { "connection: close" };
            let piece =
                if chunked { format!("1000\r\n{}\r\n", " ".repeat(0x1000)) } else { " ".repeat(0x1000) };
            read().send(case.raw(&["HTTP/1.1 200 OK", &case.label(), framing], b"")).repeat(piece, 250).hold()
        })
        .small()
    };
    vec![
        announced("D10", "1 GB announced", "1073741824"),
        announced("D10-most", "the largest length there is announced", "9223372036854775807"),
        endless("D11-chunked", "1 MB in chunks where 64 KiB fit", true),
        endless("D11-close", "1 MB without a length where 64 KiB fit", false),
        Row::answer("D11-fits", "just as much as fits", good(), |case| {
            let mut body = vec![b' '; 64 * 1024 - case.body().len()];
            // White space may stand before JSON and behind XML.
            if case.body().starts_with(b"{") {
                body.extend(case.body());
            } else {
                body = [case.body(), body].concat();
            }
            case.answer(200, &[], &body)
        })
        .small(),
        Row::answer("D11-over", "a byte more than fits", fails(TooLarge), |case| {
            case.answer(200, &[], &vec![b' '; 64 * 1024 + 1])
        })
        .small(),
    ]
}

fn nothing() -> Vec<Row> {
    let body = |id, what, expect: Expect, body: &'static str| {
        Row::answer(id, what, expect, move |case| case.answer(200, &[], body.as_bytes()))
    };
    vec![
        body("D14", "no body", codec(Empty), ""),
        body("D15-space", "only white space", codec(Empty), " \r\n\t "),
        body("D15-null", "null", undecodable(), "null").json(),
        body("D15-list", "a list", undecodable(), "[]").json(),
        body("D15-text", "a text", undecodable(), "\"x\"").json(),
        body("D15-number", "a number", undecodable(), "0").json(),
        body("D15-true", "a boolean", undecodable(), "true").json(),
        body("D15-root", "another document element", codec(Root), "<a/>").xml(),
        body("D15-word", "plain text", undecodable(), "please try later"),
        body("D15-json", "JSON where XML was announced", format(), "{}").xml(),
    ]
}

/// An answer with something behind it, which must not become the next answer.
fn glued() -> Vec<Row> {
    let more = |id, what, tail: fn(&Case) -> Vec<u8>| {
        Row::script(id, what, good(), move |case| {
            // Whoever uses the connection again after all gets a healthy answer.
            let second = answer(200, &[&case.label(), "connection: close"], &case.body());
            read().send([case.lasting(), tail(case)].concat()).read_request().send(second).fin()
        })
        .alone()
    };
    vec![
        more("D13", "more bytes than announced", |_| b"   trailing".to_vec()),
        more("D13-blank", "a line break behind the body", |_| b"\r\n".to_vec()),
        more("D16", "a second answer behind the first", |case| {
            let body = String::from_utf8_lossy(&case.body()).replace(&IMPORT.to_string(), "666");
            answer(200, &[&case.label()], body.as_bytes())
        }),
        more("D16-refusal", "a refusal behind the first answer", |case| case.answer(401, &[], b"")),
    ]
}

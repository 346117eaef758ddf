//! C: the answer's head is late, cut, malformed, too large, or strange.

use crate::chaos::case::{Case, reply};
use crate::chaos::expect::{codec, fails, good, refused};
use crate::chaos::row::Row;
use cloudsponge::proto::ApiErrorKind::UnexpectedStatus;
use cloudsponge::proto::CodecErrorKind;
use cloudsponge::proto::FailureKind::{Interrupted, Protocol, Timeout, TooLarge};
use cloudsponge_conformance::server::Script;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(20);

fn read() -> Script {
    Script::new().read_request()
}

/// A row per way to end: closed and reset.
fn both_ends(ids: [&'static str; 2], what: &'static str, bytes: fn(&Case) -> Vec<u8>) -> [Row; 2] {
    let [fin, rst] = ids;
    [
        Row::script(fin, what, fails(Interrupted), move |case| read().send(bytes(case)).fin()),
        Row::script(rst, what, fails(Interrupted), move |case| read().send(bytes(case)).rst()),
    ]
}

/// A whole answer with one more header line.
fn with(line: &'static str) -> impl Fn(&Case) -> Vec<u8> {
    move |case| case.answer(200, &[line], &case.body())
}

/// A whole answer with exactly this status line and these lines behind it; `{n}` is the body's length.
fn made(status: &'static str, lines: &'static [&'static str]) -> impl Fn(&Case) -> Vec<u8> {
    move |case| {
        let body = case.body();
        let length = body.len().to_string();
        let lines: Vec<String> = [status, "connection: close"]
            .iter()
            .chain(lines)
            .map(|line| line.replace("{n}", &length))
            .chain([case.label()])
            .collect();
        case.raw(&lines.iter().map(String::as_str).collect::<Vec<_>>(), &body)
    }
}

fn many(count: usize, line: fn(usize) -> String) -> impl Fn(&Case) -> Vec<u8> {
    move |case| {
        let lines: Vec<String> = (0..count).map(line).collect();
        case.answer(200, &lines.iter().map(String::as_str).collect::<Vec<_>>(), &case.body())
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = late();
    rows.extend(cut());
    rows.extend(large());
    rows.extend(malformed());
    rows.extend(lengths());
    rows.extend(strange());
    rows
}

fn late() -> Vec<Row> {
    let stall = |id, what, bytes: &'static [u8]| {
        Row::script(id, what, fails(Timeout), move |_| read().send(bytes).hold()).short()
    };
    vec![
        Row::script("C1", "no byte for ever", fails(Timeout), |_| read().hold()).short(),
        stall("C2-byte", "one byte, then nothing", b"H"),
        stall("C2-line", "half a status line, then nothing", b"HTTP/1.1 2"),
        stall("C2-head", "a status line, then nothing", b"HTTP/1.1 200 OK\r\n"),
        stall("C2-blank", "a head without its empty line, then nothing", b"HTTP/1.1 200 OK\r\nx: 1\r\n"),
        Row::script("C5", "the head comes byte by byte", good(), |case| {
            let answer = case.good();
            let (head, rest) = answer.split_at_checked(40).unwrap_or_default();
            read().drip(head, Duration::from_millis(2)).send(rest).fin()
        }),
        Row::script("C6", "the head comes too slowly", fails(Timeout), |case| {
            read().drip(case.good(), PAUSE).fin()
        })
        .short(),
        Row::script("C7-100", "100 Continue again and again", fails(Timeout), |_| {
            (0..100)
                .fold(read(), |script, _| script.send("HTTP/1.1 100 Continue\r\n\r\n").sleep(PAUSE))
                .hold()
        })
        .short(),
        Row::script("C7-103", "103 Early Hints again and again", fails(Timeout), |_| {
            let hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n";
            (0..100).fold(read(), |script, _| script.send(hints).sleep(PAUSE)).hold()
        })
        .short(),
        Row::script("C7-flood", "4 000 times 100 Continue as fast as it goes", fails(Timeout), |_| {
            read().repeat("HTTP/1.1 100 Continue\r\n\r\n", 4000).hold()
        })
        .short()
        .alone(),
        Row::answer("C7-once", "100 Continue once, then the answer", good(), |case| {
            [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), case.good()].concat()
        }),
    ]
}

fn cut() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(both_ends(["C3-byte-fin", "C3-byte-rst"], "one byte, then closed", |_| b"H".to_vec()));
    rows.extend(both_ends(["C3-version-fin", "C3-version-rst"], "a version, then closed", |_| {
        b"HTTP/1.1".to_vec()
    }));
    rows.extend(both_ends(["C3-line-fin", "C3-line-rst"], "half a status line, then closed", |_| {
        b"HTTP/1.1 2".to_vec()
    }));
    rows.extend(both_ends(["C3-head-fin", "C3-head-rst"], "a status line, then closed", |_| {
        b"HTTP/1.1 200 OK\r\n".to_vec()
    }));
    rows.extend(both_ends(["C4-random-fin", "C4-random-rst"], "closed anywhere in the head", |case| {
        let mut answer = case.good();
        // Behind the status line; shorter ones are rows of their own.
        let at = 16 + case.random().below(40);
        answer.truncate(at);
        answer
    }));
    rows.extend(both_ends(["C4-100-fin", "C4-100-rst"], "100 Continue, then closed", |_| {
        b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()
    }));
    rows
}

fn large() -> Vec<Row> {
    let value = |length: usize| {
        move |case: &Case| {
            let line = format!("x-large: {}", "v".repeat(length));
            case.answer(200, &[&line], &case.body())
        }
    };
    vec![
        Row::answer("C8-60k", "a header of 60 KB", good(), value(60_000)),
        Row::answer("C8-70k", "a header of 70 KB", fails(TooLarge), value(70_000)),
        Row::answer("C8-1m", "a header of 1 MB", fails(TooLarge), value(1 << 20)),
        Row::answer("C9-95", "98 header fields", good(), many(95, |n| format!("x-{n}: v"))),
        Row::answer("C9-98", "101 header fields", fails(TooLarge), many(98, |n| format!("x-{n}: v"))),
        Row::answer(
            "C9-20000",
            "20 003 header fields",
            fails(TooLarge),
            many(20_000, |n| format!("x-{n}: v")),
        ),
        Row::answer(
            "C9-same",
            "200 fields of one name",
            fails(TooLarge),
            many(200, |_| "x-same: v".to_owned()),
        ),
        Row::answer("C9-name", "a header name of 70 KB", fails(TooLarge).or(fails(Protocol)), |case| {
            let line = format!("{}: v", "n".repeat(70_000));
            case.answer(200, &[&line], &case.body())
        }),
        Row::answer("C20-80", "80 cookies", good(), many(80, |n| format!("set-cookie: c{n}=v"))),
        Row::answer(
            "C20-1000",
            "1 000 cookies",
            fails(TooLarge),
            many(1000, |n| format!("set-cookie: c{n}=v")),
        ),
        Row::answer("C23", "a reason phrase of 1 MB", fails(TooLarge), |case| {
            let line = format!("HTTP/1.1 200 {}", "r".repeat(1 << 20));
            made_by(case, &line)
        }),
    ]
}

fn made_by(case: &Case, status: &str) -> Vec<u8> {
    let body = case.body();
    let length = format!("content-length: {}", body.len());
    case.raw(&[status, &case.label(), "connection: close", &length], &body)
}

fn malformed() -> Vec<Row> {
    let garbage =
        |id, what, bytes: &'static [u8]| Row::answer(id, what, fails(Protocol), move |_| bytes.to_vec());
    let status = |id, line: &'static str| {
        Row::answer(id, "a status line that is none", fails(Protocol), made(line, &["content-length: {n}"]))
    };
    let header = |id, what, line: &'static str| Row::answer(id, what, fails(Protocol), with(line));
    vec![
        garbage(
            "C10-0.9",
            "a body without a head, as in HTTP/0.9",
            b"{\"status\":\"success\",\"import_id\":7}",
        ),
        garbage("C10-html", "a page without a head", b"<html><body>hello</body></html>\r\n\r\n"),
        garbage("C10-ssh", "another protocol's greeting", b"SSH-2.0-OpenSSH_9.2\r\n"),
        garbage("C10-smtp", "another protocol's greeting", b"220 mail.example ESMTP\r\n"),
        garbage("C10-tls", "a TLS alert", b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n"),
        garbage("C10-zero", "zero bytes", &[0; 64]),
        garbage("C10-h2", "a frame of HTTP/2", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\r\n\r\n"),
        status("C11-20", "HTTP/1.1 20 OK"),
        status("C11-2OO", "HTTP/1.1 2OO OK"),
        status("C11-1000", "HTTP/1.1 1000 OK"),
        status("C11-099", "HTTP/1.1 099 OK"),
        status("C11-000", "HTTP/1.1 000 OK"),
        status("C11-negative", "HTTP/1.1 -20 OK"),
        status("C11-none", "HTTP/1.1 OK"),
        status("C11-version", "HTTP/7.3 200 OK"),
        status("C11-name", "HTTQ/1.1 200 OK"),
        Row::answer("C12-999", "status 999", refused(UnexpectedStatus), |case| case.answer(999, &[], b"")),
        Row::answer("C12-600", "status 600", refused(UnexpectedStatus), |case| case.answer(600, &[], b"")),
        header("C13-nul", "a zero byte in a header", "x-bad: a\0b"),
        header("C13-cr", "a lone CR in a header", "x-bad: a\rb"),
        header("C13-name", "a space in a header's name", "x bad: a"),
        header("C13-colon", "a header line without a colon", "no colon here"),
        header("C13-empty", "a header without a name", ": value"),
        Row::answer("C13-latin", "a header that is not ASCII", good(), |case| {
            let mut answer = case.answer(200, &["x-name: caf?"], &case.body());
            if let Some(byte) = answer.iter_mut().find(|byte| **byte == b'?') {
                *byte = 0xe9;
            }
            answer
        }),
        Row::answer("C13-blank", "a header without a value", good(), with("x-empty:")),
        Row::answer("C14-lf", "lines end in a bare LF", good().or(fails(Protocol)), |case| {
            let body = case.body();
            let head = format!(
                "HTTP/1.1 200 OK\n{}\nconnection: close\ncontent-length: {}\n\n",
                case.label(),
                body.len()
            );
            [head.into_bytes(), body].concat()
        }),
        Row::answer(
            "C14-fold",
            "a header folded over two lines",
            good().or(fails(Protocol)),
            with("x-folded: a\r\n b"),
        ),
    ]
}

fn lengths() -> Vec<Row> {
    let bad = |id, what, lines: &'static [&'static str]| {
        Row::answer(id, what, fails(Protocol), made("HTTP/1.1 200 OK", lines))
    };
    vec![
        bad("C15-two", "two lengths", &["content-length: 3", "content-length: {n}"]),
        bad("C15-list", "two lengths in one header", &["content-length: 3, {n}"]),
        bad("C15-negative", "a negative length", &["content-length: -5"]),
        bad("C15-plus", "a length with a sign", &["content-length: +{n}"]),
        bad("C15-hex", "a length in hex", &["content-length: 0x5"]),
        bad("C15-huge", "a length of 2^64", &["content-length: 18446744073709551616"]),
        bad("C15-empty", "an empty length", &["content-length:"]),
        bad("C15-word", "a word for a length", &["content-length: all"]),
        Row::answer(
            "C15-same",
            "the same length twice",
            good(),
            made("HTTP/1.1 200 OK", &["content-length: {n}", "content-length: {n}"]),
        ),
        Row::answer("C16-less", "chunks and a length that is too small", good(), |case| {
            with_length(case, "3")
        }),
        Row::answer(
            "C16-more",
            "chunks and a length that is too large",
            good().or(fails(Interrupted)),
            |case| with_length(case, "9999"),
        ),
        Row::answer("C17-gzip", "gzip as transfer coding", fails(Protocol), |case| {
            coded(case, "gzip, chunked")
        }),
        Row::answer("C17-unknown", "an unknown transfer coding", fails(Protocol), |case| coded(case, "foo")),
        Row::answer("C17-twice", "chunked twice", fails(Protocol), |case| coded(case, "chunked, chunked")),
    ]
}

/// Chunks, with a length beside them.
fn with_length(case: &Case, length: &str) -> Vec<u8> {
    let answer = case.chunks(50);
    let line = format!("\r\ncontent-length: {length}\r\n");
    replace_first(&answer, b"\r\n", line.as_bytes())
}

/// Chunks under this transfer coding.
fn coded(case: &Case, coding: &str) -> Vec<u8> {
    let line = format!("transfer-encoding: {coding}");
    replace_first(&case.chunks(50), b"transfer-encoding: chunked", line.as_bytes())
}

/// The bytes with the first occurrence of one text replaced.
pub(super) fn replace_first(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap_or(bytes.len());
    let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
    [before, to, rest.get(from.len()..).unwrap_or_default()].concat()
}

fn strange() -> Vec<Row> {
    let odd = |id, what, status| {
        Row::answer(id, what, refused(UnexpectedStatus), move |case| case.answer(status, &[], &case.body()))
    };
    let bare = |id, what, line: &'static str| {
        Row::answer(id, what, refused(UnexpectedStatus).or(fails(Interrupted)), move |case| {
            case.raw(&[line, &case.label(), "connection: close"], b"")
        })
    };
    vec![
        bare("C18-204", "204 without a body", "HTTP/1.1 204 No Content"),
        bare("C18-205", "205 without a body", "HTTP/1.1 205 Reset Content"),
        bare("C18-304", "304 without a body", "HTTP/1.1 304 Not Modified"),
        odd("C18-204-body", "204 with a body", 204),
        odd("C18-205-body", "205 with a body", 205),
        odd("C18-304-body", "304 with a body", 304),
        Row::script(
            "C19",
            "101 Switching Protocols",
            refused(UnexpectedStatus).or(fails(Interrupted)),
            |_| reply("HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"),
        )
        .alone(),
        Row::answer(
            "C24-1.0",
            "an answer of HTTP/1.0",
            good(),
            made("HTTP/1.0 200 OK", &["content-length: {n}"]),
        ),
        Row::answer("C24-reason", "no reason phrase", good(), made("HTTP/1.1 200", &["content-length: {n}"])),
        Row::answer("C24-case", "header names in capitals", good(), |case| {
            let text = String::from_utf8_lossy(&case.good()).replace("content-", "CONTENT-");
            text.into_bytes()
        }),
        Row::answer(
            "C24-head",
            "a head and nothing else",
            codec(CodecErrorKind::Empty).or(fails(Interrupted)),
            |case| case.raw(&["HTTP/1.1 200 OK", &case.label(), "connection: close"], b""),
        ),
    ]
}

//! F: statuses, waits asked for, and refusals inside a success status.

use crate::chaos::case::{Call, Case};
use crate::chaos::expect::{End, Expect, good, refused};
use crate::chaos::row::Row;
use cloudsponge::proto::ApiErrorKind::{
    self, BadRequest, Gone, NotFound, NotReady, RateLimited, Rejected, RequestTimeout, Server, Unauthorized,
    Unavailable, UnexpectedStatus, UnknownImport,
};
use cloudsponge::proto::Format;

const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

fn status(id: &'static str, code: u16, kind: ApiErrorKind) -> Row {
    Row::answer(id, "a status with the service's explanation", refused(kind), move |case| {
        case.answer(code, &[], &explained(case.format))
    })
}

fn explained(format: Format) -> Vec<u8> {
    match format {
        Format::Xml => {
            b"<result><status>error</status><error><message>no</message></error></result>".to_vec()
        }
        _ => br#"{"status":"error","error":{"message":"no"}}"#.to_vec(),
    }
}

/// A status with this body under this label.
fn with(id: &'static str, code: u16, kind: ApiErrorKind, label: &'static str, body: &'static str) -> Row {
    Row::answer(id, "a status with some body", refused(kind), move |_| {
        let label = format!("content-type: {label}");
        cloudsponge_conformance::server::answer(code, &[&label, "connection: close"], body.as_bytes())
    })
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = client_errors();
    rows.extend(missing());
    rows.extend(limited());
    rows.extend(server_errors());
    rows.extend(success());
    rows.extend(inside());
    rows
}

fn client_errors() -> Vec<Row> {
    vec![
        with("F1-json", 400, BadRequest, "application/json", r#"{"error":{"message":"service is missing"}}"#),
        with(
            "F1-xml",
            400,
            BadRequest,
            "application/xml",
            "<result><error>service is missing</error></result>",
        ),
        with("F1-text", 400, BadRequest, "text/plain", "service is missing"),
        with("F1-empty", 400, BadRequest, "text/plain", ""),
        with("F1-html", 400, BadRequest, "text/html", PAGE),
        with("F1-broken", 400, BadRequest, "application/json", "{\"error\":{\"mess"),
        with("F1-escape", 400, BadRequest, "text/plain", "\u{1b}[31mred\u{202e}\0"),
        status("F2", 401, Unauthorized),
        with("F2-text", 401, Unauthorized, "text/html", "HTTP Basic: Access denied.\n"),
        status("F3-403", 403, Unauthorized),
        status("F3-407", 407, UnexpectedStatus),
        status("F7-408", 408, RequestTimeout),
        status("F7-425", 425, RequestTimeout),
        status("F8-402", 402, BadRequest),
        status("F8-405", 405, BadRequest),
        status("F8-406", 406, BadRequest),
        status("F8-409", 409, BadRequest),
        status("F8-411", 411, BadRequest),
        status("F8-412", 412, BadRequest),
        status("F8-413", 413, BadRequest),
        status("F8-414", 414, BadRequest),
        status("F8-415", 415, BadRequest),
        status("F8-416", 416, BadRequest),
        status("F8-417", 417, BadRequest),
        status("F8-421", 421, BadRequest),
        status("F8-422", 422, BadRequest),
        status("F8-426", 426, BadRequest),
        status("F8-428", 428, BadRequest),
        status("F8-431", 431, BadRequest),
        status("F8-451", 451, BadRequest),
        status("F8-499", 499, BadRequest),
        status("F9", 410, Gone),
        with("F9-empty", 410, Gone, "application/json", ""),
    ]
}

fn missing() -> Vec<Row> {
    vec![
        status("F4-begin", 404, NotFound).calls(Call::is_begin),
        status("F4", 404, UnknownImport).calls(|call| call == Call::Events),
        status("F5", 404, NotReady).calls(|call| matches!(call, Call::Contacts(_))),
        with("F5-html", 404, NotReady, "text/html", PAGE).calls(|call| matches!(call, Call::Contacts(_))),
    ]
}

/// 429 with these header lines.
fn limited() -> Vec<Row> {
    const SENT: &str = "date: Tue, 05 Jan 2016 22:12:10 GMT";
    let limited = |id, lines: &'static [&'static str]| {
        Row::answer(id, "too many requests, and how long to wait", refused(RateLimited), move |case| {
            case.answer(429, lines, b"Retry later\n")
        })
    };
    vec![
        limited("F13", &[]),
        limited("F14", &["retry-after: 3"]),
        limited("F15-1123", &[SENT, "retry-after: Tue, 05 Jan 2016 22:12:15 GMT"]),
        limited("F15-850", &[SENT, "retry-after: Tuesday, 05-Jan-16 22:12:15 GMT"]),
        limited("F15-asctime", &[SENT, "retry-after: Tue Jan  5 22:12:15 2016"]),
        limited("F15-undated", &["retry-after: Tue, 05 Jan 2016 22:12:15 GMT"]),
        limited("F16-0", &["retry-after: 0"]),
        limited("F16-negative", &["retry-after: -5"]),
        limited("F16-float", &["retry-after: 1e9"]),
        limited("F16-huge", &["retry-after: 99999999999999999999"]).alone(),
        limited("F16-word", &["retry-after: abc"]),
        limited("F16-empty", &["retry-after:"]),
        limited("F16-two", &["retry-after: 2", "retry-after: 4"]),
        limited("F16-1970", &[SENT, "retry-after: Thu, 01 Jan 1970 00:00:00 GMT"]),
        limited("F16-9999", &[SENT, "retry-after: Fri, 31 Dec 9999 23:59:59 GMT"]).alone(),
    ]
}

fn server_errors() -> Vec<Row> {
    vec![
        status("F18", 500, Server),
        with("F18-html", 500, Server, "text/html", PAGE),
        with("F18-empty", 500, Server, "text/plain", ""),
        status("F19-501", 501, Server).ends(End::Refused(Server)),
        status("F19-505", 505, Server).ends(End::Refused(Server)),
        status("F19-507", 507, Server),
        status("F19-599", 599, Server),
        status("F20-502", 502, Unavailable),
        with("F20-html", 502, Unavailable, "text/html", PAGE),
        status("F21-503", 503, Unavailable),
        Row::answer("F21-wait", "unavailable, and how long to wait", refused(Unavailable), |case| {
            case.answer(503, &["retry-after: 2"], b"")
        }),
        status("F23", 504, Unavailable),
    ]
}

fn success() -> Vec<Row> {
    let code = |id, code, expect: Expect| {
        Row::answer(id, "another success status", expect, move |case| case.answer(code, &[], &case.body()))
    };
    vec![
        code("F25-201", 201, good()),
        code("F25-202", 202, good()),
        code("F25-203", 203, refused(UnexpectedStatus)),
        code("F25-206", 206, refused(UnexpectedStatus)),
        code("F25-207", 207, refused(UnexpectedStatus)),
        code("F25-226", 226, refused(UnexpectedStatus)),
    ]
}

/// A body that says no under a success status.
fn inside() -> Vec<Row> {
    let no = |id, json: &'static str, xml: &'static str| {
        Row::answer(id, "a refusal under a success status", refused(Rejected), move |case| {
            let root = match case.call {
                Call::Consent | Call::Login => "result",
                Call::Events => "eventsResponse",
                Call::Contacts(_) => "contactsResponse",
            };
            let body = match case.format {
                Format::Xml => format!("<{root}>{xml}</{root}>"),
                _ => json.to_owned(),
            };
            case.answer(200, &[], body.as_bytes())
        })
    };
    let word = |id, word: &'static str, expect: Expect| {
        Row::answer(id, "another word for the status", expect, move |case: &Case| {
            let body = String::from_utf8_lossy(&case.body()).replace("success", word);
            case.answer(200, &[], body.as_bytes())
        })
        .calls(Call::is_begin)
    };
    vec![
        no(
            "F26-object",
            r#"{"error":{"message":"unknown service"}}"#,
            "<error><message>unknown service</message></error>",
        ),
        no("F26-text", r#"{"error":"unknown service"}"#, "<error>unknown service</error>"),
        no(
            "F27-failure",
            r#"{"status":"failure","error":{"message":"no"}}"#,
            "<status>failure</status><error><message>no</message></error>",
        ),
        no(
            "F27-with-id",
            r#"{"status":"error","import_id":7000001,"message":"no"}"#,
            "<status>error</status><import-id>7000001</import-id><message>no</message>",
        ),
        word("F27-error", "error", refused(Rejected)),
        word("F27-upper", "SUCCESS", good()),
        word("F27-space", " Success ", good()),
        word("F27-other", "successful", refused(Rejected)),
        word("F27-blank", "", refused(Rejected)),
        Row::answer("F27-missing", "no status at all", refused(Rejected), |case| {
            let body = String::from_utf8_lossy(&case.body()).replace("\"status\":\"success\",", "");
            case.answer(200, &[], body.replace("<status>success</status>", "").as_bytes())
        })
        .calls(Call::is_begin),
    ]
}

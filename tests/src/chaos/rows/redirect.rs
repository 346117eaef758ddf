//! G: redirects, cookies, challenges, and hints to other hosts. Nothing is followed.

use crate::chaos::case::{CODE, Call, Case};
use crate::chaos::expect::{Expect, decoded, fails, good, refused, undecodable};
use crate::chaos::row::Row;
use cloudsponge::proto::ApiErrorKind::{RedirectRefused, Unauthorized, UnexpectedStatus};
use cloudsponge::proto::FailureKind::{Protocol, TooLarge};
use cloudsponge_conformance::server::Script;

fn to(id: &'static str, what: &'static str, status: u16, location: fn(&Case) -> String) -> Row {
    Row::answer(id, what, refused(RedirectRefused), move |case| {
        case.answer(status, &[&format!("location: {}", location(case))], b"moved")
    })
}

/// Another host, with a secret in the query, as a consent's redirect has.
fn elsewhere(case: &Case) -> String {
    format!("http://{}/contacts?code={CODE}", case.elsewhere.replace("127.0.0.1", "localhost"))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = redirects();
    rows.extend(locations());
    rows.extend(hints());
    rows
}

fn redirects() -> Vec<Row> {
    let odd = |id, status| {
        Row::answer(id, "a status that is no redirect for us", refused(UnexpectedStatus), move |case| {
            case.answer(status, &[&format!("location: {}", elsewhere(case))], b"")
        })
    };
    vec![
        to("G1", "301 to another host", 301, elsewhere),
        to("G2", "302 to another host", 302, elsewhere),
        to("G3", "303 to another host", 303, elsewhere),
        to("G4", "307 to another host", 307, elsewhere),
        to("G5", "308 to another host", 308, elsewhere),
        to("G6", "302 to another port", 302, |case| format!("http://{}/", case.elsewhere)),
        to("G6-307", "307 to another port", 307, |case| format!("http://{}/", case.elsewhere)),
        to("G7", "302 to another scheme", 302, |case| format!("https://{}/", case.elsewhere)),
        to("G8", "302 to itself", 302, |case| format!("http://{}/events/7000001.json", case.here)),
        to("G8-relative", "307 to a relative place", 307, |_| "../events/7000001.json".to_owned()),
        to("G8-path", "308 to a path", 308, |_| "/contacts/7000001.json?start=0".to_owned()),
        Row::script("G8-open", "302 on a connection that stays open", refused(RedirectRefused), |case| {
            let line = format!("location: http://{}/", case.elsewhere);
            let answer = cloudsponge_conformance::server::answer(302, &[&line], b"moved");
            Script::new().read_request().send(answer).fin()
        })
        .alone(),
        Row::script("G8-endless", "302 with a body that never ends", refused(RedirectRefused), |case| {
            let line = format!("location: http://{}/", case.elsewhere);
            let head = case.raw(&["HTTP/1.1 302 Found", &line, "content-length: 1000"], b"moved");
            Script::new().read_request().send(head).hold()
        }),
        odd("G10-300", 300),
        odd("G10-304", 304),
        odd("G10-305", 305),
        odd("G10-306", 306),
    ]
}

fn locations() -> Vec<Row> {
    vec![
        Row::answer("G9-missing", "no place to go", refused(RedirectRefused), |case| {
            case.answer(302, &[], b"")
        }),
        to("G9-empty", "an empty place", 302, |_| String::new()),
        to("G9-slashes", "a place without a scheme", 302, |case| format!("//{}/", case.elsewhere)),
        to("G9-backslashes", "a place with backslashes", 302, |case| format!("\\\\{}\\", case.elsewhere)),
        to("G9-file", "a file", 302, |_| "file:///etc/passwd".to_owned()),
        to("G9-script", "a script", 302, |_| "javascript:alert(1)".to_owned()),
        to("G9-gopher", "another protocol", 302, |case| format!("gopher://{}/_x", case.elsewhere)),
        to("G9-user", "a place with user and password", 302, |case| {
            format!("http://u:p@{}/", case.elsewhere)
        }),
        to("G9-space", "spaces", 302, |_| "not a place at all".to_owned()),
        to("G9-crlf", "a place and a second header in it", 302, |case| {
            format!("http://{}/\r\nset-cookie: a=b", case.elsewhere)
        }),
        Row::answer("G9-two", "two places", refused(RedirectRefused).or(fails(Protocol)), |case| {
            let place = format!("location: http://{}/", case.elsewhere);
            case.answer(302, &[&place, &format!("{place}b")], b"")
        }),
        Row::answer("G9-bytes", "a place that is not UTF-8", refused(RedirectRefused), |case| {
            let mut answer = case.answer(302, &["location: http://h?st.example/"], b"");
            if let Some(byte) = answer.iter_mut().find(|byte| **byte == b'?') {
                *byte = 0xff;
            }
            answer
        }),
        Row::answer("G9-1m", "a place of 1 MB", fails(TooLarge), |case| {
            let line = format!("location: http://{}/{}", case.elsewhere, "a".repeat(1 << 20));
            case.answer(302, &[&line], b"")
        }),
    ]
}

fn hints() -> Vec<Row> {
    let hint = |id, what, line: fn(&Case) -> String| {
        Row::answer(id, what, good(), move |case| case.answer(200, &[&line(case)], &case.body()))
    };
    let challenge = |id, what, expect: Expect, value: fn() -> String| {
        Row::answer(id, what, expect, move |case| {
            case.answer(401, &[&format!("www-authenticate: {}", value())], b"")
        })
    };
    let page = |id, what, expect: Expect, url: fn(&Case) -> String| {
        Row::answer(id, what, expect, move |case| {
            let body = String::from_utf8_lossy(&case.body())
                .replace(&format!("https://api.cloudsponge.com/n/{CODE}"), &url(case));
            case.answer(200, &[], body.as_bytes())
        })
        .calls(|call| call == Call::Consent)
        .alone()
    };
    vec![
        hint("G11-refresh", "a refresh", |case| format!("refresh: 0; url=http://{}/", case.elsewhere)),
        hint("G11-alt-svc", "another service", |case| format!("alt-svc: h2=\"{}\"; ma=60", case.elsewhere)),
        hint("G11-link", "a preload", |case| format!("link: <http://{}/>; rel=preload", case.elsewhere)),
        hint("G11-location", "a place under 200", |case| format!("location: http://{}/", case.elsewhere)),
        hint("G12", "a cookie", |_| "set-cookie: session=1; path=/".to_owned()),
        hint("G12-auth", "a cookie and a wish", |_| "set-cookie: a=b\r\nclear-site-data: \"*\"".to_owned()),
        challenge("G13-negotiate", "a challenge", refused(Unauthorized), || "Negotiate".to_owned()),
        challenge("G13-ntlm", "a challenge", refused(Unauthorized), || "NTLM".to_owned()),
        challenge("G13-digest", "a challenge", refused(Unauthorized), || {
            "Digest realm=\"a\", nonce=\"b\", qop=\"auth\"".to_owned()
        }),
        challenge("G13-basic", "a challenge", refused(Unauthorized), || "Basic realm=\"a\"".to_owned()),
        challenge("G13-long", "a challenge of 50 KB", refused(Unauthorized), || {
            format!("Basic realm=\"{}\"", "r".repeat(50_000))
        }),
        challenge("G13-1m", "a challenge of 1 MB", fails(TooLarge), || {
            format!("Basic realm=\"{}\"", "r".repeat(1 << 20))
        }),
        Row::answer("G13-407", "a proxy's challenge", refused(UnexpectedStatus), |case| {
            case.answer(407, &["proxy-authenticate: Basic realm=\"a\""], b"")
        }),
        page("G16-metadata", "a consent page on the network of a cloud", undecodable(), |_| {
            "http://169.254.169.254/latest".to_owned()
        }),
        page("G16-here", "a consent page on this machine", decoded(), |case| {
            format!("http://{}/consent", case.elsewhere)
        }),
        page("G16-script", "a script for a consent page", undecodable(), |_| {
            "javascript:alert(1)".to_owned()
        }),
        page("G16-file", "a file for a consent page", undecodable(), |_| "file:///etc/passwd".to_owned()),
        page("G16-user", "a consent page with a user name", undecodable(), |_| {
            "https://api.cloudsponge.com@evil.example/".to_owned()
        }),
    ]
}

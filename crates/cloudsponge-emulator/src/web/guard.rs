//! Who may call at all: names of this machine only, and no other site's pages where something changes.

use bytes::Bytes;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Request, StatusCode};
use std::net::{Ipv4Addr, Ipv6Addr};
use url::Url;

/// The origin under which the request reached the emulator, from its `Host`.
///
/// A page that had its own name resolve to this machine (DNS rebinding) is refused with 421, a request without exactly
/// one well-formed `Host`, or with a malformed `Origin`, with 400.
pub(super) fn origin(request: &Request<Bytes>) -> Result<String, StatusCode> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(StatusCode::BAD_REQUEST) };
    let host = host.to_str().ok().filter(|host| host.len() <= 255).ok_or(StatusCode::BAD_REQUEST)?;
    let authority: Authority = host.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    for authority in [Some(&authority), request.uri().authority()].into_iter().flatten() {
        if authority.as_str().contains('@') || authority.as_str().ends_with(':') {
            return Err(StatusCode::BAD_REQUEST);
        }
        if !is_this_machine(authority.host()) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
    }
    let mut origins = request.headers().get_all(ORIGIN).iter();
    let well_formed = match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin.to_str().is_ok_and(is_origin),
        (Some(_), Some(_)) => false,
    };
    if well_formed {
        Ok(format!("http://{}", authority.as_str().to_ascii_lowercase()))
    } else {
        Err(StatusCode::BAD_REQUEST)
    }
}

/// Whether the request was made by a page of this origin, by the user, or by no browser at all.
pub(super) fn is_same_origin(headers: &HeaderMap, own: &str) -> bool {
    match headers.get("sec-fetch-site") {
        // A form on a page with `Referrer-Policy: no-referrer` sends `Origin: null`, so this says more where it exists.
        Some(site) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        None => {
            headers.get(ORIGIN).is_none_or(|origin| matches!(origin.as_bytes(), b"null"))
                || has_origin(headers, own)
        }
    }
}

/// The same, stricter: an `Origin` must be this one.
pub(super) fn is_own_or_no_page(headers: &HeaderMap, own: &str) -> bool {
    is_same_origin(headers, own) && (!headers.contains_key(ORIGIN) || has_origin(headers, own))
}

fn has_origin(headers: &HeaderMap, own: &str) -> bool {
    headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()))
}

fn is_this_machine(host: &str) -> bool {
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || v6.and_then(|host| host.parse::<Ipv6Addr>().ok()).is_some_and(|address| address.is_loopback())
}

fn is_origin(text: &str) -> bool {
    text == "null"
        || Url::parse(text).is_ok_and(|url| !url.cannot_be_a_base() || url.scheme().ends_with("-extension"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(host: &[u8], origin: Option<&[u8]>) -> Result<String, StatusCode> {
        let mut request = Request::builder().uri("/events/1").header(HOST, host);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        super::origin(&request.body(Bytes::new()).unwrap())
    }

    #[test]
    fn t26_names_of_this_machine_only() {
        for host in ["localhost", "LocalHost:4141", "127.0.0.1:80", "127.9.9.9", "[::1]:4141", "[::1]"] {
            assert_eq!(with(host.as_bytes(), None), Ok(format!("http://{}", host.to_lowercase())), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost.",
            "10.0.0.1",
            "0.0.0.0",
            "[::2]",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0x7f.0.0.1",
            "127.1",
        ] {
            assert_eq!(with(host.as_bytes(), None), Err(StatusCode::MISDIRECTED_REQUEST), "{host}");
        }
        let long = "a".repeat(65_000);
        for host in
            ["", " ", "user@localhost", "localhost:", "a b", "localhost/x", "[::1", "\u{e9}", &long, "a,b\\"]
        {
            assert!(with(host.as_bytes(), None).is_err(), "{host:.20}");
        }
        let mut two = Request::builder()
            .header(HOST, "localhost")
            .header(HOST, "localhost")
            .body(Bytes::new())
            .unwrap();
        assert_eq!(super::origin(&two), Err(StatusCode::BAD_REQUEST));
        two.headers_mut().remove(HOST);
        assert_eq!(super::origin(&two), Err(StatusCode::BAD_REQUEST));
        let elsewhere = Request::builder()
            .uri("http://evil.example/")
            .header(HOST, "localhost")
            .body(Bytes::new())
            .unwrap();
        assert_eq!(super::origin(&elsewhere), Err(StatusCode::MISDIRECTED_REQUEST));
    }

    #[test]
    fn t26_malformed_origins() {
        for origin in ["null", "http://localhost:1", "https://evil.example", "chrome-extension://abc"] {
            assert!(with(b"localhost", Some(origin.as_bytes())).is_ok(), "{origin}");
        }
        for origin in [b"".as_slice(), b"evil", b"\xff", b"http://", b"http://[", b"javascript:1"] {
            assert_eq!(with(b"localhost", Some(origin)), Err(StatusCode::BAD_REQUEST), "{origin:?}");
        }
    }

    #[test]
    fn n11_other_sites_are_told_apart() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        let own = "http://localhost:4141";
        for (pairs, page, control) in [
            ([].as_slice(), true, true),
            (&[("sec-fetch-site", "none")], true, true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true, false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:4141")], true, true),
            (&[("origin", "http://localhost:4141")], true, true),
            (&[("origin", "null")], true, false),
            (&[("origin", "http://evil.example")], false, false),
            (&[("origin", "http://localhost:4142")], false, false),
            (&[("sec-fetch-site", "cross-site")], false, false),
            (&[("sec-fetch-site", "same-site"), ("origin", "http://localhost:4141")], false, false),
        ] {
            let headers = headers(pairs);
            assert_eq!(
                (is_same_origin(&headers, own), is_own_or_no_page(&headers, own)),
                (page, control),
                "{pairs:?}"
            );
        }
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn arbitrary_values_never_panic(host in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = http::HeaderValue::from_bytes(&host) {
                let request = Request::builder().header(HOST, value.clone()).header(ORIGIN, value).body(Bytes::new());
                let _ = super::origin(&request.unwrap());
            }
        }
    }
}

//! The service's answer to a pass-through, made safe to give to the browser.

use crate::ConsentUrl;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

/// Longest body that is copied, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Turns the service's answer to a [pass-through](super::HandOff::pass_through) into the answer for the browser.
///
/// Status and body are copied, and of the headers only `Location`, if it is one and a URL that [`ConsentUrl`] accepts
/// (absolute `https`, or `http` to this machine; no user name, control character or white space; at most 2048 bytes).
/// The redirect is for the browser: nothing here follows it, and your HTTP client must not either. The body goes out as
/// plain text, so that no markup runs on your domain, and is left out beyond 64 KiB. Caches are told to keep nothing,
/// the browser to send no referrer, since the address holds a code.
///
/// A redirect whose target is missing, repeated or unsafe, and a status that is no answer (1xx, 304), become 502 with
/// an empty body.
///
/// ```
/// use cloudsponge_proto::endpoints::auth::relay;
///
/// let evil = http::Response::builder().status(302).header("location", "//evil.example").body("")?;
/// assert_eq!(relay(&evil).status(), 502);
/// # Ok::<(), http::Error>(())
/// ```
pub fn relay<B: AsRef<[u8]>>(response: &Response<B>) -> Response<Bytes> {
    let location = location(response.headers());
    let status = response.status();
    let usable = match status.as_u16() {
        301 | 302 | 303 | 307 | 308 => location.is_some(),
        100..=199 | 304 => false,
        _ => true,
    };
    if !usable {
        return answer(StatusCode::BAD_GATEWAY, Bytes::new(), None);
    }
    let body = Some(response.body().as_ref()).filter(|body| body.len() <= MAX_BODY).unwrap_or_default();
    answer(status, Bytes::copy_from_slice(body), location.filter(|_| status.is_redirection()))
}

/// An answer to the browser with the headers every page of the hand-off needs.
pub(super) fn answer(status: StatusCode, body: Bytes, location: Option<HeaderValue>) -> Response<Bytes> {
    const FIXED: [(HeaderName, HeaderValue); 5] = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().extend(FIXED);
    if let Some(mut location) = location {
        location.set_sensitive(true);
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn location(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all(header::LOCATION).iter();
    let (value, other) = (values.next()?, values.next());
    let safe = value.to_str().is_ok_and(|text| ConsentUrl::parse(text).is_ok());
    (safe && other.is_none()).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn redirect(status: u16, location: &[u8]) -> Response<&'static str> {
        let mut response = Response::new("<a href>moved</a>");
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_bytes(location).unwrap());
        response
    }

    #[test]
    fn t23_nothing_else_passes() {
        let mut hostile = redirect(302, b"https://app.example/done?x=1");
        for (name, value) in [
            ("set-cookie", "a=b"),
            ("content-type", "text/html"),
            ("refresh", "0; url=https://evil.example"),
            ("access-control-allow-origin", "*"),
            ("content-length", "9"),
            ("transfer-encoding", "chunked"),
        ] {
            hostile.headers_mut().insert(name, value.parse().unwrap());
        }
        let relayed = relay(&hostile);
        let mut headers: Vec<(&str, &str)> =
            relayed.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        headers.sort_unstable();
        let expected = [
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("content-type", "text/plain; charset=utf-8"),
            ("location", "https://app.example/done?x=1"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ];
        assert_eq!((relayed.status().as_u16(), headers.as_slice()), (302, expected.as_slice()));
        assert_eq!(relayed.body().as_ref(), b"<a href>moved</a>");
        assert!(!format!("{relayed:?}").contains("app.example"));
    }

    #[test]
    fn t22_unsafe_targets_are_not_relayed() {
        let long = format!("https://a.example/{}", "a".repeat(2048));
        for location in [
            "".as_bytes(),
            b"/done",
            b"done",
            b"//evil.example",
            b"\\\\evil.example",
            b"https:\\\\evil.example",
            b"javascript:alert(1)",
            b"data:text/html,x",
            b"file:///etc/passwd",
            b"http://app.example/done",
            b"https://u:p@evil.example",
            b"https://app.example@evil.example",
            b"https://app.example/\tx",
            b"https://app.example/ x",
            b"https://app.example/\xff",
            b"https:///evil.example",
            long.as_bytes(),
        ] {
            let relayed = relay(&redirect(302, location));
            assert_eq!((relayed.status().as_u16(), relayed.body().len()), (502, 0), "{location:?}");
            assert!(!relayed.headers().contains_key(header::LOCATION));
        }
        let mut two = redirect(302, b"https://app.example");
        two.headers_mut().append(header::LOCATION, HeaderValue::from_static("https://evil.example"));
        assert_eq!(relay(&two).status().as_u16(), 502);
    }

    #[test]
    fn other_statuses_keep_their_body() {
        for status in [200, 400, 404, 500, 503] {
            let relayed = relay(&redirect(status, b"https://app.example"));
            assert_eq!(
                (relayed.status().as_u16(), relayed.body().as_ref()),
                (status, &b"<a href>moved</a>"[..])
            );
            assert!(!relayed.headers().contains_key(header::LOCATION), "{status}");
        }
        for status in [100, 101, 304] {
            assert_eq!(relay(&redirect(status, b"https://app.example")).status().as_u16(), 502);
        }
        assert_eq!(relay(&redirect(302, b"http://127.0.0.1:4141/done")).status().as_u16(), 302);
        assert_eq!(relay(&Response::new(vec![b'x'; MAX_BODY])).body().len(), MAX_BODY);
        assert_eq!(relay(&Response::new(vec![b'x'; MAX_BODY + 1])).body().len(), 0);
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn t22_any_target(status in 300_u16..400, location in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(location) = HeaderValue::from_bytes(&location) {
                let relayed = relay(&redirect(status, location.as_bytes()));
                if let Some(location) = relayed.headers().get(header::LOCATION) {
                    let location = location.to_str().unwrap();
                    prop_assert!(location.starts_with("https://") || ConsentUrl::parse(location).unwrap().is_loopback());
                }
            }
        }
    }
}

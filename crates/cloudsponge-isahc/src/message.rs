//! Requests and responses between our `http` crate and isahc's, which may be another major version of it.
//!
//! isahc takes `http` 0.2 as well as 1, and where a lock file already holds 0.2 it gets that. So no type is taken to be
//! ours; where it is, values are moved, and elsewhere their text is copied.

use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use isahc::AsyncBody;
use isahc::http as theirs;
use std::any::Any;

/// The request in isahc's types.
///
/// # Errors
/// A header value is not text: isahc would panic.
pub(crate) fn outgoing(request: Request<Bytes>) -> Result<theirs::Request<AsyncBody>, FailureKind> {
    let (head, body) = request.into_parts();
    if head.headers.values().any(|value| value.to_str().is_err()) {
        return Err(FailureKind::Other);
    }
    // An empty buffer would be a body, and libcurl would wait for one in answer to HEAD.
    let body = if body.is_empty() { AsyncBody::empty() } else { AsyncBody::from(body.to_vec()) };
    let mut outgoing = theirs::Request::new(body);
    *outgoing.method_mut() = moved(head.method, |method| {
        theirs::Method::from_bytes(method.as_str().as_bytes()).map_err(|_| FailureKind::Other)
    })?;
    *outgoing.uri_mut() = moved(head.uri, |uri| uri.to_string().parse().map_err(|_| FailureKind::Other))?;
    *outgoing.headers_mut() = moved(head.headers, |headers| {
        let mut copies = theirs::HeaderMap::with_capacity(headers.len());
        for (name, value) in &headers {
            let name = theirs::HeaderName::from_bytes(name.as_str().as_bytes());
            let value = theirs::HeaderValue::from_bytes(value.as_bytes());
            copies.append(name.map_err(|_| FailureKind::Other)?, value.map_err(|_| FailureKind::Other)?);
        }
        Ok(copies)
    })?;
    // Whatever prints the request must not print these.
    outgoing.headers_mut().values_mut().for_each(|value| value.set_sensitive(true));
    Ok(outgoing)
}

/// The answer in our types, and its body still in isahc's.
///
/// # Errors
/// The head is not one of HTTP. libcurl takes a length beyond 63 bits for none at all.
pub(crate) fn incoming(
    response: theirs::Response<AsyncBody>,
) -> Result<(Response<()>, AsyncBody), FailureKind> {
    let (head, body) = response.into_parts();
    let mut incoming = Response::new(());
    *incoming.status_mut() = StatusCode::from_u16(head.status.as_u16()).map_err(|_| FailureKind::Protocol)?;
    *incoming.headers_mut() = moved(head.headers, |headers| {
        let mut copies = HeaderMap::with_capacity(headers.len());
        for (name, value) in &headers {
            let name = HeaderName::from_bytes(name.as_str().as_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes());
            copies
                .append(name.map_err(|_| FailureKind::Protocol)?, value.map_err(|_| FailureKind::Protocol)?);
        }
        Ok(copies)
    })?;
    let is_out_of_range =
        |value: &HeaderValue| value.to_str().map(str::parse::<i64>).is_ok_and(|n| n.is_err());
    if incoming.headers().get_all(header::CONTENT_LENGTH).iter().any(is_out_of_range) {
        return Err(FailureKind::Protocol);
    }
    Ok((incoming, body))
}

/// A value of one `http` crate as a value of the other: itself, where both are the same crate, else a copy.
fn moved<A: 'static, B: 'static>(
    value: A,
    copy: impl FnOnce(A) -> Result<B, FailureKind>,
) -> Result<B, FailureKind> {
    let mut value = Some(value);
    let same = (&mut value as &mut dyn Any).downcast_mut::<Option<B>>().and_then(Option::take);
    match (same, value) {
        (Some(same), _) => Ok(same),
        (None, Some(value)) => copy(value),
        (None, None) => Err(FailureKind::Other),
    }
}

/// How many bytes a body must at least have to be whole, as far as its head tells.
///
/// libcurl takes a connection that closes in the middle of a head for the end of that head, and what it has not read then
/// for nothing. So a declared length counts, and where there is none a success must have a body; elsewhere the status line
/// alone is worth having, and an empty body is common.
pub(crate) fn least_body(head: &Response<()>, head_only: bool, http1: bool) -> u64 {
    let bodiless = matches!(head.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if head_only || bodiless || !http1 {
        return 0;
    }
    let declared =
        head.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    declared.unwrap_or(u64::from(head.status().is_success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_isahc_would_panic_at_is_an_error() {
        let value = HeaderValue::from_bytes(b"caf\xe9").unwrap();
        let request = Request::get("http://127.0.0.1/").header("x-name", value).body(Bytes::new()).unwrap();
        assert_eq!(outgoing(request).unwrap_err(), FailureKind::Other);
    }

    #[test]
    fn an_empty_body_is_no_body() {
        let request = Request::head("http://127.0.0.1/").body(Bytes::new()).unwrap();
        assert!(outgoing(request).unwrap().body().is_empty());
    }

    #[test]
    fn repeated_and_opaque_headers_come_through() {
        let response = theirs::Response::builder()
            .status(299)
            .header("x-a", "1")
            .header("x-a", theirs::HeaderValue::from_bytes(b"\xff").unwrap())
            .body(AsyncBody::empty())
            .unwrap();
        let (response, _) = incoming(response).unwrap();
        let values: Vec<&[u8]> =
            response.headers().get_all("x-a").iter().map(HeaderValue::as_bytes).collect();
        assert_eq!((response.status().as_u16(), values), (299, vec![&b"1"[..], b"\xff"]));
    }

    #[test]
    fn a_cut_head_is_told_from_an_empty_body() {
        let head = |status: u16, length: Option<&str>| {
            let mut response = Response::builder().status(status);
            if let Some(length) = length {
                response = response.header("content-length", length);
            }
            response.body(()).unwrap()
        };
        for (status, length, least) in [
            (200, Some("80"), 80),
            (200, Some("0"), 0),
            (200, None, 1),
            (204, None, 0),
            (404, None, 0),
            (404, Some("3"), 3),
        ] {
            assert_eq!(least_body(&head(status, length), false, true), least, "{status} {length:?}");
        }
        assert_eq!(least_body(&head(200, Some("80")), true, true), 0);
        assert_eq!(least_body(&head(200, None), false, false), 0);
    }
}

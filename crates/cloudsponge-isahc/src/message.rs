//! Requests and responses between our `http` crate and isahc's, which may be another major version of it.
//!
//! isahc takes `http` 0.2 as well as 1, and where a lock file already holds 0.2 it gets that. So no type crosses; strings
//! and bytes do.

use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use isahc::AsyncBody;
use isahc::http as theirs;

/// The request in isahc's types.
///
/// # Errors
/// A header value is not text: isahc would panic.
pub(crate) fn outgoing(request: Request<Bytes>) -> Result<theirs::Request<AsyncBody>, FailureKind> {
    let (head, body) = request.into_parts();
    // An empty buffer would be a body, and libcurl would wait for one in answer to HEAD.
    let body = if body.is_empty() { AsyncBody::empty() } else { AsyncBody::from(body.to_vec()) };
    let mut outgoing =
        theirs::Request::builder().method(head.method.as_str()).uri(head.uri.to_string().as_str());
    for (name, value) in &head.headers {
        let value = value.to_str().map_err(|_| FailureKind::Other)?;
        let mut value = theirs::HeaderValue::from_str(value).map_err(|_| FailureKind::Other)?;
        // Whatever prints the request must not print this.
        value.set_sensitive(true);
        outgoing = outgoing.header(name.as_str(), value);
    }
    outgoing.body(body).map_err(|_| FailureKind::Other)
}

/// The answer in our types, and its body still in isahc's.
///
/// # Errors
/// The head is not one of HTTP.
pub(crate) fn incoming(
    response: theirs::Response<AsyncBody>,
) -> Result<(Response<()>, AsyncBody), FailureKind> {
    let (head, body) = response.into_parts();
    let mut incoming = Response::new(());
    *incoming.status_mut() = StatusCode::from_u16(head.status.as_u16()).map_err(|_| FailureKind::Protocol)?;
    for (name, value) in &head.headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).map_err(|_| FailureKind::Protocol)?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| FailureKind::Protocol)?;
        incoming.headers_mut().append(name, value);
    }
    Ok((incoming, body))
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
}

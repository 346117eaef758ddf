//! Answers that a browser shows, under headers that keep it from doing anything else with them.

use crate::engine::safe_redirect;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};

/// A page without scripts. `redirect_url` is where its form may lead besides here.
pub(super) fn page(
    status: StatusCode,
    html: askama::Result<String>,
    redirect_url: Option<&str>,
) -> Response<Bytes> {
    let next = redirect_url.and_then(safe_redirect).map(|url| url.origin().ascii_serialization());
    let plain =
        |origin: &String| origin.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-[]_".contains(&b));
    // Browsers hold the redirect after a form to `form-action` too.
    let rules = format!("form-action 'self' {}", next.filter(plain).unwrap_or_default());
    with_policy(status, html, &rules)
}

/// A page with a script of the emulator's own, and without a form that leaves it.
pub(super) fn scripted(html: askama::Result<String>) -> Response<Bytes> {
    with_policy(StatusCode::OK, html, "script-src 'self'; connect-src 'self'; form-action 'none'")
}

fn with_policy(status: StatusCode, html: askama::Result<String>, rules: &str) -> Response<Bytes> {
    let mut response = part("text/html; charset=utf-8", Bytes::from(html.unwrap_or_default()));
    *response.status_mut() = status;
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; {rules}; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A part of a page: a style sheet or a script.
pub(super) fn part(content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    let fixed = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

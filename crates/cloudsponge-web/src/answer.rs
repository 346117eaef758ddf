//! Answers: JSON for scripts, pages for people, and the headers that every one of them carries.

use crate::app::Base;
use crate::refusal::Refusal;
use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::json;

/// What a page may do: its own scripts, styles and calls; nothing of anybody else's.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const POLICY_WITH_PHOTOS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                                  img-src 'self' data: https:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Puts the headers of this crate on an answer. Pages, errors and redirects get the same.
pub(crate) fn harden(headers: &mut HeaderMap, photos: bool) {
    const FIXED: [(HeaderName, HeaderValue); 4] = [
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // A popup of ours keeps no hold on the page, and the page keeps sight of its popup.
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin-allow-popups"),
        ),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    let policy = HeaderValue::from_static(if photos { POLICY_WITH_PHOTOS } else { POLICY });
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    // Assets say it themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Result<Response, Refusal> {
    let body = serde_json::to_vec(value)?;
    Ok(with_type(status, "application/json", body.into()))
}

pub(crate) fn html(status: StatusCode, page: &impl Template) -> Result<Response, Refusal> {
    Ok(with_type(status, "text/html; charset=utf-8", page.render()?.into()))
}

pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Sends the browser on with a GET. The target is one of the site's own, or checked.
pub(crate) fn see_other(target: &str) -> Result<Response, Refusal> {
    let mut location = HeaderValue::try_from(target).map_err(|_| Refusal::Target)?;
    location.set_sensitive(true);
    let mut response = empty(StatusCode::SEE_OTHER);
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

pub(crate) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A refusal for a script.
pub(crate) fn refusal_json(refusal: &Refusal) -> Response {
    let body = json!({
        "error": { "reason": refusal.reason(), "code": refusal.code(), "message": refusal.message() },
    });
    dress(with_type(refusal.status(), "application/json", body.to_string().into()), refusal)
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    base: &'a Base,
    message: &'a str,
}

/// A refusal for a person.
pub(crate) fn refusal_html(refusal: &Refusal, base: &Base) -> Response {
    let page = RefusalPage { base, message: refusal.message() };
    let response = html(refusal.status(), &page);
    dress(response.unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR)), refusal)
}

fn dress(mut response: Response, refusal: &Refusal) -> Response {
    let allow = |methods: &'static str| HeaderValue::from_static(methods);
    match refusal.status() {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            response.headers_mut().insert(header::RETRY_AFTER, allow("10"));
        }
        StatusCode::METHOD_NOT_ALLOWED if matches!(refusal, Refusal::Auth(_)) => {
            response.headers_mut().insert(header::ALLOW, allow("GET, POST"));
        }
        _ => {}
    }
    response
}

/// Whether a method-less refusal should be a page: a browser that navigates asks for HTML.
pub(crate) fn wants_html(method: &Method, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    *method != Method::HEAD && accept.contains("text/html")
}

fn with_type(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

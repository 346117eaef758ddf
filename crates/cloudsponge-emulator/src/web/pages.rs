//! What a person sees: the consent page, the upload page, the hand-off, and their ends.

use super::exchange::Exchange;
use super::guard::is_same_origin;
use crate::Book;
use crate::engine::{Consent, Method, safe_redirect};
use crate::upload::{self, read_upload};
use askama::Template;
use bytes::Bytes;
use cloudsponge_proto::server::{AuthArguments, multipart};
use cloudsponge_proto::{ImportId, Service};
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    service: &'a str,
}

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage<'a> {
    service: &'a str,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    heading: &'a str,
    text: &'a str,
}

/// Answers `/n/{code}` and `/csv/{code}`.
pub(super) fn page(exchange: &Exchange<'_>, code: &str) -> Response<Bytes> {
    let upload = exchange.request.uri().path().starts_with("/csv/");
    let method = if upload { Method::Upload } else { Method::Consent };
    match *exchange.request.method() {
        http::Method::GET => show(exchange, code, method),
        http::Method::POST if !is_same_origin(exchange.request.headers(), &exchange.origin) => {
            notice(StatusCode::FORBIDDEN, "Not from here", "Only the page itself can be used to answer it.")
        }
        http::Method::POST if upload => take_upload(exchange, code),
        http::Method::POST => take_answer(exchange, code),
        _ => {
            let mut response =
                notice(StatusCode::METHOD_NOT_ALLOWED, "Not like this", "Open this page in a browser.");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
            response
        }
    }
}

/// Answers `/auth`, where a customer's Proxy URL sends the browser on to.
pub(super) fn auth(exchange: &Exchange<'_>, arguments: &AuthArguments) -> Response<Bytes> {
    let malformed = || {
        let text = "The hand-off needs a state with _csAuth=1 and import_id, and a code or an error.";
        notice(StatusCode::BAD_REQUEST, "Incomplete hand-off", text)
    };
    let Some(id) = arguments.import_id() else { return malformed() };
    if id == "proxy-test" {
        return notice(StatusCode::OK, "The Proxy URL works", "The parameters arrived at the emulator.");
    }
    let allow = match (&arguments.code, arguments.is_error()) {
        (_, true) => false,
        (Some(_), false) => true,
        (None, false) => return malformed(),
    };
    let decided = id
        .parse::<ImportId>()
        .ok()
        .and_then(|id| exchange.shared.state().engine.decide(&id, allow, exchange.now));
    decided.map_or_else(not_found, |consent| finish(&consent, StatusCode::FOUND))
}

fn show(exchange: &Exchange<'_>, code: &str, method: Method) -> Response<Bytes> {
    let consent = exchange.shared.state().engine.consent(code, method, exchange.now);
    // A code that was used up looks like one that never was.
    let Some(consent) = consent.filter(|consent| consent.allowed.is_none()) else { return not_found() };
    let service = name(&consent.service);
    let html = match method {
        Method::Upload => UploadPage { service }.render(),
        _ => ConsentPage { service }.render(),
    };
    html_response(StatusCode::OK, html, consent.redirect_url.as_deref())
}

fn take_answer(exchange: &Exchange<'_>, code: &str) -> Response<Bytes> {
    let pairs = url::form_urlencoded::parse(exchange.request.body());
    let decision = pairs.filter(|pair| pair.0 == "decision").last();
    let allow = match decision.as_ref().map(|pair| pair.1.as_ref()) {
        Some("allow") => true,
        Some("deny") => false,
        _ => return notice(StatusCode::BAD_REQUEST, "No answer", "Choose Allow or Deny."),
    };
    let answered = exchange.shared.state().engine.answer(code, Method::Consent, allow, exchange.now);
    answered.map_or_else(not_found, |consent| finish(&consent, StatusCode::SEE_OTHER))
}

fn take_upload(exchange: &Exchange<'_>, code: &str) -> Response<Bytes> {
    if exchange.shared.state().engine.consent(code, Method::Upload, exchange.now).is_none() {
        return not_found();
    }
    let Some((content_type, file_name, bytes)) = uploaded(exchange) else {
        return notice(StatusCode::BAD_REQUEST, "No file", "Choose a CSV or vCard file.");
    };
    let contacts = read_upload(content_type.as_deref(), file_name.as_deref(), &bytes);
    let book = contacts
        .map(|contacts| Book::from_contacts(contacts, None))
        .map_err(|error| upload::UploadError::code(&error));
    let taken = exchange.shared.state().engine.upload(code, book, exchange.now);
    taken.map_or_else(not_found, |consent| finish(&consent, StatusCode::SEE_OTHER))
}

type Uploaded = (Option<String>, Option<String>, Bytes);

/// The file in a form, or a body that is the file itself, as `curl --data-binary` sends it.
fn uploaded(exchange: &Exchange<'_>) -> Option<Uploaded> {
    let body = exchange.request.body();
    let content_type = exchange.request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let mime = content_type.split(';').next().unwrap_or_default().trim();
    if !mime.eq_ignore_ascii_case("multipart/form-data") {
        return (!body.is_empty()).then(|| (Some(content_type.to_owned()), None, body.clone()));
    }
    let parts = multipart::read(content_type, body).ok()?;
    let part = parts.into_iter().find(|part| part.name == "file" || part.file_name.is_some())?;
    Some((part.content_type, part.file_name, part.bytes))
}

/// The end of a page: on to the caller's, if it gave one.
fn finish(consent: &Consent, status: StatusCode) -> Response<Bytes> {
    let target = consent.redirect_url.as_deref().and_then(safe_redirect);
    let text = match consent.allowed {
        Some(true) => "The emulator hands out its contacts.",
        Some(false) => "The emulator hands out nothing.",
        None => "The scenario lets the time for this answer run out.",
    };
    let mut response = notice(StatusCode::OK, "You can close this window", text);
    if let Some(location) = target.and_then(|url| HeaderValue::from_str(url.as_str()).ok()) {
        *response.status_mut() = status;
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn not_found() -> Response<Bytes> {
    let text = "This page does not exist, or its time is over. Begin a new import.";
    notice(StatusCode::NOT_FOUND, "Nothing here", text)
}

fn notice(status: StatusCode, heading: &str, text: &str) -> Response<Bytes> {
    html_response(status, Notice { heading, text }.render(), None)
}

fn name(service: &Service) -> &str {
    service.info().map_or(service.code(), |info| info.name())
}

fn html_response(
    status: StatusCode,
    html: askama::Result<String>,
    redirect_url: Option<&str>,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(html.unwrap_or_default()));
    *response.status_mut() = status;
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    // Browsers hold the redirect after a form to `form-action` too.
    let next = redirect_url.and_then(safe_redirect).map(|url| url.origin().ascii_serialization());
    let plain =
        |origin: &String| origin.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-[]_".contains(&b));
    let next = next.filter(plain).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {next}; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

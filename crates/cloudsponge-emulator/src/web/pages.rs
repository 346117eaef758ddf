//! What a person sees: the consent page, the upload page, the hand-off, and their ends.

use super::exchange::Exchange;
use super::guard::is_same_origin;
use super::{developer, html};
use crate::engine::{Consent, Method, safe_redirect};
use crate::upload::{self, read_upload};
use crate::{Book, Scenario};
use askama::Template;
use bytes::Bytes;
use cloudsponge_proto::model::ErrorCode;
use cloudsponge_proto::server::{AuthArguments, multipart};
use cloudsponge_proto::service::{FileKind, services};
use cloudsponge_proto::{ImportId, Service};
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage<'a> {
    page: Page<'a>,
    vcard: bool,
}

/// What the pages of all sources show.
struct Page<'a> {
    service: &'a str,
    initial: char,
    /// One of eight colours, the same for the same source.
    tint: usize,
    owner: &'a str,
    contacts: u64,
    /// What an import can be made to fail with.
    codes: Vec<ErrorCode>,
}

impl<'a> Page<'a> {
    fn new(consent: &'a Consent, method: Method) -> Self {
        let service = name(&consent.service);
        let place = services().iter().position(|info| info.code() == consent.service.code());
        let owner = consent.owner.as_deref().filter(|_| method != Method::Upload);
        Self {
            service,
            initial: service.chars().next().unwrap_or('?'),
            tint: place.unwrap_or_default() % 8,
            owner: owner.unwrap_or_default(),
            contacts: consent.contacts,
            codes: developer::failures(),
        }
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    heading: &'a str,
    text: &'a str,
    /// Nothing is left to do in this window.
    closes: bool,
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
        http::Method::POST => take_answer(exchange, code, Method::Consent),
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
    let page = Page::new(&consent, method);
    let html = match method {
        Method::Upload => {
            let vcard = consent.service.info().and_then(|info| info.upload()) == Some(FileKind::Vcard);
            UploadPage { page, vcard }.render()
        }
        _ => ConsentPage { page }.render(),
    };
    html::page(StatusCode::OK, html, consent.redirect_url.as_deref())
}

/// What was pressed.
enum Decision {
    Answer(bool),
    /// A choice for developers.
    Rehearse(Scenario),
}

/// The buttons' and the choices' `decision`, the last if there are several; with the `code` beside it for a failure.
fn decision(form: &[u8]) -> Option<Decision> {
    let last = |name| url::form_urlencoded::parse(form).filter(|pair| pair.0 == name).last();
    match &*last("decision")?.1 {
        "allow" => Some(Decision::Answer(true)),
        "deny" => Some(Decision::Answer(false)),
        "fail" => {
            let scenario = last("code").map_or("fail".into(), |code| format!("fail:{}", code.1));
            scenario.parse().ok().map(Decision::Rehearse)
        }
        name => name.parse().ok().map(Decision::Rehearse),
    }
}

fn take_answer(exchange: &Exchange<'_>, code: &str, method: Method) -> Response<Bytes> {
    let now = exchange.now;
    let answered = match decision(exchange.request.body()) {
        Some(Decision::Answer(allow)) if !(allow && method == Method::Upload) => {
            exchange.shared.state().engine.answer(code, method, allow, now)
        }
        Some(Decision::Rehearse(scenario)) => {
            exchange.shared.state().engine.rehearse(code, method, scenario, now)
        }
        _ => return notice(StatusCode::BAD_REQUEST, "No answer", "Choose one of the page's buttons."),
    };
    answered.map_or_else(not_found, |consent| finish(&consent, StatusCode::SEE_OTHER))
}

fn take_upload(exchange: &Exchange<'_>, code: &str) -> Response<Bytes> {
    if is_form(exchange) {
        return take_answer(exchange, code, Method::Upload);
    }
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

/// Whether the body is a form without a file: the upload page's other buttons.
fn is_form(exchange: &Exchange<'_>) -> bool {
    let content_type = exchange.request.headers().get(header::CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
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
    let page = Notice { heading: "You can close this window", text, closes: true };
    let mut response = html::scripted(page.render());
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
    html::page(status, Notice { heading, text, closes: false }.render(), None)
}

fn name(service: &Service) -> &str {
    service.info().map_or(service.code(), |info| info.name())
}

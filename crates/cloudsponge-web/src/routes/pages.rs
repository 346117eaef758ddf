//! The pages: the picker with a form as its fall-back, and the way through an import without scripts.

use super::session::name;
use super::{Form, begin as start_import, for_person, number};
use crate::app::{App, Base, Visitor};
use crate::imports::{Entry, Phase, Record, Status};
use crate::refusal::Refusal;
use crate::{answer, guard};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use cloudsponge::proto::endpoints::UserConsent;
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;

/// Contacts on a page without scripts.
const PAGE: usize = 500;

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    base: &'a Base,
    csrf: &'a str,
    action: Option<String>,
    own: bool,
    providers: Vec<(&'a str, &'a str)>,
    imports: Vec<Running<'a>>,
}

struct Running<'a> {
    handle: &'a str,
    name: &'a str,
    phase: &'static str,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent<'a> {
    base: &'a Base,
    name: &'a str,
    url: &'a str,
    origin: &'a str,
}

#[derive(Template)]
#[template(path = "progress.html")]
struct Progress<'a> {
    base: &'a Base,
    handle: &'a str,
    csrf: &'a str,
    name: &'a str,
    consent: Option<&'a str>,
    sentence: String,
}

#[derive(Template)]
#[template(path = "contacts.html")]
struct Contacts<'a> {
    base: &'a Base,
    handle: &'a str,
    csrf: &'a str,
    action: Option<String>,
    own: bool,
    rows: Vec<(usize, Entry)>,
    total: u64,
    complete: bool,
    previous: Option<usize>,
    next: Option<usize>,
}

#[derive(Template)]
#[template(path = "over.html")]
struct Over<'a> {
    base: &'a Base,
    message: &'a str,
}

/// `GET /`
pub(super) async fn start(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let result = start_page(&app, &parts).await;
    for_person(&app, &parts, result)
}

async fn start_page(app: &App, parts: &Parts) -> Result<Response, Refusal> {
    let visitor = app.known_or_new(parts).await?;
    let records = app.imports.of_session(&visitor.id);
    let running =
        records.iter().filter(|record| record.status() != Status::Cancelled).map(|record| Running {
            handle: record.handle.as_str(),
            name: name(&record.service),
            phase: record.status().phase(),
        });
    let base = app.base_path(parts);
    let page = Start {
        base: &base,
        csrf: visitor.session.csrf(),
        action: action(app, &format!("{base}/select")),
        own: app.options.submit_to.is_none(),
        providers: app.options.providers.iter().map(|service| (service.code(), name(service))).collect(),
        imports: running.collect(),
    };
    Ok(answer::with_cookie(answer::html(StatusCode::OK, &page)?, visitor.cookie.clone()))
}

/// `POST /begin`
pub(super) async fn begin(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let result = begin_by_form(&app, &parts, body).await;
    for_person(&app, &parts, result)
}

async fn begin_by_form(app: &App, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    let form = Form::read(parts, body).await?;
    let visitor = guard::by_form(app, parts, form.value("csrf")).await?;
    let service = start_import::offered(app, form.value("service"))?;
    let public_url = app.public_url(parts);
    let record = start_import::start(app, &visitor, UserConsent::new(service), public_url.as_deref()).await?;
    // Not to the consent page itself: a browser holds the whole chain of redirects behind a form to `form-action`, and
    // nobody knows where the provider sends it. A page between the two breaks the chain.
    let step = if public_url.is_some() && record.consent_url().is_some() { "/consent" } else { "" };
    answer::see_other(&format!("{}{step}", import_path(&app.base_path(parts), &record)))
}

/// `GET /imports/HANDLE/consent`
pub(super) async fn consent(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let result = consent_page(&app, &parts, &handle).await;
    for_person(&app, &parts, result)
}

async fn consent_page(app: &App, parts: &Parts, handle: &str) -> Result<Response, Refusal> {
    let (_, record) = app.import(parts, handle).await?;
    let base = app.base_path(parts);
    match record.consent_url().filter(|_| record.status().awaits_consent()) {
        Some(url) => {
            let page =
                Consent { base: &base, name: name(&record.service), url: url.as_str(), origin: url.origin() };
            answer::html(StatusCode::OK, &page)
        }
        // Back from the provider with the browser's button, for instance.
        None => answer::see_other(&import_path(&base, &record)),
    }
}

/// `GET /return/HANDLE`
pub(super) async fn returned(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let base = app.base_path(&parts);
    let result = app.import(&parts, &handle).await;
    let result = result.and_then(|(_, record)| answer::see_other(&import_path(&base, &record)));
    for_person(&app, &parts, result)
}

/// `GET /imports/HANDLE`
pub(super) async fn import(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let result = import_page(&app, &parts, &handle).await;
    for_person(&app, &parts, result)
}

async fn import_page(app: &App, parts: &Parts, handle: &str) -> Result<Response, Refusal> {
    let (visitor, record) = app.import(parts, handle).await?;
    let base = app.base_path(parts);
    match record.status() {
        Status::Ready { .. } => {
            let start = number(parts, "start").unwrap_or(0);
            answer::html(StatusCode::OK, &contacts_page(app, &visitor, &record, &base, start))
        }
        Status::Failed(failure) => {
            answer::html(StatusCode::OK, &Over { base: &base, message: failure.message })
        }
        Status::Cancelled => answer::html(
            StatusCode::OK,
            &Over { base: &base, message: "This import was cancelled. You can start again." },
        ),
        status => {
            let consent = record.consent_url().filter(|_| status.awaits_consent());
            let page = Progress {
                base: &base,
                handle: record.handle.as_str(),
                csrf: visitor.session.csrf(),
                name: name(&record.service),
                consent: consent.as_ref().map(|url| url.as_str()),
                sentence: sentence(&status),
            };
            answer::html(StatusCode::OK, &page)
        }
    }
}

fn contacts_page<'a>(
    app: &App,
    visitor: &'a Visitor,
    record: &'a Record,
    base: &'a Base,
    start: usize,
) -> Contacts<'a> {
    let listed = record.list(start, PAGE);
    let handle = record.handle.as_str();
    let shown = listed.entries.len();
    let next = start.saturating_add(shown);
    Contacts {
        base,
        handle,
        csrf: visitor.session.csrf(),
        action: action(app, &format!("{base}/imports/{handle}/select")),
        own: app.options.submit_to.is_none(),
        rows: (start..).zip(listed.entries).collect(),
        total: listed.total,
        complete: listed.complete && listed.unreadable == 0,
        previous: (start > 0).then(|| start.saturating_sub(PAGE)),
        next: Some(next).filter(|next| shown > 0 && (*next as u64) < listed.total),
    }
}

/// Where the form with the chosen contacts goes: to the application, or to ours that hands them to it; else nowhere.
fn action(app: &App, own: &str) -> Option<String> {
    app.options.submit_to.clone().or_else(|| app.options.on_select.as_ref().map(|_| own.to_owned()))
}

fn sentence(status: &Status) -> String {
    match status {
        Status::Progress { phase: Phase::Gathering, gathered: Some(gathered), .. } => {
            format!("Reading the address book: {gathered} contacts so far.")
        }
        Status::Progress { phase: Phase::Gathering, .. } => "Reading the address book.".to_owned(),
        Status::Progress { phase: Phase::Downloading, gathered: Some(gathered), total: Some(total) } => {
            format!("Fetching the contacts: {gathered} of {total}.")
        }
        Status::Progress { phase: Phase::Downloading, .. } => "Fetching the contacts.".to_owned(),
        _ => "Waiting for your permission.".to_owned(),
    }
}

fn import_path(base: &Base, record: &Record) -> String {
    format!("{base}/imports/{}", record.handle.as_str())
}

//! The routes, one file each.

mod assets;
mod auth;
mod begin;
mod cancel;
mod contacts;
mod events;
mod pages;
mod select;
mod session;

use crate::answer;
use crate::app::App;
use crate::refusal::Refusal;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use http::header;
use http::request::Parts;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Longest body of a changing request, in bytes: a form with many chosen contacts is the longest.
const MAX_BODY: usize = 512 * 1024;

/// Longest time for it to arrive, from the end of the request's head on. The head is the server's affair.
const BODY_TIME: Duration = Duration::from_secs(10);

pub(crate) fn all(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route("/picker.js", get(assets::root))
        .route("/picker.css", get(assets::root))
        .route("/pages.css", get(assets::pages_css))
        .route("/assets/{*name}", get(assets::named))
        .route("/session", get(session::show))
        .route("/begin", post(pages::begin))
        .route("/imports", post(begin::begin))
        .route("/imports/{handle}", get(pages::import))
        .route("/imports/{handle}/consent", get(pages::consent))
        .route("/imports/{handle}/events", get(events::events))
        .route("/imports/{handle}/contacts", get(contacts::contacts))
        .route("/imports/{handle}/cancel", post(cancel::cancel))
        .route("/imports/{handle}/select", post(select::of_import))
        .route("/select", post(select::of_visitor))
        .route("/return/{handle}", get(pages::returned))
        .route("/auth", get(auth::auth).post(auth::auth))
        .fallback(unknown)
        // Bodies are read by hand, with bounds of their own.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&app), harden))
        .with_state(app)
}

/// Every answer that leaves this router passes here, those of the framework too.
async fn harden(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    answer::harden(response.headers_mut(), app.options.photos);
    response
}

async fn unknown(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if answer::wants_html(&parts.method, &parts.headers) {
        answer::refusal_html(&Refusal::NotFound, &app.base_path(&parts))
    } else {
        answer::refusal_json(&Refusal::NotFound)
    }
}

/// An answer to a script.
fn for_script(result: Result<Response, Refusal>) -> Response {
    result.unwrap_or_else(|refusal| answer::refusal_json(&refusal))
}

/// An answer to a person.
fn for_person(app: &App, parts: &Parts, result: Result<Response, Refusal>) -> Response {
    result.unwrap_or_else(|refusal| answer::refusal_html(&refusal, &app.base_path(parts)))
}

/// The whole body, up to `most` bytes, if it comes in time.
async fn read(body: Body, most: usize) -> Result<Bytes, Refusal> {
    let body = timeout(BODY_TIME, to_bytes(body, most)).await.map_err(|_| Refusal::TooSlow)?;
    body.map_err(|_| Refusal::TooLong)
}

/// The fields of a form.
struct Form(Vec<(String, String)>);

impl Form {
    async fn read(parts: &Parts, body: Body) -> Result<Self, Refusal> {
        if !is_type(parts, "application/x-www-form-urlencoded") {
            return Err(Refusal::MediaType);
        }
        let body = read(body, MAX_BODY).await?;
        Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect()))
    }

    /// The first field of this name, or nothing.
    fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |field| field.0 == name).map(|field| field.1.as_str())
    }
}

fn is_type(parts: &Parts, wanted: &str) -> bool {
    let value =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

/// A number in the query; what is no number counts as missing.
fn number(parts: &Parts, name: &str) -> Option<usize> {
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .find(|pair| pair.0 == name)
        .and_then(|pair| pair.1.parse().ok())
}

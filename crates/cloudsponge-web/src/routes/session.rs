//! `GET /session`: the token, the sources and the visitor's imports; makes a session where there is none.

use super::for_script;
use crate::answer;
use crate::app::{App, Visitor};
use crate::refusal::Refusal;
use axum::extract::{Request, State};
use axum::response::Response;
use cloudsponge::proto::Service;
use cloudsponge::proto::service::{FileKind, PopupSize};
use http::StatusCode;
use http::request::Parts;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn show(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    for_script(answer(&app, &parts).await)
}

async fn answer(app: &App, parts: &Parts) -> Result<Response, Refusal> {
    let visitor = app.known_or_new(parts).await?;
    let providers: Vec<Value> = app.options.providers.iter().map(provider).collect();
    let body = json!({
        "csrf": visitor.session.csrf(),
        "providers": providers,
        "imports": imports(app, &visitor),
    });
    Ok(answer::with_cookie(answer::json(StatusCode::OK, &body)?, visitor.cookie))
}

fn imports(app: &App, visitor: &Visitor) -> Vec<Value> {
    let records = app.imports.of_session(&visitor.id);
    let describe = |record: &Arc<crate::imports::Record>| {
        let status = record.status();
        let consent = record.consent_url().filter(|_| status.awaits_consent());
        json!({
            "handle": record.handle.as_str(),
            "service": record.service.code(),
            "phase": status.phase(),
            "consent_url": consent.as_ref().map(|url| url.as_str()),
        })
    };
    records.iter().map(describe).collect()
}

fn provider(service: &Service) -> Value {
    let info = service.info();
    let popup = info.map_or_else(PopupSize::default, |info| info.popup());
    let upload = info.and_then(|info| info.upload()).and_then(|kind| match kind {
        FileKind::Csv => Some("csv"),
        FileKind::Vcard => Some("vcard"),
        _ => None,
    });
    json!({
        "code": service.code(),
        "name": name(service),
        "popup": { "width": popup.width, "height": popup.height },
        "upload": upload,
    })
}

/// What people call a source.
pub(super) fn name(service: &Service) -> &str {
    service.info().map_or_else(|| service.code(), |info| info.name())
}

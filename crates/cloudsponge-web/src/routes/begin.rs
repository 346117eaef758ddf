//! `POST /imports`: begins an import for a script, which opened a popup already.

use super::{for_script, is_type, read};
use crate::app::{App, Visitor};
use crate::imports::{Record, Status};
use crate::refusal::Refusal;
use crate::{answer, guard};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use cloudsponge::proto::Service;
use cloudsponge::proto::endpoints::{Include, UserConsent};
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Longest body, in bytes.
const MAX_BODY: usize = 16 * 1024;
/// What a page may ask for beside names and addresses.
const INCLUDES: [&str; 3] = ["mailing_address", "name", "email"];

#[derive(Deserialize)]
struct Wanted {
    service: String,
    #[serde(default)]
    include: Option<Vec<String>>,
}

pub(super) async fn begin(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    for_script(answer(&app, &parts, body).await)
}

async fn answer(app: &App, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    let visitor = guard::by_header(app, parts).await?;
    if !is_type(parts, "application/json") {
        return Err(Refusal::MediaType);
    }
    let body = read(body, MAX_BODY).await?;
    let wanted: Wanted =
        serde_json::from_slice(&body).map_err(|_| Refusal::Malformed("no JSON object with a service"))?;
    let service = offered(app, &wanted.service)?;
    let mut call = UserConsent::new(service);
    for include in wanted.include.iter().flatten() {
        let known = INCLUDES.contains(&include.as_str());
        let include = Include::new(include).filter(|_| known).ok_or(Refusal::Malformed("unknown include"))?;
        call = call.include(include);
    }
    let record = start(app, &visitor, call, None).await?;
    let consent = record.consent_url();
    let body = json!({
        "handle": record.handle.as_str(),
        "consent_url": consent.as_ref().map(|url| url.as_str()),
        "service": record.service.code(),
    });
    answer::json(StatusCode::CREATED, &body)
}

/// A source by its code, if it is offered.
pub(super) fn offered(app: &App, code: &str) -> Result<Service, Refusal> {
    let service = Service::new(code).map_err(|_| Refusal::Service)?;
    if app.options.providers.contains(&service) { Ok(service) } else { Err(Refusal::Service) }
}

/// Begins an import and waits until the service has answered. It goes on if nobody waits any more: the visitor's session
/// lists it.
pub(super) async fn start(
    app: &App,
    visitor: &Visitor,
    call: UserConsent,
    public_url: Option<&str>,
) -> Result<Arc<Record>, Refusal> {
    let begin = cloudsponge::proto::endpoints::Begin::from(call.clone());
    let record = app.imports.open(&visitor.id, begin.service().clone())?;
    let begin = match public_url {
        Some(url) => call.redirect_url(format!("{url}/return/{}", record.handle.as_str())).into(),
        None => begin,
    };
    let run = app.gateway.start(begin, app.options.deadline, app.options.page_size);
    let mut updates = record.watch();
    app.imports.launch(&record, run);
    let update = updates.wait_for(|update| update.status != Status::Starting).await;
    let failure = match update.map(|update| update.status.clone()) {
        Ok(Status::Failed(failure)) => Some(failure),
        Ok(_) => None,
        Err(_) => return Err(Refusal::NotFound),
    };
    match failure {
        Some(failure) => {
            app.imports.remove(&record.handle);
            Err(Refusal::Begin(failure))
        }
        None => Ok(record),
    }
}

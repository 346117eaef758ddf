//! `GET /auth` and `POST /auth`: the Proxy URL. Hands a provider's callback on, if it is for an import of this visitor.

use super::{for_person, read};
use crate::answer;
use crate::app::{App, Base};
use crate::imports::Record;
use crate::options::HandOffMode;
use crate::refusal::Refusal;
use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use cloudsponge::proto::endpoints::auth::{AuthError, HandOff, HandOffTarget, relay};
use http::header;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// Longest form taken, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// How long after its begin an import's callback is taken.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

#[derive(Template)]
#[template(path = "handed_off.html")]
struct HandedOff<'a> {
    base: &'a Base,
    message: &'a str,
}

pub(super) async fn auth(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let result = answer(&app, &parts, body).await;
    for_person(&app, &parts, result)
}

async fn answer(app: &App, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    let body = read(body, MAX_BODY).await.map_err(|refusal| match refusal {
        Refusal::TooLong => Refusal::Auth(AuthError::BodyTooLong),
        refusal => refusal,
    })?;
    let hand_off = HandOff::from_request(&http::Request::from_parts(parts.clone(), body))?;
    let id = match hand_off.target() {
        Some(HandOffTarget::ProxyTest) => return pass_on(app, parts, &hand_off, None).await,
        Some(HandOffTarget::Import(id)) => id,
        _ => return Err(Refusal::State),
    };
    // Checked before the right to hand on is taken: a page that somebody opened by hand uses nothing up.
    let filtered = hand_off.filtered(app.gateway.base_url())?;
    let Some(visitor) = app.known(parts).await? else {
        return if parts.method == Method::POST { again(app, parts, &filtered) } else { Err(Refusal::State) };
    };
    let record = app.imports.find_import(&visitor.id, &id).ok_or(Refusal::State)?;
    let waits = record.status().awaits_consent() && record.opened().elapsed() < LIFETIME;
    if !waits || !record.take_hand_off() {
        return Err(Refusal::State);
    }
    pass_on(app, parts, &hand_off, Some(&record)).await
}

/// A form that a provider posts comes without the session's cookie, for it comes from another site. The browser is sent
/// here once more, with a GET, which carries it.
fn again(app: &App, parts: &Parts, filtered: &http::Response<bytes::Bytes>) -> Result<Response, Refusal> {
    let location = filtered.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let query = location.and_then(|location| location.split_once('?')).ok_or(Refusal::State)?.1;
    answer::see_other(&format!("{}/auth?{query}", app.base_path(parts)))
}

async fn pass_on(
    app: &App,
    parts: &Parts,
    hand_off: &HandOff,
    record: Option<&Record>,
) -> Result<Response, Refusal> {
    let base_url = app.gateway.base_url();
    if app.options.hand_off == HandOffMode::Filtered {
        return Ok(hand_off.filtered(base_url)?.map(Body::from));
    }
    let request = hand_off.pass_through(base_url)?;
    let upstream = app.gateway.relay(request).await.map_err(|error| {
        if let Some(record) = record.filter(|_| error.kind().is_unsent()) {
            record.return_hand_off();
        }
        Refusal::Relay
    })?;
    let relayed = relay(&upstream);
    // Only where the answer leads is taken from it, and only to a place known beforehand. Its text is not shown.
    let location = relayed.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    match location {
        Some(location) => {
            let location = app.redirects.check(location).map_err(|_| Refusal::Relay)?;
            let mut location = HeaderValue::try_from(location).map_err(|_| Refusal::Relay)?;
            location.set_sensitive(true);
            let mut response = answer::empty(StatusCode::SEE_OTHER);
            response.headers_mut().insert(header::LOCATION, location);
            Ok(response)
        }
        None if relayed.status().is_success() => {
            let message = if record.is_some() {
                "Your answer was handed on. You can close this window."
            } else {
                "The Proxy URL works: the service took the test."
            };
            answer::html(StatusCode::OK, &HandedOff { base: &app.base_path(parts), message })
        }
        None => Err(Refusal::Relay),
    }
}

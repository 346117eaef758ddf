//! `GET /imports/HANDLE/events`: how far an import is, as a stream or once.

use super::for_script;
use crate::answer;
use crate::app::App;
use crate::imports::{Record, Update};
use crate::refusal::Refusal;
use axum::extract::{Path, Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use http::header;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};

/// A comment is sent after so long without an event, for things between that close silent connections.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// What a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

pub(super) async fn events(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    for_script(answer(&app, &parts, &handle).await)
}

async fn answer(app: &App, parts: &Parts, handle: &str) -> Result<Response, Refusal> {
    let (_, record) = app.import(parts, handle).await?;
    let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accept.contains("text/event-stream") {
        return answer::json(StatusCode::OK, &record.status().data(true));
    }
    let seen =
        parts.headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    listen(&record, seen)
}

fn listen(record: &Arc<Record>, seen: Option<u64>) -> Result<Response, Refusal> {
    let mut updates = record.watch();
    let now = updates.borrow().clone();
    if now.status.is_over() && seen == Some(now.number) {
        // The browser has the end already; this answer keeps it from asking again.
        return Ok(answer::empty(StatusCode::NO_CONTENT));
    }
    let place = record.listen().ok_or(Refusal::Listeners)?;
    if seen != Some(now.number) {
        updates.mark_changed();
    }
    let keep_alive = KeepAlive::new().interval(HEARTBEAT).text("still here");
    let mut response = Sse::new(stream(updates, place)).keep_alive(keep_alive).into_response();
    // A proxy that collects events until a buffer is full would hold them back.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

struct Listener {
    updates: watch::Receiver<Update>,
    over: bool,
    // Given back when the connection ends.
    _place: OwnedSemaphorePermit,
}

/// The changes from now on; ends after the last one there can be.
fn stream(
    updates: watch::Receiver<Update>,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let listener = Listener { updates, over: false, _place: place };
    stream::unfold(listener, |mut listener| async move {
        if listener.over {
            return None;
        }
        listener.updates.changed().await.ok()?;
        let update = listener.updates.borrow_and_update().clone();
        listener.over = update.status.is_over();
        let event = Event::default().event(update.status.state()).id(update.number.to_string()).retry(RETRY);
        let data = serde_json::to_string(&update.status.data(false)).ok()?;
        Some((Ok(event.data(data)), listener))
    })
}

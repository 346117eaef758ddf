//! `GET /imports/HANDLE/contacts?start=&count=`: the contacts, a page at a time.

use super::{for_script, number};
use crate::answer;
use crate::app::App;
use crate::imports::Entry;
use crate::refusal::Refusal;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use std::sync::Arc;

/// Contacts in an answer: at most, and unless told.
const MOST: usize = 1_000;
const USUAL: usize = 100;

#[derive(Serialize)]
struct Page {
    contacts: Vec<Contact>,
    start: usize,
    total: u64,
    owner: Option<Owner>,
    unreadable: u64,
    complete: bool,
}

#[derive(Serialize)]
struct Contact {
    id: usize,
    #[serde(flatten)]
    entry: Entry,
}

#[derive(Serialize)]
struct Owner {
    name: Option<Box<str>>,
    email: Option<Box<str>>,
}

pub(super) async fn contacts(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    for_script(answer(&app, &parts, &handle).await)
}

async fn answer(app: &App, parts: &Parts, handle: &str) -> Result<Response, Refusal> {
    let (_, record) = app.import(parts, handle).await?;
    let start = number(parts, "start").unwrap_or(0);
    let count = number(parts, "count").unwrap_or(USUAL).min(MOST);
    let listed = record.list(start, count);
    let ids = listed.start..;
    let page = Page {
        contacts: ids.zip(listed.entries).map(|(id, entry)| Contact { id, entry }).collect(),
        start: listed.start,
        total: listed.total,
        owner: listed.owner.map(|owner| Owner { name: owner.name, email: owner.email }),
        unreadable: listed.unreadable,
        complete: listed.complete,
    };
    answer::json(StatusCode::OK, &page)
}

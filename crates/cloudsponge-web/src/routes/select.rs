//! `POST /imports/HANDLE/select` and `POST /select`: hand the chosen contacts to the application.

use super::{Form, for_person};
use crate::app::{App, Visitor};
use crate::imports::{Entry, Handle, Record};
use crate::refusal::Refusal;
use crate::select::{Chosen, Selection};
use crate::{answer, guard};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::request::Parts;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// From the list without scripts: each `contact` is a place in the import.
pub(super) async fn of_import(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let result = by_place(&app, &parts, body, &handle).await;
    for_person(&app, &parts, result)
}

/// From the picker on the start page: each `contact[]` is an address of the visitor's latest import that has one of them.
pub(super) async fn of_visitor(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let result = by_address(&app, &parts, body).await;
    for_person(&app, &parts, result)
}

async fn by_place(app: &App, parts: &Parts, body: Body, handle: &str) -> Result<Response, Refusal> {
    let form = Form::read(parts, body).await?;
    let visitor = guard::by_form(app, parts, form.value("csrf")).await?;
    let handle = Handle::parse(handle).ok_or(Refusal::NotFound)?;
    let record = app.imports.find(&visitor.id, &handle).ok_or(Refusal::NotFound)?;
    let places: BTreeSet<usize> = form.values("contact").filter_map(|place| place.parse().ok()).collect();
    let entries = record.list(0, usize::MAX).entries;
    let contacts = places.iter().filter_map(|place| entries.get(*place)).map(chosen).collect();
    hand_over(app, &visitor, &record, contacts).await
}

async fn by_address(app: &App, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    let form = Form::read(parts, body).await?;
    let visitor = guard::by_form(app, parts, form.value("csrf")).await?;
    let wanted: HashSet<&str> = form.values("contact[]").collect();
    for record in app.imports.of_session(&visitor.id) {
        let mut left = wanted.clone();
        let mut contacts = Vec::new();
        for entry in record.list(0, usize::MAX).entries {
            // Only addresses that were imported count, and each once, though it may stand in the book twice.
            if let Some(email) = entry.emails.iter().find(|email| left.contains(&***email)) {
                left.remove(&**email);
                contacts.push(Chosen::new(entry.name.as_deref(), Some(email)));
            }
        }
        if !contacts.is_empty() {
            return hand_over(app, &visitor, &record, contacts).await;
        }
    }
    Err(Refusal::NotFound)
}

async fn hand_over(
    app: &App,
    visitor: &Visitor,
    record: &Record,
    contacts: Vec<Chosen>,
) -> Result<Response, Refusal> {
    let take = app.options.on_select.as_ref().ok_or(Refusal::NotFound)?;
    let selection = Selection {
        service: record.service.clone(),
        identity: visitor.session.identity().map(Into::into),
        owner: record.list(0, 0).owner.as_ref().map(chosen),
        contacts,
    };
    let next = take(selection).await.map_err(|error| Refusal::Selection(error.message().to_owned()))?;
    let next = app.redirects.check(&next).map_err(|_| Refusal::Target)?;
    answer::see_other(next)
}

fn chosen(entry: &Entry) -> Chosen {
    Chosen::new(entry.name.as_deref(), entry.email.as_deref())
}

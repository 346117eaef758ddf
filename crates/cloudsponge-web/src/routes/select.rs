//! `POST /imports/HANDLE/select`: hands the chosen contacts to the application.

use super::{Form, for_person};
use crate::app::App;
use crate::imports::Handle;
use crate::refusal::Refusal;
use crate::select::{Chosen, Selection};
use crate::{answer, guard};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::request::Parts;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) async fn select(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let result = answer(&app, &parts, body, &handle).await;
    for_person(&app, &parts, result)
}

async fn answer(app: &App, parts: &Parts, body: Body, handle: &str) -> Result<Response, Refusal> {
    let form = Form::read(parts, body).await?;
    let visitor = guard::by_form(app, parts, form.value("csrf")).await?;
    let handle = Handle::parse(handle).ok_or(Refusal::NotFound)?;
    let record = app.imports.find(&visitor.id, &handle).ok_or(Refusal::NotFound)?;
    let take = app.options.on_select.as_ref().ok_or(Refusal::NotFound)?;
    let ids: BTreeSet<usize> = form.values("contact").filter_map(|id| id.parse().ok()).collect();
    let book = record.list(0, usize::MAX);
    let chosen = |entry: &crate::imports::Entry| Chosen::new(entry.name.as_deref(), entry.email.as_deref());
    let selection = Selection {
        service: record.service.clone(),
        identity: visitor.session.identity().map(Into::into),
        owner: book.owner.as_ref().map(chosen),
        contacts: ids.iter().filter_map(|id| book.entries.get(*id)).map(chosen).collect(),
    };
    let next = take(selection).await.map_err(|error| Refusal::Selection(error.message().to_owned()))?;
    let next = app.redirects.check(&next).map_err(|_| Refusal::Target)?;
    answer::see_other(next)
}

//! `POST /imports/HANDLE/cancel`: ends an import and drops what came.

use super::{Form, for_person, for_script, is_type};
use crate::app::App;
use crate::imports::Handle;
use crate::refusal::Refusal;
use crate::{answer, guard};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;

pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(handle): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if is_type(&parts, "application/x-www-form-urlencoded") {
        let result = by_form(&app, &parts, body, &handle).await;
        for_person(&app, &parts, result)
    } else {
        for_script(by_script(&app, &parts, &handle).await)
    }
}

async fn by_script(app: &App, parts: &Parts, handle: &str) -> Result<Response, Refusal> {
    let visitor = guard::by_header(app, parts).await?;
    drop_import(app, &visitor, handle)?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

async fn by_form(app: &App, parts: &Parts, body: Body, handle: &str) -> Result<Response, Refusal> {
    let form = Form::read(parts, body).await?;
    let visitor = guard::by_form(app, parts, form.value("csrf")).await?;
    drop_import(app, &visitor, handle)?;
    answer::see_other(app.base_path(parts).home())
}

fn drop_import(app: &App, visitor: &crate::app::Visitor, handle: &str) -> Result<(), Refusal> {
    let handle = Handle::parse(handle).ok_or(Refusal::NotFound)?;
    app.imports.find(&visitor.id, &handle).ok_or(Refusal::NotFound)?.cancel();
    Ok(())
}

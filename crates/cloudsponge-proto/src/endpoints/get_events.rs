//! `GET /events/{import_id}[.json|.xml]`
//!
//! Asks how far an import is.

use crate::model::Events;
use crate::{ApiErrorKind, Endpoint, ImportId, Params};
use http::Method;
use std::borrow::Cow;

/// Asks for the events of an import.
///
/// The service asks to be polled at most once a second, for it updates at most that often; an
/// [`Import`](crate::Import) keeps to that by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct GetEvents {
    import_id: ImportId,
    echo: Option<String>,
}

impl GetEvents {
    /// The events of this import.
    pub fn new(import_id: ImportId) -> Self {
        Self { import_id, echo: None }
    }

    /// Any text of yours (`echo`); it comes back in the answer to this call.
    #[must_use]
    pub fn echo(mut self, echo: impl Into<String>) -> Self {
        self.echo = Some(echo.into());
        self
    }
}

impl Endpoint for GetEvents {
    const METHOD: Method = Method::GET;
    const NOT_FOUND: ApiErrorKind = ApiErrorKind::UnknownImport;
    type Response = Events;

    fn path(&self) -> Cow<'static, str> {
        "events".into()
    }

    fn import_id(&self) -> Option<&ImportId> {
        Some(&self.import_id)
    }

    fn params(&self, params: &mut Params) {
        params.push_opt("echo", self.echo.as_deref());
    }
}

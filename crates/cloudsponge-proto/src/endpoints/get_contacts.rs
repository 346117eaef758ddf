//! `GET /contacts/{import_id}[.json|.xml]?start=S&count=N`
//!
//! Downloads the contacts of a finished import, whole or in pages.

use crate::model::Contacts;
use crate::{ApiErrorKind, Endpoint, ImportId, Params};
use http::Method;
use std::borrow::Cow;

/// Downloads contacts.
///
/// The service deletes them some minutes after they are ready or once they have been retrieved, and answers 410 from
/// then on. Treat each answer as the only one you will get.
///
/// ```
/// use cloudsponge_proto::{Api, Credentials, EndpointExt, ImportId, endpoints::GetContacts};
///
/// let api = Api::new(Credentials::new("key", "password")?);
/// let page = GetContacts::new(ImportId::from(1126)).page(0, 10).to_request(&api)?;
/// assert_eq!(page.uri().path_and_query().unwrap(), "/contacts/1126.json?start=0&count=10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GetContacts {
    import_id: ImportId,
    start: u64,
    count: u64,
    echo: Option<String>,
}

impl GetContacts {
    /// All contacts of this import in one answer.
    pub fn new(import_id: ImportId) -> Self {
        Self { import_id, start: 0, count: 0, echo: None }
    }

    /// At most `count` contacts from position `start` (the first is 0); a `count` of 0 means all that follow.
    ///
    /// Both are always sent: the service ignores `count` without `start`.
    #[must_use]
    pub fn page(mut self, start: u64, count: u64) -> Self {
        self.start = start;
        self.count = count;
        self
    }

    /// Any text of yours (`echo`); it comes back in the answer to this call.
    #[must_use]
    pub fn echo(mut self, echo: impl Into<String>) -> Self {
        self.echo = Some(echo.into());
        self
    }
}

impl Endpoint for GetContacts {
    const METHOD: Method = Method::GET;
    const NOT_FOUND: ApiErrorKind = ApiErrorKind::NotReady;
    type Response = Contacts;

    fn path(&self) -> Cow<'static, str> {
        "contacts".into()
    }

    fn import_id(&self) -> Option<&ImportId> {
        Some(&self.import_id)
    }

    fn params(&self, params: &mut Params) {
        params.push_number("start", self.start);
        params.push_number("count", self.count);
        params.push_opt("echo", self.echo.as_deref());
    }
}

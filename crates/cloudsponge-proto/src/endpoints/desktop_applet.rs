//! `POST /begin_import/desktop_applet[.json|.xml]`
//!
//! Legacy: begins an import through a signed Java applet, which no current browser runs.

use super::begin::{common_params, service_arguments};
use crate::model::Begun;
use crate::{Endpoint, Params, Service};
use http::Method;
use std::borrow::Cow;

/// Begins an import by desktop applet (`outlook`, `addressbook`). The answer's `url` is the applet's archive.
///
/// **Legacy.** Browsers no longer run Java applets. The call is kept because the service still documents it; use
/// [`UserConsent`](super::UserConsent) with the same service code, which offers a file upload instead.
#[derive(Clone, Debug, PartialEq)]
pub struct DesktopApplet {
    pub(super) service: Service,
    pub(super) include: Vec<super::Include>,
    pub(super) user_id: Option<String>,
    pub(super) echo: Option<String>,
}

impl DesktopApplet {
    /// The desktop source to read.
    pub fn new(service: Service) -> Self {
        Self { service, include: Vec::new(), user_id: None, echo: None }
    }

    service_arguments!();
}

impl Endpoint for DesktopApplet {
    const METHOD: Method = Method::POST;
    type Response = Begun;

    fn path(&self) -> Cow<'static, str> {
        "begin_import/desktop_applet".into()
    }

    fn params(&self, params: &mut Params) {
        common_params(params, &self.service, &self.include, self.user_id.as_deref(), self.echo.as_deref());
    }
}

//! `POST /begin_import/user_consent[.json|.xml]`
//!
//! Begins an import whose user consents in a browser: at an OAuth provider, or by uploading a CSV or vCard file.

use super::begin::{check_redirect_url, common_params, service_arguments};
use crate::model::Begun;
use crate::{BuildError, Endpoint, Params, Service};
use http::Method;
use std::borrow::Cow;

/// Begins an import by user consent. The answer holds the `url` to show in a popup.
///
/// ```
/// use cloudsponge_proto::{Service, endpoints::{Include, UserConsent}};
///
/// let call = UserConsent::new(Service::YAHOO)
///     .include(Include::MAILING_ADDRESS)
///     .user_id("visitor-7")
///     .echo("tag");
/// ```
#[derive(Clone, PartialEq)]
pub struct UserConsent {
    pub(super) service: Service,
    pub(super) include: Vec<super::Include>,
    pub(super) user_id: Option<String>,
    pub(super) echo: Option<String>,
    pub(super) redirect_url: Option<String>,
}

impl UserConsent {
    /// Consent for this source, nothing else asked for.
    pub fn new(service: Service) -> Self {
        Self { service, include: Vec::new(), user_id: None, echo: None, redirect_url: None }
    }

    service_arguments!();

    /// Where the browser goes after consent (`redirect_url`): an absolute http or https URL.
    ///
    /// Only for a consent page shown in the same window; leave it out when the page is opened in a popup.
    #[must_use]
    pub fn redirect_url(mut self, url: impl Into<String>) -> Self {
        self.redirect_url = Some(url.into());
        self
    }
}

impl Endpoint for UserConsent {
    const METHOD: Method = Method::POST;
    type Response = Begun;

    fn path(&self) -> Cow<'static, str> {
        "begin_import/user_consent".into()
    }

    fn params(&self, params: &mut Params) {
        common_params(params, &self.service, &self.include, self.user_id.as_deref(), self.echo.as_deref());
        params.push_opt("redirect_url", self.redirect_url.as_deref());
    }

    fn check(&self) -> Result<(), BuildError> {
        check_redirect_url(self.redirect_url.as_deref())
    }
}

impl std::fmt::Debug for UserConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserConsent")
            .field("service", &self.service)
            .field("include", &self.include)
            .finish_non_exhaustive()
    }
}

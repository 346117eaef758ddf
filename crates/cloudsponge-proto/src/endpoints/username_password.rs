//! `POST /begin_import/import[.json|.xml]`
//!
//! Begins an import with the user's login at the source. Few sources still work this way; with iCloud the password is
//! an app-specific one.

use super::begin::{common_params, service_arguments};
use crate::model::Begun;
use crate::{BuildError, Endpoint, Params, Service};
use http::Method;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// Begins an import with user name and password of the user's account at the source.
///
/// Both travel in the request's body only, are shown nowhere, and are overwritten in memory on drop. The call is
/// never sent twice by itself: a second log-in attempt can lock the user's account.
///
/// ```
/// use cloudsponge_proto::{Service, endpoints::UsernamePassword};
///
/// let call = UsernamePassword::new(Service::ICLOUD, "fern@example.com", "app-specific");
/// assert!(!format!("{call:?}").contains("fern"));
/// ```
#[derive(Clone, PartialEq)]
pub struct UsernamePassword {
    pub(super) service: Service,
    pub(super) username: Zeroizing<String>,
    pub(super) password: Zeroizing<String>,
    pub(super) include: Vec<super::Include>,
    pub(super) user_id: Option<String>,
    pub(super) echo: Option<String>,
}

impl UsernamePassword {
    /// The source, and the user's login there.
    pub fn new(service: Service, username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            service,
            username: Zeroizing::new(username.into()),
            password: Zeroizing::new(password.into()),
            include: Vec::new(),
            user_id: None,
            echo: None,
        }
    }

    service_arguments!();
}

impl Endpoint for UsernamePassword {
    const METHOD: Method = Method::POST;
    type Response = Begun;

    fn path(&self) -> Cow<'static, str> {
        "begin_import/import".into()
    }

    fn params(&self, params: &mut Params) {
        common_params(params, &self.service, &self.include, self.user_id.as_deref(), self.echo.as_deref());
        params.push_secret("username", self.username.as_str());
        params.push_secret("password", self.password.as_str());
    }

    fn check(&self) -> Result<(), BuildError> {
        match (self.username.is_empty(), self.password.is_empty()) {
            (true, _) => Err(BuildError::Empty("username")),
            (_, true) => Err(BuildError::Empty("password")),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for UsernamePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UsernamePassword")
            .field("service", &self.service)
            .field("include", &self.include)
            .finish_non_exhaustive()
    }
}

//! What the three begin calls have in common, and the type that is any of them.

use super::{DesktopApplet, UserConsent, UsernamePassword};
use crate::model::Begun;
use crate::{BuildError, Endpoint, Params, Service};
use http::Method;
use std::borrow::Cow;
use url::Url;

/// Something to deliver with each contact beside names and addresses (`include`).
///
/// One value is documented, [`Include::MAILING_ADDRESS`]; official clients send `name` and `email` too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Include(Cow<'static, str>);

impl Include {
    /// `mailing_address`: fills each contact's [`address`](crate::model::Contact::address).
    pub const MAILING_ADDRESS: Self = Self(Cow::Borrowed("mailing_address"));

    /// Any other value: 1 to 64 characters of `a-z`, `0-9` and `_`; `None` for anything else.
    pub fn new(value: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        ((1..=64).contains(&value.len()) && value.bytes().all(plain))
            .then(|| Self(Cow::Owned(value.to_owned())))
    }

    /// The value as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Any of the begin calls.
///
/// ```
/// use cloudsponge_proto::{Service, endpoints::{Begin, UserConsent}};
///
/// let begin: Begin = UserConsent::new(Service::GMAIL).into();
/// let same: Begin = Service::GMAIL.into();
/// assert_eq!(begin, same);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Begin {
    /// Consent in a browser.
    UserConsent(UserConsent),
    /// The user's login at the source.
    UsernamePassword(UsernamePassword),
    /// A Java applet (legacy).
    DesktopApplet(DesktopApplet),
}

impl Begin {
    /// The source to read.
    pub fn service(&self) -> &Service {
        match self {
            Self::UserConsent(call) => &call.service,
            Self::UsernamePassword(call) => &call.service,
            Self::DesktopApplet(call) => &call.service,
        }
    }
}

impl Endpoint for Begin {
    const METHOD: Method = Method::POST;
    type Response = Begun;

    fn path(&self) -> Cow<'static, str> {
        match self {
            Self::UserConsent(call) => call.path(),
            Self::UsernamePassword(call) => call.path(),
            Self::DesktopApplet(call) => call.path(),
        }
    }

    fn params(&self, params: &mut Params) {
        match self {
            Self::UserConsent(call) => call.params(params),
            Self::UsernamePassword(call) => call.params(params),
            Self::DesktopApplet(call) => call.params(params),
        }
    }

    fn check(&self) -> Result<(), BuildError> {
        match self {
            Self::UserConsent(call) => call.check(),
            Self::UsernamePassword(call) => call.check(),
            Self::DesktopApplet(call) => call.check(),
        }
    }
}

impl From<UserConsent> for Begin {
    fn from(call: UserConsent) -> Self {
        Self::UserConsent(call)
    }
}

impl From<UsernamePassword> for Begin {
    fn from(call: UsernamePassword) -> Self {
        Self::UsernamePassword(call)
    }
}

impl From<DesktopApplet> for Begin {
    fn from(call: DesktopApplet) -> Self {
        Self::DesktopApplet(call)
    }
}

/// The main flow: consent in a browser.
impl From<Service> for Begin {
    fn from(service: Service) -> Self {
        UserConsent::new(service).into()
    }
}

/// The setters of the arguments all begin calls take.
macro_rules! service_arguments {
    () => {
        /// Asks for more than names and addresses (`include`); may be called repeatedly.
        #[must_use]
        pub fn include(mut self, include: super::Include) -> Self {
            if !self.include.contains(&include) {
                self.include.push(include);
            }
            self
        }

        /// Your identifier of the user (`user_id`); it comes back on events and contacts.
        #[must_use]
        pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
            self.user_id = Some(user_id.into());
            self
        }

        /// Any text of yours (`echo`); it comes back in the answer to this call.
        #[must_use]
        pub fn echo(mut self, echo: impl Into<String>) -> Self {
            self.echo = Some(echo.into());
            self
        }
    };
}
pub(super) use service_arguments;

pub(super) fn common_params(
    params: &mut Params,
    service: &Service,
    include: &[Include],
    user_id: Option<&str>,
    echo: Option<&str>,
) {
    params.push("service", service.code());
    params.push_list("include", include.iter().map(Include::as_str));
    params.push_opt("user_id", user_id);
    params.push_opt("echo", echo);
}

/// The service documents no rule; what cannot be a page of the caller's is refused before it is sent.
pub(super) fn check_redirect_url(url: Option<&str>) -> Result<(), BuildError> {
    let Some(text) = url else { return Ok(()) };
    let url = Url::parse(text).map_err(|_| BuildError::RedirectUrl)?;
    let web = matches!(url.scheme(), "http" | "https");
    let bare = url.username().is_empty() && url.password().is_none();
    let clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if web && bare && clean { Ok(()) } else { Err(BuildError::RedirectUrl) }
}

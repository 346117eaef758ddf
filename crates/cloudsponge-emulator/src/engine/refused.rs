//! The service's ways to say no.

use cloudsponge_proto::model::ErrorCode;
use http::StatusCode;

/// Why a call is not answered with what it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A begin call that cannot be, by its code.
    Begin(ErrorCode),
    /// `redirect_url` is not a page of the caller's.
    RedirectUrl,
    /// `user_id` begins with `scenario:`, and the rest is no scenario.
    Scenario,
    /// Another domain's import.
    Foreign,
    /// No such import.
    Unknown,
    /// The contacts are not there yet.
    NotReady,
    /// The import has failed, so there never will be contacts.
    Failed(ErrorCode),
    /// The contacts are deleted.
    Gone,
    /// Asked again within a second.
    TooSoon,
    /// A fault of [`Scenario::Flaky`](crate::Scenario::Flaky), with this status; with none, the connection is dropped.
    Fault(Option<StatusCode>),
}

impl Refused {
    /// The status, but for a dropped connection, which has none.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Begin(_) | Self::RedirectUrl | Self::Scenario => StatusCode::BAD_REQUEST,
            Self::Foreign => StatusCode::UNAUTHORIZED,
            Self::Unknown | Self::NotReady | Self::Failed(_) => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::TooSoon => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault(status) => status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// The `error.message`.
    pub(crate) fn message(self) -> String {
        match self {
            Self::Begin(code) => format!("{} (code {code})", code.meaning().unwrap_or("the call is refused")),
            Self::RedirectUrl => {
                "redirect_url must be an absolute http or https URL without user name".into()
            }
            Self::Scenario => crate::ScenarioError.to_string(),
            Self::Foreign => "the import belongs to another domain".into(),
            Self::Unknown => "there is no such import".into(),
            Self::NotReady => "the contacts are not ready yet".into(),
            Self::Failed(code) => format!("the import failed with code {code}: there are no contacts"),
            Self::Gone => "the contacts were retrieved or have expired, and are deleted".into(),
            Self::TooSoon => "Retry later".into(),
            Self::Fault(_) => "a fault of the scenario flaky, or of the outage switch".into(),
        }
    }
}

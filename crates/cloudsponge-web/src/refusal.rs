//! Why a request is not carried out: a status, a word for scripts, and a sentence with a way on for people.

use crate::imports::{Failure, Full, Reason};
use crate::random::NoRandom;
use crate::session::StoreError;
use cloudsponge::proto::endpoints::auth::AuthError;
use http::StatusCode;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is no such page or import, or it is another visitor's")]
    NotFound,
    #[error("the token is missing or wrong, or the request comes from another site")]
    Csrf,
    #[error("the request's body is malformed: {0}")]
    Malformed(&'static str),
    #[error("the request's body has another type than this address takes")]
    MediaType,
    #[error("the request's body is too long")]
    TooLong,
    #[error("the request's body did not arrive in time")]
    TooSlow,
    #[error("the cookies are too long")]
    CookiesTooLong,
    #[error("this source is not offered")]
    Service,
    #[error(transparent)]
    Full(#[from] Full),
    #[error("too many listeners to one import")]
    Listeners,
    #[error("the import did not begin")]
    Begin(Failure),
    #[error("the application did not take the selection")]
    Selection(String),
    #[error("the application sends the browser to a place that is not allowed")]
    Target,
    #[error("the callback is not handed on: {0}")]
    Auth(#[from] AuthError),
    #[error("the callback belongs to no import of this visitor that waits for it")]
    State,
    #[error("the service did not take the callback")]
    Relay,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Random(#[from] NoRandom),
    #[error("a page could not be rendered")]
    Render(#[from] askama::Error),
    #[error("an answer could not be written")]
    Encode(#[from] serde_json::Error),
}

impl Refusal {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Csrf => StatusCode::FORBIDDEN,
            Self::Malformed(_) | Self::Service | Self::State => StatusCode::BAD_REQUEST,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::CookiesTooLong => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Full(Full::Session | Full::Site) | Self::Listeners => StatusCode::TOO_MANY_REQUESTS,
            Self::Begin(Failure { reason: Reason::Unavailable | Reason::TimedOut, .. }) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Begin(_) | Self::Relay => StatusCode::BAD_GATEWAY,
            Self::Selection(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Auth(error) => error.status(),
            Self::Store(_) | Self::Random(_) | Self::Full(Full::Random(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Target | Self::Render(_) | Self::Encode(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word for scripts.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Csrf => "csrf",
            Self::Full(Full::Session | Full::Site) | Self::Listeners => "busy",
            Self::Service => "unknown_service",
            Self::Begin(failure) => match failure.reason {
                Reason::Declined => "declined",
                Reason::Abandoned => "abandoned",
                Reason::TimedOut => "timed_out",
                Reason::Failed => "failed",
                Reason::Unavailable => "unavailable",
            },
            Self::Store(_) | Self::Random(_) | Self::Full(Full::Random(_)) | Self::Relay => "unavailable",
            Self::Target | Self::Selection(_) | Self::Render(_) | Self::Encode(_) => "failed",
            _ => "bad_request",
        }
    }

    /// The service's number, where there is one.
    pub(crate) fn code(&self) -> Option<i64> {
        match self {
            Self::Begin(failure) => failure.code,
            _ => None,
        }
    }

    /// The sentence for people.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::NotFound => "There is nothing here, or not any more. Please start again.",
            Self::Csrf => "This page is too old, or cookies are switched off. Please load it again.",
            Self::Malformed(_) | Self::MediaType => "The request could not be read. Please start again.",
            Self::TooLong => "That was more than can be sent at once. Please choose less.",
            Self::TooSlow => "That took too long to arrive. Please try again.",
            Self::CookiesTooLong => {
                "Your browser sends too many cookies. Please delete this site's, then try again."
            }
            Self::Service => "This source is not offered here. Please choose another one.",
            Self::Full(Full::Session) => {
                "You have several imports under way. Please finish or cancel one of them first."
            }
            Self::Full(Full::Site) => {
                "Too many people are importing right now. Please try again in a few minutes."
            }
            Self::Listeners => "This import is open in too many pages. Please close some of them.",
            Self::Begin(failure) => failure.message,
            Self::Selection(message) => message,
            Self::Auth(_) => "This page is for providers to return to. Please start again.",
            Self::State => {
                "This permission does not belong to an import that you have under way here. Please start again."
            }
            Self::Relay => "Your permission could not be handed on. Please start again.",
            Self::Target
            | Self::Store(_)
            | Self::Random(_)
            | Self::Full(Full::Random(_))
            | Self::Render(_)
            | Self::Encode(_) => "Something went wrong on our side. Please try again in a few minutes.",
        }
    }
}

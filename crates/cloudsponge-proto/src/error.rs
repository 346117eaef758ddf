//! The errors of single calls: building a request, and reading the answer.

use crate::codec::{CodecError, Format, Sniffed};
use http::StatusCode;
use std::time::Duration;

/// Why a request could not be built. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The arguments make the URL longer than HTTP libraries accept (65 534 bytes).
    #[error("the arguments make the URL too long: shorten `echo` or send less at a time")]
    UrlTooLong,
    /// A secret argument on a call whose arguments travel in the URL.
    #[error("`{0}` is a secret and must not travel in a URL: send it with POST")]
    SecretInUrl(&'static str),
    /// `redirect_url` is not an absolute `https` or `http` URL.
    #[error("`redirect_url` must be an absolute http or https URL without user name or password")]
    RedirectUrl,
    /// An argument that must not be empty is.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// The endpoint's path is not one that may be sent (a defect of the endpoint's implementation).
    #[error("the endpoint's path is not a relative path of plain segments")]
    Path,
}

/// Why no usable answer was read from a response.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The service said no, with a status or in the body.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The body is in neither format, or in another than its label says.
    #[error(transparent)]
    UnexpectedFormat(Box<UnexpectedFormat>),
    /// The body is malformed or holds what the protocol does not allow.
    #[error(transparent)]
    Codec(Box<UnreadableBody>),
}

impl ResponseError {
    /// The service's `X-Request-Id` of the answer, if it had one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::UnexpectedFormat(error) => error.request_id.as_deref(),
            Self::Codec(error) => error.request_id.as_deref(),
        }
    }
}

/// A refusal by the service (or something on the way that speaks HTTP for it).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// What it means for the caller.
    pub kind: ApiErrorKind,
    /// The HTTP status; 200 for [`ApiErrorKind::Rejected`].
    pub status: StatusCode,
    /// The service's explanation: at most 200 characters, control characters replaced, never an HTML page.
    pub message: Option<String>,
    /// The service's `X-Request-Id`, worth quoting to its support; recorded on every answer.
    pub request_id: Option<String>,
    /// How long the service asks to wait, held between 1 s and 5 min.
    pub retry_after: Option<Duration>,
    /// Where a refused redirect points: scheme, host and port only.
    pub redirect_origin: Option<String>,
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// 400, 409, 422 and other 4xx: an argument is missing or wrong.
    BadRequest,
    /// 401, 403: key or password unknown, or the import belongs to another domain. Never retried.
    Unauthorized,
    /// 404 where it has no special meaning.
    NotFound,
    /// 404 on contacts: the import has not finished.
    NotReady,
    /// 404 on events: no such import.
    UnknownImport,
    /// 410: the contacts were retrieved already, or expired, and have been deleted.
    Gone,
    /// 429: too many requests.
    RateLimited,
    /// 408, 425: the service did not get the whole request in time.
    RequestTimeout,
    /// 502, 503, 504: not there at the moment.
    Unavailable,
    /// Any other 5xx.
    Server,
    /// A success status whose body says `failure` or carries an error.
    Rejected,
    /// 301, 302, 303, 307, 308: redirects are never followed, for they would carry secrets to another place.
    RedirectRefused,
    /// A status this call cannot have.
    UnexpectedStatus,
}

impl ApiErrorKind {
    /// The meaning of a status; `None` for the success statuses 200, 201 and 202.
    pub(crate) fn of(status: StatusCode, not_found: Self) -> Option<Self> {
        Some(match status.as_u16() {
            200..=202 => return None,
            301 | 302 | 303 | 307 | 308 => Self::RedirectRefused,
            401 | 403 => Self::Unauthorized,
            404 => not_found,
            407 => Self::UnexpectedStatus,
            408 | 425 => Self::RequestTimeout,
            410 => Self::Gone,
            429 => Self::RateLimited,
            400..=499 => Self::BadRequest,
            502..=504 => Self::Unavailable,
            500..=599 => Self::Server,
            _ => Self::UnexpectedStatus,
        })
    }

    /// What it is and what to do, in one sentence.
    fn sentence(self) -> &'static str {
        match self {
            Self::BadRequest => "the service did not accept the arguments: check service code and values",
            Self::Unauthorized => {
                "the domain key or password is not accepted, or the import is another domain's"
            }
            Self::NotFound => "the service does not know this address: check the base URL",
            Self::NotReady => {
                "the contacts are not ready yet: poll the events until COMPLETE, then ask again"
            }
            Self::UnknownImport => "the service does not know this import id",
            Self::Gone => {
                "the contacts were already retrieved or have expired, and are deleted: begin a new import"
            }
            Self::RateLimited => "too many requests: wait before asking again",
            Self::RequestTimeout => "the service did not receive the request in time: try again",
            Self::Unavailable => "the service is unavailable: try again later",
            Self::Server => "the service failed",
            Self::Rejected => "the service rejected the call",
            Self::RedirectRefused => {
                "the service answered with a redirect, which is never followed: check the base URL"
            }
            Self::UnexpectedStatus => "the service answered with a status this call cannot have",
        }
    }
}

impl ApiError {
    /// Whether asking again, later, may succeed without any change. Never true for [`ApiErrorKind::Unauthorized`].
    pub fn is_retryable(&self) -> bool {
        match self.kind {
            ApiErrorKind::RateLimited
            | ApiErrorKind::RequestTimeout
            | ApiErrorKind::Unavailable
            | ApiErrorKind::NotReady => true,
            ApiErrorKind::Server => !matches!(self.status.as_u16(), 501 | 505),
            _ => false,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (status {}", self.kind.sentence(), self.status.as_u16())?;
        if let Some(message) = &self.message {
            write!(f, ", it says: {message}")?;
        }
        if let Some(origin) = &self.redirect_origin {
            write!(f, ", it points to {origin}")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for ApiError {}

/// A body that is malformed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the answer could not be decoded: {error}{}", request_note(.request_id))]
#[non_exhaustive]
pub struct UnreadableBody {
    /// What is wrong with it, and where.
    #[source]
    pub error: CodecError,
    /// The service's `X-Request-Id`.
    pub request_id: Option<String>,
}

/// A body that is not in the format it should be in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {}, found {found}{}{}", format_name(.wanted), advice(.encoded), request_note(.request_id))]
#[non_exhaustive]
pub struct UnexpectedFormat {
    /// What the `Content-Type` promised; `None` when it named neither format.
    pub wanted: Option<Format>,
    /// What the first bytes look like.
    pub found: Sniffed,
    /// The body carries a `Content-Encoding`, which was not asked for.
    pub encoded: bool,
    /// The HTTP status.
    pub status: StatusCode,
    /// The service's `X-Request-Id`.
    pub request_id: Option<String>,
}

fn request_note(id: &Option<String>) -> String {
    id.as_ref().map(|id| format!(" (request id {id})")).unwrap_or_default()
}

fn format_name(format: &Option<Format>) -> &'static str {
    match format {
        Some(Format::Json) => "JSON as the content type says",
        Some(Format::Xml) => "XML as the content type says",
        None => "JSON or XML",
    }
}

fn advice(encoded: &bool) -> &'static str {
    if *encoded {
        " under a content encoding: the client decodes gzip alone; by hand, decode the body before it is read"
    } else {
        ""
    }
}

/// How a call ended without an answer, or with half of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// No connection: refused, unreachable, or the name was not found. Nothing was sent.
    Connect,
    /// The connection was not established in time. Nothing was sent.
    ConnectTimeout,
    /// The TLS handshake failed. Nothing was sent.
    Tls,
    /// No answer, or no further byte of it, in time. The request may have been processed.
    Timeout,
    /// The connection broke before the answer was complete. The request may have been processed.
    Interrupted,
    /// What came back is not HTTP. The request may have been processed.
    Protocol,
    /// The answer's head or body exceeds a limit.
    TooLarge,
    /// Anything else, for instance a request the transport cannot express.
    Other,
}

impl FailureKind {
    /// The request provably never left: even a begin call may be sent again.
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout | Self::Tls)
    }

    /// Asking again may help, provided the call may be repeated at all.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout | Self::Timeout | Self::Interrupted)
    }

    /// It is about time.
    pub fn is_timeout(self) -> bool {
        matches!(self, Self::ConnectTimeout | Self::Timeout)
    }
}

impl FailureKind {
    /// A short name for logs and metrics, such as `timeout`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::ConnectTimeout => "connect_timeout",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Protocol => "protocol",
            Self::TooLarge => "too_large",
            Self::Other => "other",
        }
    }
}

impl std::fmt::Display for FailureKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection to the service could be made",
            Self::ConnectTimeout => "the connection to the service was not made in time",
            Self::Tls => "the secure connection to the service could not be established",
            Self::Timeout => "the service did not answer in time",
            Self::Interrupted => "the connection broke before the answer was complete",
            Self::Protocol => "what came back is not a valid HTTP answer",
            Self::TooLarge => "the answer exceeds the size limit",
            Self::Other => "the transport could not carry out the call",
        })
    }
}

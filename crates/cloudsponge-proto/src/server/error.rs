//! Why a request is not a call of the service.

use crate::Format;
use crate::model::Refusal;
use http::StatusCode;

/// A request that is not a call of the service, with the status and the refusal to answer it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
#[non_exhaustive]
pub struct RequestError {
    /// What is wrong.
    pub kind: RequestErrorKind,
    /// The format the path asks for, as far as it could be read; JSON otherwise.
    pub format: Format,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// No call has this path. Answered with 404.
    #[error("there is no such address")]
    NotFound,
    /// The path's extension is neither `json` nor `xml`. Answered with 406.
    #[error("only the formats json and xml are known")]
    UnknownExtension,
    /// The call exists under another method. Answered with 405.
    #[error("this call wants the method {allow}")]
    MethodNotAllowed {
        /// The value of the `Allow` header.
        allow: &'static str,
    },
    /// The body is neither a URL-encoded nor a multipart form. Answered with 415.
    #[error(
        "the body must be application/x-www-form-urlencoded or multipart/form-data, without content encoding"
    )]
    UnsupportedMediaType,
    /// The body is not a well-formed multipart form. Answered with 400.
    #[error("the multipart body is malformed")]
    MalformedMultipart,
    /// More than 1000 arguments. Answered with 400.
    #[error("too many arguments")]
    TooManyArguments,
    /// An argument's value is not one it can have. Answered with 400.
    #[error("the argument {name} must be a whole number, 0 or more")]
    NotANumber {
        /// The argument's name.
        name: &'static str,
    },
}

impl RequestError {
    /// The HTTP status to answer with.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            RequestErrorKind::NotFound => StatusCode::NOT_FOUND,
            RequestErrorKind::UnknownExtension => StatusCode::NOT_ACCEPTABLE,
            RequestErrorKind::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            RequestErrorKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RequestErrorKind::MalformedMultipart
            | RequestErrorKind::TooManyArguments
            | RequestErrorKind::NotANumber { .. } => StatusCode::BAD_REQUEST,
        }
    }

    /// The body to answer with, in [`format`](Self::format).
    pub fn refusal(&self) -> Refusal {
        Refusal::new(self.kind.to_string())
    }

    /// The value of the `Allow` header, which goes with status 405.
    pub fn allow(&self) -> Option<&'static str> {
        match self.kind {
            RequestErrorKind::MethodNotAllowed { allow } => Some(allow),
            _ => None,
        }
    }
}

//! The driver's error: one type for calls and imports, with the questions callers ask of it.

use crate::TransportError;
use cloudsponge_proto::import::{ImportErrorKind, ImportFailure, StateError};
use cloudsponge_proto::{ApiError, ApiErrorKind, BuildError, FailureKind, ImportError, ResponseError};
use http::StatusCode;

/// Why a call or an import did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be built; nothing was sent.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// There was no answer, or only half of one.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The service said no, or its answer could not be decoded.
    #[error(transparent)]
    Response(#[from] ResponseError),
    /// An import ended without all contacts.
    #[error("{error}")]
    Import {
        /// What ended it, and what was delivered before.
        error: ImportError,
        /// The transport's last error, where that is what ended it.
        source: Option<TransportError>,
    },
    /// A saved state cannot be resumed.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Error {
    /// The import's own error, if this is one.
    pub fn import(&self) -> Option<&ImportError> {
        match self {
            Self::Import { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The service's refusal, if there was one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Response(ResponseError::Api(error)) => Some(error),
            Self::Import { error, .. } => match error.kind() {
                ImportErrorKind::Refused(error) => Some(error),
                _ => None,
            },
            _ => None,
        }
    }

    /// The HTTP status of the refusal.
    pub fn status(&self) -> Option<StatusCode> {
        self.api().map(|error| error.status)
    }

    /// The service's id of the request whose answer this is about (`X-Request-Id`), worth quoting to its support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Response(error) => error.request_id(),
            Self::Import { error, .. } => error.request_id(),
            Self::Build(_) | Self::Transport(_) | Self::State(_) => None,
        }
    }

    /// The ERROR event that ended the import.
    pub fn failure(&self) -> Option<&ImportFailure> {
        self.import().and_then(ImportError::failure)
    }

    /// The user declined, left, or let the consent page run out of time.
    pub fn is_abandoned(&self) -> bool {
        self.import().is_some_and(ImportError::is_abandoned)
    }

    /// Time ran out: the import's deadline, or a single call's.
    pub fn is_timeout(&self) -> bool {
        self.import().is_some_and(ImportError::is_deadline)
            || self.failure_kind().is_some_and(FailureKind::is_timeout)
    }

    /// The contacts are not ready yet.
    pub fn is_not_ready(&self) -> bool {
        self.api().is_some_and(|error| error.kind == ApiErrorKind::NotReady)
    }

    /// The contacts were already retrieved, or have expired, and are deleted.
    pub fn is_gone(&self) -> bool {
        self.import().is_some_and(ImportError::is_gone)
            || self.api().is_some_and(|error| error.kind == ApiErrorKind::Gone)
    }

    /// The same call, later, may succeed without any change. For an import this means resuming or attaching to it; a begin
    /// call whose fate is unknown is not retryable.
    pub fn is_retryable(&self) -> bool {
        self.api().is_some_and(ApiError::is_retryable)
            || self.failure_kind().is_some_and(FailureKind::is_retryable)
            || self
                .import()
                .is_some_and(|error| matches!(error.kind(), ImportErrorKind::BudgetExhausted { .. }))
    }

    /// The service may have processed a request whose answer is not known: a begin call may have begun an import.
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Transport(error) => !error.kind().is_unsent(),
            Self::Import { error, .. } => matches!(error.kind(), ImportErrorKind::StartOutcomeUnknown(_)),
            Self::Response(ResponseError::Api(error)) => {
                matches!(
                    error.kind,
                    ApiErrorKind::Server | ApiErrorKind::Unavailable | ApiErrorKind::RequestTimeout
                )
            }
            Self::Response(_) => true,
            Self::Build(_) | Self::State(_) => false,
        }
    }

    /// How the last call failed, where it brought no answer.
    fn failure_kind(&self) -> Option<FailureKind> {
        match self {
            Self::Transport(error) => Some(error.kind()),
            Self::Import { error, .. } => match error.kind() {
                ImportErrorKind::NoAnswer(cloudsponge_proto::import::Cause::Transport(kind)) => Some(*kind),
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_small() {
        assert!(size_of::<Error>() <= 64, "{} bytes", size_of::<Error>());
    }
}

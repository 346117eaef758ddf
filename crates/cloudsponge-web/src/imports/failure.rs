//! Why an import failed, in words for its visitor: what happened and a way on, nothing of the service's own text.

use cloudsponge::Error;
use cloudsponge::proto::import::ImportErrorKind;
use cloudsponge::proto::model::RetryHint;
use cloudsponge::proto::{ApiErrorKind, ErrorCode};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    Declined,
    Abandoned,
    TimedOut,
    Failed,
    Unavailable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    pub(crate) reason: Reason,
    /// The service's number for it; it says nothing about the visitor.
    pub(crate) code: Option<i64>,
    pub(crate) message: &'static str,
}

impl Failure {
    pub(crate) fn new(reason: Reason, message: &'static str) -> Self {
        Self { reason, code: None, message }
    }

    /// No more contacts can be kept.
    pub(super) fn full() -> Self {
        Self::new(
            Reason::Unavailable,
            "Too many people are reading contacts right now. Please try again in a few minutes.",
        )
    }

    pub(super) fn of(error: &Error) -> Self {
        if let Some(failure) = error.failure() {
            return failure.code.map_or_else(Self::unexplained, Self::of_code);
        }
        if error.import().is_some_and(|error| error.is_deadline()) {
            return Self::new(
                Reason::TimedOut,
                "This took too long, so we stopped waiting. Please try again.",
            );
        }
        if error.is_gone() {
            return Self::new(
                Reason::Failed,
                "The contacts were no longer there to be read. Please try again.",
            );
        }
        let refused = error.api().map(|refusal| refusal.kind);
        let ours = matches!(
            refused,
            Some(ApiErrorKind::Unauthorized | ApiErrorKind::BadRequest | ApiErrorKind::Rejected)
        );
        if ours || matches!(error, Error::Build(_)) {
            return Self::new(
                Reason::Failed,
                "This site cannot read this address book at the moment. Please choose another source.",
            );
        }
        let kind = error.import().map(|error| error.kind());
        match kind {
            Some(ImportErrorKind::Inconsistent(_) | ImportErrorKind::Undecodable { .. }) => Self::new(
                Reason::Failed,
                "The contacts could not be read. Please try again, or choose another source.",
            ),
            _ => Self::new(
                Reason::Unavailable,
                "The service that reads contacts cannot be reached right now. Please try again in a few minutes.",
            ),
        }
    }

    fn unexplained() -> Self {
        Self::new(
            Reason::Failed,
            "The contacts could not be read. Please try again, or choose another source.",
        )
    }

    fn of_code(code: ErrorCode) -> Self {
        let (reason, message) = match code {
            ErrorCode::CONSENT_DECLINED
            | ErrorCode::APPLET_OUTLOOK_DENIED
            | ErrorCode::APPLET_NOT_TRUSTED => {
                (Reason::Declined, "You chose not to share your contacts. You can try again at any time.")
            }
            ErrorCode::CONSENT_TIMED_OUT | ErrorCode::APPLET_TRUST_TIMED_OUT => (
                Reason::TimedOut,
                "The page for your permission waited too long for an answer. Please try again.",
            ),
            code if code.is_abandoned() => (
                Reason::Abandoned,
                "The page for your permission was left before you answered. Please try again.",
            ),
            ErrorCode::FILE_NOT_CSV | ErrorCode::FILE_UNREADABLE => {
                (Reason::Failed, "The file could not be read as an address book. Please choose another file.")
            }
            ErrorCode::ACCOUNT_TOO_NEW => (
                Reason::Failed,
                "The provider does not share the contacts of such a new account. Please choose another source.",
            ),
            code => match code.retry_hint() {
                RetryHint::Transient => (
                    Reason::Unavailable,
                    "The provider cannot be reached right now. Please try again in a few minutes.",
                ),
                RetryHint::WaitThenRetry => (
                    Reason::Unavailable,
                    "The provider does not share contacts for the moment. Please try again later.",
                ),
                RetryHint::NeedsUser => (
                    Reason::Failed,
                    "The provider wants you to sign in at its own site first. Then please try again here.",
                ),
                RetryHint::Integration => (
                    Reason::Failed,
                    "This site cannot read this address book at the moment. Please choose another source.",
                ),
                _ => (
                    Reason::Failed,
                    "The provider did not hand over the contacts. Please try again, or choose another source.",
                ),
            },
        };
        Self { code: Some(code.get()), ..Self::new(reason, message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_and_a_way_on() {
        let reason = |code| Failure::of_code(ErrorCode::new(code)).reason;
        assert_eq!(reason(514), Reason::Declined);
        assert_eq!(reason(516), Reason::TimedOut);
        assert_eq!(reason(517), Reason::Abandoned);
        assert_eq!(reason(518), Reason::Unavailable);
        assert_eq!(reason(9999), Reason::Failed);
        for code in ErrorCode::known() {
            let failure = Failure::of_code(*code);
            assert_eq!(failure.code, Some(code.get()));
            assert!(failure.message.contains("lease") || failure.message.contains("try again"), "{code}");
        }
    }
}

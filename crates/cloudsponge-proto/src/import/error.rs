//! How an import fails: one error, which says what happened, what was delivered, and how to go on.

use super::event::RetryCause;
use crate::model::{ErrorCode, Event, EventStatus, EventType, printable, tidy};
use crate::{ApiError, BuildError, FailureKind, ImportId, ResponseError};

/// An import that ended without all contacts. Everything delivered before stays delivered.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind}{}{}", progress(.inner), advice(.kind, .inner))]
pub struct ImportError {
    // Boxed: results that carry it stay small.
    inner: Box<Inner>,
    kind: Box<ImportErrorKind>,
}

#[derive(Clone, Debug)]
struct Inner {
    import_id: Option<ImportId>,
    delivered: u64,
}

/// What ended an import.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportErrorKind {
    /// A request could not be built; nothing was sent.
    #[error("the request cannot be sent: {0}")]
    Build(#[from] BuildError),
    /// The service refused a call.
    #[error(transparent)]
    Refused(Box<ApiError>),
    /// The import itself failed, or the user declined.
    #[error(transparent)]
    Failed(Box<ImportFailure>),
    /// A begin call was sent and its answer is not known: the import may or may not have begun. It is never sent again
    /// by itself, because a second log-in can lock the user's account.
    #[error(
        "the import may or may not have begun ({0}): ask the user, then begin again; a user name and password \
         should not be tried again at once"
    )]
    StartOutcomeUnknown(Cause),
    /// No answer, and asking again is useless or was tried often enough.
    #[error("{0}")]
    NoAnswer(Cause),
    /// A call failed and was not made again, because too many of the client's calls have failed lately: see
    /// [`RetryBudget`](super::RetryBudget). Everything may be well with the import itself.
    #[error("too many calls have failed to make this one again (it failed because {last})")]
    BudgetExhausted {
        /// Why the call failed, when it was last made.
        last: RetryCause,
    },
    /// The deadline of the policy passed.
    #[error("the import did not end by its deadline{}", last_seen(.last))]
    DeadlineExceeded {
        /// The furthest phase seen, if any.
        last: Option<(EventType, EventStatus)>,
    },
    /// The service has deleted the contacts.
    #[error("the service has deleted the contacts{}: begin a new import", of_total(.total))]
    Gone {
        /// Contacts in the whole book, where the service said so.
        total: Option<u64>,
    },
    /// An answer contradicts what was asked for; none of its contacts were delivered.
    #[error("the service's answer is inconsistent: {0}")]
    Inconsistent(Inconsistency),
    /// An answer could not be decoded. If it was a page of contacts, its bytes are kept: the service may not deliver
    /// them again.
    #[error("{error}")]
    Undecodable {
        /// What is wrong with it, and where.
        error: Box<ResponseError>,
        /// The undecodable page of contacts.
        page: Option<RawPage>,
    },
}

/// An ERROR event: the import failed, or the user gave it up.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ImportFailure {
    /// The phase that failed.
    pub event_type: EventType,
    /// The service's error code, if the event carries one.
    pub code: Option<ErrorCode>,
    /// The service's explanation for people: at most 200 characters, control characters replaced.
    pub description: Option<String>,
}

/// What is known of a call that brought no usable answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// The transport brought none.
    Transport(FailureKind),
    /// The service, or something in front of it, answered with an error.
    Api(Box<ApiError>),
    /// The answer could not be decoded.
    Response(Box<ResponseError>),
}

/// In what an answer contradicts the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inconsistency {
    /// It belongs to another import.
    OtherImport,
    /// Contacts are missing: the positions from `from` up to but without `to` were never delivered.
    Missing {
        /// First missing position.
        from: u64,
        /// First position after the gap.
        to: u64,
    },
}

/// The bytes of a page of contacts that could not be decoded. They are personal data, so `Debug` shows only how many.
#[derive(Clone, PartialEq, Eq)]
pub struct RawPage {
    start: u64,
    bytes: Vec<u8>,
}

impl ImportError {
    pub(crate) fn new(kind: ImportErrorKind, import_id: Option<ImportId>, delivered: u64) -> Self {
        Self { inner: Box::new(Inner { import_id, delivered }), kind: Box::new(kind) }
    }

    /// What happened.
    pub fn kind(&self) -> &ImportErrorKind {
        &self.kind
    }

    /// The import, if it had begun.
    pub fn import_id(&self) -> Option<&ImportId> {
        self.inner.import_id.as_ref()
    }

    /// Positions delivered since the beginning of the book.
    pub fn delivered(&self) -> u64 {
        self.inner.delivered
    }

    /// The ERROR event that ended the import, if one did.
    pub fn failure(&self) -> Option<&ImportFailure> {
        match self.kind() {
            ImportErrorKind::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// The service's `X-Request-Id` of the answer that ended the import, where an answer did and it had one.
    pub fn request_id(&self) -> Option<&str> {
        match self.kind() {
            ImportErrorKind::Refused(error) => error.request_id.as_deref(),
            ImportErrorKind::Undecodable { error, .. } => error.request_id(),
            ImportErrorKind::StartOutcomeUnknown(cause) | ImportErrorKind::NoAnswer(cause) => match cause {
                Cause::Transport(_) => None,
                Cause::Api(error) => error.request_id.as_deref(),
                Cause::Response(error) => error.request_id(),
            },
            _ => None,
        }
    }

    /// The user declined, left, or let the consent page run out of time.
    pub fn is_abandoned(&self) -> bool {
        self.failure().and_then(|failure| failure.code).is_some_and(|code| code.is_abandoned())
    }

    /// The policy's deadline passed.
    pub fn is_deadline(&self) -> bool {
        matches!(self.kind(), ImportErrorKind::DeadlineExceeded { .. })
    }

    /// The service has deleted the contacts.
    pub fn is_gone(&self) -> bool {
        matches!(self.kind(), ImportErrorKind::Gone { .. })
    }
}

impl ImportFailure {
    pub(super) fn of(event: &Event) -> Self {
        let description = event.description.as_deref().and_then(tidy);
        Self { event_type: event.event_type.clone(), code: event.error_code(), description }
    }

    /// The user gave the import up: declined, left, or waited too long.
    pub fn is_abandoned(&self) -> bool {
        self.code.is_some_and(|code| code.is_abandoned())
    }
}

impl std::fmt::Display for ImportFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_abandoned() { "the import was abandoned" } else { "the import failed" })?;
        match self.code {
            Some(code) => {
                write!(f, " with code {}", code.get())?;
                if let Some(meaning) = code.meaning() {
                    write!(f, ": {meaning}")?;
                }
            }
            None => write!(f, " in phase {}", printable(self.event_type.as_str()))?,
        }
        let meaning = self.code.and_then(|code| code.meaning());
        match self.description.as_deref().filter(|description| Some(*description) != meaning) {
            Some(description) => write!(f, " (the service says: {description})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ImportFailure {}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transport(kind) => kind.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Response(error) => error.fmt(f),
        }
    }
}

impl std::fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherImport => f.write_str("it belongs to another import"),
            Self::Missing { from, to } => {
                write!(f, "the contacts at positions {from} to {} are missing", to.saturating_sub(1))
            }
        }
    }
}

impl RawPage {
    pub(crate) fn new(start: u64, bytes: Vec<u8>) -> Self {
        Self { start, bytes }
    }

    /// Position of the first contact asked for.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl std::fmt::Debug for RawPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawPage {{ start: {}, bytes: {} }}", self.start, self.bytes.len())
    }
}

fn progress(inner: &Inner) -> String {
    match (&inner.import_id, inner.delivered) {
        (Some(id), 0) => format!(" (import {id})"),
        (Some(id), delivered) => format!(" (import {id}, {delivered} contacts were delivered)"),
        (None, _) => String::new(),
    }
}

/// Time that ran out for us has not run out for the service, and neither has patience.
fn advice(kind: &ImportErrorKind, inner: &Inner) -> &'static str {
    match (kind, &inner.import_id) {
        (ImportErrorKind::DeadlineExceeded { .. }, Some(_)) => {
            ": attach to it, or resume its state with a new deadline, to go on waiting"
        }
        (ImportErrorKind::BudgetExhausted { .. }, Some(_)) => {
            ": attach to it, or resume its state, when the service answers again"
        }
        (ImportErrorKind::BudgetExhausted { .. }, None) => {
            ": nothing has begun, so begin again when the service can be reached"
        }
        _ => "",
    }
}

fn last_seen(last: &Option<(EventType, EventStatus)>) -> String {
    match last {
        Some((kind, status)) => {
            let (kind, status) = (printable(kind.as_str()), printable(status.as_str()));
            format!(" (last seen: {kind} {status})")
        }
        None => String::new(),
    }
}

fn of_total(total: &Option<u64>) -> String {
    total.map(|total| format!(" of a book of {total}")).unwrap_or_default()
}

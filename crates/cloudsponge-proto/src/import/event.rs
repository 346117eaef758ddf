//! What an import asks for and tells.

use super::page::Page;
use crate::model::{Begun, Contact, Event};
use crate::{ApiErrorKind, FailureKind};
use bytes::Bytes;
use http::Request;
use std::time::Instant;

/// What to do next, from [`Import::poll_output`](super::Import::poll_output).
#[derive(Debug)]
#[non_exhaustive]
pub enum Output {
    /// Send this request, once, and hand in what comes back.
    Request(Request<Bytes>),
    /// Something to tell the user of the import.
    Event(ImportEvent),
    /// Nothing to do before this instant, unless an answer arrives.
    Wait(Instant),
    /// The import is over: every contact was delivered.
    Done,
}

/// Something that happened in an import.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImportEvent {
    /// The service began the import. If it gave a `url`, show it to the user now.
    Begun(Begun),
    /// A phase began or changed. Repetitions are not reported.
    Progress(Event),
    /// Whose address book it is; at most once, before the first contacts.
    Owner(Box<Contact>),
    /// The next contacts. Taking this event acknowledges the ones before it: they are not asked for again, not even
    /// after a resume from a state saved later.
    Contacts(Page),
    /// A call failed or brought nothing, or must wait once more; it will be made again.
    Retrying(Retry),
    /// Everything was delivered.
    Finished(Summary),
}

/// A call that will be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Failures in a row, this one included. "Not yet" is no failure, nor is a retry put off: they add none.
    pub failures: u32,
    /// When the call is made again.
    pub at: Instant,
    /// What went wrong.
    pub cause: RetryCause,
}

/// Why a call is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryCause {
    /// There was no answer, or half of one.
    NoAnswer(FailureKind),
    /// The service said: not now.
    Refused(ApiErrorKind),
    /// The body was empty or a web page.
    Unreadable,
    /// A page of contacts was empty although there are more.
    EmptyPage,
    /// Too many of the client's calls have failed lately to make another retry now: see
    /// [`RetryBudget`](super::RetryBudget). No call was made.
    NoBudget,
}

impl std::fmt::Display for RetryCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoAnswer(kind) => kind.fmt(f),
            Self::Refused(ApiErrorKind::RateLimited) => f.write_str("the service asks for fewer requests"),
            Self::Refused(ApiErrorKind::NotReady) => f.write_str("the contacts are not ready yet"),
            Self::Refused(ApiErrorKind::UnknownImport) => {
                f.write_str("the service does not know the import yet")
            }
            Self::Refused(_) => f.write_str("the service is unavailable"),
            Self::Unreadable => f.write_str("the answer was empty or a web page"),
            Self::EmptyPage => f.write_str("a page of contacts was empty"),
            Self::NoBudget => f.write_str("too many calls have failed lately"),
        }
    }
}

/// What an import delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Positions delivered since the beginning of the book, those before a resume included.
    pub delivered: u64,
    /// How many of those delivered by this run could not be read.
    pub unreadable: u64,
}

//! How far an import is, as browsers are told.

use super::Failure;
use serde::{Serialize, Serializer};

/// A status and its place in the order of changes.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    /// Counts the changes from 1: the id of the event.
    pub(crate) number: u64,
    pub(crate) status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    Consent,
    Gathering,
    Downloading,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// The begin call is under way; nobody has the handle yet.
    Starting,
    Progress {
        phase: Phase,
        gathered: Option<u64>,
        total: Option<u64>,
    },
    Ready {
        total: u64,
    },
    Failed(Failure),
    Cancelled,
}

impl Status {
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Ready { .. } | Self::Failed(_) | Self::Cancelled)
    }

    /// The name of the event, and of the state in a snapshot.
    pub(crate) fn state(&self) -> &'static str {
        match self {
            Self::Starting | Self::Progress { .. } => "progress",
            Self::Ready { .. } => "ready",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// One word for a list: the phase while it is under way, else the state.
    pub(crate) fn phase(&self) -> &'static str {
        match self {
            Self::Starting | Self::Progress { phase: Phase::Consent, .. } => "consent",
            Self::Progress { phase: Phase::Gathering, .. } => "gathering",
            Self::Progress { phase: Phase::Downloading, .. } => "downloading",
            over => over.state(),
        }
    }

    /// The user has not consented yet.
    pub(crate) fn awaits_consent(&self) -> bool {
        self.phase() == "consent"
    }

    /// The data of the event; with the state among its fields, a snapshot.
    pub(crate) fn data(&self, snapshot: bool) -> impl Serialize {
        Data { state: snapshot.then(|| self.state()), status: self.clone() }
    }
}

struct Data {
    state: Option<&'static str>,
    status: Status,
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<T> {
            #[serde(skip_serializing_if = "Option::is_none")]
            state: Option<&'static str>,
            #[serde(flatten)]
            fields: T,
        }
        #[derive(Serialize)]
        struct Progress {
            phase: Phase,
            gathered: Option<u64>,
            total: Option<u64>,
        }
        #[derive(Serialize)]
        struct Ready {
            total: u64,
        }
        #[derive(Serialize)]
        struct Cancelled {}
        let state = self.state;
        match &self.status {
            Status::Starting => {
                let fields = Progress { phase: Phase::Consent, gathered: None, total: None };
                Fields { state, fields }.serialize(serializer)
            }
            &Status::Progress { phase, gathered, total } => {
                Fields { state, fields: Progress { phase, gathered, total } }.serialize(serializer)
            }
            &Status::Ready { total } => Fields { state, fields: Ready { total } }.serialize(serializer),
            Status::Failed(failure) => Fields { state, fields: failure }.serialize(serializer),
            Status::Cancelled => Fields { state, fields: Cancelled {} }.serialize(serializer),
        }
    }
}

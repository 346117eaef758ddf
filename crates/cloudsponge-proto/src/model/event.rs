//! One row of an import's history.

use super::ErrorCode;
use super::open_enum::open_enum;
use crate::ImportId;
use crate::codec::lenient;
use serde::{Deserialize, Serialize};

open_enum! {
    /// A phase of an import (`event_type`).
    EventType {
        /// The import exists; for consent imports it stays in progress until the user consents.
        Initializing = "INITIALIZING",
        /// Contacts are being read from the source.
        Gathering = "GATHERING",
        /// Listed by two official clients only; presumably the applet uploading what it read.
        Submitting = "SUBMITTING",
        /// The end of the import.
        Complete = "COMPLETE",
        /// Listed by one official client only; errors are reported as a *status*.
        Error = "ERROR",
    }
}

open_enum! {
    /// How far a phase is (`status` of an event).
    EventStatus {
        /// It goes on.
        InProgress = "INPROGRESS",
        /// It is done.
        Completed = "COMPLETED",
        /// It failed, and the import with it; [`Event::value`] is the error code.
        Error = "ERROR",
        /// Listed by one official client only.
        Pending = "PENDING",
    }
}

/// One event: a phase and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// `import_action_id`: equal to the import's id since 2016, another id before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_action_id: Option<ImportId>,
    /// `import_id`: the import it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_id: Option<ImportId>,
    /// `event_type`: the phase.
    pub event_type: EventType,
    /// `value`: contacts gathered so far while GATHERING goes on, their number once it is done, an error code if the
    /// status is ERROR, 0 otherwise. Missing or unreadable values are `None`; they never fail an import.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub value: Option<i64>,
    /// `description`: a text for people, sent with errors; null on success.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// `status`: how far the phase is.
    pub status: EventStatus,
    /// `created_at`: when the row was made, as it came (ISO 8601, in 2016 with milliseconds and offset). It does not
    /// change when the status does.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// `id`: the row's own id; seen in XML of 2009 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ImportId>,
    /// `unclaimed`: seen in XML of 2009 only.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub unclaimed: Option<bool>,
    /// `updated_at`: seen in XML of 2009 only.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

impl Event {
    /// An event without value, description or ids.
    pub fn new(event_type: EventType, status: EventStatus) -> Self {
        Self {
            import_action_id: None,
            import_id: None,
            event_type,
            value: None,
            description: None,
            status,
            created_at: None,
            id: None,
            unclaimed: None,
            updated_at: None,
        }
    }

    /// The import has failed.
    pub fn is_error(&self) -> bool {
        self.status == EventStatus::Error
    }

    /// The contacts are ready: COMPLETE is COMPLETED, whatever its value.
    pub fn is_complete(&self) -> bool {
        self.event_type == EventType::Complete && self.status == EventStatus::Completed
    }

    /// The error code, if this event is an error that carries one.
    pub fn error_code(&self) -> Option<ErrorCode> {
        self.value.filter(|_| self.is_error()).map(ErrorCode::new)
    }

    /// The contacts gathered so far, if this event counts them.
    pub fn gathered(&self) -> Option<u64> {
        let counts = self.event_type == EventType::Gathering && !self.is_error();
        self.value.filter(|_| counts).and_then(|value| u64::try_from(value).ok())
    }
}

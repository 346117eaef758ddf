//! The answer to an events call.

mod flat;
mod glance;
#[cfg(test)]
mod tests;

pub use glance::{EventRef, EventsRef};

use super::refusal::refused;
use super::{Event, EventStatus, EventType, Refusal};
use crate::codec::{self, CodecError, CodecErrorKind, Format, lenient};
use crate::{DecodeError, ImportId, Message};
use serde::{Deserialize, Serialize};

/// More events than this in one answer are refused.
const EVENT_LIMIT: usize = 1000;

/// The events of an import.
///
/// The service sends the full history each time (recorded in 2016); older traces deliver each event once. Keep what you
/// saw, by type; an [`Import`](crate::Import) does.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Events {
    /// The rows, in the order they came. Missing, null and empty lists are all empty.
    pub events: Vec<Event>,
    /// The import they belong to (`import_id`, or the equal `id`).
    pub import_id: Option<ImportId>,
    /// The `user_id` given to the begin call.
    pub user_id: Option<String>,
    /// The `echo` given to this call; absent if none was.
    pub echo: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "lenient::list")]
    events: Vec<Event>,
    import_id: Option<ImportId>,
    #[serde(deserialize_with = "lenient::text")]
    user_id: Option<String>,
    id: Option<ImportId>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    echo: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing)]
    status: Option<String>,
    #[serde(deserialize_with = "Refusal::error_field", skip_serializing)]
    error: Option<Refusal>,
    #[serde(deserialize_with = "lenient::text", skip_serializing)]
    message: Option<String>,
}

impl Events {
    /// Reads any answer there is: errors and leniency are decided here alone.
    fn decode_any(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        let wire: Wire = codec::from_slice(format, body, &["eventsResponse", "events-response", "result"])?;
        refused(wire.status, wire.error, wire.message)?;
        if wire.events.len() > EVENT_LIMIT {
            let error = CodecError::new(format, CodecErrorKind::TooLarge("more than 1000 events"));
            return Err(error.with_path("events").into());
        }
        let import_id = wire.import_id.or(wire.id);
        Ok(Self { events: wire.events, import_id, user_id: wire.user_id, echo: wire.echo })
    }
}

impl Message for Events {
    fn decode(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        EventsRef::decode(format, body).map(EventsRef::into_owned)
    }

    fn encode(&self, format: Format) -> Result<Vec<u8>, CodecError> {
        let wire = Wire {
            events: self.events.clone(),
            import_id: self.import_id.clone(),
            user_id: self.user_id.clone(),
            id: self.import_id.clone(),
            echo: self.echo.clone(),
            ..Wire::default()
        };
        codec::to_vec(format, &wire, "eventsResponse")
    }
}

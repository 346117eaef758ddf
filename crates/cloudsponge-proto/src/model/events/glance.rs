//! The answer to an events call, looked at where it stands.

use super::flat::{Flat, Row};
use super::{Event, EventStatus, EventType, Events};
use crate::codec::Format;
use crate::{DecodeError, ImportId};

/// The events of an import, read without copying them out of the body.
///
/// For whoever polls often and mostly finds nothing new: an answer in JSON as the service usually sends it takes no
/// allocation. Any other answer is decoded as [`Events`], and means the same.
///
/// ```
/// use cloudsponge_proto::Format;
/// use cloudsponge_proto::model::EventsRef;
///
/// let body = br#"{"events":[{"event_type":"GATHERING","status":"INPROGRESS","value":140}],"import_id":1126}"#;
/// let events = EventsRef::decode(Format::Json, body)?;
/// assert_eq!(events.import_id(), Some("1126"));
/// assert_eq!(events.iter().find_map(|event| event.gathered()), Some(140));
/// # Ok::<(), cloudsponge_proto::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct EventsRef<'b>(Repr<'b>);

// The larger variant is the usual one, and lives as long as its answer is looked at.
#[allow(clippy::large_enum_variant)]
#[derive(Debug)]
enum Repr<'b> {
    Flat(Flat<'b>),
    Owned(Events),
}

impl<'b> EventsRef<'b> {
    /// Reads a body that came with a success status.
    ///
    /// # Errors
    /// The same as of [`Events::decode`](crate::Message::decode).
    pub fn decode(format: Format, body: &'b [u8]) -> Result<Self, DecodeError> {
        let flat = if format == Format::Json { Flat::read(body) } else { None };
        Ok(Self(match flat {
            Some(flat) => Repr::Flat(flat),
            None => Repr::Owned(Events::decode_any(format, body)?),
        }))
    }

    /// The import they belong to.
    pub fn import_id(&self) -> Option<&str> {
        match &self.0 {
            Repr::Flat(flat) => flat.import_id(),
            Repr::Owned(events) => events.import_id.as_ref().map(ImportId::as_str),
        }
    }

    /// The rows, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = EventRef<'_>> + Clone {
        let (flat, owned) = match &self.0 {
            Repr::Flat(flat) => (Some(flat), None),
            Repr::Owned(events) => (None, Some(events)),
        };
        let flat = flat.into_iter().flat_map(Flat::rows).map(|row| EventRef(Source::Row(row)));
        flat.chain(
            owned.into_iter().flat_map(|events| &events.events).map(|event| EventRef(Source::Event(event))),
        )
    }

    /// The answer in owned texts.
    pub fn into_owned(self) -> Events {
        match self.0 {
            Repr::Flat(flat) => flat.to_events(),
            Repr::Owned(events) => events,
        }
    }
}

impl From<Events> for EventsRef<'_> {
    fn from(events: Events) -> Self {
        Self(Repr::Owned(events))
    }
}

/// One event among [`EventsRef`]; its texts stand in the body.
#[derive(Clone, Copy, Debug)]
pub struct EventRef<'a>(Source<'a>);

#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Row(&'a Row<'a>),
    Event(&'a Event),
}

impl<'a> EventRef<'a> {
    /// The phase.
    pub fn event_type(self) -> &'a EventType {
        match self.0 {
            Source::Row(row) => row.event_type,
            Source::Event(event) => &event.event_type,
        }
    }

    /// How far the phase is.
    pub fn status(self) -> &'a EventStatus {
        match self.0 {
            Source::Row(row) => row.status,
            Source::Event(event) => &event.status,
        }
    }

    /// What [`Event::value`] holds.
    pub fn value(self) -> Option<i64> {
        match self.0 {
            Source::Row(row) => row.value,
            Source::Event(event) => event.value,
        }
    }

    /// The service's text for people.
    pub fn description(self) -> Option<&'a str> {
        match self.0 {
            Source::Row(row) => row.description,
            Source::Event(event) => event.description.as_deref(),
        }
    }

    /// The import has failed.
    pub fn is_error(self) -> bool {
        *self.status() == EventStatus::Error
    }

    /// The contacts are ready.
    pub fn is_complete(self) -> bool {
        *self.event_type() == EventType::Complete && *self.status() == EventStatus::Completed
    }

    /// The contacts gathered so far, if this event counts them.
    pub fn gathered(self) -> Option<u64> {
        let counts = *self.event_type() == EventType::Gathering && !self.is_error();
        self.value().filter(|_| counts).and_then(|value| u64::try_from(value).ok())
    }

    /// The event in owned texts.
    pub fn to_event(self) -> Event {
        match self.0 {
            Source::Row(row) => row.to_event(None),
            Source::Event(event) => event.clone(),
        }
    }
}

//! What is known of an import's events, gathered over many polls.

use crate::model::{Event, EventRef, EventStatus, EventType};

/// Types of an open vocabulary that are remembered; more come from no sane service.
const TYPES: usize = 64;
/// The types that are known, and have their place.
const KNOWN: usize = 5;

/// The last event of each type.
///
/// Works for full histories and for deliver-once services alike: rows never disappear, order does not matter, and a
/// repeated type is replaced. An answer with nothing new, and most polls bring one, takes no allocation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History {
    /// The plain rows of the known types, by [`place`].
    plain: [Option<Mark>; KNOWN],
    /// All others: of unknown types, with unknown statuses, with a description. No type stands here and there.
    other: Vec<Event>,
}

/// A row that nothing but a status and a value is known of.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    status: Status,
    /// 0 where there is none.
    value: i64,
    has_value: bool,
}

/// A known status.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    InProgress,
    Completed,
    Error,
    Pending,
}

/// The history of an import as it mostly is: plain rows, and nothing counted but contacts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Marks {
    gathered: u32,
    /// By [`place`], and whether there is a value.
    rows: [Option<(Status, bool)>; KNOWN],
}

impl History {
    /// Takes in the rows of one answer and tells those that are new or changed, in their order.
    pub(super) fn merge<'e>(
        &mut self,
        rows: impl Iterator<Item = EventRef<'e>> + Clone,
        mut changed: impl FnMut(Event),
    ) {
        for (at, row) in rows.clone().enumerate() {
            let kind = row.event_type();
            // Later rows win over earlier rows of the same type, in the place of the first.
            let again = rows.clone().take(at).any(|before| before.event_type() == kind);
            let last = rows.clone().skip(at).filter(|later| later.event_type() == kind).last();
            if let Some(row) = last.filter(|row| !again && !self.knows(row)) {
                let event = row.to_event();
                if self.put(&event) {
                    changed(event);
                }
            }
        }
    }

    fn knows(&self, row: &EventRef<'_>) -> bool {
        match (place(row.event_type()), Mark::of(row.status(), row.value(), row.description())) {
            (Some(place), Some(mark)) => self.plain.get(place) == Some(&Some(mark)),
            _ => self.other.iter().any(|known| {
                (&known.event_type, &known.status) == (row.event_type(), row.status())
                    && (known.value, known.description.as_deref()) == (row.value(), row.description())
            }),
        }
    }

    /// Replaces the row of the event's type, or adds it while there is room.
    fn put(&mut self, event: &Event) -> bool {
        let at = self.other.iter().position(|row| row.event_type == event.event_type);
        let mark = Mark::of(&event.status, event.value, event.description.as_deref());
        let slot = place(&event.event_type).and_then(|place| self.plain.get_mut(place));
        match (slot, mark, at) {
            (Some(slot), Some(mark), at) => {
                *slot = Some(mark);
                if let Some(at) = at {
                    self.other.remove(at);
                }
            }
            (slot, _, Some(at)) => {
                if let Some(slot) = slot {
                    *slot = None;
                }
                if let Some(row) = self.other.get_mut(at) {
                    row.clone_from(event);
                }
            }
            (Some(slot), None, None) => {
                *slot = None;
                self.other.push(event.clone());
            }
            (None, _, None) if self.other.len() < TYPES => self.other.push(event.clone()),
            (None, _, None) => return false,
        }
        true
    }

    /// The phase that is furthest, and its status: what an import was doing when time ran out.
    pub(super) fn latest(&self) -> Option<(EventType, EventStatus)> {
        let other = self.other.iter().map(|row| (row.event_type.clone(), row.status.clone()));
        let plain = TYPES_BY_PLACE
            .into_iter()
            .zip(self.plain)
            .filter_map(|(kind, mark)| Some((kind, mark?.status.into())));
        plain.chain(other).max_by_key(|(kind, _)| match kind {
            EventType::Complete => 4,
            EventType::Submitting => 3,
            EventType::Gathering => 2,
            EventType::Initializing => 1,
            _ => 0,
        })
    }

    /// The history in short, if that says all.
    pub(super) fn to_marks(&self) -> Option<Marks> {
        let mut gathered = 0;
        for (place, mark) in self.plain.iter().enumerate() {
            match mark {
                Some(mark) if place == GATHERING => gathered = u32::try_from(mark.value).ok()?,
                Some(mark) if mark.value != 0 => return None,
                _ => {}
            }
        }
        let rows = self.plain.map(|mark| mark.map(|mark| (mark.status, mark.has_value)));
        self.other.is_empty().then_some(Marks { gathered, rows })
    }

    /// The history that [`to_marks`](Self::to_marks) was asked for.
    pub(super) fn of_marks(Marks { gathered, rows }: Marks) -> Self {
        let mut plain = rows.map(|row| row.map(|(status, has_value)| Mark { status, value: 0, has_value }));
        if let Some(Some(mark)) = plain.get_mut(GATHERING) {
            mark.value = gathered.into();
        }
        Self { plain, other: Vec::new() }
    }
}

const TYPES_BY_PLACE: [EventType; KNOWN] = [
    EventType::Initializing,
    EventType::Gathering,
    EventType::Submitting,
    EventType::Complete,
    EventType::Error,
];

/// The place of the type that counts.
const GATHERING: usize = 1;

fn place(kind: &EventType) -> Option<usize> {
    TYPES_BY_PLACE.iter().position(|known| known == kind)
}

impl Mark {
    fn of(status: &EventStatus, value: Option<i64>, description: Option<&str>) -> Option<Self> {
        let status = match status {
            EventStatus::InProgress => Status::InProgress,
            EventStatus::Completed => Status::Completed,
            EventStatus::Error => Status::Error,
            EventStatus::Pending => Status::Pending,
            EventStatus::Other(_) => return None,
        };
        description.is_none().then_some(Self {
            status,
            value: value.unwrap_or_default(),
            has_value: value.is_some(),
        })
    }
}

impl From<Status> for EventStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::InProgress => Self::InProgress,
            Status::Completed => Self::Completed,
            Status::Error => Self::Error,
            Status::Pending => Self::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Events, EventsRef};
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = Event> {
        let kinds = ["INITIALIZING", "GATHERING", "SUBMITTING", "COMPLETE", "ERROR", "FOO", ""];
        let states = ["INPROGRESS", "COMPLETED", "ERROR", "PENDING", "BAR"];
        (
            prop::sample::select(kinds.to_vec()),
            prop::sample::select(states.to_vec()),
            prop::option::of(-5i64..600),
            prop::option::of(prop::sample::select(vec!["", "a text"])),
        )
            .prop_map(|(kind, status, value, description)| {
                let mut event = Event::new(EventType::from(kind), EventStatus::from(status));
                (event.value, event.description) = (value, description.map(str::to_owned));
                event
            })
    }

    fn merge(history: &mut History, events: Vec<Event>) -> Vec<Event> {
        let events = EventsRef::from(Events { events, ..Events::default() });
        let mut changed = Vec::new();
        history.merge(events.iter(), |event| changed.push(event));
        changed
    }

    #[test]
    fn what_an_import_usually_says_is_kept_in_short() {
        let mut history = History::default();
        assert!(history.to_marks().is_some());
        let event = |kind: EventType, value| {
            let mut event = Event::new(kind, EventStatus::InProgress);
            event.value = Some(value);
            event
        };
        let usual = [(EventType::Initializing, 0), (EventType::Gathering, 317), (EventType::Submitting, 0)];
        merge(&mut history, usual.map(|(kind, value)| event(kind, value)).to_vec());
        assert!(history.to_marks().is_some());
        for odd in [event(EventType::Complete, 5), event(EventType::Gathering, -1), event("FOO".into(), 0)] {
            let mut history = history.clone();
            merge(&mut history, vec![odd.clone()]);
            assert!(history.to_marks().is_none(), "{odd:?}");
        }
    }

    /// The last row of each type, where the first of them stood.
    fn last_of_each_type(events: &[Event]) -> Vec<Event> {
        let mut rows: Vec<Event> = Vec::new();
        for event in events {
            match rows.iter_mut().find(|row| row.event_type == event.event_type) {
                Some(row) => row.clone_from(event),
                None => rows.push(event.clone()),
            }
        }
        rows
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v15_merging_is_idempotent(events in prop::collection::vec(event(), 0..12)) {
            let mut history = History::default();
            merge(&mut history, events.clone());
            prop_assert!(merge(&mut history, events).is_empty());
        }

        #[test]
        fn v15_merging_is_free_of_order(events in prop::collection::vec(event(), 0..12), turn in 0usize..12) {
            let events = last_of_each_type(&events);
            let mut turned = events.clone();
            turned.rotate_left(turn % events.len().max(1));
            let sorted = |events| {
                let mut history = History::default();
                merge(&mut history, events);
                history.other.sort_by(|a, b| a.event_type.cmp(&b.event_type));
                history
            };
            prop_assert_eq!(sorted(events), sorted(turned));
        }

        /// A list of whole rows, searched from one end, says the same.
        #[test]
        fn v15_it_is_a_map_from_type_to_row(answers in prop::collection::vec(prop::collection::vec(event(), 0..6), 0..6)) {
            let (mut history, mut rows) = (History::default(), Vec::<Event>::new());
            for answer in answers {
                let mut expected = last_of_each_type(&answer);
                expected.retain(|event| !rows.contains(event));
                for event in &expected {
                    rows.retain(|row| row.event_type != event.event_type);
                    rows.push(event.clone());
                }
                prop_assert_eq!(merge(&mut history, answer), expected);
                let latest = history.latest();
                prop_assert_eq!(latest.is_none(), rows.is_empty());
                let rank = |kind: &EventType| TYPES_BY_PLACE.iter().take(4).position(|known| known == kind);
                let furthest = rows.iter().map(|row| rank(&row.event_type)).max();
                prop_assert_eq!(latest.as_ref().map(|(kind, _)| rank(kind)), furthest);
                if let Some(marks) = history.to_marks() {
                    prop_assert_eq!(&History::of_marks(marks), &history);
                }
                let is_latest = |row: &Event| latest == Some((row.event_type.clone(), row.status.clone()));
                prop_assert!(rows.is_empty() || rows.iter().any(is_latest));
            }
        }
    }

    #[test]
    fn j10_rows_do_not_disappear() {
        let mut history = History::default();
        merge(&mut history, vec![Event::new(EventType::Gathering, EventStatus::InProgress)]);
        assert!(merge(&mut history, Vec::new()).is_empty());
        assert_eq!(history.latest(), Some((EventType::Gathering, EventStatus::InProgress)));
    }

    #[test]
    fn no_more_types_are_remembered_than_make_sense() {
        let mut history = History::default();
        let events = (0..100).map(|n| Event::new(EventType::from(&*format!("T{n}")), EventStatus::Completed));
        assert_eq!(merge(&mut history, events.collect()).len(), TYPES);
        assert_eq!(history.other.len(), TYPES);
        let known = Event::new(EventType::Complete, EventStatus::from("BAR"));
        assert_eq!(merge(&mut history, vec![known.clone()]), [known]);
    }
}

//! What is known of an import's events, gathered over many polls.

use crate::model::{Event, EventType};

/// Types of an open vocabulary that are remembered; more come from no sane service.
const TYPES: usize = 64;

/// The last event of each type.
///
/// Works for full histories and for deliver-once services alike: rows never disappear, order does not matter, and a
/// repeated type is replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    rows: Vec<Event>,
}

impl History {
    /// Takes in the rows of one answer and gives back those that are new or changed, in their order.
    pub(super) fn merge(&mut self, events: Vec<Event>) -> Vec<Event> {
        let mut changed = Vec::new();
        for event in last_of_each_type(events) {
            let known = self.rows.iter().any(|row| row.event_type == event.event_type && same(row, &event));
            if !known && put(&mut self.rows, event.clone()) {
                changed.push(event);
            }
        }
        changed
    }

    /// The phase that is furthest: what an import was doing when time ran out.
    pub(super) fn latest(&self) -> Option<&Event> {
        let rank = |event: &&Event| match event.event_type {
            EventType::Complete => 4,
            EventType::Submitting => 3,
            EventType::Gathering => 2,
            EventType::Initializing => 1,
            _ => 0,
        };
        self.rows.iter().max_by_key(rank)
    }
}

/// Later rows win over earlier rows of the same type; the others keep their order.
fn last_of_each_type(events: Vec<Event>) -> Vec<Event> {
    let mut rows = Vec::new();
    for event in events {
        put(&mut rows, event);
    }
    rows
}

/// Replaces the row of the event's type, or adds it while there is room.
fn put(rows: &mut Vec<Event>, event: Event) -> bool {
    match rows.iter().position(|row| row.event_type == event.event_type) {
        Some(at) => {
            if let Some(row) = rows.get_mut(at) {
                *row = event;
            }
        }
        None if rows.len() < TYPES => rows.push(event),
        None => return false,
    }
    true
}

fn same(a: &Event, b: &Event) -> bool {
    (&a.status, a.value, &a.description) == (&b.status, b.value, &b.description)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EventStatus;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = Event> {
        let kinds = ["INITIALIZING", "GATHERING", "SUBMITTING", "COMPLETE", "ERROR", "FOO", ""];
        let states = ["INPROGRESS", "COMPLETED", "ERROR", "PENDING", "BAR"];
        (
            prop::sample::select(kinds.to_vec()),
            prop::sample::select(states.to_vec()),
            prop::option::of(-5i64..600),
        )
            .prop_map(|(kind, status, value)| {
                let mut event = Event::new(EventType::from(kind), EventStatus::from(status));
                event.value = value;
                event
            })
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v15_merging_is_idempotent(events in prop::collection::vec(event(), 0..12)) {
            let mut history = History::default();
            history.merge(events.clone());
            prop_assert!(history.merge(events).is_empty());
        }

        #[test]
        fn v15_merging_is_free_of_order(events in prop::collection::vec(event(), 0..12), turn in 0usize..12) {
            let events = last_of_each_type(events);
            let mut turned = events.clone();
            turned.rotate_left(turn % events.len().max(1));
            let sorted = |events| {
                let mut history = History::default();
                history.merge(events);
                history.rows.sort_by(|a, b| a.event_type.cmp(&b.event_type));
                history.rows
            };
            prop_assert_eq!(sorted(events), sorted(turned));
        }
    }

    #[test]
    fn j10_rows_do_not_disappear() {
        let mut history = History::default();
        history.merge(vec![Event::new(EventType::Gathering, EventStatus::InProgress)]);
        assert!(history.merge(Vec::new()).is_empty());
        assert_eq!(history.latest().map(|row| &row.event_type), Some(&EventType::Gathering));
    }
}

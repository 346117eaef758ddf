//! The events of whole imports: what one poll after another brings.
//!
//! The service repeats the full history in each answer; older traces bring each row once, and nothing promises an order.
//! A history here is told in all three ways, with phases nobody knows between the known ones.

use super::text::plain;
use super::values::error_code;
use crate::ImportId;
use crate::model::{ErrorCode, Event, EventStatus, EventType, Events};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// How a history ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// COMPLETE is COMPLETED: the contacts are ready.
    Complete,
    /// A phase failed with this code.
    Error(ErrorCode),
    /// It does not end: the import goes on as far as one can see.
    Open,
}

/// One answer after another to the polls of an import.
///
/// ```
/// use cloudsponge_proto::strategy::history::{self, End};
/// use proptest::prelude::*;
///
/// proptest!(|(history in history::history())| {
///     let complete = history.answers.iter().flat_map(|answer| &answer.events).any(|event| event.is_complete());
///     prop_assert_eq!(complete, history.end == End::Complete);
/// });
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// The answers, at least one. After the last, the service would repeat it.
    pub answers: Vec<Events>,
    /// What the last answer says.
    pub end: End,
    /// The most contacts any row counts.
    pub gathered: u64,
}

#[derive(Clone, Copy, Debug)]
enum Telling {
    Cumulative,
    Backwards,
    OnceEach,
}

/// A [`History`] that ends in any way.
pub fn history() -> BoxedStrategy<History> {
    let end =
        prop_oneof![4 => Just(End::Complete), 2 => error_code().prop_map(End::Error), 1 => Just(End::Open)];
    history_to(end.boxed())
}

/// A [`History`] with this end.
pub fn history_to(end: BoxedStrategy<End>) -> BoxedStrategy<History> {
    let tellings = [Telling::Cumulative, Telling::Cumulative, Telling::Backwards, Telling::OnceEach];
    let steps = vec((0..9_u8, 0..5000_u32), 0..6);
    (steps, end, select(tellings.to_vec()), 1..5_usize, 1..100_000_u64, plain())
        .prop_map(|(steps, end, telling, per_answer, id, word)| {
            let rows = rows(&steps, end, &word);
            let answers = answers(&rows, telling, per_answer, &ImportId::from(id));
            let told = answers.iter().flat_map(|answer| &answer.events);
            let gathered = told.filter_map(Event::gathered).max().unwrap_or(0);
            History { answers, end, gathered }
        })
        .boxed()
}

/// The rows in the order they came to be.
fn rows(steps: &[(u8, u32)], end: End, word: &str) -> Vec<Event> {
    use EventStatus::{Completed, Error, InProgress};
    let row = |kind, status, value| {
        let mut event = Event::new(kind, status);
        event.value = Some(value);
        event
    };
    let mut rows = vec![row(EventType::Initializing, InProgress, 0)];
    let mut gathered = 0;
    for (kind, more) in steps {
        gathered += i64::from(*more);
        rows.push(match kind {
            0 => row(EventType::Initializing, Completed, 0),
            1 => row(EventType::Submitting, InProgress, 0),
            2 => row(EventType::from(word.to_ascii_uppercase().as_str()), InProgress, 1),
            3 => row(EventType::Gathering, EventStatus::from("Paused"), gathered),
            _ => row(EventType::Gathering, InProgress, gathered),
        });
    }
    match end {
        End::Complete => {
            rows.push(row(EventType::Gathering, Completed, gathered));
            rows.push(row(EventType::Complete, Completed, 0));
        }
        End::Error(code) => rows.push(row(EventType::Gathering, Error, code.get())),
        End::Open => {}
    }
    rows
}

fn answers(rows: &[Event], telling: Telling, per_answer: usize, id: &ImportId) -> Vec<Events> {
    let mut told: Vec<Event> = Vec::new();
    let answer = |chunk: &[Event]| {
        if matches!(telling, Telling::OnceEach) {
            told.clear();
        }
        for event in chunk {
            // A phase has one row, which changes.
            told.retain(|row| row.event_type != event.event_type);
            told.push(event.clone());
        }
        let mut events = told.clone();
        if matches!(telling, Telling::Backwards) {
            events.reverse();
        }
        Events { events, import_id: Some(id.clone()), ..Events::default() }
    };
    rows.chunks(per_answer.max(1)).map(answer).collect()
}

//! The event rows that show an import's phase.

use super::import::{Import, Phase};
use super::{Rules, date};
use cloudsponge_proto::ImportId;
use cloudsponge_proto::model::{ErrorCode, Event, EventStatus, EventType};
use std::time::Duration;

/// All rows until now, oldest first, in the recorded shape.
pub(super) fn rows(import: &Import, rules: &Rules, now: Duration) -> Vec<Event> {
    let row = |event_type, status, value, at| Row { import, rules }.event(event_type, status, value, at);
    let fail = |event_type, code: ErrorCode, at| {
        let mut event = row(event_type, EventStatus::Error, code.get(), at);
        event.description = Some(code.meaning().unwrap_or("the import failed").to_owned());
        event
    };
    use EventStatus::{Completed, InProgress};
    use EventType::{Complete, Gathering, Initializing};
    let begun = import.begun;
    let total = i64::try_from(import.book.len()).unwrap_or(i64::MAX);
    let initialized = |status| row(Initializing, status, 0, begun);
    match import.phase(rules, now) {
        Phase::Waiting => vec![initialized(InProgress)],
        Phase::Refused { at, code } => {
            let mut rows = vec![fail(Initializing, code, begun)];
            rows.extend(rules.quirks.complete_row_on_error.then(|| fail(Complete, code, at)));
            rows
        }
        Phase::Gathering { since, gathered } => {
            let gathered = i64::try_from(gathered).unwrap_or(i64::MAX);
            vec![initialized(Completed), row(Gathering, InProgress, gathered, since)]
        }
        Phase::Failed { since, at, code } => {
            let mut rows = vec![initialized(Completed), fail(Gathering, code, since)];
            rows.extend(rules.quirks.complete_row_on_error.then(|| fail(Complete, code, at)));
            rows
        }
        // Events outlive the contacts.
        Phase::Complete { since, at } | Phase::Gone { since, at } => {
            vec![
                initialized(Completed),
                row(Gathering, Completed, total, since),
                row(Complete, Completed, 0, at),
            ]
        }
    }
}

/// The rows as they are answered: with the switched-on departures.
pub(super) fn shown(import: &mut Import, rules: &Rules, now: Duration) -> Vec<Event> {
    let mut rows = rows(import, rules, now);
    if rules.quirks.unknown_values {
        let (event_type, status) = (EventType::from("REHEARSING"), EventStatus::from("HALFWAY"));
        rows.insert(0, Row { import, rules }.event(event_type, status, 0, import.begun));
    }
    if rules.quirks.incremental_events {
        let all = rows.clone();
        rows.retain(|row| !import.shown.contains(row));
        import.shown = all;
    }
    if rules.quirks.descending_events {
        rows.reverse();
    }
    rows
}

struct Row<'a> {
    import: &'a Import,
    rules: &'a Rules,
}

impl Row<'_> {
    fn event(&self, event_type: EventType, status: EventStatus, value: i64, at: Duration) -> Event {
        let mut event = Event::new(event_type, status);
        event.import_action_id = Some(ImportId::from(self.import.id));
        event.import_id = Some(ImportId::from(self.import.id));
        event.value = Some(value);
        event.created_at = Some(date::recorded(self.rules.epoch, at));
        event
    }
}

//! What people see on stderr while an import runs: one line for each thing that happened.

use crate::console::{self, ask, line, warn};
use crate::text;
use cloudsponge_proto::ConsentUrl;
use cloudsponge_proto::import::{Page, Retry, Summary};
use cloudsponge_proto::model::{Begun, Contact, ContactSlot, Event, EventStatus, EventType};
use std::time::Instant;

/// Positions of unreadable contacts that are shown one by one.
const SHOWN_POSITIONS: u64 = 10;
/// Longer words of the service are cut.
const WORD_LIMIT: usize = 80;

pub(crate) fn begun(service: &str, begun: &Begun) {
    line("begin", format_args!("import {} from {service} has begun", begun.import_id));
}

/// Where the user is asked for consent. This line is for the user; logs never hold it. `needed`: somebody has to open it.
pub(crate) fn consent_page(page: &ConsentUrl, needed: bool) {
    let show: fn(&str, &str) =
        if needed { |label, text| ask(label, text) } else { |label, text| line(label, text) };
    show("consent", &format!("the user allows or refuses access on this page of {}:", page.origin()));
    show("", page.as_str());
}

/// A phase began, went on or ended. `login`: the user's login stands in for consent.
pub(crate) fn event(event: &Event, login: bool) {
    let gathered = event.gathered().filter(|count| *count > 0);
    match (&event.event_type, &event.status) {
        (EventType::Initializing, EventStatus::InProgress) if login => {
            line("waiting", "for the source to accept the login")
        }
        (EventType::Initializing, EventStatus::Completed) if login => line("login", "accepted"),
        (EventType::Initializing, EventStatus::InProgress) => line("waiting", "for the user's consent"),
        (EventType::Initializing, EventStatus::Completed) => line("consent", "granted"),
        (EventType::Gathering, EventStatus::InProgress) => match gathered {
            _ if console::gathering(gathered.unwrap_or_default()) => {}
            Some(count) => line("gathering", format_args!("{} so far", contacts(count))),
            None => line("gathering", "contacts are being read from the source"),
        },
        (EventType::Gathering, EventStatus::Completed) => {
            console::clear();
            line("gathered", contacts(gathered.unwrap_or_default()));
        }
        (EventType::Complete, EventStatus::Completed) => line("complete", "the contacts are ready"),
        // How an import failed is told at its end.
        (_, EventStatus::Error) => {}
        (kind, status) => {
            let word = |word: &str| text::cell(word, WORD_LIMIT);
            line("progress", format_args!("{} {}", word(kind.as_str()), word(status.as_str())));
        }
    }
}

pub(crate) fn owner(owner: &Contact) {
    let short = |text: &str| text::cell(text, WORD_LIMIT);
    let name = owner.display_name();
    match (name.as_deref(), owner.primary_email()) {
        (Some(name), Some(email)) if name != email => {
            line("owner", format_args!("{} <{}>", short(name), short(email)))
        }
        (Some(one), _) | (None, Some(one)) => line("owner", short(one)),
        (None, None) => {}
    }
}

/// Contacts arrived.
pub(crate) fn page(page: &Page) {
    console::clear();
    match page.total {
        Some(total) => line("contacts", format_args!("{} of {total}", page.end())),
        None => line("contacts", page.end()),
    }
}

/// Reports the first contacts that could not be read, with their positions; returns how many there are by now.
pub(crate) fn unreadable(start: u64, slots: &[ContactSlot], before: u64) -> u64 {
    let mut count = before;
    for (position, slot) in (start..).zip(slots) {
        if let Err(error) = slot {
            count += 1;
            if count <= SHOWN_POSITIONS {
                warn(format_args!("the contact at position {position} is left out: {error}"));
            }
        }
    }
    count
}

pub(crate) fn retrying(retry: &Retry) {
    let seconds = retry.at.saturating_duration_since(Instant::now()).as_secs_f64();
    line("retry", format_args!("{}; asking again in {seconds:.0} s", retry.cause));
}

pub(crate) fn finished(summary: &Summary) {
    console::clear();
    line("done", contacts(summary.delivered.saturating_sub(summary.unreadable)));
    left_out(summary.unreadable);
}

fn contacts(count: u64) -> String {
    if count == 1 { "1 contact".to_owned() } else { format!("{count} contacts") }
}

/// How many contacts are missing from the output.
pub(crate) fn left_out(count: u64) {
    match count {
        0 => {}
        1 => warn("1 contact could not be read and was left out"),
        count => warn(format_args!("{count} contacts could not be read and were left out")),
    }
}

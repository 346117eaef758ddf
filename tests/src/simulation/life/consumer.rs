//! The consumer: waits, takes events, and stores pages.

use super::Life;
use crate::simulation::fault::Fault;
use crate::simulation::law::Verdict;
use crate::simulation::parcel::Parcel;
use crate::simulation::saboteur::Saboteur;
use crate::simulation::trace::Tail;
use cloudsponge::proto::ImportEvent;
use std::time::Duration;

impl Life {
    pub(super) fn wait(&mut self, mut until: Duration) -> Verdict {
        let now = self.clock.now;
        if self.saboteur == Some(Saboteur::EndlessWait) {
            until += Duration::from_secs(8 * 24 * 60 * 60);
        }
        self.checker.waiting(now, until)?;
        if !self.import.in_flight() {
            self.transfer = None;
            self.notice_quiet();
        }
        if self.eager > 0 {
            self.eager -= 1;
            until = until.min(now + (until - now) / 3 + Duration::from_millis(1));
        } else if let Some(early) = self.early.take() {
            until = until.saturating_sub(early).max(now);
        }
        let arrives = self.transfer.as_ref().and_then(|(transfer, _)| transfer.next_at());
        self.clock.now = arrives.map_or(until, |at| at.min(until)).max(now);
        if self.saboteur == Some(Saboteur::Oversleeper) && self.transfer.is_none() {
            self.clock.now += Duration::from_secs(60);
        }
        Ok(())
    }

    /// A moment at which saving and going on must be the same as going on.
    pub(super) fn notice_quiet(&mut self) {
        self.quiet += u64::from(self.checker.is_calm(self.clock.now));
    }

    pub(super) fn consume(&mut self, event: ImportEvent) -> Verdict {
        if let Some(slow) = self.slow.take() {
            self.clock.now += slow;
            self.checker.troubled(self.clock.now);
        }
        let now = self.clock.now;
        let (tag, retry_at) = match &event {
            ImportEvent::Retrying(retry) => {
                (10 + u64::from(retry.failures), Some(self.clock.offset(retry.at)))
            }
            ImportEvent::Contacts(page) => (1_000_000 + page.start * 1000 + page.len() as u64, None),
            _ => (5, None),
        };
        self.trace.note(now, &[6, tag], || format!("  {}", describe(&event)));
        match event {
            ImportEvent::Contacts(page) => self.page(Parcel::from(&page)),
            event => {
                self.checker.event(&event, retry_at)?;
                if self.saboteur.is_some_and(|saboteur| saboteur.repeats(&event)) {
                    self.checker.event(&event, retry_at)?;
                }
                if matches!(event, ImportEvent::Begun(_)) { self.save() } else { Ok(()) }
            }
        }
    }

    /// The consumer takes a page, stores it, and saves the state; unless it dies in between.
    pub(super) fn page(&mut self, mut page: Parcel) -> Verdict {
        if let Some(saboteur) = self.saboteur {
            if saboteur == Saboteur::LostPage {
                return Ok(());
            }
            saboteur.spoil(&mut page);
        }
        self.trace.tail(Tail::Contacts(page.start, page.contacts.len() as u64));
        self.checker.page(&page)?;
        let dies = self.at_next_page.take();
        if dies == Some(Fault::KillBeforeStore) {
            return self.restart();
        }
        self.checker.store.put(&page)?;
        if dies == Some(Fault::KillBeforeSave) {
            return self.restart();
        }
        self.save()?;
        self.notice_quiet();
        Ok(())
    }
}

/// An event for people, without contacts.
fn describe(event: &ImportEvent) -> String {
    match event {
        ImportEvent::Begun(_) => "begun".to_owned(),
        ImportEvent::Progress(row) => format!("{} {} {:?}", row.event_type, row.status, row.value),
        ImportEvent::Owner(_) => "owner".to_owned(),
        ImportEvent::Contacts(page) => {
            format!("contacts {} to {} of {:?}", page.start, page.end(), page.total)
        }
        ImportEvent::Retrying(retry) => format!("failure {}: {}", retry.failures, retry.cause),
        ImportEvent::Finished(summary) => format!("finished: {} contacts", summary.delivered),
        _ => "an event that nobody knows".to_owned(),
    }
}

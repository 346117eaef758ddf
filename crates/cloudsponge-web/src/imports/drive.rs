//! The task of one import: takes its events, tells the watchers, keeps the contacts, and in the end forgets them.

use super::{Failure, Phase, Record, Registry, Status};
use crate::gateway::Run;
use cloudsponge::proto::ImportEvent;
use cloudsponge::proto::model::{Event, EventStatus, EventType};
use futures_util::StreamExt;
use std::sync::{Arc, Weak};

/// Runs an import to its end or its cancellation, keeps the outcome for a while, then removes it.
pub(super) async fn drive(registry: Weak<Registry>, record: Arc<Record>, run: Run) {
    let Some(bounds) = registry.upgrade().map(|registry| registry.bounds()) else { return };
    tokio::select! {
        () = record.cancelled() => {}
        () = follow(&registry, &record, run) => {}
    }
    tokio::time::sleep(bounds.keep).await;
    // A page that still listens is told, instead of being left in the dark.
    record.cancel();
    if let Some(registry) = registry.upgrade() {
        registry.remove(&record.handle);
    }
}

async fn follow(registry: &Weak<Registry>, record: &Arc<Record>, mut run: Run) {
    while let Some(event) = run.next().await {
        let Some(registry) = registry.upgrade() else { return };
        match event {
            Ok(event) => {
                if !take(&registry, record, event) {
                    return;
                }
            }
            Err(error) => {
                record.update(Status::Failed(Failure::of(&error)));
                return;
            }
        }
    }
}

/// Takes one event; `false` if no more are wanted.
fn take(registry: &Registry, record: &Arc<Record>, event: ImportEvent) -> bool {
    match event {
        ImportEvent::Begun(begun) => {
            let unsafe_here = begun.url.as_ref().is_some_and(|url| url.is_loopback() && !registry.is_local());
            if unsafe_here {
                let message =
                    "This site cannot read this address book at the moment. Please choose another source.";
                record.update(Status::Failed(Failure::new(super::Reason::Failed, message)));
                return false;
            }
            let phase = if begun.url.is_some() { Phase::Consent } else { Phase::Gathering };
            record.begun(begun);
            record.update(Status::Progress { phase, gathered: None, total: None });
        }
        ImportEvent::Progress(event) => {
            if let Some(status) = progress(&event) {
                record.update(status);
            }
        }
        ImportEvent::Owner(owner) => record.set_owner(&owner, registry.photos()),
        ImportEvent::Contacts(page) => {
            if !registry.make_room(record, page.len()) {
                record.update(Status::Failed(Failure::full()));
                return false;
            }
            let all = record.keep(&page, registry.bounds().contacts_per_import, registry.photos());
            let kept = record.len() as u64;
            if !all {
                record.update(Status::Ready { total: kept });
                return false;
            }
            let gathered = Some(page.end());
            record.update(Status::Progress { phase: Phase::Downloading, gathered, total: page.total });
        }
        ImportEvent::Finished(_) => {
            record.set_complete();
            record.update(Status::Ready { total: record.len() as u64 });
        }
        _ => {}
    }
    true
}

/// What a row of the history means for the bar on the page; errors come as the end of the run.
fn progress(event: &Event) -> Option<Status> {
    let done = event.status == EventStatus::Completed;
    let (phase, gathered, total) = match &event.event_type {
        _ if event.is_error() => return None,
        kind if *kind == EventType::Initializing && !done => (Phase::Consent, None, None),
        kind if *kind == EventType::Complete && done => (Phase::Downloading, None, None),
        kind if *kind == EventType::Gathering && done => {
            (Phase::Gathering, event.gathered(), event.gathered())
        }
        kind if *kind == EventType::Gathering => (Phase::Gathering, event.gathered(), None),
        _ => (Phase::Gathering, None, None),
    };
    Some(Status::Progress { phase, gathered, total })
}

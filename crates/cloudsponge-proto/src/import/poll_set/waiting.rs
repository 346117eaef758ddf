//! An import between two calls, in as few bytes as it takes to go on exactly where it was.

use super::profiles::Profile;
use crate::import::backoff::Backoff;
use crate::import::event::RetryCause;
use crate::import::history::{History, Marks};
use crate::import::machine::{Import, Step};
use crate::import::paging::Pager;
use crate::{FailureKind, ImportId};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// An import that polls, has no call under way and nothing to tell.
///
/// It is a way to keep an [`Import`], not to run one: whatever happens, happens to the import it becomes.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) import_id: ImportId,
    /// What it shares with others, by number.
    pub(super) profile: u32,
    /// As nanoseconds since the epoch of the set, like the deadline.
    due: u64,
    deadline: u64,
    draws: u32,
    history: Marks,
    pub(super) last_failure: Option<FailureKind>,
    repeats: Option<RetryCause>,
    failures: u8,
    denials: u8,
}

impl Waiting {
    /// The import in short, if it is exactly what it becomes again.
    pub(super) fn of(import: &Import, profile: u32, epoch: Instant) -> Option<Self> {
        let usual = matches!(import.step, Step::Poll)
            && import.exchange.is_none()
            && import.events.is_empty()
            && import.pager == Pager::new(import.policy.page_size, 0, None)
            && !import.owner_delivered
            && import.unreadable == 0
            && import.missing_since.is_none();
        let since = |instant: Instant| u64::try_from(instant.checked_duration_since(epoch)?.as_nanos()).ok();
        Some(Self {
            import_id: import.import_id.clone().filter(|_| usual)?,
            profile,
            due: since(import.due)?,
            deadline: since(import.deadline)?,
            draws: u32::try_from(import.backoff.draws()).ok()?,
            history: import.history.to_marks()?,
            last_failure: import.last_failure,
            repeats: import.repeats,
            failures: u8::try_from(import.failures).ok()?,
            denials: u8::try_from(import.denials).ok()?,
        })
    }

    /// The import again.
    pub(super) fn wake(&self, profile: &Profile, epoch: Instant) -> Import {
        let Profile { api, policy, budget } = profile.clone();
        let at = |nanos| epoch + Duration::from_nanos(nanos);
        Import {
            step: Step::Poll,
            due: at(self.due),
            exchange: None,
            last_failure: self.last_failure,
            arriving: None,
            events: VecDeque::new(),
            history: History::of_marks(self.history),
            pager: Pager::new(policy.page_size, 0, None),
            owner_delivered: false,
            unreadable: 0,
            backoff: Backoff::resumed(policy.seed, self.import_id.as_str(), self.draws.into()),
            failures: self.failures.into(),
            repeats: self.repeats,
            denials: self.denials.into(),
            missing_since: None,
            deadline: at(self.deadline),
            spare: Vec::new(),
            import_id: Some(self.import_id.clone()),
            api,
            policy,
            budget,
        }
    }

    /// When it has something to do.
    pub(super) fn until(&self, epoch: Instant) -> Instant {
        epoch + Duration::from_nanos(self.due.min(self.deadline))
    }

    /// As [`Import::resends`].
    pub(super) fn resends(&self) -> u32 {
        if self.repeats.is_some() { self.failures.into() } else { 0 }
    }

    /// It has a call to make now, and may.
    pub(super) fn is_about_to_send(&self, now: Instant, epoch: Instant) -> bool {
        let since = now.saturating_duration_since(epoch).as_nanos();
        u128::from(self.due) <= since && since < u128::from(self.deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small() {
        assert!(size_of::<Waiting>() <= 64, "{} bytes", size_of::<Waiting>());
    }
}

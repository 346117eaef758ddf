//! All imports of this process: found by session and handle only, bounded in number and size.

use super::drive::drive;
use super::{Handle, Record};
use crate::gateway::Run;
use crate::options::Bounds;
use crate::random::NoRandom;
use crate::session::SessionId;
use cloudsponge::proto::{ImportId, Service};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::AbortHandle;

pub(crate) struct Registry {
    bounds: Bounds,
    photos: bool,
    local: bool,
    slots: Mutex<HashMap<Handle, Slot>>,
}

/// An import and its task; dropping it ends the run.
struct Slot {
    record: Arc<Record>,
    task: Option<AbortHandle>,
}

/// Why no import can be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Full {
    /// This visitor has too many under way.
    #[error("this visitor has too many imports under way")]
    Session,
    /// The site has too many under way.
    #[error("the site has too many imports under way")]
    Site,
    #[error(transparent)]
    Random(#[from] NoRandom),
}

impl Registry {
    /// `local`: the service is an emulator on this machine, so its consent pages may be too.
    pub(crate) fn new(bounds: Bounds, photos: bool, local: bool) -> Self {
        Self { bounds, photos, local, slots: Mutex::default() }
    }

    /// Reserves a place for an import of this session.
    pub(crate) fn open(&self, session: &SessionId, service: Service) -> Result<Arc<Record>, Full> {
        let record = Record::new(Handle::random()?, service, session.clone(), self.bounds.listeners);
        let record = Arc::new(record);
        let mut slots = self.slots();
        let running = |slots: &HashMap<Handle, Slot>, of: &dyn Fn(&Record) -> bool| {
            slots.values().filter(|slot| !slot.record.is_over() && of(&slot.record)).count()
        };
        let own = |record: &Record| record.belongs_to(session);
        if running(&slots, &own) >= self.bounds.running_per_session {
            return Err(Full::Session);
        }
        if running(&slots, &|_| true) >= self.bounds.running {
            return Err(Full::Site);
        }
        if slots.values().filter(|slot| own(&slot.record)).count() >= self.bounds.kept_per_session
            && !evict(&mut slots, own)
        {
            return Err(Full::Session);
        }
        if slots.len() >= self.bounds.kept && !evict(&mut slots, |_| true) {
            return Err(Full::Site);
        }
        slots.insert(record.handle.clone(), Slot { record: Arc::clone(&record), task: None });
        Ok(record)
    }

    /// Starts the task of an import that has its place.
    pub(crate) fn launch(self: &Arc<Self>, record: &Arc<Record>, run: Run) {
        // Under the lock, so that a task that is very quick cannot remove the place before it is stored there.
        let mut slots = self.slots();
        if let Some(slot) = slots.get_mut(&record.handle) {
            let task = tokio::spawn(drive(Arc::downgrade(self), Arc::clone(record), run));
            slot.task = Some(task.abort_handle());
        }
    }

    /// An import of this session; other sessions' are as unknown as those that never were.
    pub(crate) fn find(&self, session: &SessionId, handle: &Handle) -> Option<Arc<Record>> {
        let record = self.slots().get(handle).map(|slot| Arc::clone(&slot.record))?;
        if !record.belongs_to(session) {
            return None;
        }
        record.touch();
        Some(record)
    }

    /// The import of this session that the service knows under this id.
    pub(crate) fn find_import(&self, session: &SessionId, id: &ImportId) -> Option<Arc<Record>> {
        let slots = self.slots();
        let mut records = slots.values().map(|slot| &slot.record);
        records.find(|record| record.belongs_to(session) && record.is_import(id)).map(Arc::clone)
    }

    /// The imports of a session, the latest first.
    pub(crate) fn of_session(&self, session: &SessionId) -> Vec<Arc<Record>> {
        let mut records: Vec<_> = self
            .slots()
            .values()
            .filter(|slot| slot.record.belongs_to(session))
            .map(|slot| Arc::clone(&slot.record))
            .collect();
        records.sort_by_key(|record| std::cmp::Reverse(record.opened()));
        records
    }

    /// Ends all imports of a session and forgets them.
    pub(crate) fn end_session(&self, session: &SessionId) {
        for record in self.of_session(session) {
            record.cancel();
            self.remove(&record.handle);
        }
    }

    pub(crate) fn remove(&self, handle: &Handle) {
        self.slots().remove(handle);
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    pub(super) fn photos(&self) -> bool {
        self.photos
    }

    pub(super) fn is_local(&self) -> bool {
        self.local
    }

    /// Makes room for so many more contacts of an import, by forgetting ended ones; `false` if there is none.
    pub(super) fn make_room(&self, record: &Arc<Record>, contacts: usize) -> bool {
        let mut slots = self.slots();
        loop {
            let kept: usize = slots.values().map(|slot| slot.record.len()).sum();
            if kept.saturating_add(contacts) <= self.bounds.contacts {
                return true;
            }
            if !evict(&mut slots, |other| other.handle != record.handle && other.len() > 0) {
                return false;
            }
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<Handle, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the least recently used ended import of some; `false` if there is none.
fn evict(slots: &mut HashMap<Handle, Slot>, of: impl Fn(&Record) -> bool) -> bool {
    let ended = slots.values().map(|slot| &slot.record).filter(|record| record.is_over() && of(record));
    let Some(handle) = ended.min_by_key(|record| record.used()).map(|record| record.handle.clone()) else {
        return false;
    };
    slots.remove(&handle).is_some()
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

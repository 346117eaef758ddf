//! Where an import is kept: in short among those that wait, or whole among those that live.

use super::{ImportKey, Live, PollSet, Slot};

impl PollSet {
    /// Makes an import live; returns its number among those that do.
    pub(super) fn wake(&mut self, index: u32) -> Option<u32> {
        match self.slots.get(index as usize)? {
            Slot::Free => None,
            Slot::Live(live) => Some(*live),
            Slot::Waiting(waiting) => {
                let profile = waiting.profile;
                let import = waiting.wake(self.profiles.get(profile)?, self.epoch);
                Some(self.keep(index, Live { import, profile }))
            }
        }
    }

    /// Keeps an import among those that live.
    pub(super) fn keep(&mut self, index: u32, live: Live) -> u32 {
        let number = self.free_live.pop().unwrap_or_else(|| {
            self.live.push(None);
            u32::try_from(self.live.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(slot) = self.live.get_mut(number as usize) {
            *slot = Some(live);
        }
        self.set_slot(index, Slot::Live(number));
        number
    }

    pub(super) fn live(&self, key: ImportKey) -> Option<&Live> {
        let Slot::Live(live) = self.slot(key)? else { return None };
        self.live.get(*live as usize)?.as_ref()
    }

    pub(super) fn live_mut(&mut self, key: ImportKey) -> Option<&mut Live> {
        let Slot::Live(live) = *self.slot(key)? else { return None };
        self.live.get_mut(live as usize)?.as_mut()
    }

    pub(super) fn slot(&self, key: ImportKey) -> Option<&Slot> {
        self.slots.get(self.index_of(key)? as usize)
    }

    pub(super) fn set_slot(&mut self, index: u32, slot: Slot) {
        if let Some(place) = self.slots.get_mut(index as usize) {
            *place = slot;
        }
    }

    pub(super) fn index_of(&self, key: ImportKey) -> Option<u32> {
        let generation = self.generations.get(key.index as usize);
        (generation == Some(&key.generation)).then_some(key.index)
    }

    pub(super) fn key_of(&self, index: u32) -> ImportKey {
        let generation = self.generations.get(index as usize).copied().unwrap_or_default();
        ImportKey { index, generation }
    }
}

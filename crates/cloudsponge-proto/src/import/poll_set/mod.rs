//! Many imports at once, on one thread or task.

mod profiles;
mod slots;
#[cfg(test)]
mod tests;
mod waiting;
mod wheel;

use super::{Import, ImportError, ImportState, Input, Output};
use crate::{FailureKind, ImportId};
use http::Response;
use profiles::Profiles;
use std::time::{Duration, Instant, SystemTime};
use waiting::Waiting;
use wheel::{Queue, Wheel};

/// A tick of the wheel is 2^24 ns, 16.8 ms.
const TICK_BITS: u32 = 24;

/// Buffers that are kept for the next calls.
const SPARES: usize = 1024;

/// Drives any number of imports, up to millions, as an [`Import`] drives one: no socket, no clock, no task for each.
///
/// Every import in it is an [`Import`] and keeps its laws: distances, deadlines, retries. The set only remembers who is
/// due when, to 17 ms and never early, and keeps imports that wait in about 81 bytes, where they share a service
/// ([`Api`](crate::Api)), a [`Policy`](super::Policy) and a [`RetryBudget`](super::RetryBudget). A poll that brings nothing
/// new takes no allocation but its request's three.
///
/// # The run loop
///
/// 1. Call [`poll`](Self::poll) until it returns nothing. Send each request, once; tell the user of each event. After
///    anything but a request, drop the import's transfer unless it [is in flight](Self::is_in_flight).
/// 2. Wait for what the transfers bring and for [`next_deadline`](Self::next_deadline), whichever is first.
/// 3. Hand in what came with [`handle_input`](Self::handle_input); if it says `false`, drop that transfer.
/// 4. Go to 1.
///
/// An import leaves the set with its last output, [`Output::Done`] or an error. Outputs are handed out in turn: no import
/// waits for another that has much to tell.
///
/// ```
/// use cloudsponge_proto::import::{Import, ImportEvent, Output, PollSet, RetryBudget};
/// use cloudsponge_proto::{Api, Credentials, ImportId, Policy};
/// # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
///
/// // What a transport would bring.
/// fn send(request: http::Request<bytes::Bytes>) -> http::Response<&'static [u8]> {
///     http::Response::new(match request.uri().path().starts_with("/events/") {
///         true => br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#,
///         false => br#"{"contacts":[{"first_name":"Fern"}],"start":0,"total":1}"#,
///     })
/// }
///
/// let mut now = clock();
/// let (api, budget) = (Api::new(Credentials::new("key", "password")?), RetryBudget::default());
/// let mut set = PollSet::new(now).with_concurrency(100);
/// for id in 5_550_001_u64..5_550_301 {
///     let import = Import::attach(api.clone(), ImportId::from(id), Policy::default(), now);
///     set.insert(import.with_retry_budget(budget.clone()));
/// }
/// let mut contacts = 0;
/// while !set.is_empty() {
///     while let Some((key, output)) = set.poll(now) {
///         match output? {
///             Output::Request(request) => drop(set.handle_response(key, now, send(request))),
///             Output::Event(ImportEvent::Contacts(page)) => contacts += page.len(),
///             _ => {}
///         }
///     }
///     now = set.next_deadline().unwrap_or(now); // a driver sleeps here; a test does not have to
/// }
/// assert_eq!(contacts, 300);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PollSet {
    epoch: Instant,
    wheel: Wheel,
    slots: Vec<Slot>,
    /// How often each slot was given away.
    generations: Vec<u32>,
    free: Vec<u32>,
    /// The imports that do more than wait.
    live: Vec<Option<Live>>,
    free_live: Vec<u32>,
    profiles: Profiles,
    /// Buffers for answers, of those that have gone back to waiting.
    spares: Vec<Vec<u8>>,
    concurrency: usize,
    in_flight: usize,
}

/// An import in a [`PollSet`]. Of an import that has left, it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImportKey {
    index: u32,
    generation: u32,
}

#[derive(Debug)]
enum Slot {
    Free,
    Waiting(Waiting),
    /// By its number among those that live.
    Live(u32),
}

#[derive(Debug)]
struct Live {
    import: Import,
    profile: u32,
}

impl PollSet {
    /// An empty set. `now` is the earliest instant it will be given.
    pub fn new(now: Instant) -> Self {
        Self::with_capacity(now, 0)
    }

    /// An empty set with room for so many imports.
    pub fn with_capacity(now: Instant, imports: usize) -> Self {
        Self {
            epoch: now,
            wheel: Wheel::with_capacity(imports),
            slots: Vec::with_capacity(imports),
            generations: Vec::with_capacity(imports),
            free: Vec::new(),
            live: Vec::new(),
            free_live: Vec::new(),
            profiles: Profiles::default(),
            spares: Vec::new(),
            concurrency: usize::MAX,
            in_flight: 0,
        }
    }

    /// Lets at most so many calls be under way at once, 1 at least; any number by default. Imports whose turn it would be
    /// wait in line, those that are to end by their deadline included.
    #[must_use]
    pub fn with_concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Takes an import in.
    pub fn insert(&mut self, import: Import) -> ImportKey {
        let index = self.free.pop().unwrap_or_else(|| {
            self.wheel.add();
            self.slots.push(Slot::Free);
            self.generations.push(0);
            // Memory ends before numbers do.
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        self.in_flight += usize::from(import.in_flight());
        let profile = self.profiles.enter(&import);
        match Waiting::of(&import, profile, self.epoch) {
            Some(waiting) => {
                self.wheel.schedule(index, self.tick_after(waiting.until(self.epoch)));
                self.set_slot(index, Slot::Waiting(waiting));
            }
            None => {
                self.keep(index, Live { import, profile });
                self.wheel.push(Queue::Ready, index);
            }
        }
        self.key_of(index)
    }

    /// Takes an import out, as it is; its transfer is to be dropped.
    pub fn remove(&mut self, key: ImportKey) -> Option<Import> {
        let index = self.index_of(key)?;
        let live = self.wake(index)?;
        let Live { import, profile } = self.live.get_mut(live as usize)?.take()?;
        self.free_live.push(live);
        self.profiles.leave(profile);
        self.in_flight -= usize::from(import.in_flight());
        self.wheel.remove(index);
        self.set_slot(index, Slot::Free);
        if let Some(generation) = self.generations.get_mut(index as usize) {
            *generation = generation.wrapping_add(1);
        }
        self.free.push(index);
        Some(import)
    }

    /// The next thing to do, as [`Import::poll_output`] says it and for which import; nothing to do if there is none
    /// before [`next_deadline`](Self::next_deadline). It never says [`Output::Wait`].
    ///
    /// The import has left the set after [`Output::Done`] and after an error.
    pub fn poll(&mut self, now: Instant) -> Option<(ImportKey, Result<Output, ImportError>)> {
        self.wheel.advance(self.nanos(now) >> TICK_BITS);
        loop {
            let has_room = self.in_flight < self.concurrency;
            // What has been told need not be kept, and whoever is held has waited longer than whoever is ready.
            let order = [Some(Queue::Telling), Some(Queue::Held).filter(|_| has_room), Some(Queue::Ready)];
            let index = order.into_iter().flatten().find_map(|queue| self.wheel.pop(queue))?;
            if !has_room && self.is_about_to_send(index, now) {
                self.wheel.push(Queue::Held, index);
            } else if let Some(output) = self.turn(index, now) {
                return Some(self.tell(index, output));
            }
        }
    }

    /// As [`Import::request_sent`].
    pub fn request_sent(&mut self, key: ImportKey, now: Instant) {
        if let Some(live) = self.live_mut(key) {
            live.import.request_sent(now);
        }
    }

    /// As [`Import::handle_input`]; whether the transfer still goes on. If not, drop it.
    pub fn handle_input(&mut self, key: ImportKey, input: Input<'_>) -> bool {
        let (Input::Head(now, _) | Input::Body(now, _) | Input::End(now) | Input::Failure(now, _)) = input;
        let Some(Live { import, .. }) = self.live_mut(key) else { return false };
        let was_in_flight = import.in_flight();
        import.handle_input(input);
        let (is_in_flight, rest) = (import.in_flight(), import.rest(now));
        if was_in_flight && !is_in_flight {
            self.in_flight -= 1;
            match rest {
                // Most polls bring nothing new, and the import has no need of a turn.
                Some(until) => self.put_to_rest(key.index, until),
                None => self.wheel.push(Queue::Telling, key.index),
            }
        }
        is_in_flight
    }

    /// As [`Import::handle_response`]; whether a transfer still goes on.
    pub fn handle_response(&mut self, key: ImportKey, now: Instant, response: Response<&[u8]>) -> bool {
        let (head, body) = response.into_parts();
        self.handle_input(key, Input::Head(now, head))
            && self.handle_input(key, Input::Body(now, body))
            && self.handle_input(key, Input::End(now))
    }

    /// When to call [`poll`](Self::poll) unless something arrives before; an instant that has passed if there is something
    /// to do at once, and none if there is nothing to wait for.
    pub fn next_deadline(&self) -> Option<Instant> {
        let has_room = self.in_flight < self.concurrency;
        let somebody = |queue| !self.wheel.is_empty(queue);
        let at_once =
            somebody(Queue::Telling) || somebody(Queue::Ready) || (has_room && somebody(Queue::Held));
        let tick = if at_once { Some(self.wheel.elapsed()) } else { self.wheel.next() };
        tick.map(|tick| self.epoch + Duration::from_nanos(tick << TICK_BITS))
    }

    /// How many imports are in the set.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// There is no import in the set.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many calls are under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// A call of the import is under way. Its transfer is wanted just as long.
    pub fn is_in_flight(&self, key: ImportKey) -> bool {
        self.live(key).is_some_and(|live| live.import.in_flight())
    }

    /// As [`Import::last_failure`].
    pub fn last_failure(&self, key: ImportKey) -> Option<FailureKind> {
        match self.slot(key)? {
            Slot::Waiting(waiting) => waiting.last_failure,
            _ => self.live(key)?.import.last_failure(),
        }
    }

    /// As [`Import::resends`].
    pub fn resends(&self, key: ImportKey) -> u32 {
        match self.slot(key) {
            Some(Slot::Waiting(waiting)) => waiting.resends(),
            _ => self.live(key).map_or(0, |live| live.import.resends()),
        }
    }

    /// The import is in the set.
    pub fn contains(&self, key: ImportKey) -> bool {
        self.index_of(key).is_some()
    }

    /// The import's id, once it has begun.
    pub fn import_id(&self, key: ImportKey) -> Option<&ImportId> {
        match self.slot(key)? {
            Slot::Waiting(waiting) => Some(&waiting.import_id),
            _ => self.live(key)?.import.import_id(),
        }
    }

    /// As [`Import::state`].
    pub fn state(&self, key: ImportKey, now: Instant, wall: SystemTime) -> Option<ImportState> {
        Some(match self.slot(key)? {
            Slot::Waiting(waiting) => {
                waiting.wake(self.profiles.get(waiting.profile)?, self.epoch).state(now, wall)
            }
            _ => self.live(key)?.import.state(now, wall),
        })
    }

    /// Asks an import for its next output; nothing if it waits.
    fn turn(&mut self, index: u32, now: Instant) -> Option<Result<Output, ImportError>> {
        let live = self.wake(index)?;
        let Live { import, .. } = self.live.get_mut(live as usize)?.as_mut()?;
        let was_in_flight = import.in_flight();
        if import.spare.capacity() == 0 {
            import.spare = self.spares.pop().unwrap_or_default();
        }
        let output = import.poll_output(now);
        let is_in_flight = import.in_flight();
        self.in_flight = self.in_flight + usize::from(is_in_flight) - usize::from(was_in_flight);
        let until = match &output {
            Ok(Output::Wait(until)) => *until,
            // Whoever has sent waits for an answer.
            Ok(Output::Request(_)) => import.patience().unwrap_or(now),
            _ => now,
        };
        if until <= now {
            self.wheel.push(Queue::Telling, index);
            return Some(output);
        }
        self.put_to_rest(index, until);
        if matches!(output, Ok(Output::Wait(_))) { None } else { Some(output) }
    }

    /// Lets an import wait, in short if that is possible.
    fn put_to_rest(&mut self, index: u32, until: Instant) {
        self.wheel.schedule(index, self.tick_after(until));
        let Some(Slot::Live(number)) = self.slots.get(index as usize) else { return };
        let number = *number;
        let Some(slot) = self.live.get_mut(number as usize) else { return };
        let Some(Live { import, profile }) = slot else { return };
        if let Some(waiting) = Waiting::of(import, *profile, self.epoch) {
            if self.spares.len() < SPARES {
                self.spares.push(std::mem::take(&mut import.spare));
            }
            *slot = None;
            self.free_live.push(number);
            self.set_slot(index, Slot::Waiting(waiting));
        }
    }

    /// An output with its import's key; the last one ends the import's stay.
    fn tell(
        &mut self,
        index: u32,
        output: Result<Output, ImportError>,
    ) -> (ImportKey, Result<Output, ImportError>) {
        let key = self.key_of(index);
        if matches!(output, Ok(Output::Done) | Err(_)) {
            self.remove(key);
        }
        (key, output)
    }

    /// It has a call to make now, and may.
    fn is_about_to_send(&self, index: u32, now: Instant) -> bool {
        match self.slots.get(index as usize) {
            Some(Slot::Waiting(waiting)) => waiting.is_about_to_send(now, self.epoch),
            Some(Slot::Live(live)) => {
                let live = self.live.get(*live as usize).and_then(Option::as_ref);
                live.is_some_and(|live| live.import.is_about_to_send(now))
            }
            _ => false,
        }
    }

    fn nanos(&self, instant: Instant) -> u64 {
        let since = instant.saturating_duration_since(self.epoch).as_nanos();
        u64::try_from(since).unwrap_or(u64::MAX)
    }

    /// The first tick at which the instant has come.
    fn tick_after(&self, instant: Instant) -> u64 {
        self.nanos(instant).div_ceil(1 << TICK_BITS)
    }
}

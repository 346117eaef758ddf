//! Sets of imports against scripted services, in virtual time: no law of an import is bent, and nobody is forgotten.
#![allow(clippy::disallowed_methods)]

use super::*;
use crate::import::{ImportEvent, Policy, RetryBudget};
use crate::{Api, Credentials, FailureKind, Service};
use proptest::prelude::*;
use std::collections::BTreeMap;

const SECOND: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_nanos(1 << TICK_BITS);

const BEGUN: &str = r#"{"status":"success","import_id":7}"#;
const NOTHING: &str = r#"{"events":[]}"#;
const INITIALIZING: &str = r#"{"events":[{"event_type":"INITIALIZING","status":"INPROGRESS","value":0}]}"#;
const GATHERING: &str = r#"{"events":[{"event_type":"GATHERING","status":"INPROGRESS","value":140},
    {"event_type":"INITIALIZING","status":"COMPLETED"}]}"#;
const UNKNOWN: &str = r#"{"events":[{"event_type":"FOO","status":"BAR","value":1,"description":"text"}]}"#;
const COMPLETE: &str = r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#;
const PAGE: &str = r#"{"contacts":[{"first_name":"Fern"},{}],"start":0,"total":2}"#;

/// What the service does to a poll.
#[derive(Clone, Copy, Debug)]
enum Reply {
    Body(u16, &'static str),
    Failure(FailureKind),
    Silence,
}

fn reply() -> impl Strategy<Value = Reply> {
    let bodies = prop::sample::select(vec![NOTHING, INITIALIZING, GATHERING, UNKNOWN]);
    prop_oneof![
        6 => bodies.prop_map(|body| Reply::Body(200, body)),
        1 => prop::sample::select(vec![404, 429, 503]).prop_map(|status| Reply::Body(status, "")),
        1 => Just(Reply::Failure(FailureKind::Interrupted)),
        1 => Just(Reply::Silence),
    ]
}

fn api() -> Api {
    Api::new(Credentials::new("key", "password").unwrap())
}

fn respond(status: u16, body: &str) -> Response<&[u8]> {
    Response::builder().status(status).body(body.as_bytes()).unwrap()
}

/// One import, as the world sees it.
#[derive(Default)]
struct Seen {
    polls: Vec<Instant>,
    requests: usize,
    in_flight: bool,
    contacts: usize,
    end: Option<Result<(), ImportError>>,
    removed: bool,
}

/// A set and the world around it.
struct World {
    set: PollSet,
    start: Instant,
    now: Instant,
    /// Answers on their way.
    pending: BTreeMap<(Instant, usize), (ImportKey, Reply)>,
    seen: BTreeMap<ImportKey, Seen>,
    sent: usize,
}

impl World {
    fn new(concurrency: usize) -> Self {
        let now = Instant::now();
        let set = PollSet::new(now).with_concurrency(concurrency);
        Self { set, start: now, now, pending: BTreeMap::new(), seen: BTreeMap::new(), sent: 0 }
    }

    fn insert(&mut self, import: Import) -> ImportKey {
        let key = self.set.insert(import);
        assert!(self.seen.insert(key, Seen::default()).is_none(), "a key given twice");
        key
    }

    /// Takes all outputs of this moment. Polls are answered by `script`, with the number of the poll.
    fn settle(&mut self, latency: Duration, script: impl Fn(usize) -> Reply) {
        while let Some((key, output)) = self.set.poll(self.now) {
            let seen = self.seen.get_mut(&key).unwrap();
            assert!(!seen.removed && seen.end.is_none(), "an output after the end");
            match output {
                Ok(Output::Request(request)) => {
                    assert!(!seen.in_flight, "two calls at once");
                    let path = request.uri().path();
                    let reply = if path.starts_with("/events") {
                        seen.polls.push(self.now);
                        script(seen.polls.len())
                    } else if request.method() == "POST" {
                        Reply::Body(200, BEGUN)
                    } else {
                        Reply::Body(200, PAGE)
                    };
                    (seen.in_flight, seen.requests) = (true, seen.requests + 1);
                    self.sent += 1;
                    self.pending.insert((self.now + latency, self.sent), (key, reply));
                }
                Ok(Output::Event(event)) => {
                    if let ImportEvent::Contacts(page) = event {
                        seen.contacts += page.len();
                    }
                    seen.in_flight = self.set.is_in_flight(key);
                }
                Ok(Output::Done) => seen.end = Some(Ok(())),
                Ok(Output::Wait(_)) => panic!("a set does not say so"),
                Err(error) => seen.end = Some(Err(error)),
            }
            let seen = &self.seen[&key];
            assert_eq!(seen.end.is_some(), !self.set.contains(key));
            assert_eq!(seen.end.is_none() && seen.in_flight, self.set.is_in_flight(key));
            assert!(self.set.in_flight() <= self.set.concurrency);
        }
        let flying = self.seen.values().filter(|seen| seen.end.is_none() && !seen.removed && seen.in_flight);
        assert_eq!(flying.count(), self.set.in_flight());
        self.nobody_is_late();
    }

    /// Whoever waits, waits for an instant to come, or for the others.
    fn nobody_is_late(&self) {
        if self.set.in_flight < self.set.concurrency {
            for slot in &self.set.slots {
                if let Slot::Waiting(waiting) = slot {
                    assert!(waiting.until(self.set.epoch) + TICK > self.now);
                }
            }
        }
        assert!(self.set.next_deadline().is_none_or(|next| next > self.now));
    }

    /// Goes on to the next moment at which something happens; `false` if nothing does any more.
    fn go_on(&mut self) -> bool {
        let arrival = self.pending.keys().next().map(|(at, _)| *at);
        let Some(next) = arrival.into_iter().chain(self.set.next_deadline()).min() else { return false };
        self.now = next.max(self.now);
        while let Some(first) = self.pending.first_entry().filter(|first| first.key().0 <= self.now) {
            let (key, reply) = first.remove();
            let wanted = self.set.is_in_flight(key);
            let goes_on = match reply {
                Reply::Body(status, body) => self.set.handle_response(key, self.now, respond(status, body)),
                Reply::Failure(kind) => self.set.handle_input(key, Input::Failure(self.now, kind)),
                Reply::Silence => continue,
            };
            assert!(!goes_on);
            if wanted {
                self.seen.get_mut(&key).unwrap().in_flight = false;
            }
        }
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever the services do, however few calls may be made at once, whoever is taken out.
    #[test]
    fn v1_in_a_set_too_laws_hold_and_nobody_is_forgotten(
        imports in 1usize..30,
        concurrency in prop_oneof![1usize..4, Just(usize::MAX)],
        script in prop::collection::vec(reply(), 1..20),
        complete_after in 1usize..12,
        latency in 0u64..3000,
        deadline in 5u32..60,
        removals in prop::collection::vec((0u64..30_000, 0usize..30), 0..4),
    ) {
        let mut world = World::new(concurrency);
        let (deadline, budget) = (deadline * SECOND, RetryBudget::default());
        let policy = |seed| Policy::default().deadline(deadline).seed(seed);
        let keys: Vec<_> = (0..imports)
            .map(|n| {
                let (api, now, policy) = (api(), world.now, policy(n as u64 / 7));
                let import = match n % 3 {
                    0 => Import::begin(api, Service::GMAIL, policy, now),
                    _ => Import::attach(api, ImportId::from(7), policy, now),
                };
                world.insert(import.with_retry_budget(budget.clone()))
            })
            .collect();
        let mut removals: Vec<_> = removals.into_iter().filter(|(_, n)| *n < imports).collect();
        removals.sort_unstable();
        loop {
            world.settle(Duration::from_millis(latency), |poll| match poll {
                _ if poll >= complete_after => Reply::Body(200, COMPLETE),
                _ => script[poll % script.len()],
            });
            let past = world.now - world.start;
            while let Some((_, n)) = removals.pop_if(|(at, _)| Duration::from_millis(*at) <= past) {
                let seen = world.seen.get_mut(&keys[n]).unwrap();
                let removed = world.set.remove(keys[n]);
                prop_assert_eq!(removed.is_some(), seen.end.is_none() && !seen.removed);
                prop_assert!(removed.is_none_or(|import| import.in_flight() == seen.in_flight));
                prop_assert!(!world.set.contains(keys[n]) && world.set.remove(keys[n]).is_none());
                (seen.removed, seen.in_flight) = (true, false);
            }
            if !world.go_on() {
                break;
            }
        }
        prop_assert!(world.set.is_empty() && world.set.in_flight() == 0);
        prop_assert_eq!(world.set.free_live.len(), world.set.live.len());
        for seen in world.seen.values() {
            for pair in seen.polls.windows(2) {
                prop_assert!(pair[1] - pair[0] >= SECOND);
            }
            prop_assert!(seen.polls.iter().all(|poll| *poll < world.start + deadline));
            match &seen.end {
                None => prop_assert!(seen.removed),
                Some(Ok(())) => prop_assert_eq!(seen.contacts, 2),
                Some(Err(error)) => {
                    prop_assert!(error.import_id().is_some() || seen.polls.is_empty(), "{}", error);
                }
            }
        }
        // Nobody waits for others longer than they may take, and nobody's end is put off for longer.
        prop_assert!(world.now - world.start <= deadline + 60 * SECOND + TICK);
    }

    /// An import kept in short is the same import, through its whole life.
    #[test]
    fn a_waiting_import_wakes_as_it_was(
        script in prop::collection::vec(reply(), 1..20),
        complete_after in 1usize..20,
        seed: u64,
    ) {
        let epoch = Instant::now();
        let (mut now, mut polls, mut kept) = (epoch, 0, 0);
        let mut import = Import::begin(api(), Service::GMAIL, Policy::default().seed(seed), now);
        let mut profiles = Profiles::default();
        let profile = profiles.enter(&import);
        while let Ok(output) = import.poll_output(now) {
            match output {
                Output::Request(request) => {
                    let events = request.uri().path().starts_with("/events");
                    polls += usize::from(events);
                    let reply = match (request.method().as_str(), events) {
                        ("POST", _) => Reply::Body(200, BEGUN),
                        (_, true) if polls < complete_after => script[polls % script.len()],
                        (_, true) => Reply::Body(200, COMPLETE),
                        _ => Reply::Body(200, PAGE),
                    };
                    match reply {
                        Reply::Body(status, body) => import.handle_response(now, respond(status, body)),
                        Reply::Failure(kind) => import.handle_input(Input::Failure(now, kind)),
                        Reply::Silence => {}
                    }
                }
                Output::Wait(until) => {
                    if let Some(waiting) = Waiting::of(&import, profile, epoch) {
                        let mut woken = waiting.wake(profiles.get(profile).unwrap(), epoch);
                        woken.spare = std::mem::take(&mut import.spare);
                        prop_assert_eq!(format!("{woken:?}"), format!("{import:?}"));
                        prop_assert!(waiting.until(epoch) == until);
                        (import, kept) = (woken, kept + 1);
                    }
                    now = until;
                }
                Output::Event(_) => {}
                Output::Done => break,
            }
        }
        // An event of a kind that has no mark is not kept in short.
        let marked = !script.iter().any(|reply| matches!(reply, Reply::Body(_, UNKNOWN)));
        prop_assert!(kept > 0 || polls < 2 || !marked);
    }
}

#[test]
fn ten_thousand_imports_poll_once_a_second_each() {
    let (mut world, budget) = (World::new(usize::MAX), RetryBudget::default());
    let (api, policy) = (api(), Policy::default());
    for id in 1..=10_000_u64 {
        let import = Import::attach(api.clone(), ImportId::from(id), policy.clone(), world.now);
        world.insert(import.with_retry_budget(budget.clone()));
    }
    while world.now < world.start + 10 * SECOND {
        world.settle(Duration::from_millis(5), |_| Reply::Body(200, r#"{"events":[]}"#));
        world.go_on();
    }
    // They waited in short, and share what they have in common.
    assert!(world.set.live.len() < 1000, "{}", world.set.live.len());
    assert_eq!(world.set.profiles.len(), 1);
    for seen in world.seen.values() {
        assert!((9..=10).contains(&seen.polls.len()), "{}", seen.polls.len());
        let gaps = seen.polls.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.clone().all(|gap| (SECOND..SECOND + 2 * TICK).contains(&gap)));
    }
}

#[test]
fn those_who_wait_for_room_are_served_in_turn() {
    let mut world = World::new(2);
    for id in 1..=100_u64 {
        world.insert(Import::attach(api(), ImportId::from(id), Policy::default(), world.now));
    }
    // 2 calls at once of 100 ms each are 20 a second: everyone is served each 5 s.
    while world.now < world.start + 60 * SECOND {
        world.settle(Duration::from_millis(100), |_| Reply::Body(200, NOTHING));
        world.go_on();
    }
    for seen in world.seen.values() {
        assert!((11..=12).contains(&seen.polls.len()), "{}", seen.polls.len());
    }
}

#[test]
fn keys_of_those_who_left_name_nobody() {
    let now = Instant::now();
    let mut set = PollSet::new(now);
    let attach = |id: u64| Import::attach(api(), ImportId::from(id), Policy::default(), now);
    let (first, second) = (set.insert(attach(1)), set.insert(attach(2)));
    assert_eq!(set.remove(first).unwrap().import_id(), Some(&ImportId::from(1)));
    let third = set.insert(attach(3));
    assert_eq!((set.len(), third.index), (2, first.index));
    assert!(set.import_id(first).is_none() && set.state(first, now, SystemTime::now()).is_none());
    assert!(!set.handle_response(first, now, respond(200, NOTHING)));
    assert_eq!(set.import_id(third), Some(&ImportId::from(3)));
    let state = set.state(second, now, SystemTime::now()).unwrap();
    assert_eq!(state.import_id(), Some(&ImportId::from(2)));
}

#[test]
fn a_slot_is_a_cache_line() {
    assert_eq!(size_of::<Slot>(), 64);
}

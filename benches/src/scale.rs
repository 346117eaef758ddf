//! Many imports that wait: what they take, and how many polls a thread does in a second.
//!
//! For a process of its own: its memory, its instructions or its CPU time are what is looked at.

use cloudsponge_proto::import::{Import, Output, PollSet, RetryBudget};
use cloudsponge_proto::{Api, Credentials, ImportId, Policy};
use http::Response;
use std::time::{Duration, Instant};

/// The recorded shape of an answer in the middle of an import, 410 bytes. Its ids are left out: one body is for all.
const EVENTS: &[u8] = br#"{"events":[{"import_action_id":5550001,"import_id":5550001,"event_type":"INITIALIZING","value":0,"description":null,"status":"COMPLETED","created_at":"2016-03-11T15:12:10.000-07:00"},{"import_action_id":5550001,"import_id":5550001,"event_type":"GATHERING","value":140,"description":null,"status":"INPROGRESS","created_at":"2016-03-11T15:12:30.000-07:00"}],"user_id":null,"echo":null,"new":0}"#;

/// Imports in a set, and the virtual time there.
#[derive(Debug)]
pub struct Scale {
    set: PollSet,
    now: Instant,
}

impl Scale {
    /// So many imports, each of which has polled once and heard how far it is, and waits.
    #[must_use]
    pub fn waiting(imports: usize, now: Instant) -> Self {
        let mut set = PollSet::with_capacity(now, imports);
        let credentials = Credentials::new("bench-key", "bench-password").expect("they are plain");
        let (api, budget) = (Api::new(credentials), RetryBudget::default());
        let policy = Policy::default().deadline(Duration::from_secs(7 * 24 * 60 * 60));
        for number in 0..imports as u64 {
            let id = ImportId::from(10_000_000 + number);
            set.insert(
                Import::attach(api.clone(), id, policy.clone(), now).with_retry_budget(budget.clone()),
            );
        }
        let mut scale = Self { set, now };
        scale.cycle(imports);
        scale
    }

    /// Does at least so many polls: takes who is due, builds the request, decodes the answer, lets the import wait again.
    /// Time goes on by itself. Returns how many.
    pub fn cycle(&mut self, polls: usize) -> usize {
        let mut done = 0;
        while done < polls {
            match self.set.poll(self.now) {
                Some((key, Ok(Output::Request(request)))) => {
                    std::hint::black_box(request);
                    self.set.handle_response(key, self.now, Response::new(EVENTS));
                    done += 1;
                }
                Some((_, output)) => drop(std::hint::black_box(output)),
                None => self.now = self.set.next_deadline().expect("imports wait"),
            }
        }
        done
    }

    /// How many imports wait.
    #[must_use]
    pub fn imports(&self) -> usize {
        self.set.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_polls_and_nobody_ends() {
        let mut scale = Scale::waiting(1000, Instant::now());
        let start = scale.now;
        assert_eq!(scale.cycle(10_000), 10_000);
        assert_eq!((scale.imports(), scale.set.in_flight()), (1000, 0));
        let took = scale.now - start;
        assert!((Duration::from_secs(9)..Duration::from_secs(12)).contains(&took), "{took:?}");
    }
}

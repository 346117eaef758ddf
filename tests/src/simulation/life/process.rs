//! The process: saving, dying, going on, and coming to an end.

use super::{Life, Over, PASSWORD, Saved, budget, policy};
use crate::simulation::fault::Fault;
use crate::simulation::law::{Verdict, Violation, law};
use crate::simulation::saboteur::Saboteur;
use crate::simulation::service::Call;
use cloudsponge::proto::exchange::Input;
use cloudsponge::proto::import::{Import, Output};
use cloudsponge::proto::{FailureKind, ImportError, ImportState};
use std::time::Duration;

impl Life {
    /// Something befalls the process.
    pub(super) fn strike(&mut self, fault: Fault) -> Verdict {
        self.struck += 1;
        self.trace.note(self.clock.now, &[7], || format!("        ! {fault:?}"));
        self.checker.troubled(self.clock.now);
        match fault {
            Fault::Kill(_) => return self.restart(),
            Fault::Leave(_) => {
                self.save()?;
                return self.restart();
            }
            Fault::Save(_) => return self.save(),
            Fault::KillBeforeStore | Fault::KillBeforeSave => self.at_next_page = Some(fault),
            Fault::Sleep(time) => self.clock.now += time,
            Fault::SlowConsumer(time) => self.slow = Some(time),
            Fault::Early(time) => self.early = Some(time),
            Fault::Eager(times) => self.eager = times,
            Fault::Wall(days) => self.clock.set_wall(days),
            Fault::Stray => return self.stray(),
            _ => {}
        }
        self.checker.troubled(self.clock.now);
        Ok(())
    }

    /// Input for no request changes nothing.
    pub(super) fn stray(&mut self) -> Verdict {
        if self.import.in_flight() {
            return Ok(());
        }
        let (now, wall) = (self.clock.instant(), self.clock.wall());
        let before = self.import.state(now, wall);
        let body = b"{\"events\":[{\"event_type\":\"COMPLETE\",\"status\":\"COMPLETED\"}]}";
        self.import.handle_input(Input::Head(now, http::Response::new(()).into_parts().0));
        self.import.handle_input(Input::Body(now, body));
        self.import.handle_input(Input::End(now));
        self.import.handle_input(Input::Failure(now, FailureKind::Interrupted));
        let same = !self.import.in_flight() && before == self.import.state(now, wall);
        law(same, "V11", || "input that belongs to no request changes the state".to_owned())
    }

    /// Saves the state as it is now.
    pub(super) fn save(&mut self) -> Verdict {
        let state = self.import.state(self.clock.instant(), self.clock.wall());
        let deadline = self.clock.offset(self.import.deadline());
        self.keep(&state, deadline)
    }

    pub(super) fn keep(&mut self, state: &ImportState, deadline: Duration) -> Verdict {
        let mut text = state.to_json();
        if let Some(saboteur) = self.saboteur {
            text = saboteur.alter(text, PASSWORD);
        }
        self.checker.saved(&text)?;
        let state = self.read(&text)?;
        self.checker.store.acknowledge(state.next_position())?;
        let remaining = deadline.saturating_sub(self.clock.now);
        self.saved = Some(Saved { text, remaining, deadline, skew_days: self.clock.skew_days() });
        Ok(())
    }

    pub(super) fn read(&self, text: &str) -> Result<ImportState, Violation> {
        ImportState::from_json(text)
            .map_err(|error| Violation::new("V12", format_args!("a saved state does not load: {error}")))
    }

    /// The process is gone; another one goes on from what was saved last.
    pub(super) fn restart(&mut self) -> Verdict {
        self.transfer = None;
        (self.at_next_page, self.slow, self.early, self.eager) = (None, None, None, 0);
        let down = self.random.pick(0, &[0, 1, 700, 5000, 30_000]);
        self.clock.now += Duration::from_millis(down);
        self.checker.troubled(self.clock.now);
        let Some(saved) = self.saved.clone() else {
            self.over = Some(Over::Lost);
            return Ok(());
        };
        self.resume(&saved)
    }

    pub(super) fn resume(&mut self, saved: &Saved) -> Verdict {
        let state = self.read(&saved.text)?;
        let (now, wall) = (self.clock.instant(), self.clock.wall());
        let import = match Import::resume(self.api.clone(), &state, policy(&self.plan), now, wall) {
            Ok(import) => import.with_retry_budget(budget(&self.plan, self.saboteur)),
            Err(error) => {
                self.over = Some(Over::Failed(error.to_string()));
                return self.checker.refused(error);
            }
        };
        let deadline = self.clock.offset(import.deadline());
        let left = deadline.saturating_sub(self.clock.now);
        law(left <= saved.remaining, "V6", || {
            format!("{left:?} are left, {:?} when it was saved", saved.remaining)
        })?;
        let exact = saved.skew_days == self.clock.skew_days();
        let latest = saved.deadline.max(self.clock.now) + Duration::from_millis(2);
        law(!exact || deadline <= latest, "V6", || {
            format!("the deadline moved from {:?} to {deadline:?}", saved.deadline)
        })?;
        self.trace.note(self.clock.now, &[8, state.next_position()], || {
            format!("        resumed at position {}", state.next_position())
        });
        self.import = import;
        self.checker.resumed(self.clock.now, deadline, &state)
    }

    /// The run is over. A persistent caller goes on where that makes sense.
    pub(super) fn finish(&mut self, error: Option<ImportError>) -> Verdict {
        let now = self.clock.now;
        let word = error.as_ref().map_or("done".to_owned(), ToString::to_string);
        self.trace.digest.bytes(word.as_bytes());
        self.trace.note(now, &[9], || word.clone());
        self.checker.ended(now, error.as_ref())?;
        if self.saboteur == Some(Saboteur::Undead)
            && let Some(request) = &self.last_request
        {
            self.checker.request(now, &Call::of(request))?;
        }
        let later = self.clock.instant() + Duration::from_secs(1000);
        let absorbed = match (self.import.poll_output(later), &error) {
            (Ok(Output::Done), None) => true,
            (Err(again), Some(error)) => again.to_string() == error.to_string(),
            _ => false,
        };
        law(absorbed, "V11", || "an import that ended goes on".to_owned())?;
        self.save()?;
        let Some(error) = error else {
            self.over = Some(Over::Done);
            return Ok(());
        };
        let Some(saved) = self.saved.clone().filter(|_| self.persistence > 0) else {
            self.over = Some(Over::Failed(word));
            return Ok(());
        };
        self.persistence -= 1;
        self.checker.troubled(now);
        if error.is_deadline() && error.import_id().is_some() {
            let wall = self.clock.wall();
            let state = self.read(&saved.text)?.with_deadline(self.plan.deadline, wall);
            self.keep(&state, now + self.plan.deadline)?;
        }
        match self.saved.clone() {
            Some(saved) => self.resume(&saved),
            None => Ok(()),
        }
    }
}

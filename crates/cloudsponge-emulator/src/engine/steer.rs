//! What a developer changes in a running import, and sees of it.

use super::{Consent, Engine, Method, rows};
use crate::Scenario;
use cloudsponge_proto::ImportId;
use cloudsponge_proto::model::Event;
use std::time::Duration;

impl Engine {
    /// Answers the page behind a code with a scenario instead of a yes or no. Answering again changes nothing.
    pub(crate) fn rehearse(
        &mut self,
        code: &str,
        method: Method,
        scenario: Scenario,
        now: Duration,
    ) -> Option<Consent> {
        if self.consent(code, method, now)?.allowed.is_none() {
            self.imports.get_mut(self.codes.get(code)?)?.scenario = scenario;
        }
        self.answer(code, method, true, now)
    }

    /// Gives a single import another scenario. `None` if there is no such import; one that was answered keeps its own.
    pub(crate) fn set_scenario(
        &mut self,
        id: &ImportId,
        scenario: Scenario,
        now: Duration,
    ) -> Option<Scenario> {
        let import = self.imports.get_mut(&id.as_u64()?)?;
        if import.verdict(&self.rules, now).is_none() {
            import.scenario = scenario;
        }
        Some(import.scenario)
    }

    /// All event rows of an import until now, oldest first. Looking counts as no poll.
    pub(crate) fn history(&self, id: &ImportId, now: Duration) -> Option<Vec<Event>> {
        let import = self.imports.get(&id.as_u64()?)?;
        Some(rows::rows(import, &self.rules, now))
    }
}

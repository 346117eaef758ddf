//! The emulated service without its network: imports, their events and contacts, under a clock that is an argument.
//!
//! ```text
//!  begin ──► Waiting ──consent──► Gathering ──► Complete ──ttl, or read──► Gone
//!               │                     │
//!               └─deny, time-out──►   └─► Failed
//!                       Refused
//! ```
//!
//! An import stores what was decided and when; where it is follows from that and from `now`. So nothing ticks, and the
//! same calls at the same times give the same answers.

mod begin;
mod code;
mod date;
mod import;
mod page;
mod refused;
mod rows;
mod steer;

#[cfg(test)]
mod tests;

pub(crate) use begin::{Kind, safe_redirect};
pub(crate) use import::Method;
pub(crate) use page::Page;
pub(crate) use refused::Refused;

use crate::draw::Draw;
use crate::{Book, Quirks, Scenario};
use cloudsponge_proto::model::{ErrorCode, Events};
use cloudsponge_proto::{ImportId, Service};
use http::StatusCode;
use import::{Import, Phase, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

/// Imports kept; the oldest is forgotten for the next.
pub(crate) const IMPORT_LIMIT: usize = 10_000;

/// Imports kept whose book was uploaded, for each may hold much.
const UPLOADED_LIMIT: usize = 50;

/// Events asked for again within this time are too soon. Documented is a second; the rest is for a client that keeps to
/// it by its own clock while its requests take different times to arrive.
const POLL_GAP: Duration = Duration::from_millis(800);

/// The settings of an engine.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) seed: u64,
    pub(crate) book: Book,
    pub(crate) scenario: Scenario,
    pub(crate) auto_consent: Option<Duration>,
    pub(crate) consent_timeout: Duration,
    pub(crate) ttl: Duration,
    pub(crate) quirks: Quirks,
    /// Emulated seconds per real second; where it is below 1, polls may come closer in emulated time.
    pub(crate) speed: f64,
    /// The wall clock's time at emulated time 0.
    pub(crate) epoch: SystemTime,
}

/// All imports.
pub(crate) struct Engine {
    rules: Rules,
    /// Default of new imports; may be changed after the start.
    pub(crate) scenario: Scenario,
    imports: BTreeMap<u64, Import>,
    codes: HashMap<String, u64>,
    begun: u64,
}

/// What a consent page needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Consent {
    pub(crate) service: Service,
    pub(crate) redirect_url: Option<String>,
    /// Whose contacts these are, as the page shows it.
    pub(crate) owner: Option<String>,
    pub(crate) contacts: u64,
    /// How it was answered; `None` while it is open.
    pub(crate) allowed: Option<bool>,
}

/// One import as the control plane shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ImportView {
    import_id: u64,
    service: String,
    scenario: String,
    phase: &'static str,
    error: Option<i64>,
    contacts: u64,
}

impl Engine {
    pub(crate) fn new(rules: Rules) -> Self {
        let scenario = rules.scenario;
        Self { rules, scenario, imports: BTreeMap::new(), codes: HashMap::new(), begun: 0 }
    }

    /// Forgets everything: the next import is the first again.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.rules.clone());
    }

    pub(crate) fn set_speed(&mut self, speed: f64) {
        self.rules.speed = speed;
    }

    /// A number for the `X-Request-Id` of an answer.
    pub(crate) fn request_id(&self, answer: u64) -> u128 {
        let half = |purpose| u128::from(Draw::at(self.rules.seed, purpose, answer).bits());
        half(3) << 64 | half(4)
    }

    /// Answers an events call.
    pub(crate) fn events(
        &mut self,
        domain: usize,
        id: &ImportId,
        echo: Option<String>,
        now: Duration,
    ) -> Result<Events, Refused> {
        let (import, rules) = self.of_domain(domain, id)?;
        let gap = POLL_GAP.mul_f64(rules.speed.clamp(0.0, 1.0));
        let too_soon = import.last_poll.is_some_and(|last| now.saturating_sub(last) < gap);
        if too_soon && rules.quirks.throttle {
            return Err(Refused::TooSoon);
        }
        import.last_poll = Some(now);
        import.stumble(rules.seed)?;
        let mut events = Events::default();
        events.events = rows::shown(import, rules, now);
        events.import_id = Some(ImportId::from(import.id));
        events.user_id = import.user_id.clone();
        events.echo = echo;
        Ok(events)
    }

    /// Plans the answer to a contacts call. A `count` of 0 means all from `start`.
    pub(crate) fn contacts(
        &mut self,
        domain: usize,
        id: &ImportId,
        (start, count): (u64, u64),
        echo: Option<String>,
        now: Duration,
    ) -> Result<Page, Refused> {
        let (import, rules) = self.of_domain(domain, id)?;
        match import.phase(rules, now) {
            Phase::Waiting | Phase::Gathering { .. } => return Err(Refused::NotReady),
            Phase::Refused { code, .. } | Phase::Failed { code, .. } => return Err(Refused::Failed(code)),
            Phase::Gone { .. } => return Err(Refused::Gone),
            Phase::Complete { .. } => import.stumble(rules.seed)?,
        }
        let total = import.book.len();
        let end = if count == 0 { total } else { start.saturating_add(count).min(total) };
        if start <= import.delivered {
            import.delivered = import.delivered.max(end);
        }
        // Deleted for good: a switch thrown later does not bring them back.
        import.deleted = rules.quirks.delete_on_read && import.delivered >= total;
        Ok(Page {
            book: import.book.clone(),
            include_addresses: import.include_addresses,
            start,
            end,
            import_id: import.id,
            user_id: import.user_id.clone(),
            echo,
        })
    }

    /// The consent behind a code, on the page of this method. `None` alike for a code that nobody gave out, that belongs
    /// to the other page, or whose time is over.
    pub(crate) fn consent(&self, code: &str, method: Method, now: Duration) -> Option<Consent> {
        let import = self.imports.get(self.codes.get(code)?).filter(|import| import.method == method)?;
        let verdict = import.verdict(&self.rules, now);
        let over = import.decided.is_none() && verdict.is_some_and(|verdict| verdict.error.is_some());
        (!over).then(|| import.consent(verdict))
    }

    /// Takes the answer of the page behind a code. Answering again changes nothing.
    pub(crate) fn answer(
        &mut self,
        code: &str,
        method: Method,
        allow: bool,
        now: Duration,
    ) -> Option<Consent> {
        self.consent(code, method, now)?;
        let import = self.imports.get_mut(self.codes.get(code)?)?;
        import.decide(allow, &self.rules, now);
        self.consent(code, method, now)
    }

    /// Takes the file uploaded to the page behind a code, or why it could not be read. Only the first one counts.
    pub(crate) fn upload(
        &mut self,
        code: &str,
        book: Result<Book, ErrorCode>,
        now: Duration,
    ) -> Option<Consent> {
        let open = self.consent(code, Method::Upload, now)?.allowed.is_none();
        let import = self.imports.get_mut(self.codes.get(code)?)?;
        match book {
            Ok(book) if open => {
                import.book = book;
                import.uploaded = true;
                import.decide(true, &self.rules, now);
                self.limit_uploads();
            }
            Err(code) if open => import.settle(Some(code), &self.rules, now),
            _ => {}
        }
        self.consent(code, Method::Upload, now)
    }

    /// Forgets the oldest import with a book of its own when there are too many.
    fn limit_uploads(&mut self) {
        let uploaded = || self.imports.values().filter(|import| import.uploaded);
        if uploaded().count() > UPLOADED_LIMIT
            && let Some(oldest) = uploaded().next().map(|import| import.id)
            && let Some(forgotten) = self.imports.remove(&oldest)
        {
            self.codes.remove(&forgotten.code);
        }
    }

    /// Answers for the user, by the import's id. `None` if there is no such import.
    pub(crate) fn decide(&mut self, id: &ImportId, allow: bool, now: Duration) -> Option<Consent> {
        let import = self.imports.get_mut(&id.as_u64()?)?;
        import.decide(allow, &self.rules, now);
        let verdict = import.verdict(&self.rules, now);
        Some(import.consent(verdict))
    }

    /// All imports, oldest first.
    pub(crate) fn views(&self, now: Duration) -> Vec<ImportView> {
        self.imports.values().map(|import| import.view(&self.rules, now)).collect()
    }

    fn of_domain(&mut self, domain: usize, id: &ImportId) -> Result<(&mut Import, &Rules), Refused> {
        let import = id.as_u64().and_then(|id| self.imports.get_mut(&id)).ok_or(Refused::Unknown)?;
        if import.domain != domain {
            return Err(Refused::Foreign);
        }
        Ok((import, &self.rules))
    }
}

impl Import {
    /// Fails the call now and then under [`Scenario::Flaky`]: never the first, always the second, never two in a row.
    fn stumble(&mut self, seed: u64) -> Result<(), Refused> {
        if self.scenario != Scenario::Flaky {
            return Ok(());
        }
        let number = self.calls;
        self.calls += 1;
        let draw = Draw::at(seed ^ self.id, 2, number).bits();
        self.last_call_failed =
            !self.last_call_failed && (number == 1 || (number > 1 && draw.is_multiple_of(3)));
        if !self.last_call_failed {
            return Ok(());
        }
        Err(Refused::Fault(match draw / 3 % 3 {
            0 => Some(StatusCode::SERVICE_UNAVAILABLE),
            1 => Some(StatusCode::INTERNAL_SERVER_ERROR),
            _ => None,
        }))
    }

    fn consent(&self, verdict: Option<Verdict>) -> Consent {
        let owner = self.book.owner();
        let owner = owner.and_then(|owner| owner.primary_email().map(|address| address.trim().to_owned()));
        Consent {
            service: self.service.clone(),
            redirect_url: self.redirect_url.clone(),
            owner,
            contacts: self.book.len(),
            allowed: verdict.map(|verdict| verdict.error.is_none()),
        }
    }

    fn view(&self, rules: &Rules, now: Duration) -> ImportView {
        let (phase, error) = match self.phase(rules, now) {
            Phase::Waiting => ("waiting", None),
            Phase::Refused { code, .. } => ("refused", Some(code.get())),
            Phase::Gathering { .. } => ("gathering", None),
            Phase::Failed { code, .. } => ("failed", Some(code.get())),
            Phase::Complete { .. } => ("complete", None),
            Phase::Gone { .. } => ("gone", None),
        };
        ImportView {
            import_id: self.id,
            service: self.service.code().to_owned(),
            scenario: self.scenario.to_string(),
            phase,
            error,
            contacts: self.book.len(),
        }
    }
}

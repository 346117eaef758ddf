//! The machine itself: one import, from the begin call to the last contact.

use super::arriving::Arriving;
use super::backoff::Backoff;
use super::budget::RetryBudget;
use super::error::{Cause, ImportError, ImportErrorKind, Inconsistency};
use super::event::{ImportEvent, Output, RetryCause, Summary};
use super::history::History;
use super::paging::Pager;
use super::policy::{POLL_FLOOR, Policy};
use super::state::{ImportState, SavedPhase, StateError, millis};
use crate::endpoints::{Begin, GetEvents};
use crate::exchange::{Exchange, Input, later};
use crate::{Api, EndpointExt, FailureKind, ImportId};
use bytes::Bytes;
use http::{Request, Response};
use std::collections::VecDeque;
use std::time::{Instant, SystemTime};

/// One import as a state machine. See the [module](super) for its diagram and its run loop.
#[derive(Debug)]
pub struct Import {
    pub(super) api: Api,
    pub(super) policy: Policy,
    pub(super) import_id: Option<ImportId>,
    pub(super) step: Step,
    /// When the step's next call is due.
    pub(super) due: Instant,
    pub(super) exchange: Option<Exchange>,
    /// How the last exchange ended, if it brought no answer.
    pub(super) last_failure: Option<FailureKind>,
    /// Reads the contacts of the exchange under way while they arrive.
    pub(super) arriving: Option<Box<Arriving>>,
    pub(super) events: VecDeque<ImportEvent>,
    pub(super) history: History,
    pub(super) pager: Pager,
    pub(super) owner_delivered: bool,
    pub(super) unreadable: u64,
    pub(super) backoff: Backoff,
    pub(super) failures: u32,
    /// Why the call that is due, or under way, repeats the one before; nothing for a first attempt.
    pub(super) repeats: Option<RetryCause>,
    pub(super) budget: RetryBudget,
    /// How often in a row the budget had no retry.
    pub(super) denials: u32,
    /// Since when the service answers 404.
    pub(super) missing_since: Option<Instant>,
    pub(super) deadline: Instant,
    /// An empty buffer for the next answer.
    pub(super) spare: Vec<u8>,
}

/// What the import does next, or is doing while an exchange is under way.
#[derive(Debug)]
pub(super) enum Step {
    Begin(Box<Begin>),
    Poll,
    Download,
    Finished,
    Failed(ImportError),
}

impl Import {
    /// A new import. Its first request is the begin call.
    pub fn begin(api: Api, begin: impl Into<Begin>, policy: Policy, now: Instant) -> Self {
        let deadline = later(now, policy.deadline);
        Self::new(api, Step::Begin(Box::new(begin.into())), None, policy, now, deadline)
    }

    /// An import that something else began: the hosted widget, or another machine. It starts with polling.
    pub fn attach(api: Api, import_id: ImportId, policy: Policy, now: Instant) -> Self {
        let deadline = later(now, policy.deadline);
        Self::new(api, Step::Poll, Some(import_id), policy, now, deadline)
    }

    /// Goes on with a saved import, at the first position not acknowledged and within the original deadline.
    ///
    /// # Errors
    /// The state is of another service, or of an import that had not begun, whose begin call was under way, or that had
    /// failed.
    pub fn resume(
        api: Api,
        state: &ImportState,
        policy: Policy,
        now: Instant,
        wall: SystemTime,
    ) -> Result<Self, StateError> {
        state.check(api.base_url())?;
        let deadline = later(now, state.remaining(wall));
        let step = match state.phase {
            SavedPhase::Downloading => Step::Download,
            SavedPhase::Finished => Step::Finished,
            _ => Step::Poll,
        };
        let size = policy.page_size;
        let mut import = Self::new(api, step, state.import_id.clone(), policy, now, deadline);
        import.pager = Pager::new(size, state.next, state.total);
        import.owner_delivered = state.owner_delivered;
        // The state does not say when the last poll was; a full distance is always far enough.
        import.due = later(now, POLL_FLOOR);
        Ok(import)
    }

    fn new(
        api: Api,
        step: Step,
        import_id: Option<ImportId>,
        policy: Policy,
        now: Instant,
        deadline: Instant,
    ) -> Self {
        let text = import_id.as_ref().map(ImportId::as_str).unwrap_or_default();
        let mut backoff = Backoff::new(policy.seed, text);
        // Imports attached to in the same moment must not poll in the same moment.
        let due = if import_id.is_some() { later(now, backoff.up_to(POLL_FLOOR)) } else { now };
        let pager = Pager::new(policy.page_size, 0, None);
        Self {
            api,
            policy,
            import_id,
            step,
            due,
            exchange: None,
            last_failure: None,
            arriving: None,
            events: VecDeque::new(),
            history: History::default(),
            pager,
            owner_delivered: false,
            unreadable: 0,
            backoff,
            failures: 0,
            repeats: None,
            budget: RetryBudget::default(),
            denials: 0,
            missing_since: None,
            deadline,
            spare: Vec::new(),
        }
    }

    /// The import's id, once it has begun.
    pub fn import_id(&self) -> Option<&ImportId> {
        self.import_id.as_ref()
    }

    /// When the import's time is up.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Positions handed out so far, those before a resume included.
    pub fn delivered(&self) -> u64 {
        self.pager.delivered()
    }

    /// A request is out and its answer is still wanted. When this turns false, drop the transfer.
    pub fn in_flight(&self) -> bool {
        self.exchange.is_some()
    }

    /// Why the last call brought no whole answer; nothing if it brought one, of whatever status, or is under way.
    pub fn last_failure(&self) -> Option<FailureKind> {
        self.last_failure
    }

    /// How often in a row the call that is under way or next was made before, for want of an answer that could be used. Asking
    /// again what is "not ready" does not count.
    pub fn resends(&self) -> u32 {
        if self.repeats.is_some() { self.failures } else { 0 }
    }

    /// What to do next. Call it until it says [`Output::Wait`] or [`Output::Done`]; it never makes anything up, so calling
    /// it too often is harmless.
    ///
    /// # Errors
    /// The import has ended without all contacts; the same error comes back each time.
    pub fn poll_output(&mut self, now: Instant) -> Result<Output, ImportError> {
        self.check_time(now);
        if let Some(event) = self.events.pop_front() {
            if let ImportEvent::Contacts(page) = &event {
                self.pager.mark_delivered(page);
            }
            return Ok(Output::Event(event));
        }
        match &self.step {
            Step::Failed(error) => return Err(error.clone()),
            Step::Finished => return Ok(Output::Done),
            Step::Begin(_) | Step::Poll | Step::Download => {}
        }
        if let Some(until) = self.patience() {
            return Ok(Output::Wait(until));
        }
        if now < self.due {
            return Ok(Output::Wait(self.due.min(self.deadline)));
        }
        // Taken when the retry goes out: what waits must not hold what another could use.
        if let Some(cause) = self.repeats.filter(|_| !self.budget.take()) {
            self.postpone(cause, now);
            return self.poll_output(now);
        }
        let request = match self.next_request(now) {
            Ok(request) => request,
            Err(error) => return Err(self.fail(error)),
        };
        Ok(Output::Request(request))
    }

    /// Tells that the transport has taken the request of the last [`Output::Request`] by now. The distance to the next poll
    /// counts from here where that is later than the instant [`poll_output`](Self::poll_output) was given, as on a busy
    /// machine. Not telling it is harmless but for that.
    pub fn request_sent(&mut self, now: Instant) {
        if matches!(self.step, Step::Poll) {
            self.due = self.due.max(later(now, self.policy.poll_interval));
        }
    }

    /// Takes in what the transport brought. Anything that belongs to no request is ignored.
    pub fn handle_input(&mut self, input: Input<'_>) {
        let (Input::Head(now, _) | Input::Body(now, _) | Input::End(now) | Input::Failure(now, _)) = input;
        let Some(exchange) = &mut self.exchange else { return };
        let Some(outcome) = exchange.handle_input(input) else {
            if matches!(self.step, Step::Download) {
                Arriving::go_on(&mut self.arriving, exchange);
            }
            return;
        };
        self.exchange = None;
        match outcome {
            Ok(answer) => self.handle_answer(answer, now),
            Err(kind) => {
                self.last_failure = Some(kind);
                self.handle_failure(kind, now);
            }
        }
    }

    /// Takes in a whole response at once.
    pub fn handle_response(&mut self, now: Instant, response: Response<&[u8]>) {
        let (head, body) = response.into_parts();
        self.handle_input(Input::Head(now, head));
        self.handle_input(Input::Body(now, body));
        self.handle_input(Input::End(now));
    }

    /// What to save in order to go on later. `wall` is the time of day, for the deadline.
    ///
    /// Contacts count as delivered once their event was taken from [`poll_output`](Self::poll_output): store a page
    /// first, then the state.
    pub fn state(&self, now: Instant, wall: SystemTime) -> ImportState {
        let remaining = self.deadline.saturating_duration_since(now);
        let remaining_ms = u64::try_from(remaining.as_millis()).unwrap_or(u64::MAX);
        let phase = match &self.step {
            Step::Begin(_) if self.exchange.is_some() => SavedPhase::Starting,
            Step::Begin(_) => SavedPhase::New,
            Step::Poll => SavedPhase::Polling,
            Step::Finished if self.events.is_empty() => SavedPhase::Finished,
            Step::Download | Step::Finished => SavedPhase::Downloading,
            Step::Failed(error) => saved_phase_of(error),
        };
        ImportState {
            origin: self.api.base_url().origin().to_owned(),
            import_id: self.import_id.clone(),
            phase,
            next: self.pager.delivered(),
            total: self.pager.total(),
            owner_delivered: self.owner_delivered
                && !self.events.iter().any(|event| matches!(event, ImportEvent::Owner(_))),
            deadline_ms: millis(wall).saturating_add(remaining_ms),
            remaining_ms,
        }
    }

    /// Until when the answer to the call under way may take, if nothing more of it arrives.
    pub(super) fn patience(&self) -> Option<Instant> {
        self.exchange.as_ref().map(|exchange| exchange.deadline().min(self.deadline))
    }

    /// Until when there is nothing to do and nothing to tell; nothing if there is.
    pub(super) fn rest(&self, now: Instant) -> Option<Instant> {
        let has_calls = matches!(self.step, Step::Begin(_) | Step::Poll | Step::Download);
        let until = self.due.min(self.deadline);
        (has_calls && self.exchange.is_none() && self.events.is_empty() && now < until).then_some(until)
    }

    /// It has a call to make now, and may.
    pub(super) fn is_about_to_send(&self, now: Instant) -> bool {
        let has_calls = matches!(self.step, Step::Begin(_) | Step::Poll | Step::Download);
        let is_free = self.exchange.is_none() && self.events.is_empty();
        has_calls && is_free && self.due <= now && now < self.deadline
    }

    /// Ends what has run out of time.
    fn check_time(&mut self, now: Instant) {
        if matches!(self.step, Step::Finished | Step::Failed(_)) {
            return;
        }
        let late = self.exchange.as_ref().is_some_and(|exchange| now >= exchange.deadline());
        if now >= self.deadline {
            let is_out = self.exchange.take().is_some();
            let begin_is_out = is_out && matches!(self.step, Step::Begin(_));
            if is_out {
                self.last_failure = Some(FailureKind::Timeout);
            }
            self.fail(if begin_is_out {
                ImportErrorKind::StartOutcomeUnknown(Cause::Transport(FailureKind::Timeout))
            } else {
                ImportErrorKind::DeadlineExceeded { last: self.history.latest() }
            });
        } else if late {
            self.exchange = None;
            self.last_failure = Some(FailureKind::Timeout);
            self.handle_failure(FailureKind::Timeout, now);
        }
    }

    /// Builds the step's request and starts its exchange.
    fn next_request(&mut self, now: Instant) -> Result<Request<Bytes>, ImportErrorKind> {
        let (request, limits) = match (&self.step, &self.import_id) {
            (Step::Begin(begin), _) => (begin.to_request(&self.api)?, self.policy.small_limits()),
            (Step::Download, Some(id)) => {
                (self.pager.request(id.clone()).to_request(&self.api)?, self.policy.limits)
            }
            (_, Some(id)) => {
                self.due = later(now, self.policy.poll_interval);
                (GetEvents::new(id.clone()).to_request(&self.api)?, self.policy.small_limits())
            }
            (_, None) => return Err(ImportErrorKind::Inconsistent(Inconsistency::OtherImport)),
        };
        self.exchange = Some(Exchange::reusing(std::mem::take(&mut self.spare), limits, now));
        (self.arriving, self.last_failure) = (None, None);
        Ok(request)
    }

    pub(super) fn finish(&mut self, delivered: u64) {
        self.step = Step::Finished;
        let summary = Summary { delivered, unreadable: self.unreadable };
        self.events.push_back(ImportEvent::Finished(summary));
    }

    pub(super) fn fail(&mut self, kind: ImportErrorKind) -> ImportError {
        // Counted with what is still queued: the caller gets those events first.
        let queued = self.events.iter().rev().find_map(|event| match event {
            ImportEvent::Contacts(page) => Some(page.end()),
            _ => None,
        });
        let delivered = queued.unwrap_or(self.pager.delivered());
        let error = ImportError::new(kind, self.import_id.clone(), delivered);
        self.step = Step::Failed(error.clone());
        error
    }
}

/// Whether a later run may go on where this one ended: only the service's own last words are final.
fn saved_phase_of(error: &ImportError) -> SavedPhase {
    match error.kind() {
        ImportErrorKind::StartOutcomeUnknown(_) => SavedPhase::Starting,
        ImportErrorKind::Failed(_) | ImportErrorKind::Gone { .. } => SavedPhase::Failed,
        _ if error.import_id().is_none() => SavedPhase::New,
        // A complete import says so in its first events.
        _ => SavedPhase::Polling,
    }
}

//! One lifetime: the machine, the driver around it, the line, the service, the consumer, and what befalls them.

mod consumer;
mod process;
mod wire;

use super::checker::Checker;
use super::clock::Clock;
use super::fault::{CallKind, Fault};
use super::law::{Verdict, Violation, law};
use super::line::Transfer;
use super::plan::{Plan, Planned, Proof, Start};
use super::random::Random;
use super::saboteur::Saboteur;
use super::service::{CODE, Service};
use super::trace::{Tail, Trace};
use bytes::Bytes;
use cloudsponge::proto::endpoints::{Begin, UserConsent, UsernamePassword};
use cloudsponge::proto::import::{Import, Output, RetryBudget};
use cloudsponge::proto::{Api, Credentials, ImportId, Policy, Service as Source};
use http::Request;
use std::sync::Arc;
use std::time::Duration;

const KEY: &str = "zqkeysentinel";
const PASSWORD: &str = "zqpwsentinel";
const LOGIN: [&str; 2] = ["zq-user-sentinel@example.com", "zq-mailbox-sentinel"];
/// More turns than any lifetime takes.
const TURNS: u64 = 100_000;

/// One lifetime, turn by turn.
pub(crate) struct Life {
    pub(crate) plan: Plan,
    pub(crate) trace: Trace,
    pub(crate) requests: u64,
    pub(crate) struck: u64,
    pub(crate) quiet: u64,
    pub(crate) over: Option<Over>,
    saboteur: Option<Saboteur>,
    api: Api,
    clock: Clock,
    random: Random,
    service: Service,
    checker: Checker,
    import: Import,
    transfer: Option<(Transfer, bool)>,
    last_request: Option<Request<Bytes>>,
    pending: Vec<Planned>,
    /// Faults of the process that strike at these turns.
    armed: Vec<(u64, Fault)>,
    at_next_page: Option<Fault>,
    slow: Option<Duration>,
    early: Option<Duration>,
    eager: u64,
    saved: Option<Saved>,
    persistence: u32,
    turn: u64,
}

/// How a lifetime ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// Everything was delivered.
    Done,
    /// The import failed, for a reason.
    Failed(String),
    /// A process died and nothing was left to go on from.
    Lost,
}

/// A state, as text, and what the clocks said.
#[derive(Clone, Debug)]
struct Saved {
    text: String,
    remaining: Duration,
    deadline: Duration,
    skew_days: i64,
}

impl Life {
    /// Begins a lifetime; `later` moves its clocks as a whole.
    pub(crate) fn new(
        plan: &Plan,
        saboteur: Option<Saboteur>,
        later: Duration,
        verbose: bool,
    ) -> Result<Self, Violation> {
        Saboteur::reset();
        let invalid = |error| Violation::new("V42", format_args!("the plan cannot be carried out: {error}"));
        let credentials = Credentials::new(KEY, PASSWORD).map_err(|error| invalid(error.to_string()))?;
        let api = Api::new(credentials).with_format(plan.format);
        let mut service = Service::new(plan);
        service.repeats_pages = saboteur == Some(Saboteur::RepeatedPage);
        service.mixes_books = saboteur == Some(Saboteur::MixedBooks);
        let clock = Clock::new(later, if saboteur == Some(Saboteur::HastyClock) { 200 } else { 100 });
        let begin: Begin = match plan.start {
            Start::Login => UsernamePassword::new(Source::ICLOUD, LOGIN[0], LOGIN[1]).into(),
            _ => UserConsent::new(Source::GMAIL).into(),
        };
        let now = clock.instant();
        let import = match plan.start {
            Start::Attached => Import::attach(api.clone(), ImportId::from(service.id), policy(plan), now),
            _ => Import::begin(api.clone(), begin, policy(plan), now),
        };
        let import = import.with_retry_budget(budget(plan, saboteur));
        let secrets = [KEY, PASSWORD, LOGIN[0], LOGIN[1], CODE, "enFrZXlzZW50aW5lbDp6cXB3c2VudGluZWw"];
        let secrets = secrets.map(str::to_owned).to_vec();
        let book = Arc::clone(&service.book);
        let checker = Checker::new(plan, book, secrets, clock.offset(import.deadline()));
        Ok(Self {
            plan: plan.clone(),
            trace: Trace::new(verbose),
            requests: 0,
            struck: 0,
            quiet: 0,
            over: None,
            saboteur,
            api,
            clock,
            random: Random::new(plan.seed ^ 0x11fe),
            service,
            checker,
            import,
            transfer: None,
            last_request: None,
            pending: plan.faults.clone(),
            armed: Vec::new(),
            at_next_page: None,
            slow: None,
            early: None,
            eager: 0,
            saved: None,
            persistence: plan.persistence,
            turn: 0,
        })
    }

    /// Does the next thing a driver does: hands in a piece that has arrived, or does what the machine says.
    pub(crate) fn step(&mut self) -> Verdict {
        self.turn += 1;
        law(self.turn < TURNS, "V10", || "the lifetime does not end".to_owned())?;
        if let Some(at) = self.armed.iter().position(|(turn, _)| *turn <= self.turn) {
            let (_, fault) = self.armed.remove(at);
            return self.strike(fault);
        }
        if self.deliver()? {
            return Ok(());
        }
        let waited = self.import.in_flight();
        let output = self.import.poll_output(self.clock.instant());
        if waited && !self.import.in_flight() {
            self.gave_up();
        }
        match output {
            Ok(Output::Request(request)) => self.send(request),
            Ok(Output::Event(event)) => self.consume(event),
            Ok(Output::Wait(until)) => self.wait(self.clock.offset(until)),
            Ok(Output::Done) => self.finish(None),
            Ok(_) => Err(Violation::new("V11", "an output that nobody knows")),
            Err(error) => self.finish(Some(error)),
        }
    }

    /// Runs to the end.
    pub(crate) fn run(&mut self) -> Verdict {
        while self.over.is_none() {
            self.step()?;
        }
        Ok(())
    }

    /// Splits off a life that goes on from this one's saved state. From here on both are spared, and both keep a list of
    /// what they do.
    pub(crate) fn fork(&mut self) -> Result<Self, Violation> {
        self.pending.clear();
        self.armed.clear();
        (self.at_next_page, self.slow, self.early, self.eager, self.persistence) = (None, None, None, 0, 0);
        self.save()?;
        let (now, wall) = (self.clock.instant(), self.clock.wall());
        let text = self.saved.as_ref().map(|saved| saved.text.clone()).unwrap_or_default();
        let state = self.read(&text)?;
        let mut patience = policy(&self.plan);
        if self.saboteur == Some(Saboteur::Forgetful) {
            patience = patience.page_size(self.plan.page_size + 1);
        }
        let import = Import::resume(self.api.clone(), &state, patience, now, wall)
            .map_err(|error| Violation::new("V12", error))?;
        let mut checker = self.checker.clone();
        checker.resumed(self.clock.now, self.clock.offset(import.deadline()), &state)?;
        self.trace.tail = Some(Vec::new());
        Ok(Self {
            plan: self.plan.clone(),
            trace: Trace { digest: self.trace.digest, lines: None, tail: Some(Vec::new()) },
            api: self.api.clone(),
            random: self.random.clone(),
            service: self.service.clone(),
            checker,
            import,
            transfer: None,
            last_request: None,
            pending: Vec::new(),
            armed: Vec::new(),
            at_next_page: None,
            saved: self.saved.clone(),
            over: None,
            ..*self
        })
    }

    /// What it did since the fork, without the question whether there is more, which only a resumed machine asks.
    pub(crate) fn tail(&self) -> Vec<Tail> {
        let total = self.service.book.total();
        let idle =
            |entry: &Tail| matches!(entry, Tail::Request(CallKind::Contacts, start, _) if *start >= total);
        self.trace.tail.iter().flatten().filter(|entry| !idle(entry)).cloned().collect()
    }

    /// Whether to fork here.
    pub(crate) fn is_at_fork(&self) -> bool {
        self.trace.tail.is_none() && matches!(self.plan.proof, Proof::Fork(at) if self.quiet == at)
    }

    /// Time since its start.
    pub(crate) fn now(&self) -> Duration {
        self.clock.now
    }

    /// The trace's hash.
    pub(crate) fn hash(&self) -> u64 {
        self.trace.digest.value()
    }
}

/// The retries of a process, which has one client.
fn budget(plan: &Plan, saboteur: Option<Saboteur>) -> RetryBudget {
    RetryBudget::new(if saboteur == Some(Saboteur::Spendthrift) { 500 } else { plan.burst })
}

fn policy(plan: &Plan) -> Policy {
    Policy::default()
        .deadline(plan.deadline)
        .page_size(plan.page_size)
        .poll_interval(plan.interval)
        .seed(plan.seed)
}

//! The laws, watched from outside: what went over the line, what the consumer got, what was saved.

mod ending;

use self::ending::is_fatal;
use crate::simulation::book::{Book, SENTINEL};
use crate::simulation::delivery::{Deliveries, Store};
use crate::simulation::fault::CallKind;
use crate::simulation::law::{Verdict, Violation, law};
use crate::simulation::ledger::Ledger;
use crate::simulation::parcel::Parcel;
use crate::simulation::plan::Plan;
use crate::simulation::service::{Call, Meaning};
use cloudsponge::proto::import::{RetryCause, StateError};
use cloudsponge::proto::model::Event;
use cloudsponge::proto::{ImportEvent, ImportState};
use std::sync::Arc;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
/// Begin calls that may be made as long as each provably never left.
const BEGINS: u64 = 3;
/// Failures in a row that may end an import.
const FAILURES: u32 = 8;
/// Requests for one page: as many as failures may follow each other, and one a second while it is not ready.
const TRIES: u64 = 45;
/// The longest wait of one's own accord.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is known of a whole lifetime, over all its processes.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    secrets: Vec<String>,
    interval: Duration,
    burst: u32,
    needs: Duration,
    /// Start of the last events request.
    last_poll: Option<Duration>,
    posts: u64,
    unsent: u64,
    begun: bool,
    complete: bool,
    pub(crate) store: Store,
    run: Run,
    /// From when on nothing was wrong.
    healthy_since: Duration,
}

/// What is known of the process that runs now.
#[derive(Clone, Debug)]
struct Run {
    deadline: Duration,
    over: bool,
    complete: bool,
    polls_left: u64,
    tries: u64,
    /// Last answer, when it came, and to what.
    last: Option<(Duration, CallKind, Meaning)>,
    /// An answer after which nothing may be asked.
    doomed: bool,
    failures: u32,
    ledger: Ledger,
    missing_since: Option<Duration>,
    empty_pages: u32,
    /// When the next call is made at the earliest, as announced.
    announced: Duration,
    rows: Vec<Event>,
    deliveries: Deliveries,
}

impl Run {
    fn new(
        now: Duration,
        deadline: Duration,
        interval: Duration,
        deliveries: Deliveries,
        ledger: Ledger,
    ) -> Self {
        let polls = deadline.saturating_sub(now).as_millis().checked_div(interval.as_millis()).unwrap_or(0);
        Self {
            deadline,
            over: false,
            complete: false,
            polls_left: u64::try_from(polls).unwrap_or(u64::MAX).saturating_add(1),
            tries: 0,
            last: None,
            doomed: false,
            failures: 0,
            ledger,
            missing_since: None,
            empty_pages: 0,
            announced: Duration::ZERO,
            rows: Vec::new(),
            deliveries,
        }
    }
}

impl Checker {
    pub(crate) fn new(plan: &Plan, book: Arc<Book>, secrets: Vec<String>, deadline: Duration) -> Self {
        let pages = plan.total.checked_div(plan.page_size).unwrap_or(1) + plan.polls + 4;
        let pages = u32::try_from(pages).unwrap_or(u32::MAX);
        let polls = u32::try_from(plan.polls).unwrap_or(u32::MAX) + 2;
        let deliveries = Deliveries::new(Arc::clone(&book), 0);
        let attached = plan.start == super::plan::Start::Attached;
        Self {
            secrets: secrets.into_iter().chain([SENTINEL.to_owned()]).collect(),
            interval: plan.interval,
            burst: plan.burst,
            needs: plan.interval * polls + Duration::from_millis(700) * pages + 10 * SECOND,
            last_poll: None,
            posts: 0,
            unsent: 0,
            begun: attached,
            complete: false,
            run: Run::new(Duration::ZERO, deadline, plan.interval, deliveries, Ledger::new(plan.burst)),
            store: Store::new(book),
            healthy_since: Duration::ZERO,
        }
    }

    /// Something goes wrong now, or has until now.
    pub(crate) fn troubled(&mut self, now: Duration) {
        self.healthy_since = self.healthy_since.max(now);
    }

    /// Nothing failed lately, nothing is waited for but the next call, and the service told no lie that one machine has
    /// heard and another may not hear again.
    pub(crate) fn is_calm(&self, now: Duration) -> bool {
        !self.store.is_lied_to()
            && self.run.failures == 0
            && self.run.missing_since.is_none()
            && self.run.announced <= now
    }

    /// The last answer was a failure.
    pub(crate) fn has_failed(&self) -> bool {
        self.run.failures > 0
    }

    /// A process goes on from a saved state.
    pub(crate) fn resumed(&mut self, now: Duration, deadline: Duration, state: &ImportState) -> Verdict {
        let next = state.next_position();
        law(next <= self.store.len(), "V19", || {
            format!("resumed at position {next}, but only {} are stored: the rest is lost", self.store.len())
        })?;
        let book = Arc::clone(self.store.book());
        let ledger = Ledger::new(self.burst);
        self.run = Run::new(now, deadline, self.interval, Deliveries::new(book, next), ledger);
        Ok(())
    }

    /// A saved state could not be resumed.
    pub(crate) fn refused(&self, error: StateError) -> Verdict {
        let expected = match error {
            StateError::NotBegun | StateError::StartOutcomeUnknown => !self.begun,
            StateError::Failed => self.run.doomed,
            _ => false,
        };
        law(expected, "V12", || format!("a saved state cannot be resumed: {error}"))
    }

    /// A request goes out.
    pub(crate) fn request(&mut self, now: Duration, call: &Call) -> Verdict {
        let run = &mut self.run;
        if call.kind == CallKind::Begin {
            law(self.posts == self.unsent, "V4", || {
                format!("begin call {} although one before it may have been sent", self.posts + 1)
            })?;
        }
        law(!run.over, "V6", || format!("{:?} is requested after the end", call.kind))?;
        law(!run.doomed, "V6", || format!("{:?} is requested after {:?}", call.kind, run.last))?;
        law(now < run.deadline, "V6", || {
            format!("{:?} is requested at {now:?}, after the deadline", call.kind)
        })?;
        run.ledger.request()?;
        match call.kind {
            CallKind::Begin => {
                self.posts += 1;
                law(self.posts <= BEGINS, "V2", || format!("{} begin calls", self.posts))?;
            }
            CallKind::Events => {
                law(run.polls_left > 0, "V2", || "more polls than fit before the deadline".to_owned())?;
                run.polls_left -= 1;
                law(!run.complete, "V15", || "a poll after COMPLETE was seen".to_owned())?;
            }
            CallKind::Contacts => {
                law(self.complete, "V5", || "contacts are requested before COMPLETE".to_owned())?;
                run.tries += 1;
                law(run.tries <= TRIES, "V2", || format!("a page is requested {} times", run.tries))?;
                law(call.start == run.deliveries.received(), "V18", || {
                    format!("position {} is asked for, {} is next", call.start, run.deliveries.received())
                })?;
            }
        }
        law(now >= run.announced, "V7", || format!("{:?} is requested before {:?}", call.kind, run.announced))
    }

    /// The transport takes the request: only now it is on its way.
    pub(crate) fn taken(&mut self, now: Duration, kind: CallKind) -> Verdict {
        if kind != CallKind::Events {
            return Ok(());
        }
        let gap = self.last_poll.map(|last| now.saturating_sub(last));
        law(gap.is_none_or(|gap| gap >= SECOND), "V1", || format!("two polls start {gap:?} apart"))?;
        self.last_poll = Some(now);
        Ok(())
    }

    /// The machine has all of an answer, or gave up on it.
    pub(crate) fn answered(&mut self, now: Duration, kind: CallKind, meaning: Meaning) {
        let run = &mut self.run;
        run.announced = now;
        match &meaning {
            Meaning::Begun => {
                self.begun = true;
                run.recover();
            }
            Meaning::Events { complete, failed } => {
                run.recover();
                run.doomed |= failed;
                run.complete |= *complete && !failed;
                self.complete |= run.complete;
            }
            Meaning::Page(page) if page.from > page.asked && page.to > page.from => run.doomed = true,
            Meaning::Page(page) if page.to <= page.asked.max(page.from) => {
                run.failed();
                run.empty_pages += 1;
                run.deliveries.accept_nothing(page, &mut self.store);
            }
            Meaning::Page(page) => {
                run.recover();
                run.empty_pages = 0;
                run.tries = 0;
                run.deliveries.accept(page, &mut self.store);
            }
            Meaning::Refusal { status: 404, .. } if kind != CallKind::Begin => {
                run.missing_since.get_or_insert(now);
                run.ledger.not_yet();
            }
            Meaning::Refusal { status, .. } if is_fatal(*status) || kind == CallKind::Begin => {
                run.doomed = true
            }
            Meaning::Refusal { .. } => run.failed(),
            Meaning::Blank => {
                run.failed();
                run.doomed |= kind == CallKind::Begin;
            }
            Meaning::Garbage | Meaning::OtherImport => run.doomed = true,
            Meaning::NoAnswer(failure) => {
                run.failed();
                run.doomed |= !failure.is_retryable();
                if kind == CallKind::Begin && failure.is_unsent() {
                    self.unsent += 1;
                } else if kind == CallKind::Begin {
                    run.doomed = true;
                }
            }
        }
        run.last = Some((now, kind, meaning));
    }

    /// The machine asks for a wait.
    pub(crate) fn waiting(&self, now: Duration, until: Duration) -> Verdict {
        law(until > now, "V7", || format!("at {now:?} a wait until {until:?}, which is no wait"))?;
        let deadline = self.run.deadline;
        law(until <= deadline, "V7", || format!("a wait until {until:?}, beyond the deadline {deadline:?}"))
    }

    /// The consumer gets a page.
    pub(crate) fn page(&mut self, page: &Parcel) -> Verdict {
        self.run.deliveries.page(page)
    }

    /// The consumer gets another event.
    pub(crate) fn event(&mut self, event: &ImportEvent, retry_at: Option<Duration>) -> Verdict {
        let run = &mut self.run;
        match event {
            ImportEvent::Progress(row) => {
                let known = run.rows.iter_mut().find(|known| known.event_type == row.event_type);
                let same = known.as_ref().is_some_and(|known| {
                    (&known.status, known.value, &known.description)
                        == (&row.status, row.value, &row.description)
                });
                law(!same, "V15", || format!("{} {} is reported twice", row.event_type, row.status))?;
                match known {
                    Some(known) => *known = row.clone(),
                    None => run.rows.push(row.clone()),
                }
                Ok(())
            }
            ImportEvent::Owner(owner) => run.deliveries.owner(owner, &mut self.store),
            ImportEvent::Retrying(retry) if retry.cause == RetryCause::NoBudget => {
                self.put_off(retry_at.unwrap_or_default())
            }
            ImportEvent::Retrying(_) => self.retrying(retry_at.unwrap_or_default()),
            ImportEvent::Finished(summary) => run.deliveries.finished(summary),
            _ => Ok(()),
        }
    }

    fn retrying(&mut self, at: Duration) -> Verdict {
        let Some((answered, _, meaning)) = &self.run.last else {
            return Err(Violation::new("V7", "a call is repeated that was not made"));
        };
        let asked = if let Meaning::Refusal { after, .. } = meaning {
            after.unwrap_or_default()
        } else {
            Duration::ZERO
        };
        let wait = at.saturating_sub(*answered);
        law(wait >= SECOND.max(asked), "V7", || {
            format!("a retry after {wait:?}, although {asked:?} was asked for")
        })?;
        let most = PATIENCE.max(asked).max(self.interval);
        law(wait <= most, "V7", || format!("a retry only after {wait:?}, {most:?} at most"))?;
        self.run.announced = at;
        Ok(())
    }

    /// A retry was due, and there was none left, or few.
    fn put_off(&mut self, at: Duration) -> Verdict {
        let run = &mut self.run;
        run.ledger.put_off()?;
        law(at >= run.announced + SECOND, "V7", || format!("put off from {:?} to {at:?}", run.announced))?;
        run.announced = at;
        Ok(())
    }

    /// A state was saved.
    pub(crate) fn saved(&mut self, text: &str) -> Verdict {
        law(text.len() <= 4096, "V14", || format!("a state of {} bytes", text.len()))?;
        let leak = self.secrets.iter().position(|secret| text.contains(secret.as_str()));
        law(leak.is_none(), "V14", || format!("a state holds secret number {}", leak.unwrap_or(0)))
    }
}

impl Run {
    fn failed(&mut self) {
        self.failures += 1;
        self.ledger.failed();
    }

    fn recover(&mut self) {
        self.failures = 0;
        self.ledger.succeeded();
        self.missing_since = None;
    }
}

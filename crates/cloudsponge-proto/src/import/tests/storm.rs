//! V3, T30, F22: many imports and a service in trouble, in virtual time.

use super::*;
use crate::import::backoff::Backoff;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

const LATENCY: Duration = Duration::from_millis(5);
const MINUTE: Duration = Duration::from_secs(60);
const EVENTS: &[u8] = br#"{"events":[{"event_type":"INITIALIZING","status":"INPROGRESS","value":0}]}"#;
const COMPLETE: &[u8] = br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#;
const PAGE: &[u8] = br#"{"contacts":[{"first_name":"Fern"}],"total":3}"#;

/// Many visitors: each has an import, and some time after it ended begins another.
struct Crowd {
    start: Instant,
    visitors: Vec<Visitor>,
    /// Who has something to do, and when.
    agenda: BinaryHeap<Reverse<(Instant, usize)>>,
    draw: Backoff,
    /// How long a visitor rests; `None`: there is no other import.
    rest: Option<Duration>,
    /// What the calls of each client did.
    ledgers: Vec<Ledger>,
    /// Starts of all requests, in order.
    sent: Vec<Duration>,
    /// How imports ended.
    ends: BTreeMap<&'static str, u32>,
}

struct Visitor {
    import: Option<Import>,
    client: usize,
    /// The answer on its way.
    pending: Option<(Instant, u16, Vec<u8>)>,
    /// Polls until the import is complete.
    polls: u64,
    /// The call under way, or the next, repeats a failed one.
    repeats: bool,
    begun: u64,
}

/// One client as an onlooker sees it. A bucket of the allowed size that never runs dry means that in no window, however
/// it is cut, there were more retries than the law allows.
#[derive(Clone)]
struct Ledger {
    budget: RetryBudget,
    fifths: i64,
    retries: u32,
    put_off: u32,
}

impl Ledger {
    fn new(budget: RetryBudget) -> Self {
        let fifths = i64::from(budget.burst()) * 5;
        Self { budget, fifths, retries: 0, put_off: 0 }
    }

    fn retry(&mut self) {
        self.retries += 1;
        self.fifths -= 5;
        assert!(self.fifths >= 0, "V3: more retries than the burst and a fifth of what succeeded");
    }

    fn success(&mut self) {
        self.fifths = (self.fifths + 1).min(i64::from(self.budget.burst()) * 5);
    }

    fn check(&self) {
        assert_eq!(i64::from(self.budget.available()), self.fifths / 5, "V44");
    }
}

impl Crowd {
    /// `count` visitors, spread over as many clients as there are budgets. They come within the first half minute.
    fn new(count: usize, budgets: Vec<RetryBudget>, rest: Option<Duration>) -> Self {
        let (start, mut draw) = (Instant::now(), Backoff::new(1, "crowd"));
        let agenda = (0..count).map(|at| Reverse((start + draw.up_to(MINUTE / 2), at))).collect();
        let clients = budgets.len();
        let visitor = |at| Visitor {
            import: None,
            client: at % clients,
            pending: None,
            polls: 0,
            repeats: false,
            begun: 0,
        };
        Self {
            start,
            visitors: (0..count).map(visitor).collect(),
            agenda,
            draw,
            rest,
            ledgers: budgets.into_iter().map(Ledger::new).collect(),
            sent: Vec::new(),
            ends: BTreeMap::new(),
        }
    }

    /// Goes on until the time is `until`. A request at an instant fails as often, in percent, as `trouble` says.
    fn run(&mut self, until: Duration, trouble: impl Fn(Duration) -> u64) {
        while let Some(Reverse((now, at))) =
            self.agenda.peek().copied().filter(|Reverse((now, _))| *now < self.start + until)
        {
            self.agenda.pop();
            let percent = trouble(now - self.start);
            if let Some(next) = self.step(at, now, percent) {
                self.agenda.push(Reverse((next, at)));
            }
        }
        self.ledgers.iter().for_each(Ledger::check);
    }

    /// One visitor does what is due, and says when to look again.
    fn step(&mut self, at: usize, now: Instant, trouble: u64) -> Option<Instant> {
        let Self { start, visitors, draw, rest, ledgers, sent, ends, .. } = self;
        let visitor = &mut visitors[at];
        let ledger = &mut ledgers[visitor.client];
        let import = visitor.import.get_or_insert_with(|| {
            visitor.begun += 1;
            (visitor.polls, visitor.repeats) = (10 + at as u64 % 20, false);
            let policy = Policy::default().page_size(1).seed(at as u64 + 1000 * visitor.begun);
            Import::begin(api(), Service::GMAIL, policy, now).with_retry_budget(ledger.budget.clone())
        });
        if let Some((_, status, body)) = visitor.pending.take_if(|(at, ..)| *at <= now) {
            if status == 200 && !visitor.repeats {
                ledger.success();
            }
            visitor.repeats = status != 200 && status != 404;
            answer(import, now, Reply::Status(status, Vec::new(), body));
        }
        loop {
            match import.poll_output(now) {
                Ok(Output::Request(request)) => {
                    sent.push(now - *start);
                    if visitor.repeats {
                        ledger.retry();
                    }
                    let fails = draw.up_to(Duration::from_millis(99)).as_millis() < u128::from(trouble);
                    let (status, body) = match request.uri().path() {
                        _ if fails => (503, Vec::new()),
                        path if path.starts_with("/begin") => {
                            (200, br#"{"status":"success","import_id":7}"#.to_vec())
                        }
                        path if path.starts_with("/events") => {
                            visitor.polls -= 1;
                            (200, if visitor.polls == 0 { COMPLETE } else { EVENTS }.to_vec())
                        }
                        _ => (200, PAGE.to_vec()),
                    };
                    visitor.pending = Some((now + LATENCY, status, body));
                }
                Ok(Output::Wait(until)) => {
                    let arrival = visitor.pending.as_ref().map(|(at, ..)| *at);
                    return Some(arrival.map_or(until, |at| at.min(until)));
                }
                Ok(Output::Event(ImportEvent::Retrying(retry))) => {
                    ledger.put_off += u32::from(retry.cause == RetryCause::NoBudget);
                }
                Ok(Output::Event(_)) => {}
                end => {
                    *ends.entry(word(&end)).or_default() += 1;
                    visitor.import = None;
                    return rest.map(|rest| now + rest + draw.up_to(rest));
                }
            }
        }
    }

    /// The most requests in any second of a time.
    fn peak(&self, time: Range<Duration>) -> usize {
        let sent: Vec<_> = self.sent.iter().filter(|at| time.contains(at)).collect();
        let in_second = |first: usize| sent[first..].partition_point(|at| **at < *sent[first] + SECOND);
        (0..sent.len()).map(in_second).max().unwrap_or(0)
    }

    /// Requests a second in a time.
    fn rate(&self, time: Range<Duration>) -> f64 {
        let count = self.sent.iter().filter(|at| time.contains(at)).count();
        count as f64 / (time.end - time.start).as_secs_f64()
    }
}

fn word(end: &Result<Output, ImportError>) -> &'static str {
    match end.as_ref().map_err(ImportError::kind) {
        Ok(_) => "done",
        Err(ImportErrorKind::BudgetExhausted { .. }) => "exhausted",
        Err(ImportErrorKind::Refused(_)) => "refused",
        Err(ImportErrorKind::StartOutcomeUnknown(_)) => "unknown",
        Err(_) => "otherwise",
    }
}

fn during(storm: &Range<Duration>) -> impl Fn(Duration) -> u64 {
    |at| if storm.contains(&at) { 100 } else { 0 }
}

#[test]
fn v3_retries_stay_within_the_burst_and_a_fifth_of_what_succeeds() {
    let mut crowd = Crowd::new(1000, vec![RetryBudget::new(100)], Some(5 * SECOND));
    crowd.run(2 * MINUTE, |at| [3, 10, 30, 100, 60, 5][at.as_secs() as usize / 10 % 6]);
    let ledger = &crowd.ledgers[0];
    // The law was at its limit: what was given back was used, and more was asked for.
    assert!(ledger.retries > 1000 && ledger.put_off > 1000, "{} {}", ledger.retries, ledger.put_off);
    assert!(crowd.ends["done"] > 500 && crowd.ends["exhausted"] > 0, "{:?}", crowd.ends);
}

#[test]
fn t30_a_storm_of_503_makes_no_herd() {
    let own: Vec<_> = (0..1000).map(|_| RetryBudget::default()).collect();
    for budgets in [own, vec![RetryBudget::default()]] {
        let (before, storm, after) = (MINUTE / 2..MINUTE, MINUTE..2 * MINUTE, 2 * MINUTE..3 * MINUTE);
        let mut crowd = Crowd::new(1000, budgets, Some(5 * SECOND));
        crowd.run(after.end, during(&storm));
        let healthy = crowd.rate(before);
        let (storm, after) = (crowd.peak(storm) as f64, crowd.peak(after) as f64);
        println!("requests a second: {healthy:.0}; at most {storm} in the storm and {after} after it");
        assert!(healthy > 500.0);
        assert!(storm <= 1.2 * healthy, "{storm} in the storm, {healthy} before");
        assert!(after <= 2.0 * healthy, "{after} after the storm, {healthy} before");
    }
}

#[test]
fn f22_ten_minutes_of_503_hold_the_budget_and_end_every_import() {
    let storm = MINUTE / 2..11 * MINUTE;
    let mut crowd = Crowd::new(1000, vec![RetryBudget::default()], None);
    crowd.run(storm.start, |_| 0);
    let sent = crowd.sent.len();
    crowd.run(20 * MINUTE, during(&storm));
    let out = crowd.visitors.iter().filter(|visitor| visitor.import.is_some()).count();
    assert_eq!(out, 0, "imports that never end");
    let (done, exhausted) = (crowd.ends["done"], crowd.ends["exhausted"]);
    assert!(done + exhausted == 1000 && exhausted > 0, "{:?}", crowd.ends);
    // One call of each import, and then retries.
    assert!(crowd.sent.len() - sent <= 1000 + 500, "{} requests", crowd.sent.len() - sent);
}

/// Nobody else begins an import whose success could help them: what was left in the bucket must do.
#[test]
fn f22_after_ten_seconds_of_503_a_thousand_imports_go_on() {
    let mut crowd = Crowd::new(1000, vec![RetryBudget::default()], None);
    crowd.run(6 * MINUTE, during(&(MINUTE / 2..MINUTE / 2 + 10 * SECOND)));
    assert!(crowd.ends["done"] >= 950, "{:?}", crowd.ends);
}

#[test]
fn f22_an_exhausted_import_is_resumed_where_it_was() {
    let (import, now) = start(Policy::default());
    let mut import = import.with_retry_budget(RetryBudget::new(0));
    let (mut service, mut pages) = (healthy(30, 1), 0);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        pages += u32::from(request.uri().path().starts_with("/contacts"));
        if pages == 1 { status(503) } else { service(request, n) }
    });
    let unavailable = RetryCause::Refused(crate::ApiErrorKind::Unavailable);
    assert!(matches!(trace.error(), ImportErrorKind::BudgetExhausted { last } if *last == unavailable));
    assert_eq!((trace.seen.len(), pages), (3, 1), "nothing was repeated");
    let put_off = |event: &&ImportEvent| matches!(event, ImportEvent::Retrying(retry) if retry.cause == RetryCause::NoBudget && retry.failures == 1);
    assert_eq!(trace.events.iter().filter(put_off).count(), 7);
    let error = trace.end.unwrap().unwrap_err().to_string();
    assert!(error.contains("the service is unavailable") && error.contains("resume its state"), "{error}");

    let (now, wall) = (now + trace.took, std::time::SystemTime::UNIX_EPOCH);
    let state = import.state(now, wall);
    let mut again = Import::resume(api(), &state, Policy::default(), now, wall).unwrap();
    assert_eq!(drive(&mut again, now, Duration::ZERO, healthy(30, 1)).contacts(), names(30));
}

#[test]
fn a1_a_begin_call_without_a_retry_left_has_not_begun() {
    let (import, now) = start(Policy::default());
    let mut import = import.with_retry_budget(RetryBudget::new(0));
    let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Failure(FailureKind::Connect));
    assert!(matches!(trace.error(), ImportErrorKind::BudgetExhausted { .. }));
    assert_eq!(trace.posts(), 1);
    assert!(trace.end.unwrap().unwrap_err().to_string().contains("begin again"));
    let (now, wall) = (now + trace.took, std::time::SystemTime::UNIX_EPOCH);
    let resumed = Import::resume(api(), &import.state(now, wall), Policy::default(), now, wall);
    assert_eq!(resumed.unwrap_err(), StateError::NotBegun);
}

#[test]
fn f6_not_yet_costs_no_retry() {
    let (import, now) = start(Policy::default());
    let mut import = import.with_retry_budget(RetryBudget::new(0));
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if [1, 2, 3, 5, 6, 7].contains(&n) { status(404) } else { service(request, n) }
    });
    assert_eq!(trace.contacts(), names(3), "{:?}", trace.end);
}

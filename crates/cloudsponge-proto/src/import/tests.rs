//! Whole imports against a scripted service, in virtual time: the invariants of polling, deadlines and delivery.
#![allow(clippy::disallowed_methods)]

use super::*;
use crate::model::{Contact, Contacts, Event, EventStatus, EventType, Events};
use crate::{Api, Credentials, FailureKind, Format, ImportId, Message, Service};
use http::{Request, Response};
use proptest::prelude::*;
use std::time::{Duration, Instant, SystemTime};

const SECOND: Duration = Duration::from_secs(1);

/// What the network and the service do to one request.
#[derive(Clone, Debug)]
enum Reply {
    Status(u16, Vec<(&'static str, String)>, Vec<u8>),
    Failure(FailureKind),
    Silence,
}

fn reply(message: &impl Message) -> Reply {
    Reply::Status(200, Vec::new(), message.encode(Format::Json).unwrap())
}

fn status(code: u16) -> Reply {
    Reply::Status(code, Vec::new(), Vec::new())
}

fn events(rows: &[(&str, &str, i64)]) -> Reply {
    let mut answer = Events::default();
    for (kind, state, value) in rows {
        let mut event = Event::new(EventType::from(*kind), EventStatus::from(*state));
        event.value = Some(*value);
        answer.events.push(event);
    }
    answer.import_id = Some(ImportId::from(7));
    reply(&answer)
}

/// A request as the service saw it, and when.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    at: Duration,
    method: String,
    path: String,
    query: String,
}

/// What a run did.
#[derive(Debug, Default)]
struct Trace {
    seen: Vec<Seen>,
    events: Vec<ImportEvent>,
    end: Option<Result<(), ImportError>>,
    took: Duration,
}

impl Trace {
    fn error(&self) -> &ImportErrorKind {
        self.end.as_ref().unwrap().as_ref().unwrap_err().kind()
    }

    fn polls(&self) -> Vec<Duration> {
        self.seen.iter().filter(|seen| seen.path.starts_with("/events")).map(|seen| seen.at).collect()
    }

    fn posts(&self) -> usize {
        self.seen.iter().filter(|seen| seen.method == "POST").count()
    }

    /// Positions and names, in the order of delivery.
    fn contacts(&self) -> Vec<(u64, String)> {
        let pages = self.events.iter().filter_map(|event| match event {
            ImportEvent::Contacts(page) => Some(page),
            _ => None,
        });
        pages
            .flat_map(|page| {
                let name =
                    |slot: &crate::model::ContactSlot| slot.as_ref().unwrap().first_name.clone().unwrap();
                page.contacts.iter().zip(page.start..).map(move |(slot, at)| (at, name(slot)))
            })
            .collect()
    }
}

fn api() -> Api {
    Api::new(Credentials::new("the-domain-key", "the-domain-password").unwrap())
}

fn start(policy: Policy) -> (Import, Instant) {
    let now = Instant::now();
    (Import::begin(api(), Service::GMAIL, policy, now), now)
}

/// Drives an import to its end; `latency` is how long each answer takes.
fn drive(
    import: &mut Import,
    start: Instant,
    latency: Duration,
    mut service: impl FnMut(&Request<bytes::Bytes>, usize) -> Reply,
) -> Trace {
    let (mut now, mut trace) = (start, Trace::default());
    let mut pending: Option<(Instant, Reply)> = None;
    for _ in 0..200_000 {
        match import.poll_output(now) {
            Ok(Output::Request(request)) => {
                let reply = service(&request, trace.seen.len());
                pending = Some((now + latency, reply));
                trace.seen.push(Seen {
                    at: now - start,
                    method: request.method().to_string(),
                    path: request.uri().path().to_owned(),
                    query: request.uri().query().unwrap_or_default().to_owned(),
                });
            }
            Ok(Output::Event(event)) => trace.events.push(event),
            Ok(Output::Wait(until)) => {
                assert!(until > now, "a wait into the past");
                if !import.in_flight() {
                    pending = None;
                }
                match pending.take() {
                    Some((at, reply)) if at <= until && !matches!(reply, Reply::Silence) => {
                        now = at;
                        answer(import, now, reply);
                    }
                    _ => now = until,
                }
            }
            Ok(Output::Done) => {
                trace.end = Some(Ok(()));
                break;
            }
            Err(error) => {
                trace.end = Some(Err(error));
                break;
            }
        }
    }
    assert!(trace.end.is_some(), "the import did not end");
    trace.took = now - start;
    trace
}

fn answer(import: &mut Import, now: Instant, reply: Reply) {
    match reply {
        Reply::Status(status, headers, body) => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            import.handle_response(now, response.body(body.as_slice()).unwrap());
        }
        Reply::Failure(kind) => import.handle_input(Input::Failure(now, kind)),
        Reply::Silence => {}
    }
}

/// A healthy service with a book of `total` contacts, complete after `polls` polls.
fn healthy(total: u64, polls: usize) -> impl FnMut(&Request<bytes::Bytes>, usize) -> Reply {
    let mut asked = 0;
    move |request, _| match request.uri().path() {
        "/events/7.json" => {
            asked += 1;
            match asked.cmp(&polls) {
                std::cmp::Ordering::Less => events(&[("INITIALIZING", "INPROGRESS", 0)]),
                _ => events(&[
                    ("INITIALIZING", "COMPLETED", 0),
                    ("GATHERING", "COMPLETED", total as i64),
                    ("COMPLETE", "COMPLETED", 0),
                ]),
            }
        }
        "/contacts/7.json" => contacts(request, total),
        _ => begun(),
    }
}

fn begun() -> Reply {
    reply(&crate::model::Begun::new(ImportId::from(7)))
}

fn contacts(request: &Request<bytes::Bytes>, total: u64) -> Reply {
    let number = |name: &str| {
        let query = request.uri().query().unwrap();
        query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap().parse::<u64>().unwrap()
    };
    let (from, count) = (number("start="), number("count="));
    let to = if count == 0 { total } else { total.min(from + count) };
    let contact = |at: u64| Contact { first_name: Some(format!("c{}", at / 3)), ..Contact::default() };
    reply(&Contacts {
        contacts: (from..to).map(|at| Ok(contact(at))).collect(),
        contacts_owner: Some(Contact { owner: Some(true), ..Contact::default() }),
        start: Some(from),
        total: Some(total),
        import_id: Some(ImportId::from(7)),
        ..Contacts::default()
    })
}

fn names(total: u64) -> Vec<(u64, String)> {
    (0..total).map(|at| (at, format!("c{}", at / 3))).collect()
}

#[test]
fn v18_every_position_is_delivered_once_for_any_page_size() {
    for size in [1, 7, 100, 1000, 0] {
        let (mut import, now) = start(Policy::default().page_size(size));
        let trace = drive(&mut import, now, Duration::from_millis(20), healthy(100, 3));
        assert!(matches!(trace.end, Some(Ok(()))));
        assert_eq!(trace.contacts(), names(100), "page size {size}");
        let owners = trace.events.iter().filter(|event| matches!(event, ImportEvent::Owner(_)));
        assert_eq!(owners.count(), 1);
        assert_eq!(trace.posts(), 1);
    }
}

#[test]
fn j6_an_error_on_initializing_ends_the_import_at_once() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("INITIALIZING", "ERROR", 514)]),
    });
    let error = trace.end.clone().unwrap().unwrap_err();
    assert!(error.is_abandoned());
    assert_eq!(error.failure().unwrap().code.unwrap().get(), 514);
    assert_eq!(trace.polls().len(), 1);
    assert!(trace.took <= 2 * SECOND);
}

#[test]
fn j7_error_wins_over_complete() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("COMPLETE", "COMPLETED", 0), ("GATHERING", "ERROR", 258)]),
    });
    assert!(matches!(trace.error(), ImportErrorKind::Failed(_)));
    assert!(trace.contacts().is_empty());
}

#[test]
fn j13_an_abandoned_consent_ends_by_the_deadline() {
    let policy = Policy::default().deadline(Duration::from_secs(30));
    let (mut import, now) = start(policy.clone());
    let trace =
        drive(&mut import, now, Duration::from_millis(5), |request, _| match request.method().as_str() {
            "POST" => begun(),
            _ => events(&[("INITIALIZING", "INPROGRESS", 0)]),
        });
    assert!(matches!(
        trace.error(),
        ImportErrorKind::DeadlineExceeded { last: Some((EventType::Initializing, _)) }
    ));
    assert_eq!(trace.took, Duration::from_secs(30));
    assert!(trace.polls().len() as u64 <= policy.max_polls());
    let progress = trace.events.iter().filter(|event| matches!(event, ImportEvent::Progress(_)));
    assert_eq!(progress.count(), 1, "j17: only changes are told");
}

#[test]
fn v4_a_begin_call_of_unknown_fate_is_not_repeated() {
    use FailureKind::*;
    for kind in [Timeout, Interrupted, Protocol, TooLarge, Other] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Failure(kind));
        assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(_)), "{kind:?}");
        assert_eq!(trace.posts(), 1);
    }
    for code in [500, 502, 503, 504, 408] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| status(code));
        assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(_)), "{code}");
        assert_eq!(trace.posts(), 1);
    }
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Silence);
    assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(_)));
    assert_eq!((trace.posts(), trace.took), (1, Duration::from_secs(15)));
}

#[test]
fn a1_a_begin_call_that_never_left_is_repeated() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if n < 2 { Reply::Failure(FailureKind::Connect) } else { service(request, n) }
    });
    assert_eq!(trace.contacts(), names(3));
    assert_eq!(trace.posts(), 3);
}

#[test]
fn t31_refused_begin_calls_are_not_repeated() {
    for code in [400, 401, 403, 404, 429, 301, 307] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| status(code));
        assert!(matches!(trace.error(), ImportErrorKind::Refused(_)), "{code}");
        assert_eq!(trace.seen.len(), 1);
    }
}

#[test]
fn f4_a_new_import_may_be_unknown_for_ten_seconds() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => status(404),
    });
    assert!(
        matches!(trace.error(), ImportErrorKind::Refused(error) if error.kind == crate::ApiErrorKind::UnknownImport)
    );
    assert!((Duration::from_secs(10)..Duration::from_secs(13)).contains(&trace.took));
}

#[test]
fn f6_contacts_may_be_not_ready_for_thirty_seconds() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().path().starts_with("/contacts") { status(404) } else { service(request, n) }
    });
    assert!(
        matches!(trace.error(), ImportErrorKind::Refused(error) if error.kind == crate::ApiErrorKind::NotReady)
    );
    assert!((Duration::from_secs(30)..Duration::from_secs(33)).contains(&trace.took));
}

#[test]
fn f10_gone_between_pages_keeps_what_was_delivered() {
    let (mut import, now) = start(Policy::default().page_size(10));
    let mut service = healthy(25, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().query().is_some_and(|query| query.starts_with("start=10")) {
            status(410)
        } else {
            service(request, n)
        }
    });
    assert!(matches!(trace.error(), ImportErrorKind::Gone { total: Some(25) }));
    assert_eq!(trace.end.as_ref().unwrap().as_ref().unwrap_err().delivered(), 10);
    assert_eq!(trace.contacts(), names(10));
}

#[test]
fn f14_retry_after_is_kept() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if n == 1 {
            Reply::Status(429, vec![("retry-after", "3".into())], b"Retry later".to_vec())
        } else {
            service(request, n)
        }
    });
    let polls = trace.polls();
    assert!(polls[1] - polls[0] >= Duration::from_secs(3));
    assert_eq!(trace.contacts(), names(3));
}

#[test]
fn f16_retry_after_beyond_the_deadline_fails_now() {
    let (mut import, now) = start(Policy::default().deadline(Duration::from_secs(60)));
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => Reply::Status(503, vec![("retry-after", "200".into())], Vec::new()),
    });
    assert!(matches!(trace.error(), ImportErrorKind::Refused(_)));
    assert!(trace.took < 2 * SECOND);
}

#[test]
fn k13_contacts_of_another_import_are_not_delivered() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| match service(request, n) {
        Reply::Status(code, headers, body) if request.uri().path().starts_with("/contacts") => {
            let text = String::from_utf8(body).unwrap().replace("\"import_id\":7", "\"import_id\":8");
            Reply::Status(code, headers, text.into_bytes())
        }
        other => other,
    });
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(Inconsistency::OtherImport)));
    assert!(trace.contacts().is_empty());
}

#[test]
fn t34_an_undecodable_page_is_handed_over() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().path().starts_with("/contacts") {
            Reply::Status(200, Vec::new(), br#"{"contacts":[{"first_name":"Fern"},,]}"#.to_vec())
        } else {
            service(request, n)
        }
    });
    let ImportErrorKind::Undecodable { page: Some(page), .. } = trace.error() else {
        panic!("{:?}", trace.error())
    };
    assert!(page.bytes().starts_with(br#"{"contacts""#));
    assert!(!format!("{:?} {}", trace.end, trace.error()).contains("Fern"));
}

#[test]
fn v19_v12_a_resumed_import_goes_on_at_the_first_position_not_taken() {
    for stop_after in 0..12 {
        let policy = Policy::default().page_size(10);
        let (mut import, now) = start(policy.clone());
        let mut service = healthy(35, 2);
        let (mut first, mut clock) = (Vec::new(), now);
        let mut events = 0;
        let state = loop {
            match import.poll_output(clock).unwrap() {
                Output::Request(request) => answer(&mut import, clock, service(&request, 0)),
                Output::Event(event) => {
                    if let ImportEvent::Contacts(page) = &event {
                        first.extend(page.start..page.end());
                    }
                    events += 1;
                    if events > stop_after {
                        break import.state(clock, SystemTime::now());
                    }
                }
                Output::Wait(until) => clock = until,
                Output::Done => break import.state(clock, SystemTime::now()),
            }
        };
        let text = state.to_json();
        assert!(text.len() <= 4096 && !text.contains("domain"), "v14");
        let state = ImportState::from_json(&text).unwrap();
        assert_eq!(state.next_position(), first.len() as u64);
        let mut import = Import::resume(api(), &state, policy, clock, SystemTime::now()).unwrap();
        let trace = drive(&mut import, clock, Duration::ZERO, service);
        let all: Vec<u64> = first.into_iter().chain(trace.contacts().into_iter().map(|(at, _)| at)).collect();
        assert_eq!(all, (0..35).collect::<Vec<_>>(), "stopped after {stop_after} events");
        assert_eq!(trace.posts(), 0);
    }
}

#[test]
fn m3_a_state_saved_during_the_begin_call_does_not_begin_again() {
    let (mut import, now) = start(Policy::default());
    let before = import.state(now, SystemTime::now());
    let resumed = Import::resume(api(), &before, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::NotBegun));
    assert!(matches!(import.poll_output(now), Ok(Output::Request(_))));
    let during = import.state(now, SystemTime::now());
    let resumed = Import::resume(api(), &during, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::StartOutcomeUnknown));
}

#[test]
fn t8_a_state_of_another_origin_is_refused() {
    let now = Instant::now();
    let import = Import::attach(api(), ImportId::from(7), Policy::default(), now);
    let state = import.state(now, SystemTime::now());
    let other = api().with_base_url(crate::BaseUrl::parse("https://other.example").unwrap());
    let resumed = Import::resume(other, &state, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::OtherOrigin));
}

/// Anything that can happen to a request.
fn any_reply() -> impl Strategy<Value = Reply> {
    let kinds = ["INITIALIZING", "GATHERING", "SUBMITTING", "FOO", "COMPLETE"];
    let rows = prop::collection::vec((prop::sample::select(kinds.to_vec()), -3i64..600), 0..4);
    prop_oneof![
        4 => rows.prop_map(|rows| {
            let rows: Vec<_> = rows.into_iter().map(|(kind, value)| (kind, "INPROGRESS", value)).collect();
            events(&rows)
        }),
        2 => prop::sample::select(vec![404u16, 408, 429, 500, 502, 503, 504]).prop_map(status),
        1 => "[-0-9a-z]{0,12}".prop_map(|after| Reply::Status(503, vec![("retry-after", after)], Vec::new())),
        1 => prop::sample::select(vec![FailureKind::Connect, FailureKind::Timeout, FailureKind::Interrupted])
            .prop_map(Reply::Failure),
        1 => Just(Reply::Silence),
        1 => Just(Reply::Status(200, Vec::new(), Vec::new())),
        1 => Just(Reply::Status(200, Vec::new(), b"<!DOCTYPE html><html></html>".to_vec())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// V1, V2, V6, V7: whatever happens, polls keep their distance and the import ends by its deadline.
    #[test]
    fn v1_polls_keep_their_distance_and_the_import_ends_by_its_deadline(
        replies in prop::collection::vec(any_reply(), 1..30),
        latency in 0u64..3000,
        deadline in 1u64..120,
        seed: u64,
    ) {
        let policy = Policy::default().deadline(Duration::from_secs(deadline)).seed(seed);
        let (mut import, now) = start(policy.clone());
        let trace = drive(&mut import, now, Duration::from_millis(latency), |request, n| {
            if request.method() == "POST" { begun() } else { replies[n % replies.len()].clone() }
        });
        let polls = trace.polls();
        for pair in polls.windows(2) {
            prop_assert!(pair[1] - pair[0] >= SECOND, "{:?}", pair);
        }
        prop_assert!(polls.len() as u64 <= policy.max_polls());
        prop_assert!(trace.took <= Duration::from_secs(deadline));
        prop_assert!(trace.seen.iter().all(|seen| seen.at < Duration::from_secs(deadline)));
        prop_assert!(trace.seen.iter().all(|seen| !seen.path.starts_with("/contacts")), "v5");
        prop_assert!(trace.posts() == 1, "v4");
        // Terminal states absorb.
        prop_assert!(import.poll_output(now + Duration::from_secs(1000)).is_err());
    }

    /// V10, V18: once the service is healthy, the import delivers everything, each position once.
    #[test]
    fn v18_faults_do_not_lose_or_double_contacts(
        faults in prop::collection::vec(any_reply(), 0..7),
        total in 0u64..60,
        size in 0u64..25,
        every in 2usize..5,
    ) {
        let policy = Policy::default().page_size(size).deadline(Duration::from_secs(3600));
        let (mut import, now) = start(policy);
        let mut service = healthy(total, 2);
        let mut faults = faults.into_iter();
        let trace = drive(&mut import, now, Duration::from_millis(7), |request, n| {
            let fault = if n > 0 && n % every == 0 { faults.next() } else { None };
            let events_for_contacts = |reply: &Reply| {
                matches!(reply, Reply::Status(200, _, body) if body.starts_with(b"{"))
                    && request.uri().path().starts_with("/contacts")
            };
            match fault {
                Some(fault) if !events_for_contacts(&fault) => fault,
                _ => service(request, n),
            }
        });
        prop_assert!(matches!(trace.end, Some(Ok(()))), "{:?}", trace.end);
        prop_assert_eq!(trace.contacts(), names(total));
    }

    /// V17: the same inputs at the same instants give the same trace.
    #[test]
    fn v17_the_machine_is_deterministic(replies in prop::collection::vec(any_reply(), 1..12), seed: u64) {
        let run = || {
            let (mut import, now) = start(Policy::default().seed(seed).deadline(Duration::from_secs(60)));
            let trace = drive(&mut import, now, Duration::from_millis(3), |request, n| {
                if request.method() == "POST" { begun() } else { replies[n % replies.len()].clone() }
            });
            trace.seen
        };
        prop_assert_eq!(run(), run());
    }

    /// V11: no input in any state panics, and inputs that belong to no request change nothing.
    #[test]
    fn v11_any_input_at_any_time(script in prop::collection::vec(0u8..9, 0..80)) {
        let (mut import, start) = start(Policy::default().deadline(Duration::from_secs(20)));
        let mut now = start;
        for step in script {
            match step {
                0 | 1 => { let _ = import.poll_output(now); }
                2 => import.handle_input(Input::Body(now, b"{\"events\":[]")),
                3 => import.handle_input(Input::End(now)),
                4 => import.handle_input(Input::Failure(now, FailureKind::Interrupted)),
                5 => import.handle_input(Input::Head(now, Response::new(()).into_parts().0)),
                6 => answer(&mut import, now, begun()),
                7 => answer(&mut import, now, events(&[("COMPLETE", "COMPLETED", 0)])),
                _ => now += Duration::from_millis(700),
            }
            let _ = import.state(now, SystemTime::UNIX_EPOCH);
        }
    }
}

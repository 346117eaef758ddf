//! Whole imports against a scripted service, in virtual time.
//!
//! The rows of the fault catalogue are named by their ids, the laws of polling, deadlines and delivery by theirs.
#![allow(clippy::disallowed_methods)]

use super::*;
use crate::model::{Contact, Contacts, Event, EventStatus, EventType, Events};
use crate::strategy::faults::Fault;
use crate::{Api, Credentials, FailureKind, Format, ImportId, Message, Service};
use http::{Request, Response};
use std::time::{Duration, Instant};

mod answers;
mod events;
mod laws;
mod life;
mod pages;
mod pieces;
mod storm;
mod timing;

const SECOND: Duration = Duration::from_secs(1);

/// What the network and the service do to one request.
#[derive(Clone, Debug)]
enum Reply {
    Status(u16, Vec<(&'static str, String)>, Vec<u8>),
    Failure(FailureKind),
    Silence,
    /// The service's answer with this status and body, after a fault.
    Faulty(Fault, u16, Vec<u8>),
}

impl Reply {
    fn after(self, fault: Fault) -> Self {
        match self {
            Self::Status(code, _, body) => Self::Faulty(fault, code, body),
            other => other,
        }
    }

    fn is_silence(&self) -> bool {
        matches!(self, Self::Silence | Self::Faulty(Fault::Silence, ..))
    }
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
                let name = |slot: crate::model::ContactSlot| slot.unwrap().first_name.unwrap();
                (page.start..).zip(page.to_slots()).map(move |(at, slot)| (at, name(slot)))
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
    service: impl FnMut(&Request<bytes::Bytes>, usize) -> Reply,
) -> Trace {
    drive_watched(import, start, latency, service, |_, _| {})
}

/// The same, and whoever watches sees the import after each step.
fn drive_watched(
    import: &mut Import,
    start: Instant,
    latency: Duration,
    mut service: impl FnMut(&Request<bytes::Bytes>, usize) -> Reply,
    mut watch: impl FnMut(&Import, Instant),
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
                assert!(until > now, "V7: a wait into the past");
                assert!(until <= import.deadline(), "V7: a wait beyond the deadline");
                if !import.in_flight() {
                    pending = None;
                }
                match pending.take() {
                    Some((at, reply)) if at <= until && !reply.is_silence() => {
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
        watch(import, now);
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
        Reply::Faulty(fault, status, body) => {
            let response = Response::builder().status(status).body(body.as_slice()).unwrap();
            fault.play(import, now, response);
        }
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

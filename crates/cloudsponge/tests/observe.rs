//! What observers and subscribers are told of calls, in tokio's paused time.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetContacts, GetEvents};
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{Api, Credentials, FailureKind, ImportId, Policy, Service};
use cloudsponge::{Body, CallCounters, CallOutcome, CallReport, Client, Transport, TransportError};
use cloudsponge_reqwest::TokioTimer;
use http::{Request, Response};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
use tracing_subscriber::fmt::format::FmtSpan;

/// What happens to one call.
enum Act {
    Answer(u16, &'static str),
    Short,
    Gzip(&'static [u8]),
    Fail(FailureKind),
    Silence,
}
use Act::{Answer, Fail, Gzip, Short, Silence};

/// Plays one act after the other, each after a quarter of a second.
struct Play(Mutex<VecDeque<Act>>);

#[async_trait]
impl Transport for Play {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let act = self.0.lock().unwrap().pop_front().unwrap_or(Silence);
        tokio::time::sleep(Duration::from_millis(250)).await;
        tracing::info!("on the wire");
        let mut response = Response::builder().header("x-request-id", "7c9e-1");
        let body = match act {
            Answer(status, body) => {
                response = response.status(status);
                Bytes::from_static(body.as_bytes())
            }
            Short => {
                response = response.header("content-length", "100");
                Bytes::from_static(b"{}")
            }
            Gzip(body) => {
                response = response.header("content-encoding", "gzip");
                Bytes::from_static(body)
            }
            Fail(kind) => return Err(kind.into()),
            Silence => std::future::pending().await,
        };
        Ok(response.body(body.into()).unwrap())
    }
}

thread_local! {
    /// What was logged by the test of this thread.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One subscriber for all tests, before any of them makes a call: `tracing` remembers for each place whether anybody listens.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt().json().with_span_events(FmtSpan::CLOSE).with_writer(|| Log).init();
    });
}

fn client(acts: impl IntoIterator<Item = Act>) -> Client<Play, TokioTimer> {
    listen();
    let api = Api::new(Credentials::new("key-sentinel", "password-sentinel").unwrap());
    Client::new(Play(Mutex::new(acts.into_iter().collect())), TokioTimer::new(), api)
}

type Reports = Arc<Mutex<Vec<String>>>;

/// An observer that writes a line for each call.
fn lines() -> (Reports, impl Fn(&CallReport<'_>) + Send + Sync) {
    let reports = Reports::default();
    let kept = Arc::clone(&reports);
    let observe = move |call: &CallReport<'_>| {
        let CallReport { method, path, outcome, resends, received, duration, .. } = call;
        let id = call.import_id.unwrap_or("-");
        let request = call.request_id.unwrap_or("-");
        let outcome = match outcome {
            CallOutcome::Answered(status) => status.as_u16().to_string(),
            CallOutcome::Failed(kind) => kind.as_str().to_owned(),
            other => format!("{other:?}"),
        };
        let ms = duration.as_millis();
        let line = format!("{method} {path} {id} {outcome} {request} {received} {ms} ms, again {resends}");
        kept.lock().unwrap().push(line);
    };
    (reports, observe)
}

const BEGUN: Act = Answer(200, r#"{"status":"success","import_id":1126,"url":"https://example.com/n/A"}"#);
const COMPLETE: Act =
    Answer(200, r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}],"import_id":1126}"#);
const CONTACTS: Act = Answer(200, r#"{"contacts":[{"first_name":"Fern"}],"start":0,"total":1}"#);

const WHOLE: [&str; 5] = [
    "POST /begin_import/user_consent.json - 200 7c9e-1 69 250 ms, again 0",
    "GET /events/{import_id}.json 1126 interrupted - 0 250 ms, again 0",
    "GET /events/{import_id}.json 1126 503 7c9e-1 4 250 ms, again 1",
    "GET /events/{import_id}.json 1126 200 7c9e-1 86 250 ms, again 2",
    "GET /contacts/{import_id}.json 1126 200 7c9e-1 56 250 ms, again 0",
];

fn whole() -> Client<Play, TokioTimer> {
    client([BEGUN, Fail(FailureKind::Interrupted), Answer(503, "busy"), COMPLETE, CONTACTS])
}

#[tokio::test(start_paused = true)]
async fn each_attempt_of_an_import_is_told() {
    let (reports, observer) = lines();
    let book = whole().with_observer(observer).import(Service::GMAIL).contacts(|_| ()).await.unwrap();
    assert_eq!(book.contacts.len(), 1);
    assert_eq!(*reports.lock().unwrap(), WHOLE);
}

#[tokio::test(start_paused = true)]
async fn a_set_tells_the_same() {
    let (reports, observer) = lines();
    let client = whole().with_observer(observer);
    let mut set = client.import_set();
    set.insert(client.import(Service::GMAIL));
    while let Some((_, event)) = set.next().await {
        event.unwrap();
    }
    assert_eq!(*reports.lock().unwrap(), WHOLE);
}

/// The outcome of a single call, as it is told, and how long it took.
async fn outcome(act: Act) -> (CallOutcome, Duration) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&told);
    let mut limits = Limits::default();
    limits.body = 64;
    let client = client([act]).with_limits(limits).with_observer(move |call: &CallReport<'_>| {
        kept.lock().unwrap().push((call.outcome, call.duration));
    });
    let _ = client.call(&GetEvents::new(ImportId::from(7))).await;
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 1, "every call is told once");
    told[0]
}

#[tokio::test(start_paused = true)]
async fn it_is_told_how_a_call_failed() {
    let quarter = Duration::from_millis(250);
    let failed = |kind| (CallOutcome::Failed(kind), quarter);
    assert_eq!(outcome(Fail(FailureKind::Connect)).await, failed(FailureKind::Connect));
    let long =
        "{\"events\":[                                                                                 ]}";
    assert_eq!(outcome(Answer(200, long)).await, failed(FailureKind::TooLarge));
    let patience = Limits::default().first_byte;
    assert_eq!(outcome(Silence).await, (CallOutcome::Failed(FailureKind::Timeout), patience));
    let (moved, _) = outcome(Answer(302, "")).await;
    assert_eq!(moved, CallOutcome::Answered(http::StatusCode::FOUND));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_too_short_is_a_failure_though_its_end_came() {
    assert_eq!(outcome(Short).await.0, CallOutcome::Failed(FailureKind::TooLarge));
    let (reports, observer) = lines();
    let client = client([Short]).with_observer(observer);
    client.call(&GetEvents::new(ImportId::from(7))).await.unwrap_err();
    assert_eq!(
        *reports.lock().unwrap(),
        ["GET /events/{import_id}.json 7 interrupted 7c9e-1 2 250 ms, again 0"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_import_that_runs_out_of_time_tells_of_its_last_call() {
    let deadline = Duration::from_secs(5);
    let (reports, observer) = lines();
    let run = client([BEGUN]).with_observer(observer).import(Service::GMAIL).deadline(deadline);
    assert!(run.contacts(|_| ()).await.unwrap_err().is_timeout());
    // How long the last call had depends on when it began.
    let cut = |reports: &Reports| -> Vec<String> {
        reports.lock().unwrap().iter().map(|line| line.split(" - 0 ").next().unwrap().to_owned()).collect()
    };
    let wanted = [WHOLE[0], "GET /events/{import_id}.json 1126 timeout"];
    assert_eq!(cut(&reports), wanted);

    let (told, observer) = lines();
    let client = client([BEGUN]).with_observer(observer);
    let mut set = client.import_set();
    set.insert(client.import(Service::GMAIL).policy(Policy::default().deadline(deadline)));
    while set.next().await.is_some() {}
    assert_eq!(cut(&told), wanted);
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_was_cancelled() {
    let (reports, observer) = lines();
    let client = client([]).with_observer(observer);
    let call = GetContacts::new(ImportId::from(7));
    let second = Duration::from_secs(1);
    tokio::time::timeout(second, client.call(&call)).await.unwrap_err();
    let mut run = client.attach(ImportId::from(8)).start();
    tokio::time::timeout(second * 2, run.next()).await.unwrap_err();
    drop(run);
    let mut set = client.import_set();
    let key = set.insert(client.attach(ImportId::from(9)));
    tokio::time::timeout(second * 2, set.next()).await.unwrap_err();
    set.remove(key).unwrap();
    let reports = reports.lock().unwrap();
    let ids: Vec<_> = reports.iter().filter_map(|line| line.split(" Cancelled ").next()).collect();
    let events = "GET /events/{import_id}.json";
    assert_eq!(ids, ["GET /contacts/{import_id}.json 7", &format!("{events} 8"), &format!("{events} 9")]);
}

#[tokio::test(start_paused = true)]
async fn counters_add_up() {
    let counters = CallCounters::default();
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xab\x56\x4a\x2d\x4b\xcd\x2b\x29\x56\xb2\x8a\x8e\xad\x05\0\x3a\x79\x4c\x5f\x0d\0\0\0";
    let acts = [Gzip(gzip), Answer(429, ""), Answer(404, ""), Fail(FailureKind::Tls), Silence];
    let client = client(acts).with_observer(counters.clone());
    for _ in 0..5 {
        let _ = client.call(&GetEvents::new(ImportId::from(7))).await;
    }
    let second = Duration::from_secs(1);
    let call = GetEvents::new(ImportId::from(7));
    tokio::time::timeout(second, client.call(&call)).await.unwrap_err();
    let counts = counters.counts();
    assert_eq!((counts.calls, counts.succeeded, counts.refused, counts.rate_limited), (6, 1, 2, 1));
    assert_eq!((counts.failed, counts.timed_out, counts.cancelled, counts.resent), (2, 1, 1, 0));
    assert_eq!(counts.received, gzip.len() as u64, "as it came");
    assert_eq!(counts.duration, Duration::from_millis(4 * 250) + Limits::default().first_byte);
}

#[tokio::test(start_paused = true)]
async fn spans_follow_opentelemetrys_conventions() {
    whole().import(Service::GMAIL).contacts(|_| ()).await.unwrap();

    let text = String::from_utf8(LOG.take()).unwrap();
    assert!(!text.contains("sentinel"), "{text}");
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of =
        |message: &str| lines.iter().filter(|line| line["fields"]["message"] == message).collect::<Vec<_>>();
    let (inner, closed) = (of("on the wire"), of("close"));
    assert_eq!((inner.len(), closed.len()), (5, 5), "{text}");
    assert!(inner.iter().all(|line| line["span"]["name"] == "call"), "what the transport says is inside");
    let first = serde_json::json!({
        "name": "call",
        "otel.name": "POST /begin_import/user_consent.json",
        "otel.kind": "client",
        "http.request.method": "POST",
        "url.scheme": "https",
        "url.template": "/begin_import/user_consent.json",
        "server.address": "api.cloudsponge.com",
        "server.port": 443,
        "http.response.status_code": 200,
        "http.response.body.size": 69,
        "cloudsponge.request_id": "7c9e-1",
    });
    assert_eq!(closed[0]["span"], first);
    let refused = &closed[2]["span"];
    assert_eq!(refused["otel.name"], "GET /events/{import_id}.json");
    assert_eq!(refused["cloudsponge.import_id"], "1126");
    assert_eq!(refused["http.request.resend_count"], 1);
    assert_eq!((&refused["error.type"], &refused["otel.status_code"]), (&"503".into(), &"ERROR".into()));
    assert_eq!(closed[1]["span"]["error.type"], "interrupted");
    assert_eq!(closed[4]["span"].get("error.type"), None);
}

//! The driver over a scripted transport, in tokio's paused time: limits, deadlines, cancellation, whole imports.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetContacts, GetEvents};
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::import::{ImportErrorKind, RetryBudget, StateError};
use cloudsponge::proto::{
    Api, BuildError, Credentials, FailureKind, ImportEvent, ImportId, ImportState, Policy, Service,
};
use cloudsponge::{Body, Client, Error, Timer, Transport, TransportError};
use cloudsponge_reqwest::TokioTimer;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// What the scripted service does with one request.
#[derive(Clone)]
enum Act {
    Answer(u16, &'static str),
    Text(String),
    /// These pieces, each after a pause in seconds, then silence.
    Drip(&'static [&'static str], u64),
    Fail(FailureKind),
    Silence,
}

#[derive(Default)]
struct Log {
    requests: Mutex<Vec<(Instant, String)>>,
    open: AtomicUsize,
}

type Script = dyn Fn(&http::Request<Bytes>) -> Act + Send + Sync;

#[derive(Clone)]
struct Scripted {
    act: Arc<Script>,
    log: Arc<Log>,
}

impl Scripted {
    fn new(act: impl Fn(&http::Request<Bytes>) -> Act + Send + Sync + 'static) -> Self {
        Self { act: Arc::new(act), log: Arc::default() }
    }
    fn paths(&self) -> Vec<String> {
        self.log.requests.lock().unwrap().iter().map(|(_, path)| path.clone()).collect()
    }
}

/// Counts transfers that were not let go of.
struct Open(Arc<Log>);

impl Open {
    fn new(log: &Arc<Log>) -> Self {
        log.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(log))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let open = Open::new(&self.log);
        let path = request.uri().path_and_query().unwrap().to_string();
        self.log.requests.lock().unwrap().push((TokioTimer::new().now(), path));
        match (self.act)(&request) {
            Act::Answer(status, body) => Ok(http::Response::builder()
                .status(status)
                .body(Bytes::from_static(body.as_bytes()).into())
                .unwrap()),
            Act::Text(body) => Ok(http::Response::new(body.into_bytes().into())),
            Act::Drip(pieces, seconds) => {
                let body = Dripping { pieces: pieces.iter(), seconds, sleep: None, _open: open };
                Ok(http::Response::new(Body::from_stream(body)))
            }
            Act::Fail(kind) => Err(kind.into()),
            Act::Silence => std::future::pending().await,
        }
    }
}

struct Dripping {
    pieces: std::slice::Iter<'static, &'static str>,
    seconds: u64,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
    _open: Open,
}

impl futures_core::Stream for Dripping {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pause = Duration::from_secs(self.seconds);
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        std::task::ready!(sleep.as_mut().poll(cx));
        match self.pieces.next() {
            Some(piece) => {
                self.sleep = None;
                Poll::Ready(Some(Ok(Bytes::from_static(piece.as_bytes()))))
            }
            None => Poll::Pending,
        }
    }
}

fn client(transport: &Scripted) -> Client<Scripted, TokioTimer> {
    let api = Api::new(Credentials::new("the-domain-key", "the-domain-password").unwrap());
    Client::new(transport.clone(), TokioTimer::new(), api)
}

fn id() -> ImportId {
    ImportId::from(7)
}

const COMPLETE: &str =
    r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}],"import_id":7}"#;
const WAITING: &str =
    r#"{"events":[{"event_type":"INITIALIZING","status":"INPROGRESS","value":0}],"import_id":7}"#;
const BEGUN: &str = r#"{"status":"success","url":"https://api.cloudsponge.com/n/QX7TB2M","import_id":7}"#;
const ONE: &str = r#"{"contacts":[{"first_name":"Fern"},17],"contacts_owner":{"owner":true},"start":0,"total":2,"import_id":7}"#;

fn healthy(request: &http::Request<Bytes>) -> Act {
    match request.uri().path() {
        "/begin_import/user_consent.json" => Act::Answer(200, BEGUN),
        "/events/7.json" => Act::Answer(200, COMPLETE),
        _ => Act::Answer(200, ONE),
    }
}

#[tokio::test(start_paused = true)]
async fn an_import_collects_the_address_book() {
    let transport = Scripted::new(healthy);
    let mut shown = None;
    let book =
        client(&transport).import(Service::GMAIL).contacts(|url| shown = Some(url.as_str().to_owned())).await;
    let book = book.unwrap();
    assert_eq!(shown.as_deref(), Some("https://api.cloudsponge.com/n/QX7TB2M"));
    assert_eq!(book.contacts.len(), 1);
    assert_eq!(book.contacts[0].first_name.as_deref(), Some("Fern"));
    assert_eq!(book.unreadable.iter().map(|error| error.index).collect::<Vec<_>>(), [1]);
    assert_eq!(book.owner.and_then(|owner| owner.owner), Some(true));
    let expected =
        ["/begin_import/user_consent.json", "/events/7.json", "/contacts/7.json?start=0&count=1000"];
    assert_eq!(transport.paths(), expected);
}

#[tokio::test(start_paused = true)]
async fn c1_silence_ends_in_a_time_out_and_frees_the_transfer() {
    let transport = Scripted::new(|_| Act::Silence);
    let start = TokioTimer::new().now();
    let error = client(&transport).call(&GetEvents::new(id())).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && error.may_have_been_sent(), "{error:?}");
    assert_eq!(TokioTimer::new().now() - start, Duration::from_secs(15));
    assert_eq!(transport.log.open.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn d4_a_stalled_body_ends_in_a_time_out_and_frees_the_transfer() {
    let transport = Scripted::new(|_| Act::Drip(&["{\"events\"", ":[]}"], 10));
    let start = TokioTimer::new().now();
    let error = client(&transport).call(&GetEvents::new(id())).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(TokioTimer::new().now() - start, Duration::from_secs(35));
    assert_eq!(transport.log.open.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn d11_a_body_beyond_the_limit_is_too_large() {
    let transport = Scripted::new(|_| Act::Answer(200, ONE));
    let mut limits = Limits::default();
    limits.body = 20;
    let error = client(&transport).with_limits(limits).call(&GetContacts::new(id())).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.kind() == FailureKind::TooLarge), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn predicates_tell_the_statuses_apart() {
    let call = async |status| {
        let transport = Scripted::new(move |_| Act::Answer(status, ""));
        client(&transport).call(&GetContacts::new(id())).await.unwrap_err()
    };
    assert!(call(404).await.is_not_ready());
    assert!(call(410).await.is_gone() && !call(410).await.is_retryable());
    assert!(call(503).await.is_retryable());
    assert!(!call(401).await.is_retryable());
    assert_eq!(call(429).await.status().map(|status| status.as_u16()), Some(429));
}

#[tokio::test(start_paused = true)]
async fn the_transports_own_error_stays_reachable() {
    let transport = Scripted::new(|_| Act::Fail(FailureKind::Tls));
    let error = client(&transport).import(Service::GMAIL).contacts(|_| {}).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<TransportError>().unwrap();
    assert_eq!(source.kind(), FailureKind::Tls);
    assert!(matches!(&error, Error::Import { source: Some(_), .. }) && !error.may_have_been_sent());
}

#[tokio::test(start_paused = true)]
async fn m7_a_select_loop_keeps_the_distance_and_loses_nothing() {
    let polls = AtomicUsize::new(0);
    let transport = Scripted::new(move |request| match request.uri().path() {
        "/events/7.json" if polls.fetch_add(1, Ordering::SeqCst) < 5 => Act::Answer(200, WAITING),
        _ => healthy(request),
    });
    let mut run = client(&transport).import(Service::GMAIL).start();
    let mut events = Vec::new();
    loop {
        tokio::select! {
            event = run.next() => match event {
                Some(event) => events.push(event.unwrap()),
                None => break,
            },
            () = tokio::time::sleep(Duration::from_millis(1)) => {}
        }
    }
    assert!(matches!(events.last(), Some(ImportEvent::Finished(summary)) if summary.delivered == 2));
    let log = transport.log.requests.lock().unwrap();
    let polls: Vec<Instant> =
        log.iter().filter(|(_, path)| path.starts_with("/events")).map(|(at, _)| *at).collect();
    assert_eq!(polls.len(), 6);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_secs(1)), "{polls:?}");
}

/// Is held up for 50 ms before its first poll goes out.
struct HeldUp(Scripted);

#[async_trait]
impl Transport for HeldUp {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let first = !self.0.paths().iter().any(|path| path.starts_with("/events"));
        if first && request.uri().path().starts_with("/events") {
            tokio::time::advance(Duration::from_millis(50)).await;
        }
        self.0.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn v1_a_request_held_up_does_not_shorten_the_distance_to_the_next() {
    let polls = AtomicUsize::new(0);
    let script = Scripted::new(move |request| match request.uri().path() {
        "/events/7.json" if polls.fetch_add(1, Ordering::SeqCst) < 3 => Act::Answer(200, WAITING),
        _ => healthy(request),
    });
    let client = Client::new(HeldUp(script.clone()), TokioTimer::new(), client(&script).api().clone());
    client.import(Service::GMAIL).contacts(|_| {}).await.unwrap();
    let log = script.log.requests.lock().unwrap();
    let polls: Vec<Instant> =
        log.iter().filter(|(_, path)| path.starts_with("/events")).map(|(at, _)| *at).collect();
    assert_eq!(polls.len(), 4);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_secs(1)), "{polls:?}");
}

#[tokio::test(start_paused = true)]
async fn m1_dropped_at_any_point_a_run_can_be_resumed() {
    for steps in 0..8 {
        let transport = Scripted::new(healthy);
        let client = client(&transport);
        let mut run = client.attach(id()).page_size(1).start();
        let mut taken = 0;
        for _ in 0..steps {
            match run.next().await {
                Some(Ok(ImportEvent::Contacts(page))) => taken += page.len(),
                Some(event) => drop(event.unwrap()),
                None => break,
            }
        }
        let state = run.state().to_json();
        drop(run);
        assert_eq!(transport.log.open.load(Ordering::SeqCst), 0);
        let state = ImportState::from_json(&state).unwrap();
        let mut run = client.resume(&state, Policy::default()).unwrap();
        while let Some(event) = run.next().await {
            if let ImportEvent::Contacts(page) = event.unwrap() {
                taken += page.len();
            }
        }
        assert_eq!(taken, 2, "after {steps} steps");
    }
}

/// T33: a service that swaps one reply in a hundred between imports.
#[tokio::test(start_paused = true)]
async fn m5_five_hundred_imports_on_one_client_do_not_mix() {
    let asked = AtomicUsize::new(0);
    let transport = Scripted::new(move |request| {
        let path = request.uri().path();
        let id = path.rsplit('/').next().unwrap().trim_end_matches(".json");
        let swapped = asked.fetch_add(1, Ordering::SeqCst) % 100 == 99;
        let id = if swapped { "999".to_owned() } else { id.to_owned() };
        Act::Text(if path.starts_with("/events") {
            format!(r#"{{"events":[{{"event_type":"COMPLETE","status":"COMPLETED"}}],"import_id":{id}}}"#)
        } else {
            format!(r#"{{"contacts":[{{"first_name":"of {id}"}}],"start":0,"total":1,"import_id":{id}}}"#)
        })
    });
    let client = client(&transport);
    let runs: Vec<_> = (1..=500u64)
        .map(|id| (id, tokio::spawn(client.attach(ImportId::from(id)).contacts(|_| {}))))
        .collect();
    let mut mixed = 0;
    for (id, run) in runs {
        match run.await.unwrap() {
            Ok(book) => assert_eq!(book.contacts[0].first_name, Some(format!("of {id}"))),
            Err(error) => {
                assert!(error.to_string().contains("inconsistent"), "{error}");
                mixed += 1;
            }
        }
    }
    assert!((1..=15).contains(&mixed), "{mixed} swapped replies were refused");
}

#[tokio::test(start_paused = true)]
async fn v3_the_imports_of_a_client_and_its_clones_share_one_budget() {
    let transport = Scripted::new(|_| Act::Answer(503, ""));
    let client = client(&transport).with_retry_budget(RetryBudget::new(2));
    let polls = |transport: &Scripted| transport.paths().len();
    let error = client.clone().attach(id()).contacts(|_| {}).await.unwrap_err();
    let exhausted = |error: &Error| {
        matches!(error.import().map(|error| error.kind()), Some(ImportErrorKind::BudgetExhausted { .. }))
    };
    assert!(exhausted(&error) && error.is_retryable() && !error.may_have_been_sent(), "{error}");
    assert_eq!((polls(&transport), client.retry_budget().available()), (3, 0));
    // The next one has nothing left to spend, attached to or resumed.
    let run = client.attach(id()).start();
    let state = run.state();
    assert!(exhausted(&run.collect(|_| {}).await.unwrap_err()));
    let resumed = client.resume(&state, Policy::default()).unwrap();
    assert!(exhausted(&resumed.collect(|_| {}).await.unwrap_err()));
    assert_eq!(polls(&transport), 5);
}

#[test]
fn v42_futures_can_be_spawned_and_clients_shared() {
    fn spawnable<F: Future + Send + 'static>(_: F) {}
    fn shared<T: Clone + Send + Sync>(_: &T) {}
    let client = client(&Scripted::new(healthy));
    shared(&client);
    let other = client.clone();
    spawnable(async move { other.call(&GetEvents::new(id())).await });
    spawnable(client.import(Service::GMAIL).contacts(|_| {}));
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_says_so() {
    let transport = Scripted::new(healthy);
    let client = client(&transport);
    let long = "x".repeat(70_000);
    let error = client.call(&GetEvents::new(id()).echo(long)).await.unwrap_err();
    assert!(matches!(&error, Error::Build(BuildError::UrlTooLong)), "{error:?}");
    assert!(!error.may_have_been_sent() && !error.is_retryable());

    let run = client.attach(id()).start();
    let elsewhere = Api::new(Credentials::new("key", "password").unwrap())
        .with_base_url("https://other.example".parse().unwrap());
    let other = Client::new(transport.clone(), TokioTimer::new(), elsewhere);
    let error = other.resume(&run.state(), Policy::default()).err().unwrap();
    assert!(matches!(&error, Error::State(StateError::OtherOrigin)), "{error:?}");
    assert!(!error.may_have_been_sent() && !error.is_timeout());
    assert!(transport.paths().is_empty());
}

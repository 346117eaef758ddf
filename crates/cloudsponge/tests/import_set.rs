//! Many imports in one future, over a scripted transport, in tokio's paused time.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::import::{ImportErrorKind, ImportKey};
use cloudsponge::proto::{Api, Credentials, FailureKind, ImportEvent, ImportId, Policy};
use cloudsponge::{Body, Client, Error, ImportSet, Timer, Transport, TransportError};
use cloudsponge_reqwest::TokioTimer;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A service whose imports are complete at their fifth poll. Calls take 100 ms; some never end, some fail.
#[derive(Clone, Default)]
struct Service(Arc<Record>);

#[derive(Default)]
struct Record {
    polls: Mutex<BTreeMap<u64, Vec<Instant>>>,
    open: AtomicUsize,
    most: AtomicUsize,
}

/// Imports with this id get no answer.
const SILENT: u64 = 13;
/// The polls of this one fail.
const BROKEN: u64 = 14;

struct Open(Arc<Record>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let open = self.0.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(open, Ordering::SeqCst);
        let _open = Open(Arc::clone(&self.0));
        let path = request.uri().path();
        let id = path.rsplit(['/', '.']).nth(1).unwrap().parse().unwrap();
        let polls = {
            let mut polls = self.0.polls.lock().unwrap();
            let polls = polls.entry(id).or_default();
            if path.starts_with("/events") {
                polls.push(TokioTimer::new().now());
            }
            polls.len()
        };
        match id {
            SILENT => std::future::pending().await,
            BROKEN => return Err(TransportError::new(FailureKind::Protocol).with_source("a cause")),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        let body = match (path.starts_with("/events"), polls) {
            (true, ..5) => r#"{"events":[{"event_type":"INITIALIZING","status":"INPROGRESS","value":0}]}"#,
            (true, _) => r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#,
            (false, _) => r#"{"contacts":[{"first_name":"Fern"},{"first_name":"Moss"}],"total":2}"#,
        };
        Ok(http::Response::new(Bytes::from_static(body.as_bytes()).into()))
    }
}

fn client(service: &Service) -> Client<Service, TokioTimer> {
    let api = Api::new(Credentials::new("the-domain-key", "the-domain-password").unwrap());
    Client::new(service.clone(), TokioTimer::new(), api)
}

/// Contacts by import, and why others failed.
async fn run(
    set: &mut ImportSet<Service, TokioTimer>,
) -> (BTreeMap<ImportKey, usize>, Vec<(ImportKey, Error)>) {
    let (mut contacts, mut errors) = (BTreeMap::new(), Vec::new());
    while let Some((key, event)) = set.next().await {
        match event {
            Ok(ImportEvent::Contacts(page)) => *contacts.entry(key).or_default() += page.len(),
            Ok(_) => {}
            Err(error) => errors.push((key, error)),
        }
    }
    (contacts, errors)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_imports_in_one_task_poll_once_a_second_each() {
    let service = Service::default();
    let client = client(&service);
    let mut set = client.import_set().with_concurrency(1000);
    for id in 1001..=2000_u64 {
        set.insert(client.attach(ImportId::from(id)));
    }
    let start = TokioTimer::new().now();
    let (contacts, errors) = run(&mut set).await;
    assert!(errors.is_empty() && contacts.len() == 1000 && contacts.values().all(|count| *count == 2));
    for polls in service.0.polls.lock().unwrap().values() {
        assert_eq!(polls.len(), 5);
        assert!(polls.windows(2).all(|pair| {
            (Duration::from_secs(1)..Duration::from_millis(1050)).contains(&(pair[1] - pair[0]))
        }));
    }
    assert!(TokioTimer::new().now() - start < Duration::from_secs(6));
    assert_eq!((set.len(), set.in_flight(), service.0.open.load(Ordering::SeqCst)), (0, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_allowed_and_all_get_their_turn() {
    let service = Service::default();
    let client = client(&service);
    let mut set = client.import_set().with_concurrency(7);
    let keys: Vec<_> = (1001..=1200_u64).map(|id| set.insert(client.attach(ImportId::from(id)))).collect();
    let (contacts, errors) = run(&mut set).await;
    assert!(errors.is_empty());
    assert_eq!(contacts.into_keys().collect::<Vec<_>>(), keys);
    assert_eq!(service.0.most.load(Ordering::SeqCst), 7);
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_or_hangs_takes_nobody_with_it() {
    let service = Service::default();
    let client = client(&service);
    let mut set = client.import_set().with_concurrency(3);
    let short = |id| client.attach(ImportId::from(id)).deadline(Duration::from_secs(60));
    let keys: Vec<_> = (SILENT..=20).map(|id| set.insert(short(id))).collect();
    let (contacts, errors) = run(&mut set).await;
    assert_eq!(contacts.len(), 6);
    let [(broken, protocol), (silent, deadline)] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!((*broken, *silent), (keys[1], keys[0]));
    assert!(deadline.import().unwrap().is_deadline());
    let Error::Import { error, source: Some(source) } = protocol else { panic!("{protocol}") };
    assert!(matches!(error.kind(), ImportErrorKind::NoAnswer(_)));
    assert_eq!(std::error::Error::source(source).unwrap().to_string(), "a cause");
    assert_eq!(service.0.open.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn an_import_taken_out_ends_its_transfer_and_can_be_resumed() {
    let service = Service::default();
    let client = client(&service);
    let mut set = client.import_set();
    let silent = set.insert(client.attach(ImportId::from(SILENT)));
    let other = set.insert(client.attach(ImportId::from(1001)));
    let (first, _) = set.next().await.unwrap();
    assert_eq!((first, set.in_flight() > 0), (other, true));
    while set.in_flight() < 1 || service.0.polls.lock().unwrap().get(&SILENT).is_none() {
        set.next().await.unwrap().1.unwrap();
    }
    assert_eq!(set.import_id(silent), Some(&ImportId::from(SILENT)));
    let state = set.remove(silent).unwrap();
    assert!(set.remove(silent).is_none() && set.state(silent).is_none());
    let open = service.0.open.load(Ordering::SeqCst);
    assert_eq!((state.import_id(), open), (Some(&ImportId::from(SILENT)), set.in_flight()));
    let state = set.state(other).unwrap();
    assert!(set.remove(other).is_some() && set.next().await.is_none());
    let other = set.resume(&state, Policy::default()).unwrap();
    assert_eq!(run(&mut set).await.0, BTreeMap::from([(other, 2)]));
}

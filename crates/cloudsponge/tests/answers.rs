//! What a client makes of one answer: the questions an error answers, bodies of every making, contacts one at a time.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetContacts, GetEvents, UserConsent};
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{Api, Credentials, ErrorCode, FailureKind, ImportId, ImportState, Policy, Service};
use cloudsponge::{AddressBook, Body, Client, Error, Transport, TransportError};
use cloudsponge_reqwest::TokioTimer;
use futures_core::Stream;
use http::{Request, Response};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Full, StreamBody};
use std::collections::VecDeque;
use std::error::Error as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

/// Gives these answers in turn; no answer is a call nobody answers.
struct Answers(Mutex<VecDeque<Result<Response<Body>, FailureKind>>>);

#[async_trait]
impl Transport for Answers {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let next = self.0.lock().unwrap().pop_front();
        match next {
            Some(answer) => {
                answer.map_err(|kind| TransportError::new(kind).with_source("the client's own words"))
            }
            None => std::future::pending().await,
        }
    }
}

type Answer = Result<Response<Body>, FailureKind>;

fn answer(status: u16, body: impl Into<Body>) -> Answer {
    Ok(Response::builder().status(status).header("x-request-id", "7c9e-1").body(body.into()).unwrap())
}

fn text(status: u16, body: &'static str) -> Answer {
    answer(status, Bytes::from_static(body.as_bytes()))
}

/// A client whose transport is boxed, as where it is chosen at run time.
fn client(answers: impl IntoIterator<Item = Answer>) -> Client<Box<dyn Transport>, TokioTimer> {
    let api = Api::new(Credentials::new("the-domain-key", "the-domain-password").unwrap());
    let transport: Box<dyn Transport> = Box::new(Answers(Mutex::new(answers.into_iter().collect())));
    Client::new(transport, TokioTimer::new(), api)
}

fn id() -> ImportId {
    ImportId::from(7)
}

/// The error of a begin call with this answer.
async fn begin(answer: Answer) -> Error {
    client([answer]).call(&UserConsent::new(Service::GMAIL)).await.unwrap_err()
}

/// The error of an import that was begun and then got these.
async fn import(answers: impl IntoIterator<Item = Answer>) -> Error {
    let begun = text(200, r#"{"status":"success","import_id":7,"url":"https://example.com/n/A"}"#);
    let client = client([begun].into_iter().chain(answers));
    client.import(Service::GMAIL).contacts(|_| ()).await.unwrap_err()
}

/// The yes-or-no questions whose answer is yes.
fn said(error: &Error) -> String {
    [
        ("abandoned", error.is_abandoned()),
        ("timeout", error.is_timeout()),
        ("not-ready", error.is_not_ready()),
        ("gone", error.is_gone()),
        ("retryable", error.is_retryable()),
        ("maybe-sent", error.may_have_been_sent()),
    ]
    .into_iter()
    .filter_map(|(word, yes)| yes.then_some(word))
    .collect::<Vec<_>>()
    .join(" ")
}

#[tokio::test(start_paused = true)]
async fn errors_of_calls_answer_what_callers_ask() {
    for (answer, wanted) in [
        (Err(FailureKind::Connect), "retryable"),
        (Err(FailureKind::ConnectTimeout), "timeout retryable"),
        (Err(FailureKind::Tls), ""),
        (Err(FailureKind::Timeout), "timeout retryable maybe-sent"),
        (Err(FailureKind::Interrupted), "retryable maybe-sent"),
        (Err(FailureKind::Protocol), "maybe-sent"),
        (text(400, ""), ""),
        (text(401, ""), ""),
        (text(429, ""), "retryable"),
        (text(500, ""), "retryable maybe-sent"),
        (text(503, ""), "retryable maybe-sent"),
        (text(200, "{"), "maybe-sent"),
        (text(200, "<html>"), "maybe-sent"),
    ] {
        let shown = format!("{answer:?}");
        let error = begin(answer).await;
        assert_eq!(said(&error), wanted, "{shown}");
        assert!(error.import().is_none() && error.failure().is_none());
    }
    let build = client([]).call(&UserConsent::new(Service::GMAIL).redirect_url("nowhere")).await.unwrap_err();
    assert_eq!((said(&build).as_str(), build.request_id(), build.status()), ("", None, None));
}

#[tokio::test(start_paused = true)]
async fn errors_of_imports_answer_what_callers_ask() {
    let declined = r#"{"events":[{"event_type":"INITIALIZING","status":"ERROR","value":257}]}"#;
    let complete = || text(200, r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#);
    let error = import([text(200, declined)]).await;
    assert_eq!(error.failure().and_then(|failure| failure.code), Some(ErrorCode::new(257)));
    assert_eq!(said(&error), if error.is_abandoned() { "abandoned" } else { "" });
    assert_eq!(said(&import([complete(), text(410, "")]).await), "gone");
    assert_eq!(said(&import([Err(FailureKind::Protocol)]).await), "");
    assert_eq!(said(&import([]).await), "timeout retryable", "polls nobody answers");
    let unreadable = import([complete(), text(200, "{\"contacts\":[}")]).await;
    assert_eq!((said(&unreadable).as_str(), unreadable.request_id()), ("", Some("7c9e-1")));
    let not_yet = client([text(404, "")]).call(&GetContacts::new(id())).await.unwrap_err();
    assert_eq!((said(&not_yet).as_str(), not_yet.status().unwrap().as_u16()), ("not-ready retryable", 404));
}

#[tokio::test(start_paused = true)]
async fn every_error_of_an_answer_names_the_request() {
    for answer in [text(500, ""), text(200, "{"), text(200, "<html>"), text(200, r#"{"status":"failure"}"#)] {
        let error = begin(answer).await;
        assert_eq!(error.request_id(), Some("7c9e-1"), "{error}");
        assert!(error.to_string().contains("request id 7c9e-1"), "{error}");
    }
    let error = begin(Err(FailureKind::Connect)).await;
    assert_eq!(error.request_id(), None);
    let transport = error.source();
    assert!(transport.is_some_and(|source| source.to_string() == "the client's own words"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_cannot_be_resumed_is_an_error_before_any_call() {
    let saved = client([]).import(Service::GMAIL).start().state();
    let error = client([]).resume(&saved, Policy::default()).unwrap_err();
    assert_eq!((said(&error).as_str(), error.request_id()), ("", None));
    assert!(matches!(error, Error::State(_)) && error.api().is_none());
    assert!(ImportState::from_json(&saved.to_json()).is_ok());
}

/// A stream of these pieces.
struct Pieces(VecDeque<Result<Frame<Bytes>, TransportError>>);

impl Stream for Pieces {
    type Item = Result<Frame<Bytes>, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_of_any_making_read_alike() {
    let document = r#"{"events":[]}"#;
    let (front, back) = document.split_at(5);
    let data = |text: &'static str| Ok(Frame::data(Bytes::from_static(text.as_bytes())));
    let trailers = Ok(Frame::trailers(http::HeaderMap::new()));
    let framed = StreamBody::new(Pieces([data(front), data(back), trailers].into()));
    let failing = [data(front), Err(FailureKind::Interrupted.into())];
    let bodies = [
        Body::from(document.as_bytes().to_vec()),
        Body::from(Bytes::from_static(document.as_bytes())),
        Body::new(Full::new(Bytes::from_static(document.as_bytes()))),
        Body::new(framed),
    ];
    for body in bodies {
        assert_eq!(format!("{body:?}"), "Body");
        let events = client([answer(200, body)]).call(&GetEvents::new(id())).await.unwrap();
        assert!(events.events.is_empty());
    }
    let broken = Body::new(StreamBody::new(Pieces(failing.into())));
    let error = client([answer(200, broken)]).call(&GetEvents::new(id())).await.unwrap_err();
    assert_eq!(said(&error), "retryable maybe-sent");
}

#[tokio::test(start_paused = true)]
async fn who_calls_a_transport_alone_gets_an_http_body() {
    let client = client([text(200, "twelve bytes")]);
    let answer = client.send(Request::new(Bytes::new())).await.unwrap();
    assert_eq!(answer.into_body(), b"twelve bytes");
    let body = Body::from(b"twelve bytes".to_vec());
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(12), false));
    assert_eq!(body.collect().await.unwrap().to_bytes(), "twelve bytes");
}

#[tokio::test(start_paused = true)]
async fn contacts_are_handed_on_one_at_a_time() {
    let page = r#"{"contacts":[{"first_name":"Fern"},17,{"first_name":"Moss"}],"start":0,"total":3}"#;
    let (mut names, mut bad) = (Vec::new(), 0);
    let client = client([text(200, page), text(410, ""), Err(FailureKind::Interrupted), text(200, page)]);
    let call = GetContacts::new(id());
    let around = client.contacts(&call, |slot| match slot {
        Ok(contact) => names.push(contact.first_name().unwrap_or_default().to_owned()),
        Err(_) => bad += 1,
    });
    assert_eq!(around.await.unwrap().total, Some(3));
    assert_eq!((names.join(" "), bad), ("Fern Moss".to_owned(), 1));
    assert!(client.contacts(&call, |_| ()).await.unwrap_err().is_gone());
    assert!(client.contacts(&call, |_| ()).await.unwrap_err().is_retryable());
    let mut limits = Limits::default();
    limits.body = 40;
    let error = client.with_limits(limits).contacts(&call, |_| ()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.kind() == FailureKind::TooLarge));
}

#[tokio::test(start_paused = true)]
async fn runs_and_sets_are_streams_and_show_little() {
    let client = client([text(401, ""), text(401, "")]);
    assert!(
        format!("{client:?}").contains("api.cloudsponge.com") && !format!("{client:?}").contains("password")
    );
    let mut run = client.attach(id()).start();
    assert_eq!(run.import_id(), Some(&id()));
    assert!(format!("{run:?}").contains("ImportRun"));
    let error = poll_fn(|cx| Pin::new(&mut run).poll_next(cx)).await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(run.next().await.is_none());

    let mut set = client.import_set().with_concurrency(2);
    let key = set.insert(client.attach(id()));
    assert_eq!((set.len(), set.is_empty(), set.in_flight()), (1, false, 0));
    assert_eq!(set.import_id(key), Some(&id()));
    assert!(set.state(key).is_some());
    let (ended, event) = poll_fn(|cx| Pin::new(&mut set).poll_next(cx)).await.unwrap();
    assert_eq!((ended, event.unwrap_err().status().unwrap().as_u16()), (key, 401));
    assert!(set.is_empty() && set.state(key).is_none());
    assert_eq!(format!("{set:?}"), "ImportSet { len: 0, in_flight: 0, .. }");
    assert_eq!(AddressBook::default().contacts.len(), 0);
}

//! Any tower service as a transport: here hyper's own client, without another crate between.
//!
//! ```sh
//! cargo run -p cloudsponge --example tower
//! ```
//!
//! imports a made-up address book from the emulator. Wrap the service in the layers you like (tracing, limits, metrics), or
//! put an in-process router in its place for a test without sockets. Leave out layers that retry: the core does that,
//! and knows what must not be sent twice.

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::{Api, FailureKind, Service};
use cloudsponge::{Body, Client, Timer, Transport, TransportError};
use cloudsponge_emulator::Emulator;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use std::error::Error;
use std::time::{Duration, Instant};
use tower::ServiceExt;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder().contacts(12).auto_consent(Duration::ZERO).start().await?;
    let book = import(Api::new(emulator.credentials()).with_base_url(emulator.base_url())).await?;
    let name = book.contacts.first().and_then(|contact| contact.display_name());
    println!("{} contacts, the first of them {name:?}", book.contacts.len());
    Ok(())
}

/// Imports an address book over hyper's client.
pub(crate) async fn import(api: Api) -> Result<cloudsponge::AddressBook, cloudsponge::Error> {
    // Plain http is enough for the emulator; a TLS connector goes here for the service. The client must not send again
    // what it believes was not sent.
    let hyper = legacy::Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let kind =
        |e: &legacy::Error| if e.is_connect() { FailureKind::Connect } else { FailureKind::Interrupted };
    let client = Client::new(Tower { service: hyper, kind }, TokioTimer, api);
    client.import(Service::GMAIL).contacts(|page| println!("please open {}", page.as_str())).await
}

/// A tower service, and what its errors mean: how far the request may have got.
struct Tower<S, E> {
    service: S,
    kind: fn(&E) -> FailureKind,
}

#[async_trait]
impl<S, E, B> Transport for Tower<S, E>
where
    // It is cloned for each call, as tower's services are meant to be: clones share the connections.
    S: tower::Service<Request<Full<Bytes>>, Response = Response<B>, Error = E> + Clone + Send + Sync,
    S::Future: Send,
    E: Error + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes, Error: Error + Send + Sync> + Send + 'static,
{
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let answer = self.service.clone().oneshot(request.map(Full::new)).await;
        let answer = answer.map_err(|error| TransportError::new((self.kind)(&error)).with_source(error))?;
        Ok(answer.map(|body| Body::new(body.map_err(broken_off))))
    }
}

/// A body that fails has begun, so the request had arrived.
fn broken_off(error: impl Error + Send + Sync + 'static) -> TransportError {
    TransportError::new(FailureKind::Interrupted).with_source(error)
}

/// tokio's clock.
struct TokioTimer;

#[async_trait]
impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        Instant::now()
    }

    async fn sleep_until(&self, deadline: Instant) {
        tokio::time::sleep_until(deadline.into()).await;
    }
}

//! What the rules do with a transport: single sends, calls of the client, and never waiting for ever.

use crate::server::FaultServer;
use crate::{Verdict, Violation, violation::ensure};
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetEvents, UserConsent};
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{Api, BaseUrl, Credentials, FailureKind, Format, ImportId, Service};
use cloudsponge::{Client, Error, Timer, Transport, TransportError};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// A rule's own bound on a single call: whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// The key and password of every rule; no error may show them, nor their encoded form.
pub(crate) const KEY: &str = "sentinel-domain-key";
pub(crate) const PASSWORD: &str = "sentinel-domain-password";

/// Where nobody listens: no system hands out this port.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// What the in-process account calls look like.
pub(crate) type AnyClient = Client<Arc<dyn Transport>, Arc<dyn Timer>>;

/// A transport, a timer, and what every rule does with them.
pub(crate) struct Bench {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timer: Arc<dyn Timer>,
}

/// An answer that arrived whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Bench {
    pub(crate) fn new(transport: Arc<dyn Transport>, timer: Arc<dyn Timer>) -> Self {
        Self { transport, timer }
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
    ) -> Result<Result<Answer, TransportError>, Violation> {
        self.in_time(PATIENCE, collect(&self.transport, request)).await
    }

    /// A GET that must bring an answer.
    pub(crate) async fn get(&self, url: &str) -> Result<Answer, Violation> {
        let answer = self.send(get(url)?).await?;
        answer.map_err(|error| Violation::new(format!("GET of a healthy answer failed: {error} ({error:?})")))
    }

    /// A GET that must fail, and how it fails.
    pub(crate) async fn get_failure(&self, url: &str) -> Result<FailureKind, Violation> {
        match self.send(get(url)?).await? {
            Ok(answer) => Err(Violation::new(format!("taken for an answer: {answer:?}"))),
            Err(error) => Ok(error.kind()),
        }
    }

    /// A client of this server.
    pub(crate) fn client(&self, server: &FaultServer, limits: Limits) -> Result<AnyClient, Violation> {
        Ok(Client::new(
            Arc::clone(&self.transport),
            Arc::clone(&self.timer),
            api(&server.url(""), Format::Json)?,
        )
        .with_limits(limits))
    }

    /// Polls events with these limits; the call must fail for lack of an answer.
    pub(crate) async fn events_failure(
        &self,
        server: &FaultServer,
        limits: Limits,
    ) -> Result<FailureKind, Violation> {
        let client = self.client(server, limits)?;
        let outcome = self.in_time(PATIENCE, client.call(&GetEvents::new(ImportId::from(7)))).await?;
        no_answer(outcome.map(drop))
    }

    /// Begins an import; the call must fail for lack of an answer.
    pub(crate) async fn begin_failure(
        &self,
        server: &FaultServer,
        limits: Limits,
    ) -> Result<FailureKind, Violation> {
        let client = self.client(server, limits)?;
        let outcome = self.in_time(PATIENCE, client.call(&UserConsent::new(Service::GMAIL))).await?;
        no_answer(outcome.map(drop))
    }

    /// What a future gives within this time.
    pub(crate) async fn in_time<R>(
        &self,
        patience: Duration,
        future: impl Future<Output = R>,
    ) -> Result<R, Violation> {
        let alarm = self.timer.sleep_until(self.timer.now() + patience);
        let (mut future, mut alarm) = (pin!(future), pin!(alarm));
        poll_fn(|cx| {
            if let Poll::Ready(result) = future.as_mut().poll(cx) {
                return Poll::Ready(Ok(result));
            }
            alarm
                .as_mut()
                .poll(cx)
                .map(|()| Err(Violation::new(format!("nothing within {patience:?}: it hangs"))))
        })
        .await
    }

    pub(crate) async fn sleep(&self, pause: Duration) {
        self.timer.sleep_until(self.timer.now() + pause).await;
    }
}

/// The error of a call that got no answer.
fn no_answer(outcome: Result<(), Error>) -> Result<FailureKind, Violation> {
    match outcome {
        Err(Error::Transport(error)) => Ok(error.kind()),
        other => Err(Violation::new(format!("expected no answer, got {other:?}"))),
    }
}

/// The whole answer, or why there is none.
pub(crate) async fn collect(
    transport: &Arc<dyn Transport>,
    request: Request<Bytes>,
) -> Result<Answer, TransportError> {
    let (head, body) = transport.send(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body: body.to_vec() })
}

/// All results of some futures that run at once, in their order.
pub(crate) async fn all_at_once<R>(futures: impl IntoIterator<Item = impl Future<Output = R>>) -> Vec<R> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    poll_fn(|cx| {
        let mut done = true;
        for (future, result) in running.iter_mut().filter(|(_, result)| result.is_none()) {
            match future.as_mut().poll(cx) {
                Poll::Ready(value) => *result = Some(value),
                Poll::Pending => done = false,
            }
        }
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, result)| result).collect()
}

/// A bare GET.
pub(crate) fn get(url: &str) -> Result<Request<Bytes>, Violation> {
    Ok(Request::get(url).body(Bytes::new())?)
}

/// A POST with everything the core always sets.
pub(crate) fn post(url: &str, body: impl Into<Bytes>) -> Result<Request<Bytes>, Violation> {
    let body = body.into();
    Ok(Request::post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", body.len())
        .body(body)?)
}

/// The account of the rules on a server of this base URL.
pub(crate) fn api(base_url: &str, format: Format) -> Result<Api, Violation> {
    let cannot =
        |error: &dyn std::fmt::Display| Violation::new(format!("the rule could not be tried: {error}"));
    let credentials = Credentials::new(KEY, PASSWORD).map_err(|error| cannot(&error))?;
    let base_url = BaseUrl::parse(base_url).map_err(|error| cannot(&error))?;
    Ok(Api::new(credentials).with_base_url(base_url).with_format(format))
}

/// Tight bounds, for rules about time.
pub(crate) fn tight() -> Limits {
    let mut limits = Limits::default();
    limits.first_byte = Duration::from_millis(300);
    limits.idle = Duration::from_millis(300);
    limits.total = Duration::from_millis(900);
    limits
}

/// Fails unless the kind is this one.
pub(crate) fn expect_kind(found: FailureKind, wanted: FailureKind, fault: &str) -> Verdict {
    ensure!(found == wanted, "{fault}: expected {wanted:?}, got {found:?}");
    Ok(())
}

//! The transport: isahc clients with every risky default switched off.

use crate::agents::Agents;
use crate::body::Received;
use crate::error::send_error;
use crate::message::{incoming, least_body, outgoing};
use crate::quiet::quietly;
use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use cloudsponge::{Body, Transport, TransportError};
use http::{Method, Request, Response};
use isahc::config::{Configurable, RedirectPolicy, VersionNegotiation};
use isahc::{HttpClient, HttpClientBuilder};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

/// Sends requests with [`isahc`]. Needs no runtime.
///
/// [`new`](Self::new) follows no redirects, keeps no cookies, uses no proxy from the environment, decompresses nothing,
/// reuses no connection and speaks HTTP/1.1, and so repeats nothing, connects within 5 s and ends any transfer after 5 min (the driver's own
/// limits are tighter). It writes nothing to the program's log, where isahc would write secrets.
#[derive(Clone)]
pub struct IsahcTransport {
    agents: Arc<Agents>,
}

/// Why no HTTP client could be built.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be built: {0}")]
pub struct TransportBuildError(#[from] isahc::Error);

impl IsahcTransport {
    /// A transport with clients of its own.
    ///
    /// # Errors
    /// A client could not be built, for instance because the program can have no further thread.
    pub fn new() -> Result<Self, TransportBuildError> {
        Self::with_clients(|| Self::client_builder().build())
    }

    /// The builder [`new`](Self::new) uses, with every risky default switched off. HTTP/2 is one: there libcurl sends again
    /// what a server says it refused, a login too, and one call to a connection gains nothing from it. Add what you need, roots to trust, a
    /// proxy, an interface, and hand the recipe to [`with_clients`](Self::with_clients).
    pub fn client_builder() -> HttpClientBuilder {
        HttpClient::builder()
            .redirect_policy(RedirectPolicy::None)
            .automatic_decompression(false)
            .expect_continue(false)
            .proxy(None)
            .version_negotiation(VersionNegotiation::http11())
            .connection_cache_size(0)
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(5 * 60))
    }

    /// A transport over clients made by a recipe; as many are made as calls are under way at once.
    ///
    /// ```no_run
    /// # use cloudsponge_isahc::{IsahcTransport, TransportBuildError};
    /// use isahc::config::Configurable;
    ///
    /// # fn f() -> Result<IsahcTransport, TransportBuildError> {
    /// let proxy = isahc::http::Uri::from_static("http://proxy.example:3128");
    /// IsahcTransport::with_clients(move || IsahcTransport::client_builder().proxy(proxy.clone()).build())
    /// # }
    /// ```
    ///
    /// The clients' settings are used as they are, and they matter: one that reuses connections or speaks HTTP/2 can send a
    /// login twice, one that takes proxies from the environment shows secrets to them, one that decompresses takes half an answer for a
    /// whole one.
    ///
    /// # Errors
    /// The first client could not be built.
    pub fn with_clients(
        make: impl Fn() -> Result<HttpClient, isahc::Error> + Send + Sync + 'static,
    ) -> Result<Self, TransportBuildError> {
        let agents = Arc::new(Agents::new(make));
        agents.lease()?.give_back();
        Ok(Self { agents })
    }
}

#[async_trait]
impl Transport for IsahcTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let head_only = request.method() == Method::HEAD;
        let request = outgoing(request)?;
        // A local of its own: the call must end before its client does.
        let lease = self.agents.lease().map_err(send_error)?;
        let client = lease.client().ok_or(FailureKind::Other)?;
        let mut sending = quietly(|| client.send_async(request));
        let response = poll_fn(|cx| quietly(|| std::pin::Pin::new(&mut sending).poll(cx)));
        let response = response.await.map_err(send_error)?;
        drop(sending);
        let http1 = response.version() <= isahc::http::Version::HTTP_11;
        let (head, body) = incoming(response)?;
        let least = least_body(&head, head_only, http1);
        Ok(head.map(|()| Body::new(Received::new(body, lease, least))))
    }
}

impl std::fmt::Debug for IsahcTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IsahcTransport").finish_non_exhaustive()
    }
}

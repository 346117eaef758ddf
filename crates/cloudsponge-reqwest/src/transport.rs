//! The transport: a reqwest client with every risky default switched off.

use crate::error::transport_error;
use crate::request::KnownOrigin;
use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use cloudsponge::{Body, Transport, TransportError};
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Sends requests with a [`reqwest::Client`]. Needs a tokio runtime with I/O enabled.
///
/// [`new`](Self::new) follows no redirects, keeps no cookies, uses no proxy from the environment, decompresses nothing,
/// retries nothing, connects within 5 s and ends any transfer after 5 min (the driver's own limits are tighter). Build it
/// once and share it: it holds the connection pool and the trusted roots.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    origin: Arc<KnownOrigin>,
}

/// Why no HTTP client could be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportBuildError {
    /// The crate was built with `rustls-no-provider`, and the program has not installed a crypto provider.
    #[error(
        "no TLS crypto provider is installed: call `CryptoProvider::install_default` at the program's start"
    )]
    NoProvider,
    /// reqwest could not build it, for instance because the system's roots cannot be read.
    #[error("the HTTP client could not be built")]
    Client(#[source] reqwest::Error),
}

impl ReqwestTransport {
    /// A transport with a client of its own.
    ///
    /// # Errors
    /// The client could not be built.
    pub fn new() -> Result<Self, TransportBuildError> {
        // reqwest panics where it finds none.
        #[cfg(all(feature = "rustls-no-provider", not(feature = "default-tls")))]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(TransportBuildError::NoProvider);
        }
        let client = Self::client_builder().build().map_err(TransportBuildError::Client)?;
        Ok(Self::with_client(client))
    }

    /// The builder [`new`](Self::new) uses, with every risky default switched off. Add what you need, a root certificate, a
    /// proxy, an address to bind, build it and hand the client to [`with_client`](Self::with_client).
    ///
    /// ```no_run
    /// # use cloudsponge_reqwest::ReqwestTransport;
    /// # fn f() -> Result<ReqwestTransport, reqwest::Error> {
    /// let builder = ReqwestTransport::client_builder().proxy(reqwest::Proxy::https("http://proxy.example:3128")?);
    /// Ok(ReqwestTransport::with_client(builder.build()?))
    /// # }
    /// ```
    pub fn client_builder() -> reqwest::ClientBuilder {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(5 * 60))
    }

    /// A transport over a finished client.
    ///
    /// Its settings are used as they are, and they matter: a client that follows redirects carries secrets elsewhere, one
    /// that takes proxies from the environment shows them to the proxy, one that decompresses does so without a bound.
    pub fn with_client(client: reqwest::Client) -> Self {
        Self { client, origin: Arc::default() }
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let request = self
            .origin
            .translate(request)
            .map_err(|error| TransportError::new(FailureKind::Other).with_source(error.without_url()))?;
        let response = self.client.execute(request).await.map_err(transport_error)?;
        let (head, body) = Response::<reqwest::Body>::from(response).into_parts();
        Ok(Response::from_parts(head, Body::new(Received(body))))
    }
}

/// reqwest's body with our errors.
struct Received(reqwest::Body);

impl HttpBody for Received {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_frame(cx).map(|next| next.map(|frame| frame.map_err(transport_error)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

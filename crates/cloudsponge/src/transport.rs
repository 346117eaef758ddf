//! What carries requests: one method, and the error it may return.

use crate::Body;
use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge_proto::FailureKind;
use http::{Request, Response};
use std::convert::Infallible;
use std::error::Error as StdError;
use std::sync::Arc;

/// Carries one request at a time to the service.
///
/// # Contract
///
/// - **Exactly one request goes out per call**, method, path, query, headers and body unchanged. No retry, no redirect
///   followed, no cookie kept, no authentication of its own, no proxy nobody asked for.
/// - **An answer of any status is an answer.** Only the lack of one is an error, and its [`kind`](TransportError::kind)
///   says how far the request may have got.
/// - The body holds the exact bytes that were sent for it: nothing is decompressed, which the driver does within its
///   limits, and where it broke off there is an error, not an end.
/// - Dropping the future or the body ends the transfer and frees the connection.
/// - No secret shows in an error: no URL with its query, no header, no body.
///
/// `cloudsponge-conformance` tests each of these. Limits of size and time are not the transport's business; the driver
/// holds every transport to the same.
///
/// ```
/// use async_trait::async_trait;
/// use bytes::Bytes;
/// use cloudsponge::{Body, Transport, TransportError};
///
/// /// Answers every call with the same reply.
/// struct Canned(&'static str);
///
/// #[async_trait]
/// impl Transport for Canned {
///     async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
///         Ok(http::Response::new(Bytes::from_static(self.0.as_bytes()).into()))
///     }
/// }
/// ```
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one request and returns whatever answer came, its body still arriving.
    ///
    /// # Errors
    /// There was no answer.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        (**self).send(request).await
    }
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Box<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        (**self).send(request).await
    }
}

/// Why there is no answer, or only half of one.
#[derive(Debug)]
pub struct TransportError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FailureKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: FailureKind) -> Self {
        Self(Box::new(Inner { kind, source: None }))
    }

    /// Adds the HTTP client's own error. It must not show the request's URL, headers or body.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// How far the request may have got.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }
}

impl From<FailureKind> for TransportError {
    fn from(kind: FailureKind) -> Self {
        Self::new(kind)
    }
}

/// For bodies that cannot fail, such as one that is there already.
impl From<Infallible> for TransportError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl std::fmt::Display for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

//! The client without its type parameters, and the only place that talks to it.

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::endpoints::Begin;
use cloudsponge::proto::{BaseUrl, ImportEvent, Policy};
use cloudsponge::{Client, Error, Timer, Transport, TransportError};
use futures_util::stream::BoxStream;
use http::{Request, Response};
use std::time::Duration;

/// Longest body read of an answer to a pass-through, in bytes. None of it is shown.
const RELAY_BODY: usize = 64 * 1024;

/// An import under way: its events.
pub(crate) type Run = BoxStream<'static, Result<ImportEvent, Error>>;

#[async_trait]
pub(crate) trait Gateway: Send + Sync {
    fn base_url(&self) -> &BaseUrl;

    fn start(&self, begin: Begin, deadline: Duration, page_size: u64) -> Run;

    /// Sends a browser's callback on, once, and follows no redirect.
    async fn relay(&self, request: Request<Bytes>) -> Result<Response<Vec<u8>>, TransportError>;
}

#[async_trait]
impl<T: Transport + 'static, C: Timer + 'static> Gateway for Client<T, C> {
    fn base_url(&self) -> &BaseUrl {
        self.api().base_url()
    }

    fn start(&self, begin: Begin, deadline: Duration, page_size: u64) -> Run {
        // The jitter's seed is fixed per import by its id; several processes never poll the same one here.
        let policy = Policy::default().deadline(deadline).page_size(page_size);
        Box::pin(self.import(begin).policy(policy).start())
    }

    async fn relay(&self, request: Request<Bytes>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut limits = cloudsponge::proto::exchange::Limits::default();
        limits.body = RELAY_BODY;
        self.clone().with_limits(limits).send(request).await
    }
}

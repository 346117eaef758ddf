//! A request with what belongs to it, and what may become of it.

use crate::shared::Shared;
use bytes::Bytes;
use http::{Request, Response};
use std::time::Duration;

/// What to do with a request.
pub(super) enum Answer {
    /// Send this.
    Response(Response<Bytes>),
    /// Close the connection without a word.
    Drop,
}

/// One request and what belongs to it.
pub(super) struct Exchange<'a> {
    pub(super) shared: &'a Shared,
    pub(super) request: &'a Request<Bytes>,
    /// Under which the client reaches the emulator.
    pub(super) origin: String,
    /// Emulated time.
    pub(super) now: Duration,
    pub(super) request_id: u128,
}

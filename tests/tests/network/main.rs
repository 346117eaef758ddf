//! Rows of the fault catalogue that need more than a script behind a socket: names (A3, A5), file descriptors (A14) and
//! HTTP/2 (C21, C22).
//!
//! A4, a name server that answers after half a minute, needs another resolver than the system's: reqwest takes one, so its
//! time-out is seen here; libcurl takes none, so there the driver's own limit stands alone, which the rows of silent servers
//! show.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod descriptors;
mod http2;
mod names;

use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{Api, FailureKind};
use cloudsponge::{Client, Error, Timer, Transport};
use cloudsponge_tests::chaos::case::{Answer, AnyClient};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// A client that is given up on after 3 s.
fn client(transport: Arc<dyn Transport>, timer: Arc<dyn Timer>, api: Api) -> AnyClient {
    let mut limits = Limits::default();
    (limits.first_byte, limits.idle) = (Duration::from_secs(2), Duration::from_secs(2));
    limits.total = Duration::from_secs(3);
    Client::new(transport, timer, api).with_limits(limits)
}

/// Why there was no answer, if there was none.
fn kind(outcome: &Result<Answer, Error>) -> Option<FailureKind> {
    match outcome {
        Err(Error::Transport(error)) => Some(error.kind()),
        _ => None,
    }
}

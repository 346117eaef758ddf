//! The conformance suite over isahc on `http` 0.2.
#![allow(clippy::unwrap_used)]

use async_io::block_on;
use cloudsponge_conformance::conformance;
use cloudsponge_isahc::{IoTimer, IsahcTransport};

conformance! {
    transport: IsahcTransport::new().unwrap(),
    timer: IoTimer::new(),
    block_on: |future| block_on(future),
}

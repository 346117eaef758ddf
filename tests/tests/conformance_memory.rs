//! The conformance suite over a transport without sockets: what it finds in this one is a defect of the suite.
#![allow(clippy::unwrap_used)]

use cloudsponge_conformance::conformance;
use cloudsponge_reqwest::TokioTimer;
use cloudsponge_tests::chaos::memory::MemoryTransport;
use tokio::runtime::Runtime;

conformance! {
    transport: MemoryTransport,
    timer: TokioTimer::new(),
    block_on: |future| Runtime::new().unwrap().block_on(future),
}

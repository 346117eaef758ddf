//! The conformance suite over reqwest.
#![allow(clippy::unwrap_used)]

use cloudsponge_conformance::{conformance, conformance_tls};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use tokio::runtime::Runtime;

conformance! {
    transport: ReqwestTransport::new().unwrap(),
    timer: TokioTimer::new(),
    block_on: |future| Runtime::new().unwrap().block_on(future),
}

conformance_tls! {
    transport: ReqwestTransport::new().unwrap(),
    trusting: |pem: &str| {
        let authority = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
        let builder = ReqwestTransport::client_builder().tls_certs_only([authority]);
        ReqwestTransport::with_client(builder.build().unwrap())
    },
    timer: TokioTimer::new(),
    block_on: |future| Runtime::new().unwrap().block_on(future),
}

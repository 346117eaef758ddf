//! The conformance suite over isahc, on no runtime at all.
#![allow(clippy::unwrap_used)]

use async_io::block_on;
use cloudsponge_conformance::{conformance, conformance_tls};
use cloudsponge_isahc::{IoTimer, IsahcTransport};
use isahc::config::Configurable;
use isahc::tls::{TlsConfig, TrustStore};

conformance! {
    transport: IsahcTransport::new().unwrap(),
    timer: IoTimer::new(),
    block_on: |future| block_on(future),
}

conformance_tls! {
    transport: IsahcTransport::new().unwrap(),
    trusting: |pem: &str| {
        let authority = TrustStore::builder().certificate_from_pem(pem).build();
        let tls = TlsConfig::builder().trust_store(authority).build();
        IsahcTransport::with_clients(move || IsahcTransport::client_builder().tls_config(tls.clone()).build())
            .unwrap()
    },
    timer: IoTimer::new(),
    block_on: |future| block_on(future),
}

//! Without a TLS provider: an error that says what to do, where reqwest would panic. Run by `cargo xtask guards`.
#![cfg(all(feature = "rustls-no-provider", not(feature = "default-tls")))]

use cloudsponge_reqwest::{ReqwestTransport, TransportBuildError};

#[test]
fn a_missing_provider_is_an_error() {
    let error = ReqwestTransport::new().err().unwrap();
    assert!(matches!(error, TransportBuildError::NoProvider), "{error}");
}

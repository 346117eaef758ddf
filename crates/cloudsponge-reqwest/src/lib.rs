//! reqwest as a transport of the [`cloudsponge`] client, and tokio as its timer.
//!
//! ```no_run
//! use cloudsponge::Client;
//! use cloudsponge::proto::{Api, Credentials, Service};
//! use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
//!
//! # async fn f() -> Result<(), Box<dyn std::error::Error>> {
//! let api = Api::new(Credentials::new("my-key", "my-password")?);
//! let client = Client::new(ReqwestTransport::new()?, TokioTimer::new(), api);
//! let book = client.import(Service::GMAIL).contacts(|page| println!("open {}", page.as_str())).await?;
//! # Ok(()) }
//! ```
//!
//! # TLS
//!
//! The feature `default-tls`, on by default, is reqwest's own choice: rustls with the platform's roots. To choose the crypto
//! provider, switch default features off, switch `rustls-no-provider` on, and install a provider at the program's
//! start. Without either, only `http` on loopback works.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod request;
mod timer;
mod transport;

pub use timer::TokioTimer;
pub use transport::{ReqwestTransport, TransportBuildError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

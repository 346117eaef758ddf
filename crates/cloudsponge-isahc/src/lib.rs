//! isahc, that is libcurl, as a transport of the [`cloudsponge`] client, and a timer that needs no runtime.
//!
//! Both work on any executor: smol, tokio, or a bare `block_on`.
//!
//! ```no_run
//! use cloudsponge::Client;
//! use cloudsponge::proto::{Api, Credentials, Service};
//! use cloudsponge_isahc::{IoTimer, IsahcTransport};
//!
//! # async fn f() -> Result<(), Box<dyn std::error::Error>> {
//! let api = Api::new(Credentials::new("my-key", "my-password")?);
//! let client = Client::new(IsahcTransport::new()?, IoTimer::new(), api);
//! let book = client.import(Service::GMAIL).contacts(|page| println!("open {}", page.as_str())).await?;
//! # Ok(()) }
//! ```
//!
//! # What it costs
//!
//! Each call under way has a thread and a connection of its own, and no connection is used twice: libcurl repeats a
//! request by itself when a connection it reuses turns out to be closed, a POST too, and it notices a dropped future only
//! at the next byte. For thousands of imports at once, `cloudsponge-reqwest` is the better choice.
//!
//! # TLS
//!
//! The feature `default-tls`, on by default, is isahc's own choice: rustls with the platform's roots. Without it only
//! `http` on loopback works, unless the program switches on another of isahc's TLS features.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod agents;
mod body;
mod error;
mod message;
mod quiet;
mod timer;
mod transport;

pub use timer::IoTimer;
pub use transport::{IsahcTransport, TransportBuildError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

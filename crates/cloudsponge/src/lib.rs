//! Import a user's address book with CloudSponge, over any HTTP stack.
//!
//! This crate drives the sans-IO core ([`proto`]) with two small traits: a [`Transport`] sends requests, a [`Timer`]
//! waits. `cloudsponge-reqwest` has both for reqwest on tokio, `cloudsponge-isahc` for isahc on any runtime; yours is a few
//! lines.
//!
//! ```
//! use cloudsponge::proto::{Api, Credentials, ImportEvent, Service};
//! use cloudsponge::{Client, Error, Timer, Transport};
//!
//! async fn import(transport: impl Transport + 'static, timer: impl Timer + 'static) -> Result<(), Box<dyn std::error::Error>> {
//!     let api = Api::new(Credentials::new("my-key", "my-password")?);
//!     let client = Client::new(transport, timer, api);
//!     let mut run = client.import(Service::GMAIL).start();
//!     while let Some(event) = run.next().await {
//!         match event? {
//!             ImportEvent::Begun(begun) => { /* show begun.url to the user */ }
//!             ImportEvent::Contacts(page) => { /* store them, then run.state() */ }
//!             _ => {}
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Thousands of imports need no thousand tasks: see [`ImportSet`].
//!
//! # Guides
//!
//! The module `guide` explains the [first import](guide::first_import), [errors](guide::errors), how to [see what a client
//! does](guide::observing), [tests without an account](guide::testing), a [transport of your own](guide::your_transport),
//! [sans-IO by hand](guide::sans_io), how to [come from another client](guide::upgrading) and [the
//! protocol](guide::protocol).

pub use cloudsponge_proto as proto;

#[cfg(any(doc, doctest))]
pub mod guide;

mod alarm;
mod body;
mod client;
mod decode;
mod error;
mod import_set;
mod line;
mod observe;
mod run;
mod timer;
mod transport;
mod watch;
mod woken;

pub use body::Body;
pub use client::{Client, ImportBuilder};
pub use error::Error;
pub use import_set::ImportSet;
pub use observe::{CallCounters, CallCounts, CallOutcome, CallReport, Observer};
pub use run::{AddressBook, ImportRun};
pub use timer::Timer;
pub use transport::{Transport, TransportError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

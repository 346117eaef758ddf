//! An offline emulator of the CloudSponge contacts API, for tests and demos. **It is not the real service**: its
//! contacts are invented, and its consent page gives access to nothing.
//!
//! It is strict where the service's behaviour is documented or recorded, so that it catches a client's mistakes, and has
//! a switch ([`Quirks`]) for each known variation. Ids, codes and contacts follow from a seed; time can be sped up, moved
//! and stopped ([`EmulatorBuilder::speed`], [`Emulator::advance`], [`EmulatorBuilder::stopped_clock`]).
//!
//! # In a Rust test
//!
//! Two lines: start one, point a client at it. It listens on a free port of 127.0.0.1 and stops when it is dropped, so
//! tests run side by side, each with its own.
//!
//! ```
//! # use cloudsponge::{Client, proto::Service};
//! # use cloudsponge_emulator::Emulator;
//! # use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
//! # use std::time::Duration;
//! # macro_rules! shown { ($($attribute:tt)*) => {} }
//! # shown! {
//! #[tokio::test]
//! # }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> { imports_a_book().await }
//! async fn imports_a_book() -> Result<(), Box<dyn std::error::Error>> {
//!     let emulator = Emulator::builder().contacts(7).auto_consent(Duration::ZERO).start().await?;
//!     let client = Client::new(ReqwestTransport::new()?, TokioTimer::new(), emulator.api());
//!
//!     let book = client.import(Service::GMAIL).contacts(|_page| {}).await?;
//!     assert_eq!(book.contacts.len(), 7);
//!     Ok(())
//! }
//! ```
//!
//! What a test usually wants next:
//!
//! | to | use |
//! |---|---|
//! | have the user decline, leave or be slow | [`EmulatorBuilder::scenario`], or `user_id` `scenario:deny` on a begin call |
//! | answer for the user at a moment of your own | [`Emulator::grant`], [`Emulator::deny`] |
//! | see the contacts that have to arrive | [`Emulator::book`] |
//! | see what your client asked, and whether a secret stood in a URL | [`Emulator::journal`] |
//! | let contacts expire, or the consent page time out, without waiting | [`Emulator::advance`] |
//! | serve contacts of your own | [`EmulatorBuilder::book`] with [`Book::from_contacts`] or [`Book::from_file`] |
//! | test your client against names that break programs | [`Profile::Naughty`] |
//! | replay what the real service once answered | [`record`] |
//!
//! # From the command line
//!
//! ```text
//! $ cloudsponge emulator --auto-consent --contacts 2340 --profile windowslive
//! listening on http://127.0.0.1:4141
//! ```
//!
//! The first line of stdout is the address, for scripts to wait for; with `--listen 127.0.0.1:0` it tells the port. What
//! else there is to know, with the credentials it takes and a call to try, is on stderr. In another language's test suite,
//! start it once, wait for `GET /_cloudsponge/health`, and `POST /_cloudsponge/reset` between tests.
//!
//! Every flag is also an environment variable and a line of a TOML file; [`config`] has the table, and says which wins.
//!
//! # Other clients
//!
//! [`interop`] lists the request forms of the official libraries for Ruby, PHP, Java, .NET and Node that it serves, each of
//! them tested.
//!
//! # Record and replay
//!
//! `cloudsponge emulator --record DIR --upstream URL` is a proxy that writes down what a service answers, without secrets
//! and personal data; `--replay DIR` answers it again, offline. [`record`] says exactly what is kept and what is replaced.
//!
//! # What ends how
//!
//! A [`Scenario`] is set for all imports by the builder or the control plane, or for one by a begin call whose `user_id`
//! is `scenario:` and its name, for instance `scenario:deny`. The mailbox password `wrong` is always refused.
//!
//! # Control plane
//!
//! Under `/_cloudsponge/`, in JSON, for test suites in other languages. Every call but `health` needs the header
//! `X-Emulator-Token` with [`Emulator::control_token`], and none works from a page of another origin.
//!
//! | call | does |
//! |---|---|
//! | `GET health` | says that it is up, and what it is |
//! | `POST reset` | forgets imports and journal; the next import is the first again |
//! | `GET state` | lists imports with id, service, scenario and phase |
//! | `GET scenario`, `PUT scenario` | the default scenario: `{"scenario":"deny"}` |
//! | `GET clock`, `PUT clock` | emulated time: `{"speed":10,"advance_ms":60000}` |
//! | `GET outage`, `PUT outage` | answers every API call with 503: `{"down":true}` |
//! | `GET requests` | the [journal](JournalEntry) |
//! | `GET imports/ID/events` | an import's event rows; counts as no poll |
//! | `PUT imports/ID/scenario` | another scenario for an import that was not answered yet |
//! | `POST imports/ID/grant`, `POST imports/ID/deny` | answers for the user |
//!
//! `/_cloudsponge/` itself is a page for a developer's browser that shows all this and throws the switches. It asks for the
//! token, or takes it from its address: `/_cloudsponge/#token=TOKEN`. What stands behind the `#` is not sent to anybody.

pub mod book;
mod builder;
mod clock;
pub mod config;
mod draw;
mod emulator;
mod engine;
pub mod interop;
mod journal;
mod quirks;
pub mod record;
mod scenario;
mod shared;
pub mod upload;
mod web;

pub use book::{Book, Profile};
pub use builder::{DEFAULT_KEY, DEFAULT_PASSWORD, EmulatorBuilder, StartError};
pub use config::{Config, ConfigError};
pub use emulator::Emulator;
pub use journal::JournalEntry;
pub use quirks::Quirks;
pub use scenario::{Scenario, ScenarioError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! An offline emulator of the CloudSponge contacts API, for tests and demos. **It is not the real service**: its
//! contacts are invented, and its consent page gives access to nothing.
//!
//! It is strict where the service's behaviour is documented or recorded, so that it catches a client's mistakes, and has
//! a switch ([`Quirks`]) for each known variation. Ids, codes and contacts follow from a seed; time can be sped up and
//! moved ([`EmulatorBuilder::speed`], [`Emulator::advance`]).
//!
//! ```
//! use cloudsponge_emulator::{Emulator, Profile, Scenario};
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder()
//!     .profile(Profile::WindowsLive)
//!     .contacts(2340)
//!     .scenario(Scenario::Allow)
//!     .auto_consent(Duration::ZERO)
//!     .start()
//!     .await?;
//!
//! // Point a client at it ...
//! let api = cloudsponge_proto::Api::new(emulator.credentials()).with_base_url(emulator.base_url());
//! assert!(api.base_url().is_loopback());
//!
//! // ... and look at what it asked.
//! assert!(emulator.journal().is_empty());
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```
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
mod draw;
mod emulator;
mod engine;
mod journal;
mod quirks;
mod scenario;
mod shared;
pub mod upload;
mod web;

pub use book::{Book, Profile};
pub use builder::{DEFAULT_KEY, DEFAULT_PASSWORD, EmulatorBuilder, StartError};
pub use emulator::Emulator;
pub use journal::JournalEntry;
pub use quirks::Quirks;
pub use scenario::{Scenario, ScenarioError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! A whole import as a state machine: no socket, no clock, no randomness.
//!
//! ```text
//!              begin()                attach()             resume()
//!                 |                      |                    |
//!            +---------+   answer   +---------+   COMPLETE   +----------+  last page  +----------+
//!            |  Begin  |----------->|  Poll   |------------->| Download |------------>| Finished |
//!            +---------+            +---------+              +----------+             +----------+
//!   never left:|   | refused,         |  ^  | ERROR event,      |  ^  | 410, gap,
//!   call again |   | outcome unknown  +--+  | deadline          +--+  | deadline
//!              |   v          not yet, 5xx  v                 page    v
//!              |  Failed                  Failed                    Failed
//! ```
//!
//! # The run loop
//!
//! 1. Call [`Import::poll_output`]. Do what it says and call it again, until it says `Wait` or `Done`:
//!    send a `Request`, exactly once; tell the user an `Event`.
//! 2. On `Wait(instant)`, wait for the transfer under way, if any, and for the instant; whichever is first.
//! 3. Hand in what the transport brought with [`Import::handle_input`]. If [`Import::in_flight`] is false afterwards, drop
//!    the transfer.
//! 4. Go to 1.
//!
//! **The one rule: never send a request again by yourself.** The machine decides what may be repeated. A begin call
//! whose fate is unknown is not repeated at all: a second log-in can lock a mailbox.
//!
//! Between two `/events` requests lies at least one second, after every rule; nothing is requested after the deadline; and
//! contacts are delivered by position, each exactly once per run and at least once across runs.
//!
//! To run many imports on one thread or task, put them into a [`PollSet`].
//!
//! ```
//! use cloudsponge_proto::import::{Import, ImportEvent, Output, Policy};
//! use cloudsponge_proto::{Api, Credentials, Service};
//! # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
//!
//! // What a transport would bring: any HTTP stack will do.
//! fn send(request: http::Request<bytes::Bytes>) -> http::Response<&'static [u8]> {
//!     http::Response::new(match request.uri().path() {
//!         "/begin_import/user_consent.json" => br#"{"status":"success","import_id":7,"url":"https://c.example/n/A"}"#,
//!         "/events/7.json" => br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#,
//!         _ => br#"{"contacts":[{"first_name":"Fern","last_name":"Mockup"}],"start":0,"total":1}"#,
//!     })
//! }
//!
//! let mut now = clock();
//! let api = Api::new(Credentials::new("key", "password")?);
//! let mut import = Import::begin(api, Service::GMAIL, Policy::default(), now);
//! let mut names = Vec::new();
//! loop {
//!     match import.poll_output(now)? {
//!         Output::Request(request) => import.handle_response(now, send(request)),
//!         Output::Event(ImportEvent::Begun(begun)) => assert!(begun.url.is_some()), // show it to the user
//!         Output::Event(ImportEvent::Contacts(page)) => {
//!             names.extend(page.iter().flatten().filter_map(|c| c.display_name()).map(String::from));
//!         }
//!         Output::Event(_) => {}
//!         Output::Wait(until) => now = until, // a driver sleeps here; a test does not have to
//!         Output::Done => break,
//!         _ => unreachable!("this version has no other outputs"),
//!     }
//! }
//! assert_eq!(names, ["Fern Mockup"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod arriving;
mod backoff;
mod budget;
mod error;
mod event;
mod hash;
mod history;
mod machine;
mod page;
mod paging;
mod policy;
mod poll_set;
mod state;
#[cfg(test)]
mod tests;

pub use crate::exchange::{Input, Limits};
pub use budget::RetryBudget;
pub use error::{Cause, ImportError, ImportErrorKind, ImportFailure, Inconsistency, RawPage};
pub use event::{ImportEvent, Output, Retry, RetryCause, Summary};
pub use machine::Import;
pub use page::{Iter as PageIter, Page};
pub use policy::Policy;
pub use poll_set::{ImportKey, PollSet};
pub use state::{ImportState, StateError};

//! One suite that every transport of the [`cloudsponge`] client passes, ours or yours.
//!
//! A transport is one method, and what can go wrong in it is a catalogue: HTTP clients follow redirects, repeat requests,
//! remember cookies, decompress without a bound, take half an answer for a whole one, keep the connection of a dropped call,
//! and print secrets. Each of that is a rule here. A rule makes a [server](server::FaultServer) that lies, with nothing but
//! `std`, tries the transport against it, and says what was wrong.
//!
//! # On your transport
//!
//! With this crate among the `dev-dependencies`, `tests/conformance.rs` is:
//!
//! ```
//! # mod my_crate {
//! #     pub struct MyTransport;
//! #     impl MyTransport { pub fn new() -> Self { Self } }
//! #     pub struct MyTimer;
//! #     #[async_trait::async_trait]
//! #     impl cloudsponge::Transport for MyTransport {
//! #         async fn send(&self, _: http::Request<bytes::Bytes>) -> Result<http::Response<cloudsponge::Body>, cloudsponge::TransportError> {
//! #             Err(cloudsponge::proto::FailureKind::Other.into())
//! #         }
//! #     }
//! #     #[async_trait::async_trait]
//! #     impl cloudsponge::Timer for MyTimer {
//! #         fn now(&self) -> std::time::Instant { std::time::Instant::now() }
//! #         async fn sleep_until(&self, _: std::time::Instant) {}
//! #     }
//! # }
//! # mod my_runtime { pub fn block_on<T>(_: T) {} }
//! use cloudsponge_conformance::conformance;
//! use my_crate::{MyTimer, MyTransport};
//!
//! conformance! {
//!     transport: MyTransport::new(),
//!     timer: MyTimer,
//!     block_on: |future| my_runtime::block_on(future),
//! }
//! # fn main() {}
//! ```
//!
//! `cargo test` then runs one test for each rule, of the rule's name. [`conformance_tls!`] adds the rules about TLS for a
//! transport that can be told which authority to trust. The rules are functions too ([`rules`]), for another harness.
//!
//! # What they allow
//!
//! A transport may add [`MAY_BE_ADDED`] to a request and nothing else; order and case of header names are free. Where HTTP
//! clients notice one fault at different moments, the rule says which errors are right.

mod bench;
mod golden;
mod macros;
pub mod rules;
pub mod server;
mod setup;
mod violation;

pub use golden::MAY_BE_ADDED;
pub use setup::{Setup, Task};
pub use violation::{Verdict, Violation};

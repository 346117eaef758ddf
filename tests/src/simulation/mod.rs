//! Whole import lifetimes in virtual time: the sans-IO machine, a driver, a line, a service and a consumer, with faults
//! drawn from a seed, and the invariants V1 to V46 watched at each step.
//!
//! ```text
//!  Plan (seed) ──► Life ── step ──► Import (the machine)
//!                   │  ▲                │ requests, waits, events
//!        faults ──► │  └── Transfer ◄── Service (script)
//!                   └──────► Checker: every observation against every law
//! ```
//!
//! # Where each invariant is checked
//!
//! | invariant | by |
//! |---|---|
//! | V1, V2, V3, V4, V5, V6, V7, V10, V14, V15 | the checker, at each step of each lifetime |
//! | V11 | each lifetime: what ended stays ended, and input that belongs to no request changes nothing; all states times inputs in the core's tests |
//! | V12, V43 | lives split in two at a quiet moment; a process killed, or a run dropped, at any turn and resumed |
//! | V16 | two lives, turn by turn in one thread, compared with each alone |
//! | V17 | the same life at another time of day |
//! | V18, V19, V20, V21, V22, V23 | the checker's deliveries, contact by contact |
//! | V3 with a thousand imports, V44 | storms and threads in the core's tests |
//! | V8, V9, V13 | property tests and golden files of the core |
//! | V24 to V40 | property tests of codecs, URLs, secrets and writers in their own crates |
//! | V41 | where there are sockets: the conformance suite and the load test |
//! | V42 | at compile time; here the machine is driven without any runtime |
//! | V45, V46 | sequences and whole imports over the emulator, compared with a [model](crate::model) |

mod book;
mod checker;
mod clock;
mod delivery;
mod fault;
mod law;
mod ledger;
mod life;
mod lifetime;
mod line;
mod many;
mod parcel;
mod plan;
mod random;
mod saboteur;
mod service;
mod trace;

pub use fault::{BookFault, CutHow, Fault, Instead, RETRY_AFTER, Rows};
pub use law::Violation;
pub use lifetime::{Report, run, shrink, trace};
pub use many::{Failure, Tally, simulate};
pub use plan::{Plan, Planned, Proof, Start};
pub use saboteur::Saboteur;

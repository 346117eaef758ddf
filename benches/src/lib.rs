//! What the benches measure against, and tests that both sides of each comparison do the same work.
//!
//! Run with `cargo bench -p cloudsponge-benches`. Compare only figures of one run.
#![expect(clippy::expect_used, reason = "a bench whose input cannot be made must not measure something else")]

pub mod book;
pub mod plain_json;
pub mod plain_requests;
pub mod plain_xml;

//! What the workspace costs, beside what a user would pick instead.
#![expect(clippy::expect_used, reason = "a bench whose input cannot be made must not measure something else")]

pub mod contender;
pub mod digest;
pub mod job;
pub mod ours;
pub mod payload;
pub mod peer;
pub mod plain;
pub mod region;
pub mod rounds;
pub mod scale;

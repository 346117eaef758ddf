//! What the workspace costs, beside what a user would pick instead.
#![expect(clippy::expect_used, reason = "a bench whose input cannot be made must not measure something else")]

pub mod callgrind;
pub mod child;
pub mod contender;
pub mod count;
pub mod digest;
pub mod download;
pub mod errand;
pub mod figure;
pub mod figures;
pub mod gates;
pub mod job;
pub mod ours;
pub mod overhead;
pub mod payload;
pub mod peer;
pub mod plain;
pub mod record;
pub mod region;
pub mod requests;
pub mod rounds;
pub mod scale;

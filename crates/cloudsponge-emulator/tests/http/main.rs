//! The emulator over real sockets.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail as loudly as tests"
)]

mod api;
mod pages;
mod recording;
mod starting;
mod support;

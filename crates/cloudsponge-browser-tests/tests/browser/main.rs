//! The popup flow in Chromium: the web router and the emulator in this process, on loopback.
//!
//! Each test has a browser of its own. Whatever it shows, a test fails too if a page logged an error, opened a dialog or
//! asked another host for anything. Pictures are kept in `target/browser-screenshots`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail as loudly as tests"
)]

mod accessibility;
mod book;
mod closed_early;
mod example;
mod naughty;
mod outages;
mod popup;
mod support;
mod visitors;
mod without_scripts;

//! The router in a site: in process, and against the emulator over loopback.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail as loudly as tests"
)]

mod bounds;
mod csrf_matrix;
mod flow;
mod headers;
mod idor;
mod outages;
mod pages;
mod proxy_relay;
mod redirect_rules;
mod sessions;
mod support;

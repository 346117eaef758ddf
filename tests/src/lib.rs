//! Tests that need more than one crate of the workspace.

pub mod chaos;
pub mod load;
pub mod model;
pub mod simulation;

/// The README's program runs as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

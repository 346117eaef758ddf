//! Allocation counts, by a process whose allocator counts.

use crate::child;
use crate::job::Job;
use serde::{Deserialize, Serialize};
use std::process::Command;

/// What a job asked of the allocator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocations {
    /// Blocks asked for.
    pub allocations: u64,
    /// Blocks made larger or smaller.
    pub reallocations: u64,
    /// Bytes asked for.
    pub bytes: u64,
}

impl Allocations {
    /// Blocks asked for and blocks changed.
    pub fn calls(self) -> u64 {
        self.allocations + self.reallocations
    }
}

/// What each job asks of the allocator.
///
/// # Errors
/// The counting process is missing or failed.
pub fn allocations(jobs: &[Job]) -> Result<Vec<Allocations>, String> {
    let mut command = Command::new(child::sibling("counted")?);
    command.arg("region").args(jobs.iter().map(Job::to_argument));
    let printed = child::output(&mut command)?;
    let counts = printed.lines().map(|line| serde_json::from_str(line).map_err(|error| error.to_string()));
    let counts: Vec<_> = counts.collect::<Result<_, _>>()?;
    if counts.len() == jobs.len() { Ok(counts) } else { Err("not every job was counted".to_owned()) }
}

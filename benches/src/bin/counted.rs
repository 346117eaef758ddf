//! Does work by name under an allocator that counts, and prints the counts.

use cloudsponge_benches::{count::Allocations, errand, job::Job};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let counts = match arguments.split_first() {
        Some((command, jobs)) if command == "region" => {
            let mut counts = Vec::new();
            for job in jobs {
                let mut work = Job::from_argument(job)?.prepare();
                let region = Region::new(ALLOCATOR);
                work();
                counts.push(region.change());
            }
            counts
        }
        _ => {
            let region = Region::new(ALLOCATOR);
            errand::run(&arguments)?;
            vec![region.change()]
        }
    };
    for count in counts {
        println!("{}", serde_json::to_string(&allocations(count)).map_err(|error| error.to_string())?);
    }
    Ok(())
}

fn allocations(stats: Stats) -> Allocations {
    Allocations {
        allocations: stats.allocations as u64,
        reallocations: stats.reallocations as u64,
        bytes: stats.bytes_allocated as u64,
    }
}

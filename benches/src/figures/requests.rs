//! Building requests: allocations, instructions and time beside `http` by hand and reqwest's builder.

use crate::figure::{Figure, Goal};
use crate::job::{Builder, Job};
use crate::rounds::{self, Turn};
use crate::{callgrind, count};
use std::time::Duration;

/// Calls of the allocator for a request, at most.
const ALLOCATIONS: f64 = 3.0;

/// Requests built in a turn.
const REPEATS: usize = 5_000;

const BUDGET: Duration = Duration::from_secs(1);

/// Ours first.
const BUILDERS: [Builder; 3] = [Builder::Ours, Builder::Naive, Builder::Reqwest];

/// The others' names, and the goal of the time beside them.
const PEERS: [(&str, f64); 2] = [("http::Request by hand", 0.35), ("reqwest's builder", 0.3)];

/// All figures of building requests.
///
/// # Errors
/// Counting failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for post in [false, true] {
        let works = BUILDERS.map(|who| who.build(post));
        let mut turns: Vec<Turn<'_>> =
            works.iter().map(|work| rounds::turn(REPEATS, || (), move |()| work())).collect();
        let rounds = rounds::play(&mut turns, BUDGET);
        for (at, (name, most)) in (1..).zip(PEERS) {
            let (ours, other) = (rounds.median(0), rounds.median(at));
            let figure = Figure::beside("request building, time", "ns", ours, other, name);
            figures
                .push(figure.with_ratio(rounds.ratio(0, at)).with_goal(Goal::Most(most)).of(payload(post)));
        }
    }
    figures.extend(counts()?);
    Ok(figures)
}

/// Allocations and instructions.
///
/// # Errors
/// Counting failed.
pub fn counts() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for post in [false, true] {
        let jobs = BUILDERS.map(|who| Job::Request { post, who });
        let (allocations, instructions) = (count::allocations(&jobs)?, callgrind::instructions(&jobs)?);
        let allocations = |at: usize| allocations.get(at).map_or(f64::NAN, |count| count.calls() as f64);
        let instructions = |at: usize| instructions.get(at).map_or(f64::NAN, |count| *count as f64);
        for (at, (name, _)) in (1..).zip(PEERS) {
            let figure = Figure::alone("request building, allocations", "calls", allocations(0));
            let goal = Goal::Most(ALLOCATIONS);
            figures.push(figure.with_goal(goal).next_to(allocations(at), name).of(payload(post)));
            let (ours, other) = (instructions(0), instructions(at));
            let figure = Figure::beside("request building, instructions", "instructions", ours, other, name);
            figures.push(figure.of(payload(post)));
        }
    }
    Ok(figures)
}

fn payload(post: bool) -> &'static str {
    if post { "POST" } else { "GET" }
}

//! Polling: a call through the client beside the same by hand, and a million imports that wait.

use crate::callgrind;
use crate::child::{self, Running};
use crate::count::Allocations;
use crate::errand::Crowd;
use crate::figure::{Figure, Goal};
use std::process::Command;

/// The HTTP stacks, in the words of the errand, and what figures call the call by hand.
const STACKS: [(&str, &str); 2] =
    [("reqwest", "reqwest and serde by hand"), ("isahc", "isahc and serde by hand")];

/// Calls in the short and in the long run: what is between them is calls alone.
const CALLS: [usize; 2] = [100, 600];

const IMPORTS: usize = 1_000_000;

/// Bytes that so many imports may take while they wait.
const MEMORY: f64 = 128.0 * 1024.0 * 1024.0;

/// Polls that one thread should do in a second.
const CYCLES: f64 = 750_000.0;

/// All figures of polling.
///
/// # Errors
/// A program beside this one is missing or failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = calls(&STACKS)?;
    figures.extend(crowd()?);
    Ok(figures)
}

/// Those of the polling call that are the same on every run: with reqwest, which does all on one thread. isahc has another
/// for libcurl, and what that does depends on when it does it.
///
/// # Errors
/// Counting failed.
pub fn counts() -> Result<Vec<Figure>, String> {
    let [reqwest, _] = STACKS;
    calls(&[reqwest])
}

/// Instructions and allocations of a call, those of every thread of the process.
fn calls(stacks: &[(&str, &str)]) -> Result<Vec<Figure>, String> {
    let mut server = Running::start(Command::new(child::sibling("work")?).arg("serve-events"))?;
    let url = server.line()?;
    let mut figures = Vec::new();
    for &(stack, peer) in stacks {
        let errand = |side: &str, calls: usize| {
            ["poll", stack, side, url.trim(), &calls.to_string()].map(str::to_owned)
        };
        let instructions =
            |side| between(|calls| callgrind::process(&errand(side, calls)).map(|count| count as f64));
        let allocations = |side| between(|calls| allocations(&errand(side, calls)));
        let (ours, other) = (instructions("ours")?, instructions("by-hand")?);
        let figure = Figure::beside("polling call, instructions", "instructions", ours, other, peer);
        figures.push(figure.with_goal(Goal::Most(1.0)).of(format!("GET /events, {stack}")));
        let (ours, other) = (allocations("ours")?, allocations("by-hand")?);
        let figure = Figure::beside("polling call, allocations", "calls", ours, other, peer);
        figures.push(figure.with_goal(Goal::Most(1.0)).of(format!("GET /events, {stack}")));
    }
    Ok(figures)
}

/// What one call costs: the long run without the short one.
fn between(count: impl Fn(usize) -> Result<f64, String>) -> Result<f64, String> {
    let [short, long] = CALLS;
    Ok((count(long)? - count(short)?) / (long - short) as f64)
}

fn allocations(errand: &[String]) -> Result<f64, String> {
    let printed = child::output(Command::new(child::sibling("counted")?).args(errand))?;
    let count: Allocations = serde_json::from_str(&printed).map_err(|error| format!("{printed}: {error}"))?;
    Ok(count.calls() as f64)
}

/// What a million imports take while they wait, and how fast a thread polls for them.
fn crowd() -> Result<Vec<Figure>, String> {
    let printed = child::output(Command::new(child::sibling("work")?).args(["crowd", &IMPORTS.to_string()]))?;
    let crowd: Crowd = serde_json::from_str(&printed).map_err(|error| format!("{printed}: {error}"))?;
    let memory = Figure::alone("a million waiting imports, resident memory", "bytes", crowd.bytes);
    let cycles = Figure::alone(
        "a million waiting imports, poll cycles per second and thread",
        "cycles/s",
        crowd.per_second,
    );
    let payload = "1 000 000 imports";
    Ok(vec![
        memory.with_goal(Goal::Most(MEMORY)).of(payload),
        cycles.with_goal(Goal::Least(CYCLES)).of(payload),
    ])
}

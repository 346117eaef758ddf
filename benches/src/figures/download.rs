//! A download of 100 MB of contacts over reqwest: processor time and memory, beside those who keep the body first.

use crate::child::{self, Running};
use crate::download::{Cost, Way};
use crate::figure::{Figure, Goal};
use crate::rounds;
use std::process::Command;

/// How often each downloads, in turns.
const ROUNDS: usize = 7;

/// At most so many bytes over idle.
const MEMORY: f64 = 4e6;

/// What a figure is about.
const PAYLOAD: &str = "JSON, 100 MB, loopback";

/// All figures of the download.
///
/// # Errors
/// A download failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let work = child::sibling("work")?;
    let mut server = Running::start(Command::new(&work).arg("serve"))?;
    let address = server.line()?;
    let once = |way: Way| -> Result<Cost, String> {
        let printed = child::output(Command::new(&work).args(["download", way.name(), address.trim()]))?;
        serde_json::from_str(&printed).map_err(|error| format!("{printed}: {error}"))
    };
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); Way::ALL.len()];
    for _ in 0..ROUNDS {
        for (way, costs) in Way::ALL.into_iter().zip(&mut costs) {
            costs.push(once(way)?);
        }
    }
    let of = |way: Way, what: fn(&Cost) -> f64| -> Vec<f64> {
        let at = Way::ALL.iter().position(|other| *other == way);
        at.and_then(|at| costs.get(at)).into_iter().flatten().map(what).collect()
    };
    let (cpu, memory) = (|cost: &Cost| cost.seconds, |cost: &Cost| cost.memory);
    let beside = |ours: Way, peer: Way, goal: Option<f64>| {
        let (mine, other) = (of(ours, cpu), of(peer, cpu));
        let ratios = mine.iter().zip(&other).map(|(mine, other)| mine / other).collect();
        let name = format!("download and decode, CPU: {}", ours.label());
        Figure::beside(name, "s", rounds::median(mine), rounds::median(other), peer.label())
            .with_ratio(rounds::median(ratios))
            .with_goal(goal.map(Goal::Most))
            .of(PAYLOAD)
    };
    let mut figures = Vec::new();
    for ours in [Way::Flat, Way::Transport] {
        figures.push(beside(ours, Way::Bytes, Some(0.6)));
        figures.push(beside(ours, Way::Serde, Some(0.125)));
        figures.push(beside(ours, Way::Drop, None));
        let name = format!("download and decode, memory over idle: {}", ours.label());
        let figure =
            Figure::alone(name, "bytes", rounds::median(of(ours, memory))).with_goal(Goal::Most(MEMORY));
        figures.push(figure.next_to(rounds::median(of(Way::Serde, memory)), Way::Serde.label()).of(PAYLOAD));
    }
    Ok(figures)
}

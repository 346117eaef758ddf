//! Many lifetimes, on all cores, and one line that says how it went.

use super::law::Violation;
use super::lifetime::{Report, run, shrink, trace};
use super::plan::Plan;
use super::random::mix;
use super::saboteur::Saboteur;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// What many lifetimes did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Seed of the first; the others follow it.
    pub seed: u64,
    /// Lifetimes run.
    pub lifetimes: u64,
    /// Faults that struck.
    pub faults: u64,
    /// Requests made.
    pub requests: u64,
    /// Lifetimes that delivered everything; the others had a reason not to.
    pub done: u64,
    /// Simulated time, of all together.
    pub took: Duration,
    /// A hash of all traces.
    pub trace: u64,
    /// The first law broken, with everything needed to see it again.
    pub failure: Option<Failure>,
}

/// A broken law, and how to see it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The seed that breaks it.
    pub seed: u64,
    /// The law, and how it was broken.
    pub violation: Violation,
    /// The smallest script found that breaks it.
    pub smallest: Plan,
    /// What happens when that script is played.
    pub trace: Vec<String>,
    /// The deliberate bug, if there was one.
    pub saboteur: Option<Saboteur>,
}

/// Runs the lifetimes of `lifetimes` seeds from `seed` on.
pub fn simulate(seed: u64, lifetimes: u64, saboteur: Option<Saboteur>) -> Tally {
    let threads = thread::available_parallelism().map_or(1, |count| count.get() as u64).min(lifetimes.max(1));
    // All threads go on up to the lowest seed that fails, so that it is the same one each time.
    let stop = AtomicU64::new(lifetimes);
    let part = |thread: u64| {
        let (mut tally, mut broken) = (Tally::default(), None);
        let mut seeds = (thread..lifetimes).step_by(usize::try_from(threads).unwrap_or(1));
        while let Some(at) = seeds.next().filter(|at| *at < stop.load(Ordering::Relaxed)) {
            let plan = Plan::of(seed.wrapping_add(at));
            match run(&plan, saboteur) {
                Ok(report) => tally.add(plan.seed, report),
                Err(violation) => {
                    stop.fetch_min(at, Ordering::Relaxed);
                    broken = Some((at, plan, violation));
                }
            }
        }
        (tally, broken)
    };
    let parts: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        let joined = threads.into_iter().map(|thread| match thread.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    });
    let mut tally = Tally { seed, ..Tally::default() };
    let mut first = None;
    for (part, broken) in parts {
        tally = tally.merge(part);
        first = [first, broken].into_iter().flatten().min_by_key(|(at, ..)| *at);
    }
    tally.failure = first.map(|(_, plan, violation)| Failure::of(&plan, violation, saboteur));
    tally
}

impl Tally {
    fn add(&mut self, seed: u64, report: Report) {
        self.lifetimes += 1;
        self.faults += report.faults;
        self.requests += report.requests;
        self.done += u64::from(report.done);
        self.took += report.took;
        // Free of order, for threads have none.
        self.trace = self.trace.wrapping_add(mix(report.trace ^ mix(seed)));
    }

    fn merge(self, other: Self) -> Self {
        Self {
            seed: self.seed,
            lifetimes: self.lifetimes + other.lifetimes,
            faults: self.faults + other.faults,
            requests: self.requests + other.requests,
            done: self.done + other.done,
            took: self.took + other.took,
            trace: self.trace.wrapping_add(other.trace),
            failure: None,
        }
    }
}

impl Failure {
    fn of(plan: &Plan, violation: Violation, saboteur: Option<Saboteur>) -> Self {
        let smallest = shrink(plan, violation.id, saboteur);
        let (trace, _) = trace(&smallest, saboteur);
        Self { seed: plan.seed, violation, smallest, trace, saboteur }
    }

    /// The command that shows it again.
    pub fn command(&self) -> String {
        let saboteur = self.saboteur.map(|saboteur| format!(" --saboteur {saboteur:?}")).unwrap_or_default();
        format!(
            "cargo run --release -p cloudsponge-tests --bin simulate -- --seed {} --lifetimes 1 --trace{saboteur}",
            self.seed
        )
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "lifetimes={} faults={} requests={} done={} days={} violations={} seed={} trace={:016x}",
            self.lifetimes,
            self.faults,
            self.requests,
            self.done,
            self.took.as_secs() / 86_400,
            u8::from(self.failure.is_some()),
            self.seed,
            self.trace
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.violation)?;
        writeln!(f, "see it again: {}", self.command())?;
        write!(f, "the smallest script that shows it:\n{}", self.smallest)?;
        self.trace.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

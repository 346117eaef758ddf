//! One lifetime and what is shown beside it; and the smallest script that still breaks the same law.

use super::law::{Verdict, Violation, law};
use super::life::{Life, Over};
use super::plan::{Plan, Proof};
use super::random::Random;
use super::saboteur::Saboteur;
use std::time::Duration;

/// What a lifetime did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Faults that struck.
    pub faults: u64,
    /// Requests made.
    pub requests: u64,
    /// Whether everything was delivered.
    pub done: bool,
    /// Simulated time.
    pub took: Duration,
    /// The hash of everything that could be observed.
    pub trace: u64,
}

/// Runs a plan, and beside it what the plan wants to have shown.
///
/// # Errors
/// The first law that was broken.
pub fn run(plan: &Plan, saboteur: Option<Saboteur>) -> Result<Report, Violation> {
    let mut life = live(plan, saboteur, Duration::ZERO)?;
    match plan.proof {
        Proof::Again => again(plan, &life, saboteur)?,
        Proof::Beside => {
            again(plan, &life, saboteur)?;
            beside(plan, &life, saboteur)?;
        }
        Proof::None | Proof::Fork(_) => {}
    }
    Ok(report(&mut life))
}

/// Runs a plan and tells what happened, line by line.
pub fn trace(plan: &Plan, saboteur: Option<Saboteur>) -> (Vec<String>, Verdict) {
    let mut life = match Life::new(plan, saboteur, Duration::ZERO, true) {
        Ok(life) => life,
        Err(violation) => return (Vec::new(), Err(violation)),
    };
    let verdict = finish(&mut life).and_then(|()| run(plan, saboteur).map(drop));
    (life.trace.lines.take().unwrap_or_default(), verdict)
}

fn live(plan: &Plan, saboteur: Option<Saboteur>, later: Duration) -> Result<Life, Violation> {
    let mut life = Life::new(plan, saboteur, later, false)?;
    finish(&mut life)?;
    Ok(life)
}

fn report(life: &mut Life) -> Report {
    Report {
        faults: life.struck,
        requests: life.requests,
        done: life.over == Some(Over::Done),
        took: life.now(),
        trace: life.hash(),
    }
}

fn finish(life: &mut Life) -> Verdict {
    while life.over.is_none() {
        life.step()?;
        if life.over.is_none() && life.is_at_fork() {
            return fork(life);
        }
    }
    Ok(())
}

/// V12: two machines, one saved and loaded, go on alike.
fn fork(life: &mut Life) -> Verdict {
    let mut other = life.fork()?;
    life.run()?;
    other.run()?;
    let deadline = |life: &Life| matches!(&life.over, Some(Over::Failed(why)) if why.contains("deadline"));
    // The resumed machine waits a full second first; near the deadline that can be the difference.
    if deadline(life) || deadline(&other) {
        return Ok(());
    }
    law(life.over == other.over, "V12", || {
        format!("one machine ends with {:?}, the resumed one with {:?}", life.over, other.over)
    })?;
    law(life.tail() == other.tail(), "V12", || {
        format!("one machine does {:?}, the resumed one {:?}", life.tail(), other.tail())
    })
}

/// V17: nothing but the plan decides, and the time of day is none of it.
fn again(plan: &Plan, life: &Life, saboteur: Option<Saboteur>) -> Verdict {
    let again = live(plan, saboteur, Duration::from_secs(987_654))?;
    law(again.hash() == life.hash(), "V17", || "the same life has another trace at another time".to_owned())
}

/// V16: two lives in one thread, turn by turn, each as if alone.
fn beside(plan: &Plan, alone: &Life, saboteur: Option<Saboteur>) -> Verdict {
    let mut random = Random::new(plan.seed ^ 0xbe51de);
    let neighbour = Plan { proof: Proof::None, ..Plan::of(random.bits()) };
    let neighbour_alone = live(&neighbour, saboteur, Duration::ZERO).map_err(|violation| Violation {
        what: format!("in the import of seed {} beside it: {}", neighbour.seed, violation.what),
        ..violation
    })?;
    let mut first = Life::new(plan, saboteur, Duration::ZERO, false)?;
    let mut second = Life::new(&neighbour, saboteur, Duration::ZERO, false)?;
    while first.over.is_none() || second.over.is_none() {
        let life = if second.over.is_some() || (first.over.is_none() && random.percent(50)) {
            &mut first
        } else {
            &mut second
        };
        life.step()?;
    }
    let same = first.hash() == alone.hash() && second.hash() == neighbour_alone.hash();
    law(same, "V16", || format!("beside the import of seed {} another trace than alone", neighbour.seed))
}

/// Leaves out what is not needed to break the same law: first half of the faults at once, then single ones, then the
/// rest of the plan's oddities.
pub fn shrink(plan: &Plan, id: &str, saboteur: Option<Saboteur>) -> Plan {
    let fails = |plan: &Plan| run(plan, saboteur).is_err_and(|violation| violation.id == id);
    let mut best = plan.clone();
    let mut size = best.faults.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.faults.len() {
            let mut smaller = best.clone();
            smaller.faults.drain(at..(at + size).min(best.faults.len()));
            if fails(&smaller) { best = smaller } else { at += size }
        }
        size /= 2;
    }
    let simpler: [fn(&mut Plan); 6] = [
        |plan| plan.persistence = 0,
        |plan| plan.old = false,
        |plan| plan.polls = 1,
        |plan| plan.interval = Duration::from_secs(1),
        |plan| plan.total = plan.total.min(3),
        |plan| plan.format = cloudsponge::proto::Format::Json,
    ];
    for simplify in simpler {
        let mut smaller = best.clone();
        simplify(&mut smaller);
        if fails(&smaller) {
            best = smaller;
        }
    }
    best
}

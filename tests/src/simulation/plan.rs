//! The script of one lifetime: what the service holds, how patient the caller is, and what goes wrong when.

use super::fault::Fault;
use super::random::Random;
use cloudsponge::proto::Format;
use std::fmt;
use std::time::Duration;

/// Everything that decides a lifetime. The same plan gives the same lifetime, to the last byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the plan was made of; later draws (latencies, chunks, the machine's jitter) follow from it too.
    pub seed: u64,
    /// Format of requests and answers.
    pub format: Format,
    /// How the import starts.
    pub start: Start,
    /// Contacts in the book.
    pub total: u64,
    /// Contacts asked for at a time.
    pub page_size: u64,
    /// Answers as before 2016: pages do not say where they start, nor how many contacts there are.
    pub old: bool,
    /// Polls until the service says COMPLETE.
    pub polls: u64,
    /// How far apart the caller wants its polls.
    pub interval: Duration,
    /// How long the caller waits for the whole.
    pub deadline: Duration,
    /// Retries in the budget of each process's client.
    pub burst: u32,
    /// How often the caller resumes an import that ended early, with a new deadline.
    pub persistence: u32,
    /// What else is shown beside the life itself.
    pub proof: Proof,
    /// What goes wrong.
    pub faults: Vec<Planned>,
}

/// How an import starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Consent in a browser.
    Consent,
    /// The user's login.
    Login,
    /// Something else began it.
    Attached,
}

/// What is run beside a life and compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    None,
    /// V17: the same life at another time of day gives the same trace.
    Again,
    /// V16: two lives, turn by turn in one thread, do as each does alone.
    Beside,
    /// V12: from the n-th quiet moment on, a machine resumed from the state does as the one it was saved from.
    Fork(u64),
}

/// A fault and when it strikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The first request, counted from 0, it can befall.
    pub at: u64,
    /// What happens.
    pub fault: Fault,
}

impl Plan {
    /// The plan of a seed, with ten faults or so.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let polls = random.pick(1, &[2, 3, 5, 8, 12]);
        let total = match random.below(10) {
            0 => 0,
            1 => 1,
            _ => random.between(2, 60),
        };
        let page_size = random.pick(0, &[1, 4, 7, 10, 25, 100]);
        // Few pages of one contact each: more of them show nothing more.
        let total = if page_size == 1 { total.min(12) } else { total };
        let pages = total.checked_div(page_size).unwrap_or(0) + 1;
        let count = random.between(10, 34);
        let span = polls + pages + count / 3;
        let mut faults: Vec<Planned> = (0..count)
            .map(|_| Planned { at: random.between(1, span), fault: Fault::later(&mut random) })
            .collect();
        if random.percent(25) {
            let fault = Fault::at_begin(&mut random);
            faults.push(Planned { at: 0, fault });
        }
        faults.sort_by_key(|planned| planned.at);
        let mut plan = Self {
            seed,
            format: random.pick(Format::Json, &[Format::Xml]),
            start: random.pick(Start::Consent, &[Start::Consent, Start::Login, Start::Attached]),
            total,
            page_size,
            old: random.percent(15),
            polls,
            interval: Duration::from_millis(random.pick(1000, &[1000, 1000, 2500])),
            deadline: Duration::from_secs(random.pick(600, &[600, 7200, 86_400, 90, 20])),
            burst: 500,
            persistence: u32::try_from(random.below(4)).unwrap_or(0),
            proof: match random.below(20) {
                0 => Proof::Again,
                1 => Proof::Beside,
                2..5 => Proof::Fork(random.between(1, polls + pages)),
                _ => Proof::None,
            },
            faults,
        };
        // Few enough to run out; but not where a resumed machine, whose budget is full, must do as the other.
        if random.percent(15) && !matches!(plan.proof, Proof::Fork(_)) {
            plan.burst = random.pick(0, &[1, 3]);
        }
        plan
    }

    /// The import's id at the service.
    pub(crate) fn id(&self) -> u64 {
        5_550_001 + Random::new(self.seed).below(1_000_000_000)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "seed {}: {:?} in {}, {} contacts by {}{}, COMPLETE at poll {}, polls every {:?}, deadline {:?}, {} \
             retries, resumed {} times, proof {:?}",
            self.seed,
            self.start,
            self.format,
            self.total,
            self.page_size,
            if self.old { " as before 2016" } else { "" },
            self.polls,
            self.interval,
            self.deadline,
            self.burst,
            self.persistence,
            self.proof,
        )?;
        for planned in &self.faults {
            writeln!(f, "  at request {:>2}: {:?}", planned.at, planned.fault)?;
        }
        Ok(())
    }
}

//! How many retries a client may make, all its imports together: a bucket that retries empty and successes fill.

use super::answer::FAILURES;
use super::error::ImportErrorKind;
use super::event::{ImportEvent, Retry, RetryCause};
use super::machine::Import;
use crate::exchange::later;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// What a retry costs, in units of what a success gives back: five successes pay for one retry.
const COST: u32 = 5;
/// Retries in a full bucket, where nothing else is said. A single import hardly meets the limit.
const BURST: u32 = 500;

/// The retries that imports may make, shared by all of them that hold a clone.
///
/// Growing waits keep one import from pressing a service that is down. They are not enough where a thousand imports run
/// at once: that takes a limit over all of them. Each retry costs a token, and each call that succeeds the first time
/// gives back a fifth of one, up to the burst. So, in any stretch of time,
///
/// > retries sent ≤ burst + a fifth of the first attempts that succeeded.
///
/// There is no clock in it: only successes fill it. While at least half of the tokens are left, whoever asks gets one.
/// Below, the fewer are left the fewer of those who ask get one, so that even after a long outage some are left to find
/// out that the service is back. Who gets none waits for up to 30 s and asks again; an import that gets none eight times
/// in a row ends with [`ImportErrorKind::BudgetExhausted`] and can be resumed.
///
/// Only calls that failed are retried: the next regular poll, and a call for what is not ready yet, cost nothing.
///
/// ```
/// use cloudsponge_proto::{Api, Credentials, ImportId, Policy};
/// use cloudsponge_proto::import::{Import, RetryBudget};
/// # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
///
/// let budget = RetryBudget::new(50);
/// let api = Api::new(Credentials::new("key", "password")?);
/// let imports = [5_550_001u64, 5_550_002].map(|id| {
///     let import = Import::attach(api.clone(), ImportId::from(id), Policy::default(), clock());
///     import.with_retry_budget(budget.clone())
/// });
/// assert_eq!(budget.available(), 50);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RetryBudget {
    bucket: Arc<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    /// In units, of which a retry costs [`COST`].
    capacity: u32,
    level: AtomicU32,
    /// How many have asked; it wraps around.
    asked: AtomicU32,
}

impl Default for RetryBudget {
    /// A burst of 500 retries.
    fn default() -> Self {
        Self::new(BURST)
    }
}

impl RetryBudget {
    /// A full budget of `burst` retries, 858 993 459 at most. With 0 nothing is ever retried.
    pub fn new(burst: u32) -> Self {
        let capacity = burst.saturating_mul(COST) / COST * COST;
        let (level, asked) = (AtomicU32::new(capacity), AtomicU32::new(0));
        Self { bucket: Arc::new(Bucket { capacity, level, asked }) }
    }

    /// The retries in a full budget.
    pub fn burst(&self) -> u32 {
        self.bucket.capacity / COST
    }

    /// The retries left, from 0 to the burst.
    pub fn available(&self) -> u32 {
        self.bucket.level.load(Ordering::Relaxed) / COST
    }

    /// One is a clone of the other.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.bucket, &other.bucket)
    }

    /// Takes a token for a retry that is about to be sent; `false` if it must not be.
    pub(super) fn take(&self) -> bool {
        let bucket = &self.bucket;
        let asked = bucket.asked.fetch_add(1, Ordering::Relaxed);
        let served = u64::from(asked).is_multiple_of(bucket.rarity());
        let pay = |level: u32| level.checked_sub(COST);
        served && bucket.level.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).is_ok()
    }

    /// A call succeeded the first time.
    pub(super) fn give_back(&self) {
        let capacity = self.bucket.capacity;
        let fill = |level: u32| (level < capacity).then_some(level.saturating_add(1));
        // A full bucket stays as it is.
        let _ = self.bucket.level.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
    }
}

impl Bucket {
    /// One of how many who ask gets a token: everyone down to the half, then fewer by the square of what is left. What is
    /// left after a storm is then about the inverse of its length, and never nothing.
    fn rarity(&self) -> u64 {
        let level = u64::from(self.level.load(Ordering::Relaxed)).max(1);
        let half = u64::from(self.capacity / 2);
        (half * half / (level * level)).max(1)
    }
}

impl Import {
    /// Shares the retries of a client with its other imports. By default an import has a budget of its own.
    #[must_use]
    pub fn with_retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Puts off a retry for which there is no token, or gives up.
    pub(super) fn postpone(&mut self, last: RetryCause, now: Instant) {
        self.denials += 1;
        if self.denials >= FAILURES {
            self.fail(ImportErrorKind::BudgetExhausted { last });
            return;
        }
        // The longest of waits: the fewer ask, the longer the tokens last, and the more imports outlive the outage.
        self.due = later(now, self.backoff.delay(u32::MAX));
        let retry = Retry { failures: self.failures, at: self.due, cause: RetryCause::NoBudget };
        self.events.push_back(ImportEvent::Retrying(retry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v44_never_negative_never_above_capacity_and_it_refills(
            burst in 0u32..20,
            steps in prop::collection::vec(any::<bool>(), 0..400),
        ) {
            let budget = RetryBudget::new(burst);
            let (mut level, full) = (burst * COST, burst * COST);
            for take in steps {
                if take {
                    let taken = budget.take();
                    // Where there are plenty everyone gets one, and where there are none nobody does.
                    prop_assert!(taken || level <= full / 2 || level < COST, "refused with {level} of {full}");
                    prop_assert!(!taken || level >= COST, "taken with {level} of {full}");
                    level -= if taken { COST } else { 0 };
                } else {
                    budget.give_back();
                    level = full.min(level + 1);
                }
                prop_assert_eq!(budget.available(), level / COST);
                prop_assert!(budget.available() <= budget.burst());
            }
            (0..full).for_each(|_| budget.give_back());
            prop_assert_eq!(budget.available(), burst);
        }
    }

    /// Whichever way eight threads meet, nothing is lost and nothing comes from nothing.
    #[test]
    fn v44_eight_threads_neither_overdraw_nor_overfill() {
        // Far from both ends every unit is accounted for.
        let large = RetryBudget::new(1_000_000);
        (0..100_000).for_each(|_| assert!(large.take()));
        let before = units(&large);
        let (taken, given) = contend(&large);
        assert_eq!((taken + given, units(&large)), (8 * STEPS, before + given - taken * u64::from(COST)));
        // At the ends there are bounds.
        for burst in [1, 7, 500] {
            let small = RetryBudget::new(burst);
            let (taken, given) = contend(&small);
            let capacity = u64::from(burst * COST);
            assert!(taken > u64::from(burst), "nothing was given back");
            assert!(taken * u64::from(COST) + units(&small) <= capacity + given, "tokens from nothing");
            // Nobody asks any more: it fills up, and those who go on asking empty it to the last token.
            (0..capacity).for_each(|_| small.give_back());
            assert_eq!(small.available(), burst);
            let last = (0..1_000_000).filter(|_| small.take()).count();
            assert_eq!((last, small.available()), (burst as usize, 0));
        }
    }

    const STEPS: u64 = 50_000;

    /// Eight threads, each taking and giving back in an order of its own; how often they could.
    fn contend(budget: &RetryBudget) -> (u64, u64) {
        let run = |seed: u64| {
            let (mut taken, mut given) = (0, 0);
            for step in 0..STEPS {
                if (step.wrapping_mul(2_654_435_761) ^ seed).is_multiple_of(3) {
                    taken += u64::from(budget.take());
                } else {
                    budget.give_back();
                    given += 1;
                }
                assert!(budget.available() <= budget.burst(), "above its capacity");
            }
            (taken, given)
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|seed| scope.spawn(move || run(seed))).collect();
            let each = threads.into_iter().map(|thread| thread.join().unwrap());
            each.fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1))
        })
    }

    fn units(budget: &RetryBudget) -> u64 {
        budget.bucket.level.load(Ordering::Relaxed).into()
    }

    #[test]
    fn v44_tokens_run_low_but_not_out_in_a_storm() {
        let budget = RetryBudget::default();
        let plenty = (0..250).filter(|_| budget.take()).count();
        assert_eq!(plenty, 250);
        // A thousand imports, each asking seven times in vain.
        let few = (0..7000).filter(|_| budget.take()).count();
        assert!((200..250).contains(&few), "{few}");
        assert!(budget.available() > 0);
        assert!((0..100_000).any(|_| budget.take()), "some find out that the service is back");
    }

    #[test]
    fn v44_extreme_bursts() {
        let none = RetryBudget::new(0);
        none.give_back();
        assert!(!none.take() && none.burst() == 0 && none.available() == 0);
        let most = RetryBudget::new(u32::MAX);
        assert_eq!((most.burst(), most.available()), (u32::MAX / COST, u32::MAX / COST));
        assert!(most.take());
        most.give_back();
        assert_eq!(most.available(), u32::MAX / COST - 1);
    }
}

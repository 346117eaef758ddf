//! How long to wait before asking again: exponential bounds, jitter from a seed, never below the floor.

use super::hash::fnv1a;
use super::policy::POLL_FLOOR;
use std::time::Duration;

/// No back-off grows beyond this.
const CEILING: Duration = Duration::from_secs(30);

/// Deterministic jitter: the same seed and steps give the same waits.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    seed: u64,
    step: u64,
}

impl Backoff {
    /// Mixes a seed with a text that differs between imports, such as the import id.
    pub(super) fn new(seed: u64, text: &str) -> Self {
        Self { seed: fnv1a(seed, text), step: 0 }
    }

    /// The same after so many draws.
    pub(super) fn resumed(seed: u64, text: &str, draws: u64) -> Self {
        Self { step: draws, ..Self::new(seed, text) }
    }

    /// How many waits were drawn.
    pub(super) fn draws(&self) -> u64 {
        self.step
    }

    /// The wait after the `failures`-th failure in a row: random between 0 and a bound that doubles from 1 s to 30 s,
    /// but never below 1 s.
    pub(super) fn delay(&mut self, failures: u32) -> Duration {
        self.up_to(Self::bound(failures)).max(POLL_FLOOR)
    }

    /// A random wait between 0 and `bound`.
    pub(super) fn up_to(&mut self, bound: Duration) -> Duration {
        let millis = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
        match millis.checked_add(1) {
            Some(range) => Duration::from_millis(self.draw() % range),
            None => bound,
        }
    }

    fn bound(failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        CEILING.min(POLL_FLOOR * 2u32.pow(doublings))
    }

    /// SplitMix64: one well-spread number per step.
    fn draw(&mut self) -> u64 {
        self.step = self.step.wrapping_add(1);
        let mut z = self.seed.wrapping_add(self.step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v9_waits_stay_between_floor_and_bound(seed: u64, failures in 0u32..100) {
            let delay = Backoff::new(seed, "5550001").delay(failures);
            prop_assert!(delay >= POLL_FLOOR && delay <= Backoff::bound(failures).max(POLL_FLOOR));
            prop_assert!(Backoff::bound(failures) <= Backoff::bound(failures + 1));
        }
    }

    #[test]
    fn v9_two_seeds_differ_and_one_repeats() {
        let waits = |seed, id| {
            let mut backoff = Backoff::new(seed, id);
            (0..20).map(|n| backoff.delay(n)).collect::<Vec<_>>()
        };
        assert_eq!(waits(1, "5550001"), waits(1, "5550001"));
        assert_ne!(waits(1, "5550001"), waits(2, "5550001"));
        assert_ne!(waits(1, "5550001"), waits(1, "5550002"));
    }
}

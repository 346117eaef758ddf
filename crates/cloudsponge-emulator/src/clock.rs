//! Emulated time: real time at another speed, and jumps.

use std::time::{Duration, Instant};

/// The fastest speed, in emulated seconds per real second.
pub(crate) const MAX_SPEED: f64 = 1_000_000.0;

/// The emulator's clock. It reads no clock itself: the real instant is an argument.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    speed: f64,
    since: Instant,
    base: Duration,
}

impl Clock {
    /// Starts at zero. `None` if the speed is not above 0 and at most [`MAX_SPEED`].
    pub(crate) fn new(speed: f64, real: Instant) -> Option<Self> {
        valid(speed).then_some(Self { speed, since: real, base: Duration::ZERO })
    }

    /// Stands still at zero until it is moved or given a speed.
    pub(crate) fn stopped(real: Instant) -> Self {
        Self { speed: 0.0, since: real, base: Duration::ZERO }
    }

    /// Emulated time since the start.
    pub(crate) fn now(&self, real: Instant) -> Duration {
        let seconds = real.saturating_duration_since(self.since).as_secs_f64() * self.speed;
        self.base.saturating_add(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// Goes on at another speed; `false`, and no change, if it is not a valid one.
    pub(crate) fn set_speed(&mut self, speed: f64, real: Instant) -> bool {
        if !valid(speed) {
            return false;
        }
        *self = Self { speed, since: real, base: self.now(real) };
        true
    }

    /// Jumps ahead.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.base = self.base.saturating_add(by);
    }
}

fn valid(speed: f64) -> bool {
    speed > 0.0 && speed <= MAX_SPEED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_jumps_and_changes_speed() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut clock = Clock::new(10.0, start).unwrap();
        assert_eq!(clock.now(at(2)), Duration::from_secs(20));
        assert!(clock.set_speed(0.5, at(2)));
        assert_eq!(clock.now(at(4)), Duration::from_secs(21));
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now(at(4)), Duration::from_secs(81));
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(at(9)), Duration::MAX);
    }

    #[test]
    fn stands_still_until_it_is_moved() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut clock = Clock::stopped(start);
        assert_eq!((clock.now(at(5)), clock.speed()), (Duration::ZERO, 0.0));
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.now(at(9)), Duration::from_millis(1500));
        assert!(clock.set_speed(1.0, at(9)));
        assert_eq!(clock.now(at(10)), Duration::from_millis(2500));
    }

    #[test]
    fn refuses_speeds_that_are_none() {
        let start = Instant::now();
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY, 2e6] {
            assert!(Clock::new(speed, start).is_none(), "{speed}");
            assert!(!Clock::new(1.0, start).unwrap().set_speed(speed, start), "{speed}");
        }
    }
}

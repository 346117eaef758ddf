//! Virtual time: a monotonic clock that somebody moves, and a wall clock that somebody sets.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The clocks of one lifetime. Its events happen at [`now`](Self::now), counted from its start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    base: Instant,
    start_of_day: SystemTime,
    pub(crate) now: Duration,
    skew_days: i64,
    /// The machine sees time pass so much faster, in percent.
    haste: u32,
}

const DAY: u64 = 24 * 60 * 60;

impl Clock {
    /// Clocks that start `later` than others do; nothing else may depend on it.
    pub(crate) fn new(later: Duration, haste: u32) -> Self {
        // Where it starts is without meaning; it only has to be an instant.
        let base = Instant::now() + later;
        let start_of_day = UNIX_EPOCH + Duration::from_secs(20_600 * DAY) + later;
        Self { base, start_of_day, now: Duration::ZERO, skew_days: 0, haste }
    }

    /// The instant the machine is told.
    pub(crate) fn instant(&self) -> Instant {
        self.base + self.now * self.haste / 100
    }

    /// When that instant is, counted from the start.
    pub(crate) fn offset(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.base) * 100 / self.haste
    }

    /// The time of day.
    pub(crate) fn wall(&self) -> SystemTime {
        let skew = Duration::from_secs(self.skew_days.unsigned_abs() * DAY);
        let time = self.start_of_day + self.now;
        let set = if self.skew_days < 0 { time.checked_sub(skew) } else { time.checked_add(skew) };
        set.unwrap_or(time)
    }

    pub(crate) fn set_wall(&mut self, days: i64) {
        self.skew_days += days;
    }

    pub(crate) fn skew_days(&self) -> i64 {
        self.skew_days
    }
}

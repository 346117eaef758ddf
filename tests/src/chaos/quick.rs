//! A clock that runs fast, so that an import's waits of seconds cost milliseconds.

use async_trait::async_trait;
use cloudsponge::Timer;
use std::time::{Duration, Instant};

/// How many of the clock's seconds pass in a second.
pub const SPEED: u32 = 20;

/// A clock that started now and runs [`SPEED`] times as fast. The driver sees no other time.
#[derive(Clone, Copy, Debug)]
pub struct Quick {
    start: Instant,
}

impl Quick {
    /// Starts the clock.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for Quick {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Timer for Quick {
    fn now(&self) -> Instant {
        self.start + self.start.elapsed() * SPEED
    }

    async fn sleep_until(&self, deadline: Instant) {
        let rest = deadline.saturating_duration_since(self.now());
        // Not to the microsecond: waking early only costs another round.
        tokio::time::sleep(rest / SPEED + Duration::from_micros(200)).await;
    }
}

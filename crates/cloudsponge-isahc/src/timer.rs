//! A clock that needs no runtime.

use async_io::Timer as Alarm;
use async_trait::async_trait;
use cloudsponge::Timer;
use std::time::Instant;

/// Waits on a thread of its own, shared by the whole program, so it works under any executor.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct IoTimer;

impl IoTimer {
    /// The timer.
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Timer for IoTimer {
    fn now(&self) -> Instant {
        Instant::now()
    }

    async fn sleep_until(&self, deadline: Instant) {
        Alarm::at(deadline).await;
    }
}

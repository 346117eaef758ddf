//! A clock that needs no runtime.

use async_io::Timer as Alarm;
use async_trait::async_trait;
use cloudsponge::Timer;
use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

/// Waits on a thread of its own, shared by the whole program, so it works under any executor.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct IoTimer;

impl IoTimer {
    /// The timer. Make one as the program starts: the first takes three file descriptors for the whole program.
    ///
    /// # Panics
    /// If the first finds none left.
    pub fn new() -> Self {
        // Otherwise the first wait would take them, later, when there may be none left.
        let mut alarm = Alarm::after(Duration::from_secs(1));
        let _pending = Pin::new(&mut alarm).poll(&mut Context::from_waker(Waker::noop()));
        Self
    }
}

impl Default for IoTimer {
    fn default() -> Self {
        Self::new()
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

//! tokio's clock.

use async_trait::async_trait;
use cloudsponge::Timer;
use std::time::Instant;

/// Waits on tokio's timer; needs a tokio runtime with time enabled. Under tokio's paused test clock it is paused too.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct TokioTimer;

impl TokioTimer {
    /// The timer of the current runtime.
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    async fn sleep_until(&self, deadline: Instant) {
        tokio::time::sleep_until(deadline.into()).await;
    }
}

//! What waits: the runtime's clock.

use async_trait::async_trait;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// A clock that can wait.
///
/// ```
/// use async_trait::async_trait;
/// use cloudsponge::Timer;
/// use std::time::Instant;
///
/// struct Tokio;
///
/// #[async_trait]
/// impl Timer for Tokio {
///     fn now(&self) -> Instant {
///         Instant::now()
///     }
///     async fn sleep_until(&self, deadline: Instant) {
///         tokio::time::sleep_until(deadline.into()).await;
///     }
/// }
/// ```
#[async_trait]
pub trait Timer: Send + Sync {
    /// The monotonic time now.
    fn now(&self) -> Instant;

    /// Returns once [`now`](Self::now) has reached the deadline. Returning a little early is harmless; dropping the future
    /// must be too.
    async fn sleep_until(&self, deadline: Instant);

    /// The time of day, for the deadline in a saved state.
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

#[async_trait]
impl<T: Timer + ?Sized> Timer for Arc<T> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    async fn sleep_until(&self, deadline: Instant) {
        (**self).sleep_until(deadline).await;
    }

    fn wall(&self) -> SystemTime {
        (**self).wall()
    }
}

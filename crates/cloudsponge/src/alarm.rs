//! The one alarm of whoever waits for an instant.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

/// A call of [`Timer::sleep_until`](crate::Timer::sleep_until).
pub(crate) type Sleeping<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// At most one alarm, and for when it is set.
#[derive(Default)]
pub(crate) struct Alarm<'a>(Option<(Instant, Sleeping<'a>)>);

impl<'a> Alarm<'a> {
    /// Ready once the instant has come, or before: look at the clock then, and ask again.
    ///
    /// An alarm that is set for an earlier instant is left as it is. Deadlines move with every piece of an answer, and most
    /// answers are whole long before the first.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        at: Instant,
        sleep_until: impl FnOnce(Instant) -> Sleeping<'a>,
    ) -> Poll<()> {
        let set = self.0.take().filter(|(set, _)| *set <= at);
        let (_, sleeping) = self.0.insert(set.unwrap_or_else(|| (at, sleep_until(at))));
        ready!(sleeping.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(())
    }
}

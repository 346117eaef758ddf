//! Runs many futures, so many at a time, in a given order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the futures that `start` makes of these items, at most `width` at once; the results, in no order.
pub async fn run<I, R, F>(
    items: Vec<I>,
    width: usize,
    start: impl Fn(I) -> F + Send + Sync + 'static,
) -> Vec<R>
where
    I: Send + 'static,
    R: Send + 'static,
    F: Future<Output = R> + Send,
{
    let waiting = Arc::new(Mutex::new(VecDeque::from(items)));
    let start = Arc::new(start);
    let workers: Vec<_> = (0..width)
        .map(|_| {
            let (waiting, start) = (Arc::clone(&waiting), Arc::clone(&start));
            tokio::spawn(async move {
                let mut results = Vec::new();
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(item) = next else { return results };
                    results.push(start(item).await);
                }
            })
        })
        .collect();
    let mut results = Vec::new();
    for worker in workers {
        // A panic was noticed where it happened.
        results.extend(worker.await.unwrap_or_default());
    }
    results
}

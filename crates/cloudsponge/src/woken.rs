//! Which of many futures want to be polled: each has a waker of its own that says so.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};

/// The futures that were woken, by number, in their order; and who polls them.
#[derive(Debug, Default)]
pub(crate) struct Woken(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<usize>,
    poller: Option<Waker>,
}

/// The waker of one future.
#[derive(Debug)]
pub(crate) struct Bell {
    woken: Arc<Woken>,
    number: usize,
    /// It stands in the queue; it does so once at most.
    is_queued: AtomicBool,
}

impl Woken {
    /// From here on, waking a future wakes this.
    pub(crate) fn register(&self, poller: &Waker) {
        let mut state = self.lock();
        if !state.poller.as_ref().is_some_and(|known| known.will_wake(poller)) {
            state.poller = Some(poller.clone());
        }
    }

    /// The future that was woken first; nothing if none was.
    pub(crate) fn next(&self) -> Option<usize> {
        self.lock().queue.pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bell {
    pub(crate) fn new(woken: Arc<Woken>, number: usize) -> Arc<Self> {
        Arc::new(Self { woken, number, is_queued: AtomicBool::new(false) })
    }

    /// Its future is about to be polled; what rings from here on is news.
    pub(crate) fn reset(&self) {
        self.is_queued.store(false, Ordering::Release);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.is_queued.swap(true, Ordering::AcqRel) {
            return;
        }
        let poller = {
            let mut state = self.woken.lock();
            state.queue.push_back(self.number);
            state.poller.clone()
        };
        if let Some(poller) = poller {
            poller.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn each_is_woken_once_until_it_is_polled() {
        let (woken, count) = (Arc::new(Woken::default()), Arc::new(Count::default()));
        woken.register(&Arc::clone(&count).into());
        let bells: Vec<_> = (0..3).map(|number| Bell::new(Arc::clone(&woken), number)).collect();
        for number in [2, 0, 2, 2] {
            Waker::from(Arc::clone(&bells[number])).wake();
        }
        assert_eq!((woken.next(), count.0.load(Ordering::SeqCst)), (Some(2), 2));
        bells[2].reset();
        bells[2].wake_by_ref();
        assert_eq!([woken.next(), woken.next(), woken.next()], [Some(0), Some(2), None]);
    }

    #[test]
    fn no_ring_from_another_thread_is_lost() {
        let woken = Arc::new(Woken::default());
        let bells: Vec<_> = (0..4).map(|number| Bell::new(Arc::clone(&woken), number)).collect();
        std::thread::scope(|scope| {
            for bell in &bells {
                scope.spawn(move || (0..1000).for_each(|_| bell.wake_by_ref()));
            }
            // What rings after the last look is there at the next.
            let mut seen = [false; 4];
            while !seen.iter().all(|seen| *seen) {
                if let Some(number) = woken.next() {
                    bells[number].reset();
                    seen[number] = true;
                }
            }
        });
    }
}

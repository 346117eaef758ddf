//! How patient an import is: deadline, distances, page size and bounds.

use crate::exchange::Limits;
use std::time::Duration;

/// The service asks to be polled at most once a second; nothing may come closer.
pub(super) const POLL_FLOOR: Duration = Duration::from_secs(1);
/// No import waits longer than this.
pub(super) const LONGEST_DEADLINE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How patient an import is.
///
/// ```
/// use cloudsponge_proto::Policy;
/// use std::time::Duration;
///
/// let policy = Policy::default().deadline(Duration::from_secs(300)).page_size(500);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(super) deadline: Duration,
    pub(super) poll_interval: Duration,
    pub(super) page_size: u64,
    pub(super) limits: Limits,
    pub(super) small_body: usize,
    pub(super) seed: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10 * 60),
            poll_interval: POLL_FLOOR,
            page_size: 1000,
            limits: Limits::default(),
            small_body: 256 * 1024,
            seed: 0,
        }
    }
}

impl Policy {
    /// How long the whole import may take, from begin to the last contact; 10 minutes by default, 7 days at most. No
    /// request is made after it, and none is waited for.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline.min(LONGEST_DEADLINE);
        self
    }

    /// How far apart two polls start; 1 second by default and at least, for the service updates no faster.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval.clamp(POLL_FLOOR, LONGEST_DEADLINE);
        self
    }

    /// How many contacts to ask for at a time; 1 000 by default. 0 asks for all in one answer.
    ///
    /// A page is the unit of progress: what an import holds in memory, and what is asked for again after a crash.
    #[must_use]
    pub fn page_size(mut self, contacts: u64) -> Self {
        self.page_size = contacts;
        self
    }

    /// The bounds of each call. The body limit holds for contacts; other answers are held to 256 KiB.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Seeds the jitter of waits. The import id is mixed in, so that imports begun together spread by themselves; give
    /// a random seed where many processes poll the same import, or a fixed one to replay a run.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The most `/events` requests an import can make: one at its start and one per interval.
    ///
    /// ```
    /// use cloudsponge_proto::Policy;
    /// assert_eq!(Policy::default().max_polls(), 601);
    /// ```
    pub fn max_polls(&self) -> u64 {
        let ratio = self.deadline.as_millis() / self.poll_interval.as_millis().max(1);
        u64::try_from(ratio).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The bounds of begin and events calls.
    pub(super) fn small_limits(&self) -> Limits {
        Limits { body: self.small_body.min(self.limits.body), ..self.limits }
    }
}

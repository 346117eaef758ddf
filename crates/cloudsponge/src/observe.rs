//! What an application can see of its calls: reports to an observer, and counters made from them.

use cloudsponge_proto::FailureKind;
use http::{Method, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Is told of every call of a [`Client`](crate::Client) when it is over: each poll and each page of an import, every
/// attempt for itself.
///
/// A closure is one, and so are [`CallCounters`]. It is called where the call is driven, so it should be quick.
///
/// ```
/// use cloudsponge::{CallReport, Client, Timer, Transport};
///
/// # fn f<T: Transport + 'static, C: Timer + 'static>(client: Client<T, C>) -> Client<T, C> {
/// let client = client.with_observer(|call: &CallReport<'_>| {
///     println!("{} {}: {:?} in {:?}", call.method, call.path, call.outcome, call.duration);
/// });
/// # client }
/// ```
pub trait Observer: Send + Sync {
    /// A call is over.
    fn on_call(&self, call: &CallReport<'_>);
}

impl<F: Fn(&CallReport<'_>) + Send + Sync> Observer for F {
    fn on_call(&self, call: &CallReport<'_>) {
        self(call);
    }
}

/// A call that is over. It holds no secret and nothing of the answer's body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path, with `{import_id}` in the place of one, so that it can name a metric: `/events/{import_id}.json`. There is
    /// no query.
    pub path: &'a str,
    /// The import whose events or contacts were asked for.
    pub import_id: Option<&'a str>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// The service's `X-Request-Id`, worth quoting to its support.
    pub request_id: Option<&'a str>,
    /// From handing the request to the transport to the end of the call.
    pub duration: Duration,
    /// Bytes of the answer's body as they came, gzip not undone.
    pub received: u64,
    /// How often in a row an import made the same call before, for want of an answer that could be used.
    pub resends: u32,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// With an answer of this status. Whether its body could be decoded is another matter.
    Answered(StatusCode),
    /// Without a whole answer.
    Failed(FailureKind),
    /// The application dropped it before it was over.
    Cancelled,
}

impl CallOutcome {
    /// OpenTelemetry's `error.type`: the status if it is 400 or higher, a short word if there is no answer, otherwise none.
    ///
    /// ```
    /// use cloudsponge::CallOutcome;
    /// use cloudsponge::proto::FailureKind;
    ///
    /// let answered = |status| CallOutcome::Answered(http::StatusCode::from_u16(status).unwrap());
    /// assert_eq!(answered(200).error_type(), None);
    /// assert_eq!(answered(429).error_type().as_deref(), Some("429"));
    /// assert_eq!(CallOutcome::Failed(FailureKind::Timeout).error_type().as_deref(), Some("timeout"));
    /// ```
    pub fn error_type(self) -> Option<String> {
        match self {
            Self::Answered(status) => (status.as_u16() >= 400).then(|| status.as_u16().to_string()),
            Self::Failed(kind) => Some(kind.as_str().to_owned()),
            Self::Cancelled => Some("cancelled".to_owned()),
        }
    }
}

/// Counts calls. Clones count together, so one can be kept and another given to a client; several clients may have one.
///
/// ```
/// use cloudsponge::{CallCounters, Client, Timer, Transport};
///
/// # fn f<T: Transport + 'static, C: Timer + 'static>(client: Client<T, C>) -> Client<T, C> {
/// let counters = CallCounters::default();
/// let client = client.with_observer(counters.clone());
/// assert_eq!(counters.counts().calls, 0);
/// # client }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallCounters(Arc<Cells>);

#[derive(Debug, Default)]
struct Cells {
    calls: AtomicU64,
    resent: AtomicU64,
    succeeded: AtomicU64,
    rate_limited: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    timed_out: AtomicU64,
    cancelled: AtomicU64,
    received: AtomicU64,
    busy_micros: AtomicU64,
}

/// What [`CallCounters`] have counted. Calls that are under way are not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallCounts {
    /// Calls that are over; the sum of `succeeded`, `refused`, `failed` and `cancelled`.
    pub calls: u64,
    /// Those that repeated one before.
    pub resent: u64,
    /// Answers of a status below 400.
    pub succeeded: u64,
    /// Answers of 400 and above.
    pub refused: u64,
    /// Those of them that are 429.
    pub rate_limited: u64,
    /// Calls without a whole answer.
    pub failed: u64,
    /// Those of them that ran out of time.
    pub timed_out: u64,
    /// Calls that were dropped before they were over.
    pub cancelled: u64,
    /// Bytes of bodies, as they came.
    pub received: u64,
    /// How long calls took, all together, to the microsecond.
    pub duration: Duration,
}

impl CallCounters {
    /// The counts at this moment. Each is exact; taken while calls end, one may be ahead of another.
    pub fn counts(&self) -> CallCounts {
        let cells = &*self.0;
        let read = |cell: &AtomicU64| cell.load(Ordering::Relaxed);
        CallCounts {
            calls: read(&cells.calls),
            resent: read(&cells.resent),
            succeeded: read(&cells.succeeded),
            refused: read(&cells.refused),
            rate_limited: read(&cells.rate_limited),
            failed: read(&cells.failed),
            timed_out: read(&cells.timed_out),
            cancelled: read(&cells.cancelled),
            received: read(&cells.received),
            duration: Duration::from_micros(read(&cells.busy_micros)),
        }
    }
}

impl Observer for CallCounters {
    fn on_call(&self, call: &CallReport<'_>) {
        let cells = &*self.0;
        let add = |cell: &AtomicU64, number: u64| cell.fetch_add(number, Ordering::Relaxed);
        match call.outcome {
            CallOutcome::Answered(status) if status.as_u16() < 400 => add(&cells.succeeded, 1),
            CallOutcome::Answered(status) => {
                add(&cells.rate_limited, u64::from(status == StatusCode::TOO_MANY_REQUESTS));
                add(&cells.refused, 1)
            }
            CallOutcome::Failed(kind) => {
                add(&cells.timed_out, u64::from(kind.is_timeout()));
                add(&cells.failed, 1)
            }
            CallOutcome::Cancelled => add(&cells.cancelled, 1),
        };
        add(&cells.resent, u64::from(call.resends > 0));
        add(&cells.received, call.received);
        add(&cells.busy_micros, u64::try_from(call.duration.as_micros()).unwrap_or(u64::MAX));
        add(&cells.calls, 1);
    }
}

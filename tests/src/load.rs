//! Many imports at once against the emulator: what the distances between polls, the errors and the memory come to.
//!
//! Nobody consents, so every import goes on polling until the time is up, and the emulator's throttle answers a poll that
//! comes too early with 429. Client and emulator share the process, each on a thread of its own, so the memory is that
//! of both.

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::import::RetryCause;
use cloudsponge::proto::{Api, ApiErrorKind, ImportEvent, Policy, Service};
use cloudsponge::{Body, Client, Transport, TransportError};
use cloudsponge_emulator::Emulator;
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use http::{Request, Response};
use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout_at};

/// What the service asks for.
const POLL_DISTANCE: Duration = Duration::from_secs(1);
/// What the emulator's throttle leads to.
const THROTTLED: RetryCause = RetryCause::Refused(ApiErrorKind::RateLimited);
/// What the load may take, in MiB, the emulator's part included.
const RSS_LIMIT: u64 = 150;

/// How much, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Imports at once.
    pub imports: u32,
    /// How long they poll; their begin calls are spread over the first second.
    pub time: Duration,
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Report {
    /// Imports at once.
    pub imports: u32,
    /// Events calls that went out.
    pub polls: u64,
    /// The smallest distance between the starts of two polls of one import, where the client hands them to the transport.
    pub min_gap: Duration,
    /// The same where they arrive, in whole milliseconds, among the latest 10 000 requests.
    pub min_arrival_gap: Duration,
    /// How much later than a second after the one before it half of the polls started, at most.
    pub p50_late: Duration,
    /// The same for 99 of 100.
    pub p99_late: Duration,
    /// Answers other than the expected ones, calls without an answer, and imports that ended.
    pub errors: u64,
    /// Those among the errors that the throttle made: polls that arrived within 0.8 s of the one before. Where the client
    /// kept its distance, the machine was too busy to carry them evenly.
    pub throttled: u64,
    /// The most memory the process ever held, client and emulator together, in MiB.
    pub rss_mib: u64,
}

impl Report {
    /// What is not as it should be; empty for a run that passed.
    pub fn shortcomings(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.polls < u64::from(self.imports) {
            found.push("not every import polled".into());
        }
        if self.min_gap < POLL_DISTANCE {
            found.push(format!("two polls of one import started {:?} apart", self.min_gap));
        }
        if self.errors > 0 {
            found.push(format!("{} errors", self.errors));
        }
        if self.rss_mib > RSS_LIMIT {
            found.push(format!("{} MiB of memory, more than {RSS_LIMIT}", self.rss_mib));
        }
        found
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
        write!(f, "imports={} polls={} min_gap_ms={:.3} ", self.imports, self.polls, ms(self.min_gap))?;
        write!(f, "min_arrival_gap_ms={} ", self.min_arrival_gap.as_millis())?;
        write!(f, "p50_late_ms={:.3} p99_late_ms={:.3} ", ms(self.p50_late), ms(self.p99_late))?;
        write!(f, "errors={} throttled={} rss_mib={}", self.errors, self.throttled, self.rss_mib)
    }
}

impl Load {
    /// Runs the load, on this thread and one for the emulator.
    ///
    /// # Errors
    /// The emulator or the client could not be set up, or the system does not tell the memory in use.
    pub fn run(self) -> Result<Report, Box<dyn Error>> {
        let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        // Neither side gives an import up before the time is over.
        let patience = self.time * 2 + Duration::from_secs(60);
        let emulator = server.block_on(Emulator::builder().consent_timeout(patience).start())?;

        let watch = Arc::new(Watch::default());
        let transport = Watched { inner: ReqwestTransport::new()?, watch: Arc::clone(&watch) };
        let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
        let client = Client::new(transport, TokioTimer::new(), api);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (errors, throttled) = runtime.block_on(self.poll(&client, &Policy::default().deadline(patience)));

        let mut gaps = watch.seen().gaps.clone();
        gaps.sort_unstable();
        let late = |percent| at_percent(&gaps, percent).saturating_sub(POLL_DISTANCE);
        Ok(Report {
            imports: self.imports,
            polls: watch.seen().polls,
            min_gap: at_percent(&gaps, 0),
            min_arrival_gap: min_arrival_gap(&emulator),
            p50_late: late(50),
            p99_late: late(99),
            errors,
            throttled,
            rss_mib: peak_rss_mib()?,
        })
    }

    /// Lets all imports poll until the time is up, and counts what went wrong, and what of it was the throttle.
    async fn poll(self, client: &Client<Watched, TokioTimer>, policy: &Policy) -> (u64, u64) {
        let start = tokio::time::Instant::now();
        let end = start + self.time;
        let mut runs = JoinSet::new();
        for number in 0..self.imports {
            let import = client.import(Service::GMAIL).policy(policy.clone());
            let begin = start + POLL_DISTANCE * number / self.imports;
            runs.spawn(async move {
                sleep_until(begin).await;
                let mut run = import.start();
                let (mut errors, mut throttled) = (0, 0);
                // Time-out is how it should end; nobody consents.
                let over = timeout_at(end, async {
                    while let Some(event) = run.next().await {
                        errors += u64::from(matches!(event, Err(_) | Ok(ImportEvent::Retrying(_))));
                        throttled += u64::from(
                            matches!(event, Ok(ImportEvent::Retrying(retry)) if retry.cause == THROTTLED),
                        );
                    }
                });
                let ended = over.await.is_ok();
                (errors + u64::from(ended), throttled)
            });
        }
        let mut counts = (0, 0);
        while let Some(run) = runs.join_next().await {
            let (errors, throttled) = run.unwrap_or((1, 0));
            counts = (counts.0 + errors, counts.1 + throttled);
        }
        counts
    }
}

/// A transport that notes when events calls start.
#[derive(Debug)]
struct Watched {
    inner: ReqwestTransport,
    watch: Arc<Watch>,
}

#[derive(Debug, Default)]
struct Watch(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    polls: u64,
    /// The start of each import's latest poll, by path.
    latest: HashMap<String, Instant>,
    /// Between the starts of two polls of one import.
    gaps: Vec<Duration>,
}

impl Watch {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for Watched {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let path = request.uri().path();
        if path.starts_with("/events/") {
            let now = Instant::now();
            let mut seen = self.watch.seen();
            seen.polls += 1;
            if let Some(before) = seen.latest.insert(path.to_owned(), now) {
                seen.gaps.push(now.saturating_duration_since(before));
            }
        }
        self.inner.send(request).await
    }
}

/// The smallest distance between two events calls of one import in the emulator's journal.
fn min_arrival_gap(emulator: &Emulator) -> Duration {
    let mut latest = HashMap::new();
    let journal = emulator.journal();
    let polls = journal.iter().filter(|entry| entry.path.starts_with("/events/"));
    let gaps = polls.filter_map(|entry| Some(entry.at_ms - latest.insert(&entry.path, entry.at_ms)?));
    Duration::from_millis(gaps.min().unwrap_or(0))
}

/// The element below which this share of a sorted list lies.
fn at_percent(sorted: &[Duration], percent: usize) -> Duration {
    let at = sorted.len().saturating_sub(1) * percent / 100;
    sorted.get(at).copied().unwrap_or_default()
}

/// What Linux reports as the peak of the resident set.
fn peak_rss_mib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim_end().parse()?;
    Ok(kib.div_ceil(1024))
}

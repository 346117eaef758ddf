//! The fault catalogue: every row against every call, format and transport, alone and in whole imports.
//!
//! `CHAOS_ROW=C15` runs the rows of that name and its variants only, `CHAOS_SEED=7` repeats a run.

use cloudsponge_tests::chaos::cut::{self, Tally};
use cloudsponge_tests::chaos::import::{self, Known};
use cloudsponge_tests::chaos::kind::Kind;
use cloudsponge_tests::chaos::report::{DIFFERENCES, Ran, disagreements};
use cloudsponge_tests::chaos::row::{Patience, Row};
use cloudsponge_tests::chaos::seed::Seed;
use cloudsponge_tests::chaos::{pool, rows, single, watch};
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tracing_subscriber::filter::LevelFilter;

/// So many lanes of single calls at once where all they do is wait, and so many where they work: the more there are, the
/// later each answer is read.
const CALLS: (usize, usize) = (24, 12);
/// The same for whole imports, of which each lane has ten.
const IMPORTS: (usize, usize) = (8, 8);
/// So many lanes are run again with the same seed.
const AGAIN: usize = 60;

type Lane = (Arc<Row>, Kind);

fn main() -> ExitCode {
    if !is_asked_for() {
        return ExitCode::SUCCESS;
    }
    watch::panics();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(watch::LogWatch::default)
        .init();
    let seed = std::env::var("CHAOS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(from_clock);
    let only = std::env::var("CHAOS_ROW").ok();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let report = match runtime {
        Ok(runtime) => {
            let report = runtime.block_on(run(seed, only.as_deref()));
            runtime.shutdown_timeout(Duration::from_secs(2));
            report
        }
        Err(error) => Report { failures: vec![error.to_string()], ..Report::default() },
    };
    report.print(seed)
}

/// Not where tests are only listed, or others are named.
fn is_asked_for() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut names = arguments.iter().filter(|argument| !argument.starts_with('-')).peekable();
    let named = names.peek().is_none() || names.any(|name| "chaos".contains(name.as_str()));
    named && !arguments.iter().any(|argument| argument == "--list")
}

fn from_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs() % 1_000_000)
}

#[derive(Default)]
struct Report {
    rows: usize,
    executions: usize,
    calls: usize,
    imports: usize,
    cuts: usize,
    again: usize,
    failures: Vec<String>,
    took: Duration,
}

impl Report {
    fn print(&self, seed: u64) -> ExitCode {
        let shown = if std::env::var_os("CHAOS_ALL").is_some() { usize::MAX } else { 40 };
        for failure in self.failures.iter().take(shown) {
            println!("{failure}");
        }
        if self.failures.len() > shown {
            println!("… and {} more: CHAOS_ALL=1 shows them", self.failures.len() - shown);
        }
        if !self.failures.is_empty() {
            println!(
                "one row alone: CHAOS_ROW=<id> CHAOS_SEED={seed} cargo test -p cloudsponge-tests --test chaos"
            );
        }
        println!(
            "rows={} executions={} failures={} seed={seed} (calls={} imports={} cuts in memory={} again={} log lines={} listed differences={}, {:.0} s)",
            self.rows,
            self.executions,
            self.failures.len(),
            self.calls,
            self.imports,
            self.cuts,
            self.again,
            watch::log_lines(),
            DIFFERENCES.len(),
            self.took.as_secs_f64(),
        );
        if self.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

async fn run(seed: u64, only: Option<&str>) -> Report {
    // A runtime may have sockets of its own, to be told of signals.
    let before = sockets();
    let start = Instant::now();
    let wanted = |row: &Row| {
        only.is_none_or(|only| {
            row.id == only || row.id.strip_prefix(only).is_some_and(|rest| rest.starts_with('-'))
        })
    };
    let rows: Vec<Arc<Row>> = rows::all().into_iter().filter(wanted).map(Arc::new).collect();
    let mut report = Report { rows: rows.len(), ..Report::default() };
    report.failures.extend(twice(&rows));

    let calls = phase(lanes(&rows, seed), CALLS, move |(row, kind)| single::run(row, kind, seed)).await;
    report.failures.extend(disagreements(&calls));
    let known = Arc::new(known(&calls));

    let with_imports: Vec<Arc<Row>> = rows.iter().filter(|row| row.import).cloned().collect();
    let imports = phase(lanes(&with_imports, seed), IMPORTS, move |(row, kind)| {
        import::run(row, kind, seed, Arc::clone(&known))
    })
    .await;
    report.failures.extend(disagreements(&imports));

    let mut cuts = Tally::default();
    if only.is_none() {
        for tally in pool::run(cut::all(&[Kind::Memory]), CALLS.1, cut::run).await {
            cuts.add(tally);
        }
        report.failures.append(&mut cuts.failures);
    }

    let mut some = lanes(&rows, seed + 1);
    some.truncate(AGAIN);
    let again = phase(some, CALLS, move |(row, kind)| single::run(row, kind, seed)).await;
    report.failures.extend(changed(&calls, &again));

    report.calls = calls.len();
    report.imports = imports.len();
    report.cuts = cuts.executions;
    report.again = again.len();
    report.executions = report.calls + report.imports + report.cuts + report.again;
    for ran in calls.iter().chain(&imports).chain(&again).filter(|ran| !ran.failures.is_empty()) {
        report.failures.push(ran.to_string());
    }
    report.failures.extend(left_over(before).await);
    report.failures.extend(watch::noticed());
    if watch::log_lines() == 0 {
        report.failures.push("O3: no log line was looked at".to_owned());
    }
    report.took = start.elapsed();
    report
}

/// Every row over every transport, in an order of the seed's.
fn lanes(rows: &[Arc<Row>], seed: u64) -> Vec<Lane> {
    let each = |row: &Arc<Row>| Kind::ALL.map(|kind| (Arc::clone(row), kind));
    let mut lanes: Vec<Lane> = rows.iter().flat_map(each).collect();
    Seed::new(seed, "order").shuffle(&mut lanes);
    lanes
}

/// Rows that wait first, for they need a machine that is not busy; then those that work.
async fn phase<F>(
    lanes: Vec<Lane>,
    (waiting, working): (usize, usize),
    start: impl Fn(Lane) -> F + Clone + Send + Sync + 'static,
) -> Vec<Ran>
where
    F: Future<Output = Vec<Ran>> + Send,
{
    let (short, long): (Vec<Lane>, Vec<Lane>) =
        lanes.into_iter().partition(|(row, _)| row.patience == Patience::Short);
    let mut all = pool::run(short, waiting, start.clone()).await;
    all.extend(pool::run(long, working, start).await);
    all.into_iter().flatten().collect()
}

/// How each single call ended.
fn known(calls: &[Ran]) -> Known {
    let entry = |ran: &Ran| {
        let (call, format) = ran.call?;
        ran.failures.is_empty().then(|| ((ran.row, ran.kind, call, format), ran.seen.clone()))
    };
    calls.iter().filter_map(entry).collect()
}

/// O10: executions that ended differently the second time.
fn changed(first: &[Ran], second: &[Ran]) -> Vec<String> {
    let key = |ran: &Ran| (ran.row, ran.kind, ran.call);
    let before: HashMap<_, String> = first.iter().map(|ran| (key(ran), ran.outcome())).collect();
    let differs = |ran: &&Ran| before.get(&key(ran)).is_some_and(|outcome| *outcome != ran.outcome());
    let tell = |ran: &Ran| {
        let was = before.get(&key(ran)).map_or("", String::as_str);
        format!("O10: {} {:?} {:?} ended as {was}, then as {}", ran.row, ran.kind, ran.call, ran.outcome())
    };
    second.iter().filter(differs).map(tell).collect()
}

fn twice(rows: &[Arc<Row>]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    rows.iter()
        .filter(|row| !seen.insert(row.id))
        .map(|row| format!("two rows have the id {}", row.id))
        .collect()
}

/// O6, for the whole process: sockets beyond those `before`, and threads of clients and servers, that are still there.
async fn left_over(before: usize) -> Vec<String> {
    let start = Instant::now();
    loop {
        let (sockets, threads) = (sockets(), threads());
        if sockets <= before && threads.is_empty() {
            return Vec::new();
        }
        if start.elapsed() > Duration::from_secs(5) {
            return vec![format!(
                "O6: left over at the end: {} sockets, threads {threads:?}",
                sockets.saturating_sub(before)
            )];
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Sockets of this process.
fn sockets() -> usize {
    let Ok(files) = std::fs::read_dir("/proc/self/fd") else { return 0 };
    let targets = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

/// Threads of this process that belong to a client or a server.
fn threads() -> Vec<String> {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
    let names = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names
        .map(|name| name.trim().to_owned())
        .filter(|name| name.starts_with("isahc") || name.starts_with("fault"))
        .collect()
}

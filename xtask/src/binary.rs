//! The command as it is handed to people: how large it is, and how quickly it starts.
//!
//! Not a part of `cargo xtask ci`: a release build takes its time, and a shared machine's clock proves little. The size
//! counts; of the times the shortest does, for other processes can only make them longer.

use crate::child::cargo;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SIZE_LIMIT: u64 = 15_000_000;
const START_LIMIT: Duration = Duration::from_millis(20);
const RUNS: usize = 40;

/// Builds and measures; whether both aims are met. Prints the figures.
pub(crate) fn measure(root: &Path) -> bool {
    let built = cargo(root).args(["build", "--release", "--locked", "--package", "cloudsponge-cli"]).status();
    if !built.is_ok_and(|status| status.success()) {
        println!("FAILED the release build");
        return false;
    }
    let binary = root.join("target/release").join(format!("cloudsponge{}", std::env::consts::EXE_SUFFIX));
    let size = std::fs::metadata(&binary).map_or(0, |found| found.len());
    let mut times: Vec<Duration> = (0..RUNS).filter_map(|_| start(&binary)).collect();
    let first = times.first().copied().unwrap_or(Duration::MAX);
    times.sort_unstable();
    let (Some(shortest), Some(median)) = (times.first(), times.get(times.len() / 2)) else {
        println!("FAILED `cloudsponge --help` does not run");
        return false;
    };
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!("size   {:.2} MB (aim: at most {} MB)", size as f64 / 1e6, SIZE_LIMIT / 1_000_000);
    println!(
        "--help {:.2} ms at best, {:.2} ms median, {:.2} ms the first time, of {} runs (aim: at most {} ms)",
        milliseconds(*shortest),
        milliseconds(*median),
        milliseconds(first),
        times.len(),
        START_LIMIT.as_millis(),
    );
    (1..=SIZE_LIMIT).contains(&size) && *shortest <= START_LIMIT
}

/// From the start of the process to its end.
fn start(binary: &Path) -> Option<Duration> {
    let begun = Instant::now();
    let status =
        Command::new(binary).arg("--help").stdin(Stdio::null()).stdout(Stdio::null()).status().ok()?;
    status.success().then(|| begun.elapsed())
}

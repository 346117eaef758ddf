//! Killed with SIGKILL at random instants and resumed until done: no position is lost, and each comes in its order.
//!
//! Several imports run at once against one emulator in a process of its own. `CLOUDSPONGE_KILLS=200` asks for so many
//! kills; an ordinary run makes do with fewer.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Emulator, finish};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Kills of an ordinary run.
const KILLS: u64 = 40;
/// Imports at once.
const LANES: u64 = 4;
/// Contacts of a book, by pages of one: enough that an import takes a while.
const CONTACTS: usize = 150;

/// What was killed when.
#[derive(Default)]
struct Counts {
    kills: AtomicU64,
    /// Before a state was saved: in the begin call, or before it.
    unbegun: AtomicU64,
    polling: AtomicU64,
    paging: AtomicU64,
    imports: AtomicU64,
    /// Positions that came twice.
    repeated: AtomicU64,
}

/// SplitMix64; the instants are random, but the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

#[test]
fn m8_killed_at_random_instants_and_resumed_nothing_is_lost() {
    let wanted =
        std::env::var("CLOUDSPONGE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let contacts = CONTACTS.to_string();
    let emulator =
        Emulator::start(&["--contacts", &contacts, "--auto-consent=700", "--speed", "2", "--seed", "8"]);
    let expected = emulator.run(&["import", "gmail", "--output", "jsonl"]).expect(0).stdout;
    let expected: Vec<&str> = expected.lines().collect();
    assert_eq!(expected.len(), CONTACTS);
    let (counts, start) = (Counts::default(), Instant::now());
    thread::scope(|scope| {
        for lane in 0..LANES {
            let (emulator, expected, counts) = (&emulator, &expected, &counts);
            scope.spawn(move || {
                let mut random = Random(lane);
                while counts.kills.load(Ordering::Relaxed) < wanted {
                    live(emulator, expected, counts, wanted, &mut random);
                }
            });
        }
    });
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
    println!(
        "kills={} unbegun={} polling={} paging={} imports={} repeated={} lost=0 seconds={:.1}",
        count(&counts.kills),
        count(&counts.unbegun),
        count(&counts.polling),
        count(&counts.paging),
        count(&counts.imports),
        count(&counts.repeated),
        start.elapsed().as_secs_f64()
    );
    assert!(count(&counts.kills) >= wanted);
    assert!(
        [&counts.unbegun, &counts.polling, &counts.paging].map(count).iter().all(|hits| *hits > 0),
        "kills hit every phase"
    );
}

/// One import, killed and resumed until it is done, its contacts written to stdout and stored by the reader.
fn live(emulator: &Emulator, expected: &[&str], counts: &Counts, wanted: u64, random: &mut Random) {
    let directory = tempfile::tempdir().unwrap();
    let (state, out) = (directory.path().join("state"), directory.path().join("out"));
    let mut command = emulator.command();
    command
        .args(["import", "gmail", "--no-browser", "--page-size", "1", "--output", "jsonl", "--state"])
        .arg(&state);
    let mut stored = 0;
    loop {
        let enough = counts.kills.load(Ordering::Relaxed) >= wanted;
        // A begin call is short: without aim it is hardly ever hit.
        let longest = if !state.exists() && random.below(2) == 0 { 60 } else { 1400 };
        let patience = if enough { None } else { Some(Duration::from_millis(random.below(longest))) };
        let done = run(&mut command, &out, patience);
        stored = store(&out, expected, stored, counts);
        if done {
            break;
        }
        let kind = match (state.exists(), stored) {
            (false, _) => &counts.unbegun,
            (true, 0) => &counts.polling,
            (true, _) => &counts.paging,
        };
        kind.fetch_add(1, Ordering::Relaxed);
        counts.kills.fetch_add(1, Ordering::Relaxed);
        if !state.exists() {
            // Nobody knows of an import yet; there is nothing to lose.
            return;
        }
        command = emulator.command();
        command.arg("resume").arg(&state).args(["--page-size", "1", "--output", "jsonl"]);
    }
    assert_eq!(stored, expected.len(), "positions are lost");
    counts.imports.fetch_add(1, Ordering::Relaxed);
}

/// Runs until done, or until the patience ends with SIGKILL. Says whether it was done.
fn run(command: &mut Command, out: &Path, patience: Option<Duration>) -> bool {
    let stdout = fs::File::create(out).unwrap();
    let mut child: Child = command.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
    if let Some(patience) = patience {
        let end = Instant::now() + patience;
        while Instant::now() < end && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        // Does nothing to a process that has ended by itself and was waited for.
        let _ = child.kill();
    }
    let output = child.wait_with_output().unwrap();
    if output.status.code().is_none() {
        return false;
    }
    finish(output).expect(0);
    true
}

/// Compares what came with what must come, position by position; returns how many are stored from 0 on.
fn store(out: &Path, expected: &[&str], stored: usize, counts: &Counts) -> usize {
    let text = fs::read_to_string(out).unwrap();
    // A line cut by the kill was not delivered.
    let lines: Vec<&str> = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).collect();
    let Some(first) = lines.first() else { return stored };
    // Only the page in flight may come again, and a page holds one contact.
    let begin = (stored.saturating_sub(1)..=stored)
        .find(|at| expected.get(*at) == Some(first))
        .unwrap_or_else(|| panic!("after {stored} stored positions comes {first}"));
    assert_eq!(lines, expected[begin..begin + lines.len()], "in order, and nothing between");
    counts.repeated.fetch_add((stored - begin) as u64, Ordering::Relaxed);
    begin + lines.len()
}

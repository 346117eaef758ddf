//! N4: whatever the browser's opener does, the address is shown and the import goes on.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{command, finish};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// An import whose consent page nobody answers, with this `BROWSER`.
fn waiting(browser: &Path) -> (common::Run, Duration) {
    let begun = Instant::now();
    let mut import = command();
    import.env("BROWSER", browser).args(["import", "gmail", "--emulator", "--open", "--deadline", "5s"]);
    (finish(import.output().unwrap()).expect(4), begun.elapsed())
}

fn script(directory: &Path, text: &str) -> std::path::PathBuf {
    let path = directory.join("opener");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn n4_an_opener_that_is_missing_or_fails_is_told() {
    let directory = tempfile::tempdir().unwrap();
    for browser in [directory.path().join("missing"), script(directory.path(), "exit 1")] {
        let (run, _) = waiting(&browser);
        assert!(run.stderr.contains("/n/"), "the address is shown: {}", run.stderr);
        assert!(run.stderr.contains("no browser could be opened"), "{}", run.stderr);
    }
}

#[test]
fn n4_an_opener_that_hangs_holds_nothing_up() {
    let directory = tempfile::tempdir().unwrap();
    // It is a browser of its own, for all we know; it ends by itself soon after the test.
    let (run, took) = waiting(&script(directory.path(), "exec sleep 20"));
    assert!(run.stderr.contains("/n/") && !run.stderr.contains("no browser"), "{}", run.stderr);
    assert!(took < Duration::from_secs(15), "{took:?}");
}

#[test]
fn n4_no_opener_runs_where_none_is_wanted() {
    let directory = tempfile::tempdir().unwrap();
    let ran = directory.path().join("ran");
    let opener = script(directory.path(), &format!("touch {}", ran.display()));
    for more in [&["--emulator"][..], &["--emulator", "--open", "--no-browser", "--deadline", "2s"]] {
        let mut import = command();
        import.env("BROWSER", &opener).args(["import", "gmail"]).args(more);
        import.output().unwrap();
        assert!(!ran.exists(), "{more:?}");
    }
}

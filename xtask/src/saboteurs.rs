//! Plants deliberate bugs, one at a time, in a copy of the workspace, and requires that the named test turns red: a test
//! that nobody has seen fail proves nothing.
//!
//! Not a part of `cargo xtask ci`: each bug is a build of its own. That the table fits the sources is checked by a test
//! here, which is cheap.

mod copy;
mod table;

use crate::child::cargo;
use std::path::Path;
use std::process::Output;
use table::{SABOTEURS, Saboteur, Suite};

/// Where the copy is, below the workspace's root.
const TREE: &str = "target/saboteurs/tree";
/// Where the copy is built: beside everything else, so that the libraries below it are built already.
const BUILT: &str = "target";

/// Plants every bug in a copy of the workspace at `root`; whether each was caught by its test. Prints one line for each.
pub(crate) fn all(root: &Path) -> bool {
    let tree = root.join(TREE);
    let ready = copy::workspace(root, &tree).and_then(|()| healthy(root, &tree));
    if let Err(reason) = ready {
        println!("FAILED before any bug was planted: {reason}");
        return false;
    }
    let mut caught = 0;
    for saboteur in &SABOTEURS {
        match plant(root, &tree, saboteur) {
            Ok(()) => {
                caught += 1;
                println!("caught  {:<28} {}  by {}", saboteur.name, saboteur.file, saboteur.test);
            }
            Err(reason) => println!("MISSED  {:<28} {}  {reason}", saboteur.name, saboteur.file),
        }
    }
    println!("saboteurs={} caught={caught}", SABOTEURS.len());
    caught == SABOTEURS.len()
}

/// Runs all named tests without any bug: each must pass, or its failing later means nothing.
fn healthy(root: &Path, tree: &Path) -> Result<(), String> {
    for suite in Suite::ALL {
        let tests: Vec<&str> = SABOTEURS
            .iter()
            .filter(|saboteur| saboteur.suite == suite)
            .map(|saboteur| saboteur.test)
            .collect();
        let output = run(root, tree, suite, &tests)?;
        let missing = tests.iter().find(|test| !says(&output, test, "ok"));
        if let Some(test) = missing {
            let (status, lines) = (output.status, last_lines(&output));
            return Err(format!("{test} did not pass without a bug; cargo ended with {status}\n{lines}"));
        }
    }
    Ok(())
}

/// Plants one bug, runs its test, and mends the copy again.
fn plant(root: &Path, tree: &Path, saboteur: &Saboteur) -> Result<(), String> {
    let file = tree.join(saboteur.file);
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    let sound = std::fs::read_to_string(&file).map_err(failed)?;
    std::fs::write(&file, saboteur.bend(&sound)?).map_err(failed)?;
    let output = run(root, tree, saboteur.suite, &[saboteur.test]);
    std::fs::write(&file, sound).map_err(failed)?;
    judge(&output?, saboteur.test)
}

/// Only a test that ran and failed has caught the bug: one that did not compile or was not there has not.
fn judge(output: &Output, test: &str) -> Result<(), String> {
    if output.status.success() {
        Err(format!("{test} did not notice"))
    } else if says(output, test, "FAILED") {
        Ok(())
    } else {
        let (status, lines) = (output.status, last_lines(output));
        Err(format!("{test} never came to a verdict; cargo ended with {status}\n{lines}"))
    }
}

/// Runs the given tests of a suite in the copy.
fn run(root: &Path, tree: &Path, suite: Suite, tests: &[&str]) -> Result<Output, String> {
    let mut command = cargo(tree);
    command.arg("test").arg("--target-dir").arg(root.join(BUILT)).args(suite.arguments());
    command.args(["--", "--exact"]).args(tests);
    command.output().map_err(|error| format!("cargo did not start: {error}"))
}

/// Whether the harness reported this of this test.
fn says(output: &Output, test: &str, verdict: &str) -> bool {
    let line = format!("test {test} ... {verdict}");
    String::from_utf8_lossy(&output.stdout).lines().any(|found| found == line)
}

/// The end of what a run printed, indented: enough to see why it went wrong.
fn last_lines(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.len().saturating_sub(30);
    lines.iter().skip(first).map(|line| format!("    {line}\n")).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    fn output(code: i32, stdout: &str) -> Output {
        Output { status: ExitStatus::from_raw(code << 8), stdout: stdout.into(), stderr: Vec::new() }
    }

    #[test]
    fn only_the_named_test_turning_red_counts() {
        assert!(judge(&output(101, "\nrunning 1 test\ntest a::b ... FAILED\n"), "a::b").is_ok());
        for (code, text) in [
            (0, "test a::b ... ok\n"),
            (0, "running 0 tests\n"),
            (101, "error: could not compile\n"),
            (101, "test a::b ... ok\ntest a::c ... FAILED\n"),
            (101, "test x::a::b ... FAILED\n"),
        ] {
            assert!(judge(&output(code, text), "a::b").is_err(), "{text}");
        }
    }
}

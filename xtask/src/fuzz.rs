//! Runs the fuzz targets where a toolchain for them exists, and says clearly where none does.
//!
//! libFuzzer needs a nightly compiler, for its sanitizer. The laws it tests hold on stable too, as tests of the package
//! `cloudsponge-fuzz`, so a machine without nightly skips the search for new inputs and nothing else.

use crate::child::cargo;
use std::path::Path;
use std::process::Command;

/// The targets and their dictionaries, one a line; `-` for none.
const TARGETS: &str = include_str!("../../fuzz/targets.txt");

/// Names and dictionaries of the targets.
fn targets() -> impl Iterator<Item = (&'static str, &'static str)> {
    TARGETS.lines().filter_map(|line| line.split_once(' '))
}

/// Where what the fuzzer finds is kept: below the target directory, so that the committed corpus stays as it is.
const FOUND: &str = "target/fuzz/found";
/// Where the targets are built.
const BUILT: &str = "target/fuzz/build";

/// What one target did.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    executions: u64,
    seconds: u64,
}

/// Runs every target, or the named one, for so many seconds each.
///
/// # Errors
/// A target crashed, or the targets do not build. Where no nightly toolchain exists, that is said and no error.
pub(crate) fn run(root: &Path, only: Option<&str>, seconds: u64) -> Result<String, String> {
    if let Some(reason) = missing(root) {
        println!("    SKIPPED: {reason}");
        println!(
            "    The same laws ran as tests of cloudsponge-fuzz; only the search for new inputs is left out."
        );
        return Ok(format!("SKIPPED: {reason}"));
    }
    let wanted: Vec<_> = targets().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = targets().map(|(name, _)| name).collect();
        return Err(format!("no such target; there are {}", names.join(", ")));
    }
    build(root)?;
    let mut sum = Outcome { executions: 0, seconds: 0 };
    for (target, dictionary) in &wanted {
        let Outcome { executions, seconds } = one(root, target, dictionary, seconds)?;
        println!("fuzz {target:<18} executions={executions} seconds={seconds} crashes=0");
        sum.executions += executions;
        sum.seconds += seconds;
    }
    let Outcome { executions, seconds } = sum;
    Ok(format!("fuzz targets={} executions={executions} seconds={seconds} crashes=0", wanted.len()))
}

/// Why there can be no fuzzing here.
fn missing(root: &Path) -> Option<String> {
    if !crate::child::quiet(root, "rustup run nightly rustc --version") {
        return Some("no nightly toolchain: rustup toolchain install nightly".to_owned());
    }
    if !crate::child::quiet(root, "cargo fuzz --version") {
        return Some("no cargo-fuzz: cargo install --locked cargo-fuzz".to_owned());
    }
    None
}

/// Cargo of the nightly toolchain.
fn nightly(root: &Path) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]).current_dir(root.join("fuzz"));
    // What our own cargo set for us would lead rustup's back to it.
    for (name, _) in cargo(root).get_envs() {
        command.env_remove(name);
    }
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC"] {
        command.env_remove(name);
    }
    command
}

fn build(root: &Path) -> Result<(), String> {
    let status = nightly(root)
        .args(["build", "--target-dir"])
        .arg(root.join(BUILT))
        .status()
        .map_err(|error| format!("cargo fuzz did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo fuzz build ended with {status}")) }
}

fn one(root: &Path, target: &str, dictionary: &str, seconds: u64) -> Result<Outcome, String> {
    let found = root.join(FOUND).join(target);
    let failed = |error: std::io::Error| format!("{target}: {error}");
    std::fs::create_dir_all(&found).map_err(failed)?;
    let mut command = nightly(root);
    command.args(["run", "--target-dir"]).arg(root.join(BUILT)).arg(target).arg(&found);
    command.arg(root.join("fuzz/corpus").join(target)).arg("--");
    command.arg(format!("-max_total_time={seconds}")).args([
        "-max_len=4096",
        "-timeout=10",
        "-print_final_stats=1",
    ]);
    if dictionary != "-" {
        command.arg(format!("-dict={}", root.join("fuzz/dict").join(dictionary).display()));
    }
    let output = command.output().map_err(failed)?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.get(lines.len().saturating_sub(60)..).unwrap_or_default().join("\n");
        return Err(format!("{target} crashed ({}):\n{end}", output.status));
    }
    outcome(&text).ok_or_else(|| format!("{target}: the fuzzer did not say how much it ran"))
}

/// Reads libFuzzer's last words: `Done 493769 runs in 31 second(s)`.
fn outcome(text: &str) -> Option<Outcome> {
    let line = text.lines().rev().find_map(|line| line.strip_prefix("Done "))?;
    let mut words = line.split(' ');
    let executions = words.next()?.parse().ok()?;
    let seconds = words.nth(2)?.parse().ok()?;
    Some(Outcome { executions, seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzers_last_words_are_read() {
        let text = "#512 pulse\nDone 493769 runs in 31 second(s)\nstat::number_of_executed_units: 493769\n";
        assert_eq!(outcome(text), Some(Outcome { executions: 493_769, seconds: 31 }));
        assert_eq!(outcome("==1== ERROR: libFuzzer: deadly signal\n"), None);
    }

    #[test]
    fn every_target_has_its_binary_its_corpus_and_its_line_in_the_readme() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
        let readme = std::fs::read_to_string(fuzz.join("README.md")).unwrap();
        for (target, dictionary) in targets() {
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
            assert!(fuzz.join("corpus").join(target).is_dir(), "{target}");
            assert!(readme.contains(&format!("`{target}`")), "{target}");
            assert!(dictionary == "-" || fuzz.join("dict").join(dictionary).is_file(), "{target}");
        }
        assert_eq!(manifest.matches("[[bin]]").count(), targets().count());
    }

    #[test]
    fn an_unknown_target_is_told_the_known_ones() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        match run(&root, Some("nothing"), 1) {
            Err(reason) => assert!(reason.contains("retry_after")),
            Ok(note) => assert!(note.starts_with("SKIPPED")),
        }
    }
}

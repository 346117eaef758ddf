//! Builds and runs the fuzz targets; where they cannot be built, says so clearly.
//!
//! libFuzzer needs the compiler's coverage instrumentation, which is stable, and a C++ compiler. Only a sanitizer would
//! need a nightly toolchain; without `unsafe` there is little for one to find, and the search is twice as fast without.
//! Everything is also prepared for `cargo fuzz` (see `fuzz/README.md`).

use crate::child::cargo;
use std::path::{Path, PathBuf};
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

/// `cargo xtask fuzz [TARGET] [--seconds N]`
///
/// # Errors
/// The arguments are others, or what [`run`] says.
pub(crate) fn command(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let seconds =
        |text: &str| text.parse().map_err(|_| format!("--seconds wants a whole number, not {text}"));
    match arguments {
        [] => search(root, None, 60),
        ["--seconds", number] => search(root, None, seconds(number)?),
        [target] => search(root, Some(target), 60),
        [target, "--seconds", number] => search(root, Some(target), seconds(number)?),
        _ => Err("usage: cargo xtask fuzz [TARGET] [--seconds N]".to_owned()),
    }
}

/// Looks for new inputs, others each time.
fn search(root: &Path, only: Option<&str>, seconds: u64) -> Result<String, String> {
    run(root, only, seconds, &[])
}

/// Every target for a few seconds, from the same seed each time: a check of a change must not fail for an input that the
/// tree before it had as well.
///
/// # Errors
/// As [`run`].
pub(crate) fn check(root: &Path) -> Result<String, String> {
    run(root, None, 5, &["-seed=1"])
}

/// Runs every target, or the named one, for so many seconds each.
///
/// # Errors
/// A target crashed, or the targets do not build. That there is no C++ compiler is said and no error.
fn run(root: &Path, only: Option<&str>, seconds: u64, options: &[&str]) -> Result<String, String> {
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
    let programs = build(root)?;
    let mut sum = Outcome { executions: 0, seconds: 0 };
    for (target, dictionary) in &wanted {
        let Outcome { executions, seconds } =
            one(root, &programs.join(target), dictionary, seconds, options)?;
        println!("fuzz {target:<18} executions={executions} seconds={seconds} crashes=0");
        sum.executions += executions;
        sum.seconds += seconds;
    }
    let Outcome { executions, seconds } = sum;
    Ok(format!("fuzz targets={} executions={executions} seconds={seconds} crashes=0", wanted.len()))
}

/// What makes rustc count which branches an input takes, as cargo-fuzz does; overflows and debug assertions panic.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Cdebug-assertions -Coverflow-checks \
    -Ccodegen-units=1";

/// Why there can be no fuzzing here.
fn missing(root: &Path) -> Option<String> {
    let named = std::env::var("CXX").ok().filter(|name| !name.is_empty());
    let compiler = named.unwrap_or_else(|| "c++".to_owned());
    let there = crate::child::quiet(root, &format!("{compiler} --version"));
    (!there).then(|| "no C++ compiler, which libFuzzer needs: on Debian apt-get install -y g++".to_owned())
}

/// The platform of the compiler. It is named to cargo, so that build scripts are not instrumented too.
fn host(root: &Path) -> Result<String, String> {
    let output =
        cargo(root).args(["-vV"]).output().map_err(|error| format!("cargo did not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "cargo -vV names no host".to_owned())
}

/// Builds all targets; the directory with the programs.
fn build(root: &Path) -> Result<PathBuf, String> {
    let host = host(root)?;
    let mut command = cargo(root);
    command.args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", BUILT]);
    let status = command
        .args(["--target", &host])
        .env("RUSTFLAGS", INSTRUMENTED)
        .status()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    if status.success() {
        Ok(root.join(BUILT).join(host).join("release"))
    } else {
        Err(format!("cargo ended with {status}"))
    }
}

fn one(
    root: &Path,
    program: &Path,
    dictionary: &str,
    seconds: u64,
    options: &[&str],
) -> Result<Outcome, String> {
    let target = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let found = root.join(FOUND).join(&target);
    let failed = |error: std::io::Error| format!("{target}: {error}");
    std::fs::create_dir_all(&found).map_err(failed)?;
    // A crash leaves its input where the program runs.
    let mut command = Command::new(program);
    command.current_dir(&found).arg(&found).arg(root.join("fuzz/corpus").join(&target));
    command.arg(format!("-max_total_time={seconds}"));
    command.args(["-max_len=4096", "-timeout=10", "-artifact_prefix=../"]);
    command.args(options);
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
        match search(&root, Some("nothing"), 1) {
            Err(reason) => assert!(reason.contains("retry_after")),
            Ok(note) => assert!(note.starts_with("SKIPPED")),
        }
    }
}

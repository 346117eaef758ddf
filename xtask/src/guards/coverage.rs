//! Which lines of the core and the driver the tests run.

use super::tool::Installed;
use crate::child::{cargo, quiet};
use std::path::Path;

/// The packages that are measured, and what is asked of each: per cent of its lines.
const MEASURED: [&str; 2] = ["cloudsponge-proto", "cloudsponge"];
const FLOOR: f64 = 95.0;

/// Where the versions of LLVM's tools that read what rustc writes are found, newest first.
const LLVM: [&str; 3] = ["22", "21", "20"];

/// `cargo xtask coverage`: runs the tests of both packages, instrumented, and prints a table.
///
/// # Errors
/// A tool is missing, a test fails, or a package is below the floor.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let version = llvm(root)?;
    Installed::LLVM_COV.ensure(root)?;
    let mut command = cargo(root);
    // Without these it would try to download a component of the toolchain.
    command
        .env("CARGO_LLVM_COV_SETUP", "no")
        .env("LLVM_COV", format!("llvm-cov-{version}"))
        .env("LLVM_PROFDATA", format!("llvm-profdata-{version}"));
    command.args(["llvm-cov", "--all-features", "--lcov", "--output-path", "target/coverage.lcov"]);
    command.args(MEASURED.iter().flat_map(|package| ["-p", package]));
    let status = command.status().map_err(|error| format!("cargo llvm-cov did not start: {error}"))?;
    if !status.success() {
        return Err(format!("cargo llvm-cov ended with {status}"));
    }
    let report = std::fs::read_to_string(root.join("target/coverage.lcov"))
        .map_err(|error| format!("target/coverage.lcov: {error}"))?;
    judge(&report)
}

/// Finds the tools, or installs Debian's.
fn llvm(root: &Path) -> Result<&'static str, String> {
    let found =
        || LLVM.into_iter().find(|version| quiet(root, &format!("llvm-profdata-{version} --version")));
    if let Some(version) = found() {
        return Ok(version);
    }
    let newest = LLVM[0];
    for line in ["apt-get update".to_owned(), format!("apt-get install -y llvm-{newest}")] {
        println!("    {line}");
        quiet(root, &line);
    }
    found().ok_or_else(|| {
        format!("llvm-cov and llvm-profdata {newest} are missing; on Debian, as root: apt-get install -y llvm-{newest}")
    })
}

/// Prints every file with lines that no test ran, then a line for each package.
fn judge(report: &str) -> Result<String, String> {
    let files = files(report);
    let mut below = Vec::new();
    let mut notes = Vec::new();
    for package in MEASURED {
        let own = format!("crates/{package}/src/");
        let own: Vec<&File<'_>> = files.iter().filter(|file| file.path.contains(&own)).collect();
        let (hit, all) = own.iter().fold((0, 0), |sum, file| (sum.0 + file.hit, sum.1 + file.all));
        if all == 0 {
            return Err(format!("{package}: the report has no line of it"));
        }
        for file in own.iter().filter(|file| file.hit < file.all) {
            println!("{:>5.1} %  {}  not run: {}", per_cent(file.hit, file.all), file.path, file.missed());
        }
        let covered = per_cent(hit, all);
        notes.push(format!("{package} {covered:.1} % of {all} lines"));
        if covered < FLOOR {
            below.push(package);
        }
    }
    let note = notes.join(", ");
    if below.is_empty() { Ok(note) } else { Err(format!("below {FLOOR} %: {}; {note}", below.join(", "))) }
}

fn per_cent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// A file of the report. Lines of its test module count as all others; they are run.
#[derive(Default)]
struct File<'a> {
    path: &'a str,
    hit: u64,
    all: u64,
    missed: Vec<u64>,
}

impl File<'_> {
    fn missed(&self) -> String {
        let lines: Vec<String> = self.missed.iter().map(u64::to_string).collect();
        lines.join(" ")
    }
}

/// Reads lcov's records: `SF:path`, then `DA:line,count`.
fn files(report: &str) -> Vec<File<'_>> {
    let mut files = Vec::new();
    for line in report.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            files.push(File { path, ..File::default() });
        } else if let (Some((line, count)), Some(file)) =
            (line.strip_prefix("DA:").and_then(|rest| rest.split_once(',')), files.last_mut())
        {
            file.all += 1;
            if count == "0" {
                file.missed.extend(line.parse::<u64>());
            } else {
                file.hit += 1;
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(driver_hits: &str) -> String {
        format!(
            "SF:/w/crates/cloudsponge-proto/src/a.rs\nDA:1,5\nDA:2,1\nend_of_record\n\
             SF:/w/crates/cloudsponge/src/b.rs\nDA:7,{driver_hits}\nend_of_record\n"
        )
    }

    #[test]
    fn lines_are_counted_by_package() {
        let note = judge(&report("3")).unwrap();
        assert_eq!(note, "cloudsponge-proto 100.0 % of 2 lines, cloudsponge 100.0 % of 1 lines");
    }

    #[test]
    fn a_package_below_the_floor_fails_and_so_does_one_that_is_not_there() {
        assert!(judge(&report("0")).unwrap_err().starts_with("below 95 %: cloudsponge;"));
        assert!(judge("").is_err());
    }
}

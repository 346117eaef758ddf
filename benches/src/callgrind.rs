//! Instruction counts, by valgrind's callgrind: exact, whatever else the machine does.

use crate::child;
use crate::job::Job;
use std::fs;
use std::path::Path;

/// The function inside which instructions are counted, as callgrind names it.
const REGION: &str = "cloudsponge_benches::region::measured";

/// How many processors to use.
const PROCESSES: usize = 2;

/// The instructions each job takes, inside [`crate::region::measured`] only.
///
/// # Errors
/// valgrind is missing or failed, or did not count every job.
pub fn instructions(jobs: &[Job]) -> Result<Vec<u64>, String> {
    let lots: Vec<&[Job]> = jobs.chunks(jobs.len().div_ceil(PROCESSES).max(1)).collect();
    let counts = std::thread::scope(|scope| {
        let running: Vec<_> =
            lots.into_iter().enumerate().map(|(lot, jobs)| scope.spawn(move || one(lot, jobs))).collect();
        let counts =
            running.into_iter().map(|thread| thread.join().map_err(|_| "a thread died".to_owned())?);
        counts.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(counts.concat())
}

fn one(lot: usize, jobs: &[Job]) -> Result<Vec<u64>, String> {
    let directory = child::scratch(&format!("callgrind-{lot}"))?;
    let out = directory.join("out");
    let mut command = valgrind(&out);
    command.arg("--collect-atstart=no");
    command.args([format!("--toggle-collect={REGION}"), format!("--dump-after={REGION}")]);
    command.arg(child::sibling("work")?).arg("region").args(jobs.iter().map(Job::to_argument));
    child::output(&mut command)?;
    // One file per job, in order, and a last one of what came after.
    let counts = (1..=jobs.len()).map(|number| total(&out.with_extension(number.to_string())));
    let counts = counts.collect::<Result<Vec<_>, _>>()?;
    if counts.contains(&0) {
        return Err(format!("callgrind counted nothing: is {REGION} still the function's name?"));
    }
    child::forget(&directory);
    Ok(counts)
}

/// The instructions of a whole process.
///
/// # Errors
/// valgrind is missing or failed.
pub fn process(arguments: &[String]) -> Result<u64, String> {
    let directory = child::scratch(&format!("callgrind-{}", arguments.join("-").replace(['/', ':'], "_")))?;
    let out = directory.join("out");
    let mut command = valgrind(&out);
    command.arg(child::sibling("work")?).args(arguments);
    child::output(&mut command)?;
    let count = total(&out)?;
    child::forget(&directory);
    Ok(count)
}

fn valgrind(out: &Path) -> std::process::Command {
    let mut command = std::process::Command::new("valgrind");
    command.arg("--tool=callgrind").arg("-q").arg(format!("--callgrind-out-file={}", out.display()));
    command
}

/// The sum in a file of callgrind's.
fn total(path: &Path) -> Result<u64, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let sum =
        text.lines().filter_map(|line| line.strip_prefix("totals: ")).find_map(|sum| sum.trim().parse().ok());
    sum.ok_or_else(|| format!("{}: no sum", path.display()))
}

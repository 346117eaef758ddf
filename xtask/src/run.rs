//! Runs steps one after another, says how long each took, and stops at the first that fails.

use crate::child::{self, cargo};
use crate::laws;
use crate::step::{Action, Step};
use crate::tally::Tally;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs the steps in `root` and prints a summary; whether all went well.
pub(crate) fn all(root: &Path, steps: &[Step]) -> bool {
    let mut lines = Vec::new();
    let began = Instant::now();
    for (position, step) in steps.iter().enumerate() {
        println!("\n==> [{}/{}] {}\n    {}", position + 1, steps.len(), step.name, step.command_line());
        let start = Instant::now();
        let outcome = one(root, step);
        lines.push(summary_line(&step.name, start.elapsed(), &outcome));
        if let Err(reason) = outcome {
            print_summary(&lines, began.elapsed());
            println!("\nFAILED at: {}\n  {reason}\n  to run it alone: {}", step.name, step.command_line());
            return false;
        }
    }
    print_summary(&lines, began.elapsed());
    println!("\nall steps passed");
    true
}

/// Runs one step; what it has to say, or why it failed.
fn one(root: &Path, step: &Step) -> Result<String, String> {
    let prepared = |arguments: &[String]| {
        let mut command = cargo(root);
        command.args(arguments).envs(step.env.iter().copied());
        command
    };
    match &step.action {
        Action::Cargo(arguments) => {
            let status =
                prepared(arguments).status().map_err(|error| format!("cargo did not start: {error}"))?;
            if status.success() { Ok(String::new()) } else { Err(format!("cargo ended with {status}")) }
        }
        Action::Program(line) => {
            if child::run(root, line) {
                Ok(String::new())
            } else {
                Err(format!("{} failed", line.join(" ")))
            }
        }
        Action::Tests(arguments) => {
            tests(root, prepared(arguments), arguments.contains(&"--workspace".to_owned()))
        }
        Action::Install(tools) => crate::tools::ensure(root, tools).map(|()| String::new()),
        Action::Layers => crate::layers::check(root),
        Action::Laws => crate::laws::check(root),
    }
}

/// Runs the tests, passing on what they print and counting their results; if it is all of them, also which laws they have
/// shown, in how many cases.
fn tests(root: &Path, mut command: Command, all: bool) -> Result<String, String> {
    let cases_file = laws::cases_file(root);
    command.env(laws::CASES_VARIABLE, &cases_file);
    let failed = |error: std::io::Error| format!("cargo did not run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut tally = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            // A reader who went away is no reason to stop the tests.
            let _ = std::io::stdout().write_all(&line);
            tally.line(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(format!("cargo ended with {status}; {tally}"));
    }
    if tally.passed == 0 {
        return Err("no test ran".to_owned());
    }
    if !all {
        return Ok(tally.to_string());
    }
    let laws = laws::shown(root, &tally.laws, laws::cases(&cases_file))?;
    println!("{laws}");
    Ok(format!("{tally}; {laws}"))
}

fn summary_line(name: &str, took: Duration, outcome: &Result<String, String>) -> String {
    let (mark, note) = match outcome {
        Ok(note) => ("ok    ", note.as_str()),
        Err(_) => ("FAILED", ""),
    };
    format!("{mark} {:>7.1} s  {name}  {note}", took.as_secs_f64()).trim_end().to_owned()
}

fn print_summary(lines: &[String], took: Duration) {
    println!("\n==> summary, {:.1} s", took.as_secs_f64());
    for line in lines {
        println!("    {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_line_tells_outcome_time_and_name() {
        let took = Duration::from_millis(1260);
        assert_eq!(summary_line("lints", took, &Ok(String::new())), "ok         1.3 s  lints");
        assert_eq!(summary_line("tests", took, &Ok("3 passed".into())), "ok         1.3 s  tests  3 passed");
        assert_eq!(summary_line("docs", took, &Err("why".into())), "FAILED     1.3 s  docs");
    }

    #[test]
    fn a_run_without_a_single_test_is_a_failure() {
        let steps = [Step::new("no tests", Action::Tests(vec!["--version".to_owned()]))];
        assert!(!all(Path::new("."), &steps));
        assert!(all(Path::new("."), &[Step::cargo("version", &["--version"])]));
    }
}

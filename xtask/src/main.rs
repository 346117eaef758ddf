//! The workspace's own commands: `cargo xtask help` lists them.

mod binary;
mod child;
mod figures;
mod fuzz;
mod guards;
mod laws;
mod layers;
#[cfg(test)]
mod links;
mod plan;
#[cfg(test)]
mod readme;
mod run;
mod saboteurs;
mod step;
mod tally;
mod tools;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test       installs what the tests need and runs all of them: unit, doc, end to end, browser
  ci         formatting, spelling, lints, docs, layering, features, gates, then `test`
  layers     checks that nothing below the transports reaches for I/O, a clock or a runtime
  laws       writes tests/LAWS.md, the list of laws and the tests that show them; with --check only compares it
  hammer     decodes ten million mutated JSON documents and two million mutated XML documents
  gates      counts instructions and allocations and holds them against benches/gates.json;
             with --record, makes the counts the bounds
  figures    takes every figure beside its peers, in less than ten minutes on two idle processors, and writes
             benches/figures.json and the README's table; with names of subjects, prints those alone
  guards     licences, unused dependencies, packages, the public API: what is too dear for `ci`
  api        writes each library's public API as text beside it; with --check, compares
  coverage   which lines of the core and the driver the tests run
  mutants    bends the core in every way; arguments go to cargo mutants, for instance --shard 0/20
  fuzz       runs the fuzz targets, or the one named, 60 s each; --seconds N for N s
  saboteurs  plants fifteen bugs, one at a time, in a copy under target/, each of which a named test must catch
  binary     builds the command as it is released, and prints its size and how quickly it starts
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // The package sits one level below the workspace's root.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let steps = match command.as_slice() {
        ["test"] => plan::test(),
        ["ci"] => plan::ci(),
        ["layers"] => plan::layers(),
        ["guards"] => guards::steps(),
        ["api"] => return report(guards::api::write(root)),
        ["api", "--check"] => return report(guards::api::check(root)),
        ["coverage"] => return report(guards::coverage::run(root)),
        ["mutants", arguments @ ..] => return report(guards::mutants::run(root, arguments)),
        ["fuzz", arguments @ ..] => return report(fuzz::command(root, arguments)),
        ["laws", "--check"] => plan::laws(),
        ["laws"] => return exit_code(told(laws::write(root))),
        ["hammer"] => plan::hammer(),
        ["binary"] => return exit_code(binary::measure(root)),
        ["gates"] => figures::gates(&[]),
        ["gates", "--record"] => figures::gates(&["--record"]),
        ["figures", subjects @ ..] => figures::figures(subjects),
        ["saboteurs"] => return exit_code(saboteurs::all(root)),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    exit_code(run::all(root, &steps))
}

/// What a command of ours found, and how the process ends.
fn report(outcome: Result<String, String>) -> ExitCode {
    match &outcome {
        Ok(note) => println!("{note}"),
        Err(reason) => println!("FAILED: {reason}"),
    }
    exit_code(outcome.is_ok())
}

/// Says what went wrong; whether nothing did.
fn told(outcome: Result<(), String>) -> bool {
    if let Err(reason) = &outcome {
        eprintln!("{reason}");
    }
    outcome.is_ok()
}

fn exit_code(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

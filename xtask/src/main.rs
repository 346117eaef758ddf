//! The workspace's own commands: `cargo xtask test`, `cargo xtask ci`, `cargo xtask layers`,
//! `cargo xtask saboteurs`.

mod child;
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
  ci         formatting, spelling, lints, docs, layering, features, then `test`
  layers     checks that nothing below the transports reaches for I/O, a clock or a runtime
  laws       writes tests/LAWS.md, the list of laws and the tests that show them; with --check only compares it
  hammer     decodes ten million mutated JSON documents and two million mutated XML documents
  saboteurs  plants fifteen bugs, one at a time, in a copy under target/, each of which a named test must catch
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
        ["laws", "--check"] => plan::laws(),
        ["laws"] => return exit_code(told(laws::write(root))),
        ["hammer"] => plan::hammer(),
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

//! The workspace's own commands: `cargo xtask test`, `cargo xtask ci`, `cargo xtask layers`.

mod child;
mod layers;
mod plan;
#[cfg(test)]
mod readme;
mod run;
mod step;
mod tally;
mod tools;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test     installs what the tests need and runs all of them: unit, doc, end to end, browser
  ci       formatting, lints, docs, layering, features, then `test`
  layers   checks that nothing below the transports reaches for I/O, a clock or a runtime
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let steps = match command.as_slice() {
        ["test"] => plan::test(),
        ["ci"] => plan::ci(),
        ["layers"] => plan::layers(),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    // The package sits one level below the workspace's root.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    if run::all(root, &steps) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

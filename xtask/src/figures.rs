//! The benches: their programs, built as they are shipped, and started where their siblings stand.

use crate::step::{Action, Step};
use crate::tools::Tool;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where programs are built, whatever the environment says, for the benches to find one another.
const TARGET: &str = "target";

/// What the counts are made with. The linker of Rust programs comes with the C compiler.
const TOOLS: [Tool; 2] = [Tool::CCompiler, Tool::Valgrind];

/// `cargo xtask figures [SUBJECT...]`
pub(crate) fn figures(subjects: &[&str]) -> Vec<Step> {
    steps("figures", "figures", subjects)
}

/// `cargo xtask gates [--record]`
pub(crate) fn gates(arguments: &[&str]) -> Vec<Step> {
    steps("gates on instructions and allocations", "gates", arguments)
}

fn steps(name: &'static str, program: &'static str, arguments: &[&str]) -> Vec<Step> {
    let built =
        ["build", "--release", "--target-dir", TARGET, "-p", "cloudsponge-benches", "-p", "cloudsponge-cli"];
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    vec![
        Step::new("what the benches need", Action::Install(&TOOLS)),
        Step::cargo("benches, optimised", &built),
        Step::new(name, Action::Bench(program, arguments)),
    ]
}

/// The path of a program of the benches, from the workspace's root.
pub(crate) fn path(program: &str) -> String {
    format!("{TARGET}/release/{program}")
}

/// Runs a program of the benches, which prints what it finds.
///
/// # Errors
/// It did not start, or failed.
pub(crate) fn run(root: &Path, program: &str, arguments: &[String]) -> Result<String, String> {
    let mut command = Command::new(root.join(path(program)));
    let status = command.args(arguments).current_dir(root).stdin(Stdio::null()).status();
    let status = status.map_err(|error| format!("{} did not start: {error}", path(program)))?;
    if status.success() { Ok(String::new()) } else { Err(format!("{program} ended with {status}")) }
}

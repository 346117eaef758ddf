//! The benches: their programs, built as they are shipped, and started where their siblings stand.

use crate::step::{Action, Step};
use crate::tools::Tool;

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

fn steps(name: &str, program: &str, arguments: &[&str]) -> Vec<Step> {
    let built =
        ["build", "--release", "--target-dir", TARGET, "-p", "cloudsponge-benches", "-p", "cloudsponge-cli"];
    let program = [format!("{TARGET}/release/{program}")];
    let line = program.into_iter().chain(arguments.iter().map(|&argument| argument.to_owned()));
    vec![
        Step::new("what the benches need", Action::Install(&TOOLS)),
        Step::cargo("benches, optimised", &built),
        Step::new(name, Action::Program(line.collect())),
    ]
}

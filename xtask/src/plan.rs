//! What each command does, as data: steps in order.

use crate::figures;
use crate::guards::features;
use crate::step::{Action, Step};
use crate::tools::Tool;

/// What the checks before the tests need.
const CHECK_TOOLS: [Tool; 4] = [Tool::Rustfmt, Tool::Codespell, Tool::Clippy, Tool::CCompiler];

/// What `cargo xtask test` needs beyond the Rust installation.
const TEST_TOOLS: [Tool; 5] = [Tool::CCompiler, Tool::Chromium, Tool::ChromeDriver, Tool::Npm, Tool::Axe];

/// Everything in the workspace.
const TESTS: [&str; 4] = ["test", "--workspace", "--all-features", "--no-fail-fast"];

/// Decodes mutated documents by the million.
const HAMMER: [&str; 7] = ["run", "--profile", "hammer", "-p", "cloudsponge-hostile", "--bin", "hammer"];

/// `cargo xtask test`
pub(crate) fn test() -> Vec<Step> {
    // A workspace has one lock file; the tree in which isahc gets another `http` needs its own.
    let elsewhere = ["test", "--manifest-path", "tests/http02/Cargo.toml", "--target-dir", "target"];
    // So has a stranger's package, which gets the features it asks for and no others.
    let stranger = ["test", "--manifest-path", "tests/stranger/Cargo.toml", "--target-dir", "target"];
    let tests = |arguments: &[&str]| Action::Tests(arguments.iter().map(|&word| word.to_owned()).collect());
    vec![
        Step::new("what the tests need", Action::Install(&TEST_TOOLS)),
        Step::new("tests: isahc beside http 0.2", tests(&elsewhere)),
        Step::new("tests: a stranger's", tests(&stranger)),
        Step::new("tests: unit, doc, end to end, browser", tests(&TESTS)),
    ]
}

/// `cargo xtask ci`
pub(crate) fn ci() -> Vec<Step> {
    let mut steps = vec![
        Step::new("what the checks need", Action::Install(&CHECK_TOOLS)),
        Step::cargo("formatting", &["fmt", "--all", "--check"]),
        Step::new("spelling", Action::Program(vec!["codespell".to_owned()])),
        Step::cargo(
            "lints",
            &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
        ),
        // Libraries only: the command's page would overwrite that of the library of the same name.
        Step::cargo("docs", &["doc", "--workspace", "--no-deps", "--all-features", "--lib"])
            .with_env("RUSTDOCFLAGS", "-D warnings"),
    ];
    steps.extend(layers());
    steps.extend(laws());
    steps.extend(features::steps());
    // A tenth of what `cargo xtask hammer` decodes, and always the same.
    let few = ["--json", "1000000", "--xml", "200000", "--seed", "1"];
    steps.push(Step::cargo("mutants", &[&HAMMER[..], &["--"], &few].concat()));
    steps.extend(figures::gates(&[]));
    steps.push(Step::new("fuzz targets, some seconds each", fuzz()));
    steps.extend(test());
    steps
}

/// Every fuzz target for a few seconds; `cargo xtask fuzz` runs them longer.
fn fuzz() -> Action {
    Action::Own { command: "cargo xtask fuzz --seconds 5", run: crate::fuzz::check }
}

/// `cargo xtask laws --check`
pub(crate) fn laws() -> Vec<Step> {
    vec![Step::new("laws", Action::Laws)]
}

/// `cargo xtask hammer`
pub(crate) fn hammer() -> Vec<Step> {
    vec![Step::cargo("mutants", &HAMMER)]
}

/// `cargo xtask layers`
pub(crate) fn layers() -> Vec<Step> {
    vec![Step::new("layers", Action::Layers)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_checks_cheap_things_first_and_ends_with_the_test_command() {
        let commands: Vec<String> = ci().iter().map(Step::command_line).collect();
        let at = |part: &str| commands.iter().position(|c| c.contains(part)).unwrap();
        assert!(at("cargo fmt --all") < at("cargo clippy --workspace"));
        assert!(at("cargo clippy --workspace") < at("cargo doc"));
        assert!(at("cargo doc") < at("cargo xtask layers"));
        assert!(at("cargo xtask layers") < at("--no-default-features"));
        assert!(at("--no-default-features") < at("target/release/gates"));
        assert!(at("cargo build --release") < at("target/release/gates"));
        let test: Vec<String> = test().iter().map(Step::command_line).collect();
        assert!(commands.ends_with(&test));
    }

    #[test]
    fn docs_and_lints_fail_on_warnings() {
        let commands: Vec<String> = ci().iter().map(Step::command_line).collect();
        assert!(commands.iter().any(|c| c.starts_with("RUSTDOCFLAGS='-D warnings' cargo doc --workspace")));
        assert!(commands.iter().any(|c| c.ends_with("-- -D warnings")));
    }

    #[test]
    fn the_browser_is_there_before_the_tests_run() {
        let commands: Vec<String> = test().iter().map(Step::command_line).collect();
        for part in ["chromium --version", "chromedriver --version", "axe-core"] {
            assert!(commands[0].contains(part), "{part}");
        }
    }

    #[test]
    fn tests_are_all_of_them() {
        let last = test().pop().unwrap();
        assert_eq!(last.command_line(), "cargo test --workspace --all-features --no-fail-fast");
    }
}

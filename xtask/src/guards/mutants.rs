//! Mutation testing: the code is bent in every way a tool can think of, and some test has to notice.
//!
//! What is bent and which tests count stands in `.cargo/mutants.toml`. Mutants that live on are listed with a reason in
//! `docs/mutants.txt`; one that is not listed fails the run.

use super::tool::Installed;
use std::path::Path;

const OUTPUT: &str = "target/mutants-report";
const REASONS: &str = "docs/mutants.txt";

/// `cargo xtask mutants [ARGUMENT...]`: bends the core; `--shard 0/20` takes a twentieth.
///
/// # Errors
/// A mutant lives on that is not listed, or the tests fail without any.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<String, String> {
    Installed::MUTANTS.ensure(root)?;
    let mut command = crate::child::cargo(root);
    command.args([
        "mutants",
        "-p",
        "cloudsponge-proto",
        "--sharding",
        "round-robin",
        "--colors",
        "never",
        "-o",
        OUTPUT,
    ]);
    // It ends with an error if mutants live on; which ones is looked up below.
    let status = command.args(arguments).status().map_err(|error| format!("cargo mutants: {error}"))?;
    let list = |name: &str| {
        let path = root.join(OUTPUT).join("mutants.out").join(name);
        std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}; cargo ended with {status}", path.display()))
    };
    let reasons =
        std::fs::read_to_string(root.join(REASONS)).map_err(|error| format!("{REASONS}: {error}"))?;
    let (caught, timeout) = (list("caught.txt")?, list("timeout.txt")?);
    judge(&caught, &timeout, &list("missed.txt")?, &reasons)
}

/// The score, if every mutant that lives on is listed.
fn judge(caught: &str, timeout: &str, missed: &str, reasons: &str) -> Result<String, String> {
    // One that never ends has been noticed.
    let killed = caught.lines().count() + timeout.lines().count();
    let viable = killed + missed.lines().count();
    if viable == 0 {
        return Err("no mutant was tested".to_owned());
    }
    let score = 100.0 * killed as f64 / viable as f64;
    let note = format!("mutants viable={viable} killed={killed} score={score:.1} %");
    let unlisted: Vec<&str> = missed.lines().filter(|mutant| !is_listed(mutant, reasons)).collect();
    if unlisted.is_empty() {
        Ok(note)
    } else {
        Err(format!("{note}; without a reason in {REASONS}:\n  {}", unlisted.join("\n  ")))
    }
}

/// A line of the list is a mutant without its place, which moves, ` | `, and the reason.
fn is_listed(mutant: &str, reasons: &str) -> bool {
    let stable = without_place(mutant);
    let listed =
        |line: &str| line.split_once(" | ").is_some_and(|(known, why)| known == stable && !why.is_empty());
    reasons.lines().any(listed)
}

/// `path: what`, from `path:line:column: what`.
fn without_place(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    let (path, what) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    format!("{path}:{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUTANT: &str = "crates/a/src/b.rs:12:7: replace c -> d with Ok(()) in E::f";

    #[test]
    fn a_survivor_needs_a_reason() {
        assert!(judge("a\nb\n", "c\n", MUTANT, "").unwrap_err().contains("score=75.0 %"));
        let reasons = "crates/a/src/b.rs: replace c -> d with Ok(()) in E::f | it is the same\n";
        assert_eq!(
            judge("a\nb\n", "c\n", MUTANT, reasons).unwrap(),
            "mutants viable=4 killed=3 score=75.0 %"
        );
        assert!(
            judge("a\n", "", MUTANT, "crates/a/src/b.rs: replace c -> d with Ok(()) in E::f | ").is_err()
        );
        assert!(judge("", "", "", "").is_err());
    }

    #[test]
    fn every_line_of_the_list_has_a_reason() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(REASONS);
        let text = std::fs::read_to_string(path).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (mutant, reason) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
            assert!(mutant.contains(".rs: ") && reason.len() > 10, "{line}");
        }
    }
}

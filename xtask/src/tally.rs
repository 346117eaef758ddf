//! Counts what the test harnesses report.

use std::collections::BTreeSet;

/// Results of all test binaries of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Test binaries and doc test runs.
    pub(crate) suites: u64,
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
    /// Tests that were marked to be skipped.
    pub(crate) ignored: u64,
    /// The laws that tests which passed are named after.
    pub(crate) laws: BTreeSet<u8>,
}

impl Tally {
    /// Counts the line if it is a harness's last one, such as
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s`, and notes the laws
    /// of a line such as `test model::v24_begun ... ok`.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... ok")) {
            self.laws.extend(crate::laws::shown_by(name));
        }
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        self.suites += 1;
        for part in counts.split(';') {
            let mut words = part.split_whitespace();
            let (Some(Ok(number)), Some(what)) = (words.next().map(str::parse::<u64>), words.next()) else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { suites, passed, failed, ignored, laws: _ } = self;
        write!(f, "{passed} passed, {failed} failed, {ignored} ignored in {suites} suites")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_the_last_lines_and_nothing_else() {
        let mut tally = Tally::default();
        for line in [
            "running 2 tests",
            "test api::tests::reads ... ok",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 1.20s",
            "test model::v24_v25_begun ... ok",
            "test model::v26_bytes ... FAILED",
            "test result: gibberish",
            "",
        ] {
            tally.line(line);
        }
        assert_eq!(tally, Tally { suites: 2, passed: 15, failed: 2, ignored: 1, laws: [24, 25].into() });
        assert_eq!(tally.to_string(), "15 passed, 2 failed, 1 ignored in 2 suites");
    }
}

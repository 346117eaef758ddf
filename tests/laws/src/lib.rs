//! How the property tests of this workspace are configured, and how their cases are counted.
//!
//! `cargo xtask ci` says how many cases it has really run. proptest does not tell, but it hands the outcome of each case to
//! a cache; the cache here keeps none, and counts. When a property ends, the count is added as a line to the file that the
//! variable [`FILE`] names. Without the variable nothing is written.

use proptest::test_runner::{Config, ResultCache, ResultCacheKey, TestCaseResult};
use std::fs::OpenOptions;
use std::io::Write as _;

/// The variable that names the file for the counts: one number a line.
pub const FILE: &str = "CLOUDSPONGE_LAWS_FILE";

/// The configuration of a property: so many cases, each counted. The variable `PROPTEST_CASES`, if set, wins.
///
/// ```
/// use proptest::prelude::*;
///
/// proptest!(cloudsponge_laws::cases(64), |(a: u32, b: u32)| {
///     prop_assert_eq!(u64::from(a) + u64::from(b), u64::from(b) + u64::from(a));
/// });
/// ```
pub fn cases(cases: u32) -> Config {
    let default = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    Config { cases, result_cache: || Box::new(Counter(0)), ..default }
}

/// Counts cases of a law that proptest does not run: those of an exhaustive test, or of a simulation.
pub fn count(cases: u64) {
    let Some(file) = std::env::var_os(FILE) else { return };
    // Whole lines, each in one write, do not mix even among processes. That a count is lost is no reason to fail a test.
    if let Ok(mut file) = OpenOptions::new().append(true).create(true).open(file) {
        let _ = file.write_all(format!("{cases}\n").as_bytes());
    }
}

struct Counter(u64);

impl ResultCache for Counter {
    fn key(&self, _: &ResultCacheKey<'_>) -> u64 {
        0
    }

    /// Told of every case that was run, shrinking included.
    fn put(&mut self, _: u64, _: &TestCaseResult) {
        self.0 += 1;
    }

    fn get(&self, _: u64) -> Option<&TestCaseResult> {
        None
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        count(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::test_runner::TestRunner;

    #[test]
    fn every_case_is_counted() {
        let mut counter = cases(64);
        counter.failure_persistence = None;
        assert!(counter.cases > 0);
        let seen = std::cell::Cell::new(0_u64);
        TestRunner::new(counter.clone())
            .run(&proptest::num::u32::ANY, |_| {
                seen.set(seen.get() + 1);
                Ok(())
            })
            .unwrap();
        assert_eq!(seen.get(), u64::from(counter.cases));
        let mut cache = Counter(0);
        cache.put(0, &Ok(()));
        cache.put(0, &Ok(()));
        assert_eq!(std::mem::take(&mut cache.0), 2);
    }
}

//! Polls of many imports keep their distance; the binary `load` does the same for longer.
#![allow(clippy::unwrap_used)]

use cloudsponge_tests::load::Load;
use std::time::Duration;

#[test]
fn v1_two_hundred_imports_poll_once_a_second() {
    let report = Load { imports: 200, time: Duration::from_secs(10) }.run().unwrap();
    println!("{report}");
    assert!(report.shortcomings().is_empty(), "{report}: {}", report.shortcomings().join(", "));
    // Nine polls each after the first second; some slack for a machine under load.
    assert!(report.polls >= 200 * 7, "{report}");
}

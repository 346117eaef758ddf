//! Polls of many imports keep their distance; the binary `load` does the same for longer.
#![allow(clippy::unwrap_used)]

use cloudsponge_tests::load::Load;
use std::time::Duration;

#[test]
fn v1_two_hundred_imports_poll_once_a_second() {
    let mut report = Load { imports: 200, time: Duration::from_secs(10) }.run().unwrap();
    println!("{report}");
    // Nine polls each after the first second; some slack for a machine under load.
    assert!(report.polls >= 200 * 7, "{report}");
    if report.p99_late > Duration::from_millis(20) {
        // Held up that long, polls arrive unevenly whatever the client does.
        report.errors -= report.throttled;
    }
    assert!(report.shortcomings().is_empty(), "{report}: {}", report.shortcomings().join(", "));
}

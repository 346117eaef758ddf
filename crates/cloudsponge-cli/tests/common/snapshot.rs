//! Snapshots as plain files: what a command prints, byte for byte.

use std::path::Path;

/// Compares with `tests/snapshots/NAME`; with `UPDATE_SNAPSHOTS=1` in the environment the file is written instead.
#[track_caller]
pub(crate) fn assert_snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((at, (found, expected))) = text
        .split('\n')
        .zip(expected.split('\n'))
        .enumerate()
        .find(|(_, (found, expected))| found != expected)
    {
        panic!(
            "{name}, line {}:\n  found    {found:?}\n  expected {expected:?}\nUPDATE_SNAPSHOTS=1 takes it over",
            at + 1
        );
    }
    assert_eq!(text.len(), expected.len(), "{name}: one is longer; UPDATE_SNAPSHOTS=1 takes it over");
}

//! What SECURITY.md points to exists.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

#[test]
fn every_test_and_path_it_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let mut sources = String::new();
    for directory in ["crates", "tests"] {
        for file in rust_files(&root.join(directory)) {
            sources += &std::fs::read_to_string(file).unwrap();
        }
    }
    // Between a pair of backticks is every second piece of a line.
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let mut tests = 0;
    for name in quoted {
        if name.contains('/') {
            assert!(root.join(name).exists(), "{name} is gone");
        } else if name.contains('_') {
            tests += 1;
            assert!(sources.contains(&format!("fn {name}(")), "{name} is no test any more");
        }
    }
    assert!(tests > 50, "only {tests} tests were found in the page");
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.extension() {
            Some(extension) if extension == "rs" => vec![path],
            _ if path.is_dir() => rust_files(&path),
            _ => Vec::new(),
        })
        .collect()
}

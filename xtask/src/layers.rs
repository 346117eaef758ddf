//! Arrows point down only: the core names no runtime, client or clock, the driver no runtime or client.
//!
//! Clippy's `disallowed-methods` guards the core's calls as well; this check also covers what merely stands in the
//! dependency tree, and names in code that no lint resolves.

use std::path::{Path, PathBuf};

/// What must not be anywhere below a package.
struct Ban {
    package: &'static str,
    crates: &'static [&'static str],
}

const BANS: [Ban; 2] = [
    Ban {
        package: "cloudsponge-proto",
        crates: &[
            "tokio",
            "futures-executor",
            "async-std",
            "smol",
            "async-io",
            "async-executor",
            "hyper",
            "hyper-util",
            "reqwest",
            "isahc",
            "curl",
            "ureq",
        ],
    },
    Ban {
        package: "cloudsponge",
        crates: &[
            "tokio",
            "async-std",
            "smol",
            "async-io",
            "hyper",
            "hyper-util",
            "reqwest",
            "isahc",
            "curl",
            "ureq",
        ],
    },
];

/// The sources the core is made of.
const CORE_SOURCES: &str = "crates/cloudsponge-proto/src";

/// What the core's code must not name outside its tests.
const BANNED_NAMES: [&str; 6] =
    ["Instant::now", "SystemTime::now", "std::env::var", "std::net", "std::fs", "std::thread"];

/// Checks trees and sources of the workspace at `root`.
///
/// # Errors
/// Every breach, one a line.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    let mut breaches = Vec::new();
    for ban in &BANS {
        let arguments =
            ["tree", "-p", ban.package, "-e", "normal", "--all-features", "--prefix", "none", "--quiet"];
        let output = crate::child::cargo(root)
            .args(arguments)
            .output()
            .map_err(|error| format!("cargo tree did not start: {error}"))?;
        let tree = String::from_utf8_lossy(&output.stdout);
        // An empty tree would pass any check.
        if !output.status.success() || !names(&tree).any(|name| name == ban.package) {
            return Err(format!(
                "cargo {}: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        let found = banned_crates(&tree, ban.crates);
        breaches.extend(found.iter().map(|name| format!("{} depends on {name}", ban.package)));
    }
    let files = rust_files(&root.join(CORE_SOURCES)).map_err(|error| format!("{CORE_SOURCES}: {error}"))?;
    if files.is_empty() {
        return Err(format!("{CORE_SOURCES}: no sources found"));
    }
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let shown = file.strip_prefix(root).unwrap_or(&file).display();
        let found = banned_names(&text, &BANNED_NAMES);
        breaches.extend(found.iter().map(|(line, name)| format!("{shown}:{line} names {name}")));
    }
    if breaches.is_empty() { Ok(String::new()) } else { Err(breaches.join("\n  ")) }
}

/// The banned crates a `cargo tree --prefix none` lists, each once.
fn banned_crates(tree: &str, banned: &[&'static str]) -> Vec<&'static str> {
    banned.iter().copied().filter(|banned| names(tree).any(|name| name == *banned)).collect()
}

/// The crate names of a tree: the first word of each line.
fn names(tree: &str) -> impl Iterator<Item = &str> {
    tree.lines().filter_map(|line| line.split_whitespace().next())
}

/// The banned names in a source text with their lines, counted from 1. Comments and test modules may name anything.
fn banned_names<'a>(source: &str, banned: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut in_tests = false;
    let mut behind_attribute = false;
    for (number, line) in (1..).zip(source.lines()) {
        if in_tests {
            // As rustfmt leaves it, the module's own closing brace is the only one at the margin.
            in_tests = line != "}";
            continue;
        }
        if behind_attribute && line.starts_with("mod ") && line.ends_with('{') {
            in_tests = true;
        }
        behind_attribute = line == "#[cfg(test)]" || (behind_attribute && line.starts_with("#["));
        let code = line.split("//").next().unwrap_or_default();
        if !in_tests {
            found.extend(banned.iter().filter(|name| code.contains(**name)).map(|name| (number, *name)));
        }
    }
    found
}

/// Every Rust file below a directory except files of tests, in order.
fn rust_files(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORE: &[&str] = BANS[0].crates;

    #[test]
    fn a_runtime_or_client_anywhere_in_the_tree_is_seen() {
        let tree = "cloudsponge-proto v0.1.0 (/somewhere)\nhttp v1.5.0\ntokio v1.54.0\nbytes v1.12.0 (*)\n\nhyper v1.12.0\n";
        assert_eq!(banned_crates(tree, CORE), ["tokio", "hyper"]);
        for banned in CORE {
            assert_eq!(banned_crates(&format!("{banned} v1.0.0 (*)"), CORE), [*banned]);
        }
    }

    #[test]
    fn crates_whose_names_merely_begin_alike_pass() {
        assert!(
            banned_crates("http v1.5.0\ntokio-like v1.0.0\nserde v1.0.0 (proc-macro)\n", CORE).is_empty()
        );
    }

    #[test]
    fn a_clock_in_code_is_seen_with_its_line() {
        let source = "//! Instant::now in a comment\nuse std::net::TcpStream;\nfn f() {\n    let t = Instant::now();\n}\n";
        assert_eq!(banned_names(source, &BANNED_NAMES), [(2, "std::net"), (4, "Instant::now")]);
        for banned in BANNED_NAMES {
            assert_eq!(banned_names(&format!("let x = {banned}();"), &BANNED_NAMES), [(1, banned)]);
        }
    }

    #[test]
    fn comments_doctests_and_test_modules_may_name_anything() {
        let source = "/// let t = Instant::now();\nfn f() {} // std::fs\n#[cfg(test)]\n#[allow(dead_code)]\nmod tests {\n    fn g() {\n        Instant::now();\n    }\n}\n";
        assert!(banned_names(source, &BANNED_NAMES).is_empty());
    }

    #[test]
    fn code_behind_a_test_module_or_a_test_only_import_is_still_checked() {
        let behind = "#[cfg(test)]\nmod tests {\n    fn g() {}\n}\nfn f() { std::fs::read(p); }\n";
        assert_eq!(banned_names(behind, &BANNED_NAMES), [(5, "std::fs")]);
        let import = "#[cfg(test)]\nuse std::cell::Cell;\nfn f() { std::thread::sleep(d); }\n";
        assert_eq!(banned_names(import, &BANNED_NAMES), [(3, "std::thread")]);
    }
}

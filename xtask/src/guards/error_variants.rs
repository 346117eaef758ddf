//! Every variant of every public error is named by a test: one that none produces is either untested or unreachable.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Variants without a test, each with the reason.
const UNTESTED: &[(&str, &str)] =
    &[("TransportBuildError::Client", "reqwest builds from our settings unless the system has no roots")];

/// A public enum of errors.
#[derive(Debug, PartialEq, Eq)]
struct ErrorEnum {
    name: String,
    variants: Vec<String>,
}

/// Rust sources below a directory, except what is built.
fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What is code and what is test in a file: its own test module is the end of it.
fn split<'a>(path: &Path, text: &'a str) -> (&'a str, &'a str) {
    let whole = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    let module = ["\n#[cfg(test)]\nmod ", "\n#[cfg(test)]\n#[allow", "\n#[cfg(all(test"];
    let inner = module
        .iter()
        .filter_map(|start| text.find(start))
        .min()
        .filter(|at| text.get(*at..).is_some_and(|rest| rest.contains(" {\n")));
    match inner {
        _ if whole => ("", text),
        Some(at) => text.split_at(at),
        None => (text, ""),
    }
}

/// The public enums that are errors by their name or by what they derive.
fn error_enums(code: &str) -> Vec<ErrorEnum> {
    let mut found = Vec::new();
    let mut attributes = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("pub enum ") else {
            if line.starts_with("#[") {
                attributes.push_str(line);
            } else if !line.starts_with("//") {
                attributes.clear();
            }
            continue;
        };
        let name = rest.split([' ', '<']).next().unwrap().to_owned();
        let ends = ["Error", "ErrorKind", "FailureKind", "Cause", "Inconsistency"];
        let is_error = attributes.contains("Error") || ends.iter().any(|end| name.ends_with(end));
        let body = lines.by_ref().take_while(|line| *line != "}");
        let names = body.filter_map(|line| line.strip_prefix("    ")).filter_map(|line| {
            let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
        });
        let variants: Vec<String> = names.collect();
        if is_error {
            found.push(ErrorEnum { name, variants });
        }
        attributes.clear();
    }
    found
}

/// Whether a test names it: with its enum, or alone where the enum's variants are imported.
fn is_named(name: &str, variant: &str, tests: &[(PathBuf, String)]) -> bool {
    let full = format!("{name}::{variant}");
    let (all, some) = (format!("{name}::*"), format!("{name}::{{"));
    let word = |text: &str, word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let after = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
            let before = text.get(..at).and_then(|rest| rest.chars().next_back());
            !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                && !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    };
    tests.iter().any(|(_, text)| {
        word(text, &full) || ((text.contains(&all) || text.contains(&some)) && word(text, variant))
    })
}

#[test]
fn every_error_variant_is_named_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    sources(&root.join("crates"), &mut files);
    sources(&root.join("tests"), &mut files);
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let tests: Vec<(PathBuf, String)> = texts
        .iter()
        .map(|(path, text)| (path.clone(), split(path, text).1.to_owned()))
        .filter(|(_, test)| !test.is_empty())
        .collect();
    let enums: Vec<ErrorEnum> = texts
        .iter()
        .filter(|(path, _)| path.components().any(|part| part.as_os_str() == "src"))
        .flat_map(|(path, text)| error_enums(split(path, text).0))
        .collect();
    let mut count = 0;
    let mut missing = BTreeSet::new();
    for ErrorEnum { name, variants } in &enums {
        count += variants.len();
        let unnamed = variants.iter().filter(|variant| !is_named(name, variant, &tests));
        missing.extend(unnamed.map(|variant| format!("{name}::{variant}")));
    }
    for (known, reason) in UNTESTED {
        assert!(missing.remove(*known), "{known} has a test: take it off the list ({reason})");
    }
    assert!(missing.is_empty(), "no test names {missing:#?}");
    assert!(enums.len() >= 20 && count >= 120, "{} enums with {count} variants", enums.len());
    println!("errors={} variants={count} untested={}", enums.len(), UNTESTED.len());
}

#[test]
fn enums_and_their_variants_are_read() {
    let code = "/// Doc.\n#[derive(thiserror::Error)]\n#[non_exhaustive]\npub enum Bad {\n    /// Doc.\n    #[error(\"x\")]\n    One,\n    Two {\n        at: usize,\n    },\n    Three(u8),\n}\n\npub enum Good {\n    Four,\n}\n";
    let found = error_enums(code);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].variants.join(" ")), ("Bad", "One Two Three".to_owned()));
    let tests = [(PathBuf::new(), "use E::*; One".to_owned()), (PathBuf::new(), "Bad::Two {".to_owned())];
    assert!(
        is_named("Bad", "Two", &tests) && !is_named("Bad", "One", &tests) && is_named("E", "One", &tests)
    );
}

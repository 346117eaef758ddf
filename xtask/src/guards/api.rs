//! The public API of every published library as a text beside it, so that a change of it shows in review.
//!
//! rustdoc's JSON, from which the text is made, exists on nightly only. Without that toolchain the check is skipped, and
//! says so.

use super::features::LIBRARIES;
use super::tool::Installed;
use crate::child::{cargo, quiet};
use std::path::{Path, PathBuf};

/// `cargo xtask api`: writes the texts.
///
/// # Errors
/// The tool or the toolchain is missing, or a library does not build.
pub(crate) fn write(root: &Path) -> Result<String, String> {
    if let Some(reason) = missing(root) {
        return Err(reason);
    }
    Installed::PUBLIC_API.ensure(root)?;
    for library in LIBRARIES {
        let file = file(root, library);
        std::fs::write(&file, text(root, library)?)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        println!("    {}", file.display());
    }
    Ok(format!("{} texts written", LIBRARIES.len()))
}

/// `cargo xtask api --check`: compares the texts with the sources.
///
/// # Errors
/// They differ; the first lines that do are shown.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    if let Some(reason) = missing(root) {
        println!("    SKIPPED: {reason}");
        return Ok(format!("SKIPPED: {reason}"));
    }
    Installed::PUBLIC_API.ensure(root)?;
    let mut changed = Vec::new();
    for library in LIBRARIES {
        let before = std::fs::read_to_string(file(root, library)).unwrap_or_default();
        changed
            .extend(difference(&before, &text(root, library)?).map(|lines| format!("{library}:\n{lines}")));
    }
    if changed.is_empty() {
        return Ok(format!("{} libraries", LIBRARIES.len()));
    }
    Err(format!("{}\n  if that is meant: cargo xtask api, and a line in CHANGELOG.md", changed.join("\n")))
}

fn missing(root: &Path) -> Option<String> {
    let there = quiet(root, "rustup run nightly rustdoc --version");
    (!there).then(|| "rustdoc's JSON needs a nightly toolchain: rustup toolchain install nightly".to_owned())
}

fn file(root: &Path, library: &str) -> PathBuf {
    root.join("crates").join(library).join("API.txt")
}

/// The API with all features, without what every type has: blanket and automatic implementations.
fn text(root: &Path, library: &str) -> Result<String, String> {
    let mut command = cargo(root);
    command.args(["public-api", "-p", library, "--all-features", "-sss", "--target-dir", "target/api"]);
    let output = command.output().map_err(|error| format!("cargo public-api did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{library}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The lines that only one of the texts has: `-` before, `+` now.
fn difference(before: &str, now: &str) -> Option<String> {
    let only = |left: &str, right: &str, sign: char| -> Vec<String> {
        let right: std::collections::HashSet<&str> = right.lines().collect();
        left.lines().filter(|line| !right.contains(line)).map(|line| format!("    {sign} {line}")).collect()
    };
    let lines = [only(before, now, '-'), only(now, before, '+')].concat();
    (!lines.is_empty()).then(|| lines.into_iter().take(40).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_shows_as_it_was_and_as_it_is() {
        let before = "pub fn a()\npub fn b()\n";
        assert_eq!(difference(before, before), None);
        let found = difference(before, "pub fn a()\npub fn b(x: u8)\n").unwrap();
        assert_eq!(found, "    - pub fn b()\n    + pub fn b(x: u8)");
    }
}

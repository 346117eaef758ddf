//! Links in the repository's texts lead somewhere: files exist, and so do the headings behind a `#`. Links in the
//! documentation of code are rustdoc's business, and it is run with warnings denied.

use std::fs;
use std::path::{Path, PathBuf};

/// Texts of ours; what others made, or a build did, is left out.
fn texts(directory: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap_or_default().to_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | ".git" | "node_modules") {
            texts(&path, found);
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
}

/// The targets of `[text](target)` outside of code.
fn targets(text: &str) -> Vec<String> {
    let mut code = false;
    let prose = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    });
    let mut targets = Vec::new();
    for line in prose {
        // What stands between backticks is code too.
        let line: String = line.split('`').step_by(2).collect();
        for rest in line.split("](").skip(1) {
            targets.extend(rest.split_once(')').map(|(target, _)| target.to_owned()));
        }
    }
    targets
}

/// A heading as a forge turns it into an anchor.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn has_anchor(file: &Path, wanted: &str) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| anchor(line.trim_start_matches('#')) == wanted)
}

/// Whether a target is there, as seen from the text it stands in.
fn leads_somewhere(from: &Path, target: &str) -> bool {
    if target.starts_with("https://") || target.starts_with("crate::") {
        return true;
    }
    let (path, wanted) = target.split_once('#').unwrap_or((target, ""));
    let file = if path.is_empty() { from.to_owned() } else { from.parent().unwrap().join(path) };
    file.exists() && (wanted.is_empty() || has_anchor(&file, wanted))
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    texts(root, &mut found);
    let mut links = 0;
    for text in &found {
        for target in targets(&fs::read_to_string(text).unwrap()) {
            links += 1;
            assert!(leads_somewhere(text, &target), "{} links to {target}", text.display());
        }
    }
    assert!(found.len() >= 10 && links >= 40, "{links} links in {} texts", found.len());
}

#[test]
fn a_dead_link_is_noticed() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("README.md");
    for dead in ["NO-SUCH-FILE.md", "CHANGELOG.md#no-such-heading", "#no-such-heading"] {
        assert!(!leads_somewhere(&readme, dead), "{dead}");
    }
    for alive in ["CHANGELOG.md", "CHANGELOG.md#changelog", "#status"] {
        assert!(leads_somewhere(&readme, alive), "{alive}");
    }
    assert_eq!(targets("[a](b) `[c](d)` [e](f#g)\n```\n[h](i)\n```\n"), ["b", "f#g"]);
}

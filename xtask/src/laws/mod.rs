//! The laws and their tests: which test shows which law, and which were shown by a run.
//!
//! A test shows the laws that its name begins with: `v24_v25_begun` shows V24 and V25. `tests/LAWS.md` is made of the names
//! found in the sources; a run counts the laws whose tests passed, and the cases that its property tests say they ran.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use table::{LAWS, WITHOUT_TEST};

/// The list, from the workspace's root.
const LIST: &str = "tests/LAWS.md";
/// The variable that names the file to which properties write how many cases they ran.
pub(crate) const CASES_VARIABLE: &str = "CLOUDSPONGE_LAWS_FILE";

/// The numbers of the laws that a test of this name shows.
pub(crate) fn shown_by(name: &str) -> Vec<u8> {
    let name = name.rsplit("::").next().unwrap_or(name);
    name.split('_').map_while(|word| word.strip_prefix('v').and_then(|digits| digits.parse().ok())).collect()
}

/// Writes the list anew.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    let list = list(&found(root)?)?;
    std::fs::write(root.join(LIST), list).map_err(|error| format!("{LIST}: {error}"))
}

/// Whether the list is what the sources say.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    let wanted = list(&found(root)?)?;
    let text = std::fs::read_to_string(root.join(LIST)).map_err(|error| format!("{LIST}: {error}"))?;
    if text == wanted {
        Ok(format!("{} laws", LAWS.len()))
    } else {
        Err(format!("{LIST} is out of date: run `cargo xtask laws`"))
    }
}

/// What a run of all tests has shown: `laws=… cases=…`.
///
/// # Errors
/// A law of which the sources have a test was not shown.
pub(crate) fn shown(root: &Path, passed: &BTreeSet<u8>, cases: u64) -> Result<String, String> {
    let missing: Vec<String> =
        found(root)?.keys().filter(|law| !passed.contains(law)).map(|law| format!("V{law}")).collect();
    if missing.is_empty() {
        Ok(format!("laws={} cases={cases}", passed.len()))
    } else {
        Err(format!("no test ran that shows {}", missing.join(", ")))
    }
}

/// Where properties write how many cases they ran; empty.
pub(crate) fn cases_file(root: &Path) -> PathBuf {
    let file = root.join("target/laws-cases.txt");
    // It need not be there.
    let _ = std::fs::remove_file(&file);
    file
}

/// The sum of what properties wrote.
pub(crate) fn cases(file: &Path) -> u64 {
    std::fs::read_to_string(file)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.parse::<u64>().ok())
        .sum()
}

/// The tests of each law: the folder of the package, and the test's name.
type Found = BTreeMap<u8, BTreeSet<(String, String)>>;

fn found(root: &Path) -> Result<Found, String> {
    let mut found = Found::new();
    for folder in ["crates", "tests", "xtask", "fuzz"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            walk(root, &folder, &mut found)?;
        }
    }
    Ok(found)
}

fn walk(root: &Path, folder: &Path, found: &mut Found) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                walk(root, &path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).map_err(failed)?;
            let package = package(root, &path);
            for (law, name) in tests(&text) {
                found.entry(law).or_default().insert((package.clone(), name));
            }
        }
    }
    Ok(())
}

/// The folder of the file's package: everything before `src` or `tests`.
fn package(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let end = parts.iter().skip(1).position(|part| part == "src" || part == "tests").map_or(1, |at| at + 1);
    parts.iter().take(end).map(String::as_str).collect::<Vec<_>>().join("/")
}

fn tests(source: &str) -> Vec<(u8, String)> {
    let functions =
        source.lines().filter_map(|line| line.trim_start().split_once("fn ").map(|(_, rest)| rest));
    let names = functions.filter_map(|rest| rest.split_once('(').map(|(name, _)| name.to_owned()));
    names.flat_map(|name| shown_by(&name).into_iter().map(move |law| (law, name.clone()))).collect()
}

/// The text of the list.
///
/// # Errors
/// A law has neither a test nor a reason, or has both; or a test shows a law that does not exist.
fn list(found: &Found) -> Result<String, String> {
    let mut text = String::from(
        "# The laws\n\nWhat holds whatever happens, and the tests that show it. Made by `cargo xtask laws` from the names of the\n\
         tests; `cargo xtask ci` fails if it is out of date, and says how many of them a run has shown.\n\n\
         | law | what holds | shown by |\n|---|---|---|\n",
    );
    if let Some(unknown) = found.keys().find(|law| LAWS.iter().all(|known| known.number != **law)) {
        return Err(format!("a test is named after V{unknown}, and there is no such law"));
    }
    for law in LAWS {
        let reason = WITHOUT_TEST.iter().find(|(number, _)| *number == law.number);
        let shown = match (found.get(&law.number), reason) {
            (Some(tests), None) => tests_of(tests),
            (None, Some((_, reason))) => format!("no test: {reason}"),
            (None, None) => {
                return Err(format!("V{} has no test, and no reason for having none", law.number));
            }
            (Some(_), Some(_)) => {
                return Err(format!("V{} has tests, and a reason for having none", law.number));
            }
        };
        text.push_str(&format!("| V{} | {} | {shown} |\n", law.number, law.statement));
    }
    Ok(text)
}

fn tests_of(tests: &BTreeSet<(String, String)>) -> String {
    let mut by_package: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (package, name) in tests {
        by_package.entry(package).or_default().push(name);
    }
    let packages = by_package.iter().map(|(package, names)| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        format!("{package}: {}", names.join(", "))
    });
    packages.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_the_laws_it_begins_with() {
        assert_eq!(shown_by("model::tests::v24_v25_begun"), [24, 25]);
        assert_eq!(shown_by("v7_waits"), [7]);
        for name in ["value_v7", "verify_x", "v_7", "vx", "h4_v7"] {
            assert!(shown_by(name).is_empty(), "{name}");
        }
        let source = "    fn v1_a(x: u8) {}\nasync fn v2_v3_b() {}\nfn helper() { v4_c() }\n";
        let names: Vec<u8> = tests(source).into_iter().map(|(law, _)| law).collect();
        assert_eq!(names, [1, 2, 3]);
    }

    #[test]
    fn laws_are_numbered_without_gaps() {
        let numbers: Vec<u8> = LAWS.iter().map(|law| law.number).collect();
        assert_eq!(numbers, (1..=46).collect::<Vec<u8>>());
    }

    #[test]
    fn a_law_has_tests_or_a_reason() {
        assert!(list(&Found::new()).unwrap_err().starts_with("V1 has no test"));
        let stray = Found::from([(47, BTreeSet::new())]);
        assert!(list(&stray).unwrap_err().contains("V47"));
    }

    #[test]
    fn a_run_must_show_what_the_sources_hold() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert!(shown(root, &BTreeSet::new(), 0).is_err());
        let all: BTreeSet<u8> = found(root).unwrap().into_keys().collect();
        assert_eq!(shown(root, &all, 7).unwrap(), format!("laws={} cases=7", all.len()));
    }

    #[test]
    fn a_package_is_what_stands_before_its_sources() {
        let of = |path: &str| package(Path::new("/w"), &Path::new("/w").join(path));
        assert_eq!(of("crates/core/src/a/b.rs"), "crates/core");
        assert_eq!(of("tests/tests/model.rs"), "tests");
        assert_eq!(of("tests/laws/src/lib.rs"), "tests/laws");
        assert_eq!(of("tests/src/lib.rs"), "tests");
    }
}

//! Every combination of every library's features builds.

use crate::step::Step;
use std::path::Path;

/// The published libraries.
///
/// Each is checked alone: checked together, the features one of them asks for would be on for all.
pub(crate) const LIBRARIES: [&str; 7] = [
    "cloudsponge-proto",
    "cloudsponge",
    "cloudsponge-reqwest",
    "cloudsponge-isahc",
    "cloudsponge-conformance",
    "cloudsponge-emulator",
    "cloudsponge-web",
];

/// The root of the workspace, one level above this package.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// One step for each combination of each library.
pub(crate) fn steps() -> Vec<Step> {
    let combinations = LIBRARIES.iter().flat_map(|library| {
        let manifest = Path::new(ROOT).join("crates").join(library).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).unwrap_or_default();
        powerset(&features(&manifest)).into_iter().map(move |chosen| (library, chosen))
    });
    combinations.map(|(library, chosen)| step(library, &chosen)).collect()
}

fn step(library: &str, chosen: &str) -> Step {
    let mut arguments = vec!["check", "-p", library, "--no-default-features"];
    if !chosen.is_empty() {
        arguments.extend(["--features", chosen]);
    }
    let shown = if chosen.is_empty() { "none" } else { chosen };
    Step::cargo(format!("features: {library}: {shown}"), &arguments)
}

/// The features a manifest declares. `default` is only a choice of others.
fn features(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().skip_while(|line| *line != "[features]").skip(1);
    let names = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name).filter(|name| !name.starts_with('#') && *name != "default").collect()
}

/// All subsets, as lists for `--features`; the empty one first.
fn powerset(features: &[&str]) -> Vec<String> {
    let mut sets = vec![String::new()];
    for feature in features {
        let with =
            |set: &String| if set.is_empty() { (*feature).to_owned() } else { format!("{set},{feature}") };
        let more: Vec<String> = sets.iter().map(with).collect();
        sets.extend(more);
    }
    sets
}

/// The packages of the workspace that are not for others.
///
/// # Errors
/// A manifest cannot be read.
pub(crate) fn unpublished(root: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let crates = std::fs::read_dir(root.join("crates")).map_err(|error| format!("crates: {error}"))?;
    let crates = crates.filter_map(|entry| Some(entry.ok()?.path()));
    for directory in crates.chain(["tests", "benches", "xtask"].map(|name| root.join(name))) {
        let manifest = directory.join("Cargo.toml");
        let text =
            std::fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
        if text.lines().any(|line| line == "publish = false") {
            found.extend(name(&text).map(str::to_owned));
        }
    }
    found.sort();
    Ok(found)
}

fn name(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_those_declared() {
        let manifest = "[package]\nname = \"x\"\n\n[features]\n## Doc.\ndefault = [\"a\"]\na = []\nb-c = [\"a\"]\n\n[dependencies]\nd = \"1\"\n";
        assert_eq!(features(manifest), ["a", "b-c"]);
        assert_eq!(powerset(&features(manifest)), ["", "a", "b-c", "a,b-c"]);
        assert_eq!(powerset(&features("[package]\n")), [""]);
    }

    #[test]
    fn each_library_is_checked_without_any_feature_and_with_all_its_features() {
        let commands: Vec<String> = steps().iter().map(Step::command_line).collect();
        for library in LIBRARIES {
            let alone = format!("cargo check -p {library} --no-default-features");
            assert!(commands.contains(&alone), "{alone}");
        }
        assert!(commands.iter().any(|line| line.ends_with("default-tls,rustls-no-provider")));
        assert!(commands.iter().any(|line| line.contains("cloudsponge-proto") && line.contains("server")));
    }

    #[test]
    fn what_is_not_for_others_is_known() {
        let names = unpublished(Path::new(ROOT)).unwrap();
        for name in ["xtask", "cloudsponge-tests", "cloudsponge-fuzz"] {
            assert!(names.iter().any(|found| found == name), "{name}");
        }
        assert!(LIBRARIES.iter().all(|library| !names.iter().any(|name| name == library)));
    }
}

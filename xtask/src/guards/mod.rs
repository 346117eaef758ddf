//! Checks that cost more than every change should pay, or that need a tool of their own.
//!
//! `cargo xtask ci` runs the cheap ones. These run with `cargo xtask guards`, and each by its own command; the tools are
//! installed from source on first use, which takes minutes.

pub(crate) mod api;
pub(crate) mod coverage;
#[cfg(test)]
mod error_variants;
pub(crate) mod features;
pub(crate) mod mutants;
mod tool;

use crate::step::{Action, Step};
use std::path::Path;
use tool::Installed;

/// `cargo xtask guards`
pub(crate) fn steps() -> Vec<Step> {
    let own = |name: &str, command, run| Step::new(name, Action::Own { command, run });
    vec![
        own("licences, sources and bans", "cargo deny --offline check bans licenses sources", deny),
        own("unused dependencies", "cargo machete crates tests xtask", machete),
        own("feature combinations", "cargo hack check --feature-powerset --no-dev-deps", powerset),
        Step::new("tests: reqwest without a TLS provider", Action::Tests(no_provider())),
        own("packages", "cargo package", package),
        own("public API", "cargo xtask api --check", api::check),
    ]
}

/// A combination of features that no test of the whole workspace has.
fn no_provider() -> Vec<String> {
    let line =
        "test -p cloudsponge-reqwest --no-default-features --features rustls-no-provider --test no_provider";
    line.split(' ').map(str::to_owned).collect()
}

/// The database of advisories cannot be reached from everywhere; the public CI asks it.
fn deny(root: &Path) -> Result<String, String> {
    Installed::DENY.run(root, &["--offline", "check", "bans", "licenses", "sources"]).map(|()| String::new())
}

fn machete(root: &Path) -> Result<String, String> {
    // Named, because it would walk through `target` as well.
    let directories = ["crates", "tests", "benches", "xtask", "fuzz/fuzz_targets"];
    Installed::MACHETE.run(root, &directories).map(|()| String::new())
}

/// The same as the steps of `cargo xtask ci`, by a tool that reads the features from cargo.
fn powerset(root: &Path) -> Result<String, String> {
    let mut arguments = vec!["check", "--feature-powerset", "--no-dev-deps"];
    arguments.extend(features::LIBRARIES.iter().flat_map(|library| ["-p", library]));
    Installed::HACK.run(root, &arguments).map(|()| String::new())
}

/// Every published package builds from nothing but its package.
fn package(root: &Path) -> Result<String, String> {
    let mut command = crate::child::cargo(root);
    command.args(["package", "--quiet", "--allow-dirty", "--workspace", "--target-dir", "target"]);
    let unpublished = features::unpublished(root)?;
    command.args(unpublished.iter().flat_map(|name| ["--exclude", name]));
    let status = command.status().map_err(|error| format!("cargo did not start: {error}"))?;
    if status.success() { Ok(String::new()) } else { Err(format!("cargo package ended with {status}")) }
}

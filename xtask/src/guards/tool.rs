//! Subcommands of cargo that are installed from source when they are first needed.

use crate::child::{cargo, quiet};
use std::path::Path;

/// A subcommand of cargo, at the version its output was last looked at with.
pub(super) struct Installed {
    name: &'static str,
    version: &'static str,
}

impl Installed {
    pub(super) const DENY: Self = Self { name: "deny", version: "0.20.2" };
    pub(super) const HACK: Self = Self { name: "hack", version: "0.6.46" };
    pub(super) const LLVM_COV: Self = Self { name: "llvm-cov", version: "0.9.1" };
    pub(super) const MACHETE: Self = Self { name: "machete", version: "0.9.2" };
    pub(super) const MUTANTS: Self = Self { name: "mutants", version: "27.1.0" };
    pub(super) const PUBLIC_API: Self = Self { name: "public-api", version: "0.52.0" };

    /// Sees that it is there. Any version will do; where there is none, ours is installed.
    ///
    /// # Errors
    /// It is not there and cannot be installed.
    pub(super) fn ensure(&self, root: &Path) -> Result<(), String> {
        let there = || quiet(root, &format!("cargo {} --version", self.name));
        if there() {
            return Ok(());
        }
        let package = format!("cargo-{}@{}", self.name, self.version);
        println!("    cargo install --locked {package}   (some minutes)");
        let status = cargo(root).args(["install", "--locked", "--quiet", &package]).status();
        if status.is_ok_and(|status| status.success()) && there() {
            Ok(())
        } else {
            Err(format!("cargo-{} is missing: cargo install --locked {package}", self.name))
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// It cannot be installed, or it failed.
    pub(super) fn run(&self, root: &Path, arguments: &[&str]) -> Result<(), String> {
        self.ensure(root)?;
        let mut command = cargo(root);
        let status = command.arg(self.name).args(arguments).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("cargo {} ended with {status}", self.name)),
            Err(error) => Err(format!("cargo {} did not start: {error}", self.name)),
        }
    }
}

//! Programs that steps start.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a program, given with its arguments separated by spaces, exists and succeeds. Shows nothing.
pub(crate) fn quiet(root: &Path, line: &str) -> bool {
    let mut words = line.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = if program == "cargo" { cargo(root) } else { Command::new(program) };
    command.args(words).current_dir(root).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether a program succeeds. It shows what it has to say.
pub(crate) fn run(root: &Path, line: &[&str]) -> bool {
    let Some((program, arguments)) = line.split_first() else { return false };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root).stdin(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Cargo, the one that runs us, in the environment it had before it ran us.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    // Some build scripts watch these; left in place, each change between `cargo test` and `cargo xtask test` would
    // build the TLS library anew.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_package_variable) {
            command.env_remove(name);
        }
    }
    command
}

fn is_package_variable(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || matches!(name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH" | "OUT_DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_package_variables_are_taken_away() {
        assert!(is_package_variable("CARGO_PKG_NAME"));
        assert!(is_package_variable("CARGO_MANIFEST_DIR"));
        for kept in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "PATH", "RUSTFLAGS"] {
            assert!(!is_package_variable(kept), "{kept}");
        }
    }
}

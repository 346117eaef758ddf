//! The tools beyond cargo itself: how to see whether one is there, and what to do if not.

use std::path::Path;

/// A tool some step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The formatter.
    Rustfmt,
    /// The linter.
    Clippy,
    /// Builds the C parts of the TLS library.
    CCompiler,
}

impl Tool {
    /// The command that succeeds if the tool is there.
    pub(crate) fn probe_line(&self) -> &'static str {
        match self {
            Self::Rustfmt => "cargo fmt --version",
            Self::Clippy => "cargo clippy --version",
            Self::CCompiler => "cc --version",
        }
    }

    /// The component of the Rust installation it is, if it is one.
    fn component(self) -> Option<&'static str> {
        match self {
            Self::Rustfmt => Some("rustfmt"),
            Self::Clippy => Some("clippy"),
            Self::CCompiler => None,
        }
    }

    /// What the user should do where we cannot.
    fn advice(self) -> String {
        match self.component() {
            Some(component) => format!("install it: rustup component add {component}"),
            None => "no C compiler was found; on Debian: apt-get install -y gcc libc6-dev; \
                     elsewhere install one and name it in the variable CC"
                .to_owned(),
        }
    }

    fn is_there(self, root: &Path) -> bool {
        let own_compiler = std::env::var("CC").ok().filter(|cc| !cc.is_empty());
        let line = match (self, own_compiler) {
            (Self::CCompiler, Some(cc)) => format!("{cc} --version"),
            _ => self.probe_line().to_owned(),
        };
        crate::child::quiet(root, &line)
    }
}

/// Sees that the tools are there, and installs those that are parts of the Rust installation.
///
/// # Errors
/// Advice for the first tool that is missing.
pub(crate) fn ensure(root: &Path, tools: &[Tool]) -> Result<(), String> {
    for &tool in tools {
        if tool.is_there(root) {
            continue;
        }
        let Some(component) = tool.component() else { return Err(tool.advice()) };
        println!("installing {component}");
        if !crate::child::quiet(root, &format!("rustup component add {component}")) || !tool.is_there(root) {
            return Err(tool.advice());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_the_command_to_run() {
        assert!(Tool::CCompiler.advice().contains("apt-get install -y gcc"));
        assert!(Tool::Clippy.advice().contains("rustup component add clippy"));
    }

    #[test]
    fn a_missing_program_is_noticed() {
        assert!(!crate::child::quiet(Path::new("."), "surely-no-such-program --version"));
        assert!(crate::child::quiet(Path::new("."), "cargo --version"));
    }
}

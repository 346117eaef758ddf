//! The tools beyond cargo itself: how to see whether one is there, and what to do if not.

use std::path::Path;

/// A tool some step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The formatter.
    Rustfmt,
    /// The linter.
    Clippy,
    /// Knows how words are often written by mistake.
    Codespell,
    /// Builds the C parts of the TLS library.
    CCompiler,
    /// The browser.
    Chromium,
    /// What steers the browser. Its version must be the browser's.
    ChromeDriver,
    /// Gets what is not Rust.
    Npm,
    /// Finds what shuts people out of a page.
    Axe,
}

impl Tool {
    /// The command that succeeds if the tool is there.
    pub(crate) fn probe_line(&self) -> &'static str {
        match self {
            Self::Rustfmt => "cargo fmt --version",
            Self::Clippy => "cargo clippy --version",
            Self::Codespell => "codespell --version",
            Self::CCompiler => "cc --version",
            Self::Chromium => "chromium --version",
            Self::ChromeDriver => "chromedriver --version",
            Self::Npm => "npm --version",
            Self::Axe => "npm ls --prefix target/axe axe-core@4.14.1",
        }
    }

    /// The commands that install it, if we may try.
    fn install_lines(self) -> &'static [&'static str] {
        match self {
            Self::Rustfmt => &["rustup component add rustfmt"],
            Self::Clippy => &["rustup component add clippy"],
            Self::Codespell => &["apt-get update", "apt-get install -y codespell"],
            Self::CCompiler => &[],
            Self::Chromium | Self::ChromeDriver => {
                &["apt-get update", "apt-get install -y chromium chromium-driver"]
            }
            Self::Npm => &["apt-get update", "apt-get install -y npm"],
            Self::Axe => &["npm install --prefix target/axe --no-audit --no-fund axe-core@4.14.1"],
        }
    }

    /// The variable that names another program for it.
    fn variable(self) -> Option<&'static str> {
        match self {
            Self::CCompiler => Some("CC"),
            Self::Chromium => Some("CHROMIUM"),
            Self::ChromeDriver => Some("CHROMEDRIVER"),
            Self::Rustfmt | Self::Clippy | Self::Codespell | Self::Npm | Self::Axe => None,
        }
    }

    /// What the user should do where we cannot.
    fn advice(self) -> String {
        match self {
            Self::Rustfmt | Self::Clippy | Self::Axe => {
                format!("install it: {}", self.install_lines().join(" && "))
            }
            Self::Codespell => "the spelling check needs codespell; on Debian, as root: \
                                apt-get update && apt-get install -y codespell; elsewhere: pip install codespell"
                .to_owned(),
            Self::CCompiler => "no C compiler was found; on Debian: apt-get install -y gcc libc6-dev; \
                                elsewhere install one and name it in the variable CC"
                .to_owned(),
            Self::Chromium | Self::ChromeDriver => {
                "the browser tests need Chromium and its driver; on Debian, as root: \
                 apt-get update && apt-get install -y chromium chromium-driver; \
                 elsewhere install both and name them in the variables CHROMIUM and CHROMEDRIVER"
                    .to_owned()
            }
            Self::Npm => "the browser tests need npm for the accessibility check; on Debian, as root: \
                          apt-get update && apt-get install -y npm; elsewhere install Node.js"
                .to_owned(),
        }
    }

    fn is_there(self, root: &Path) -> bool {
        let own = self.variable().and_then(|name| std::env::var(name).ok()).filter(|own| !own.is_empty());
        let line = own.map_or_else(|| self.probe_line().to_owned(), |own| format!("{own} --version"));
        crate::child::quiet(root, &line)
    }
}

/// Sees that the tools are there, and installs what can be.
///
/// # Errors
/// Advice for the first tool that is missing and could not be installed.
pub(crate) fn ensure(root: &Path, tools: &[Tool]) -> Result<(), String> {
    for &tool in tools {
        if tool.is_there(root) {
            continue;
        }
        let lines = tool.install_lines();
        // Where it must be root that installs, or the system has another installer, the command fails and the advice helps.
        let installed = !lines.is_empty()
            && lines.iter().all(|line| {
                println!("    {line}");
                crate::child::quiet(root, line)
            });
        if !installed || !tool.is_there(root) {
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
        assert!(Tool::Axe.advice().contains("npm install --prefix target/axe"));
        for tool in [Tool::Chromium, Tool::ChromeDriver, Tool::Npm] {
            let install = tool.install_lines().join(" && ");
            assert!(tool.advice().contains(&install), "{tool:?}");
        }
    }

    #[test]
    fn what_is_installed_is_what_is_looked_for() {
        let version = Tool::Axe.probe_line().rsplit(' ').next().unwrap();
        assert!(version.starts_with("axe-core@"));
        assert!(Tool::Axe.install_lines()[0].ends_with(version));
        assert_eq!(Tool::Chromium.install_lines(), Tool::ChromeDriver.install_lines());
    }

    #[test]
    fn a_tool_that_cannot_be_installed_is_an_error() {
        let nowhere = Path::new("/surely/no/such/directory");
        assert_eq!(ensure(nowhere, &[Tool::CCompiler]), Err(Tool::CCompiler.advice()));
        assert_eq!(ensure(nowhere, &[]), Ok(()));
    }

    #[test]
    fn a_missing_program_is_noticed() {
        assert!(!crate::child::quiet(Path::new("."), "surely-no-such-program --version"));
        assert!(crate::child::quiet(Path::new("."), "cargo --version"));
    }
}

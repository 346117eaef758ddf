//! One step of a command: a name, what it does, and how to do it alone.

use crate::tools::Tool;

/// One step.
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) action: Action,
    pub(crate) env: Vec<(&'static str, &'static str)>,
}

/// What a step does.
pub(crate) enum Action {
    /// Runs cargo with these arguments.
    Cargo(Vec<String>),
    /// Runs a program with its arguments.
    Program(Vec<&'static str>),
    /// Runs `cargo test` with these arguments and counts the results.
    Tests(Vec<String>),
    /// Installs what can be installed without asking, and says what cannot.
    Install(&'static [Tool]),
    /// Checks who depends on what.
    Layers,
    /// Checks that the list of laws is what the tests say.
    Laws,
}

impl Step {
    /// A step of this name.
    pub(crate) fn new(name: impl Into<String>, action: Action) -> Self {
        Self { name: name.into(), action, env: Vec::new() }
    }

    /// A step that runs cargo.
    pub(crate) fn cargo(name: impl Into<String>, arguments: &[&str]) -> Self {
        Self::new(name, Action::Cargo(arguments.iter().map(|&argument| argument.to_owned()).collect()))
    }

    /// Sets a variable for the step's process.
    pub(crate) fn with_env(mut self, name: &'static str, value: &'static str) -> Self {
        self.env.push((name, value));
        self
    }

    /// The shell command that does this step alone.
    pub(crate) fn command_line(&self) -> String {
        let mut words: Vec<String> =
            self.env.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        match &self.action {
            Action::Cargo(arguments) | Action::Tests(arguments) => {
                words.push("cargo".to_owned());
                words.extend(arguments.iter().map(|argument| quoted(argument)));
            }
            Action::Install(tools) => {
                let probes: Vec<&str> = tools.iter().map(Tool::probe_line).collect();
                words.push(probes.join(" && "));
            }
            Action::Program(line) => words.extend(line.iter().map(|word| quoted(word))),
            Action::Layers => words.push("cargo xtask layers".to_owned()),
            Action::Laws => words.push("cargo xtask laws --check".to_owned()),
        }
        words.join(" ")
    }
}

/// Quoted for a shell where it must be.
fn quoted(word: &str) -> String {
    let plain =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b'=' | b',' | b':');
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_can_be_pasted_into_a_shell() {
        let step = Step::cargo("x", &["doc", "it's"]).with_env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(step.command_line(), r"RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s'");
        assert_eq!(Step::new("x", Action::Layers).command_line(), "cargo xtask layers");
        assert_eq!(
            Step::new("x", Action::Install(&[Tool::Rustfmt, Tool::CCompiler])).command_line(),
            "cargo fmt --version && cc --version"
        );
    }
}

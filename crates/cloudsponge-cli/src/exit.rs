//! How the command ends: one code and one message for each way.

use crate::console;
use std::fmt::Display;
use std::io;
use std::process::ExitCode;

/// The exit codes scripts rely on, beside 0 for success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Error = 1,
    Usage = 2,
    /// The import failed, or the user declined.
    ImportFailed = 3,
    Deadline = 4,
    Interrupted = 130,
}

/// Why the command did not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    Report {
        exit: Exit,
        what: String,
        hint: String,
    },
    /// Whoever read our output has seen enough (`| head -1`): nothing to report.
    OutputClosed,
    /// The user ended what only the user ends.
    Stopped,
}

/// A failure without its hint: none is reported so.
#[must_use]
pub(crate) struct Unhinted {
    exit: Exit,
    what: String,
}

impl Unhinted {
    /// What to do about it.
    pub(crate) fn hint(self, hint: impl Display) -> Failure {
        Failure::Report { exit: self.exit, what: self.what, hint: hint.to_string() }
    }
}

impl Failure {
    pub(crate) fn ending(exit: Exit, what: impl Display) -> Unhinted {
        Unhinted { exit, what: what.to_string() }
    }

    pub(crate) fn error(what: impl Display) -> Unhinted {
        Self::ending(Exit::Error, what)
    }

    pub(crate) fn usage(what: impl Display) -> Unhinted {
        Self::ending(Exit::Usage, what)
    }

    /// A better hint than the one given.
    pub(crate) fn hint(mut self, text: impl Display) -> Self {
        if let Self::Report { hint, .. } = &mut self {
            *hint = text.to_string();
        }
        self
    }

    /// What to do about it.
    pub(crate) fn hint_text(&self) -> Option<&str> {
        match self {
            Self::Report { hint, .. } => Some(hint),
            _ => None,
        }
    }

    /// A failure to write the data.
    pub(crate) fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::error(format_args!("the output could not be written: {error}"))
                .hint("check free space and permissions"),
        }
    }

    /// Prints the message and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        console::clear();
        match self {
            Self::OutputClosed => ExitCode::SUCCESS,
            Self::Stopped => ExitCode::from(Exit::Interrupted as u8),
            Self::Report { exit, what, hint } => {
                console::error(what);
                console::hint(hint);
                ExitCode::from(exit as u8)
            }
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Report { what, .. } => f.write_str(what),
            Self::OutputClosed => f.write_str("the output was closed"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::output(&error)
    }
}

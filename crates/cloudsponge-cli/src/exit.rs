//! How the command ends: one code and one message for each way.

use crate::text;
use std::fmt::Display;
use std::io::{self, Write as _};
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
        hint: Option<String>,
    },
    /// Whoever read our output has seen enough (`| head -1`): nothing to report.
    OutputClosed,
    /// The user ended what only the user ends.
    Stopped,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl Display) -> Self {
        Self::Report { exit, what: what.to_string(), hint: None }
    }

    pub(crate) fn error(what: impl Display) -> Self {
        Self::new(Exit::Error, what)
    }

    pub(crate) fn usage(what: impl Display) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// What to do about it.
    pub(crate) fn hint(mut self, text: impl Display) -> Self {
        if let Self::Report { hint, .. } = &mut self {
            *hint = Some(text.to_string());
        }
        self
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
        match self {
            Self::OutputClosed => ExitCode::SUCCESS,
            Self::Stopped => ExitCode::from(Exit::Interrupted as u8),
            Self::Report { exit, what, hint } => {
                note(format_args!("error: {what}"));
                if let Some(hint) = hint {
                    note(format_args!("hint: {hint}"));
                }
                ExitCode::from(exit as u8)
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::output(&error)
    }
}

/// Writes one line for people to stderr. A closed stderr is no reason to stop.
pub(crate) fn note(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", text::line(&message.to_string()));
}

/// A warning: something was lost or will be, and the command goes on.
pub(crate) fn warn(message: impl Display) {
    note(format_args!("warning: {message}"));
}

//! A law, and what it means that one is broken.

use std::fmt;

/// A law that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The law's id.
    pub id: &'static str,
    /// What happened.
    pub what: String,
}

impl Violation {
    pub(crate) fn new(id: &'static str, what: impl fmt::Display) -> Self {
        Self { id, what: what.to_string() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is violated: {}", self.id, self.what)
    }
}

pub(crate) type Verdict = Result<(), Violation>;

pub(crate) fn law(holds: bool, id: &'static str, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Violation { id, what: what() }) }
}

//! How a rule says that it was broken.

/// What a rule returns.
pub type Verdict = Result<(), Violation>;

/// A rule was broken, or could not be tried.
#[derive(thiserror::Error)]
#[error("{0}")]
pub struct Violation(String);

impl Violation {
    /// What was expected and what happened instead.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// A test that fails shows its error this way.
impl std::fmt::Debug for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Violation {
    fn from(error: std::io::Error) -> Self {
        Self(format!("the rule could not be tried: {error}"))
    }
}

impl From<http::Error> for Violation {
    fn from(error: http::Error) -> Self {
        Self(format!("the rule could not be tried: {error}"))
    }
}

/// Holds, or the rule is broken in the way the words say.
macro_rules! ensure {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err($crate::Violation::new(format!($($what)+)));
        }
    };
}
pub(crate) use ensure;

//! What a cursor says about something it cannot read.

use crate::codec::CodecErrorKind;
use std::fmt::Write as _;

/// What is wrong, and where. It quotes nothing; the driver turns it into a [`CodecError`](crate::CodecError) with line and
/// column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong.
    pub(crate) kind: CodecErrorKind,
    /// The byte, from the beginning of [`Input::text`](super::cursor::Input). In JSON at or behind the offending value, in
    /// XML where the offending element begins.
    pub(crate) at: usize,
    /// For instance `contacts[3].email[0].address`; empty for the whole document. Names that are not the protocol's
    /// are `*`.
    pub(crate) path: String,
}

impl Fault {
    /// A fault of the document as a whole.
    pub(crate) fn new(kind: CodecErrorKind, at: usize) -> Self {
        Self { kind, at, path: String::new() }
    }

    /// A value of another type than expected; `expected` is e.g. `a string or null`.
    pub(crate) fn expected(expected: &'static str, at: usize) -> Self {
        Self::new(CodecErrorKind::Type { expected: expected.into() }, at)
    }

    /// The same, one step further from the root: inside the field of this name.
    #[must_use]
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, dot);
        self.path.insert_str(0, name);
        self
    }

    /// The same, one step further from the root: inside the item at this position of a list.
    #[must_use]
    pub(crate) fn in_item(mut self, index: u64) -> Self {
        let mut step = String::new();
        let _ = write!(step, "[{index}]");
        if !self.path.is_empty() {
            step.push('.');
        }
        self.path.insert_str(0, &step);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_grow_towards_the_root() {
        let fault = Fault::expected("a string or null", 0).in_field("address").in_item(0).in_field("email");
        assert_eq!(fault.in_item(3).in_field("contacts").path, "contacts[3].email[0].address");
        assert_eq!(Fault::expected("an object", 0).in_item(1).in_field("contacts").path, "contacts[1]");
    }
}

//! Where in a document: the path of keys, and lines and columns.

use super::names;
use std::cell::Cell;
use std::fmt::Write as _;

/// The way from the document's root to a value, as a chain of borrowed steps: free until an error prints it.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    /// The document itself.
    Root,
    /// A field; `fields` are the names its type knows.
    Key { parent: &'p Path<'p>, key: &'p str, fields: &'static [&'static str] },
    /// An item of a list, counted from 0.
    Index { parent: &'p Path<'p>, index: usize },
}

impl Path<'_> {
    /// For instance `contacts[3].email[0].address`.
    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        self.print_to(&mut out);
        out
    }

    fn print_to(&self, out: &mut String) {
        match *self {
            Self::Root => {}
            Self::Key { parent, key, fields } => {
                parent.print_to(out);
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(names::known(key, fields));
            }
            Self::Index { parent, index } => {
                parent.print_to(out);
                let _ = write!(out, "[{index}]");
            }
        }
    }
}

/// A place in a text: line and column from 1, the column in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Turns byte offsets into places. Errors come mostly in document order, so it goes on from where it was: a document
/// full of errors still costs linear time.
pub(crate) struct Lines<'d> {
    text: &'d [u8],
    last: Cell<Counted>,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    offset: usize,
    newlines: usize,
    line_start: usize,
}

impl<'d> Lines<'d> {
    pub(crate) fn new(text: &'d [u8]) -> Self {
        Self { text, last: Cell::default() }
    }

    /// The place of a byte; past the end means the end.
    pub(crate) fn at(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let mut counted = self.last.get();
        if counted.offset > offset {
            counted = Counted::default();
        }
        let between = self.text.get(counted.offset..offset).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', between) {
            counted.newlines += memchr::memchr_iter(b'\n', between).count();
            counted.line_start = counted.offset + last + 1;
        }
        counted.offset = offset;
        self.last.set(counted);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Place { line: number(counted.newlines + 1), column: number(offset - counted.line_start + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_forwards_and_backwards() {
        let lines = Lines::new(b"ab\ncd\n\nx");
        let place = |line, column| Place { line, column };
        assert_eq!(lines.at(0), place(1, 1));
        assert_eq!(lines.at(4), place(2, 2));
        assert_eq!(lines.at(7), place(4, 1));
        assert_eq!(lines.at(1), place(1, 2));
        assert_eq!(lines.at(99), place(4, 2));
    }
}

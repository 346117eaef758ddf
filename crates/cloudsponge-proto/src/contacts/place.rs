//! Lines and columns in a document of which only a part is there.

use crate::codec::position::{Lines, Place};

/// Where in a document a stretch of it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    place: Place,
    /// It is the very beginning, where a byte order mark does not count.
    start: bool,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Origin {
    /// The beginning of a document.
    pub(super) const START: Self = Self { place: Place { line: 1, column: 1 }, start: true };

    /// The place of a byte of the stretch.
    pub(super) fn place(self, stretch: &[u8], at: usize) -> Place {
        self.lines(stretch).at(at)
    }

    /// The places of bytes of the stretch, one after another.
    pub(super) fn lines(self, stretch: &[u8]) -> Stretch<'_> {
        let mark = if self.start && stretch.starts_with(MARK) { MARK.len() } else { 0 };
        Stretch { origin: self, mark, lines: Lines::new(stretch.get(mark..).unwrap_or_default()) }
    }

    /// Where the stretch ends, which is where the next begins.
    pub(super) fn behind(self, stretch: &[u8]) -> Self {
        if stretch.is_empty() {
            return self;
        }
        let mark = if self.start && stretch.starts_with(MARK) { MARK.len() } else { 0 };
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let Place { line, column } = self.place;
        let place = match memchr::memrchr(b'\n', stretch) {
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', stretch).count();
                Place { line: line.saturating_add(number(lines)), column: number(stretch.len() - last) }
            }
            None => Place { line, column: column.saturating_add(number(stretch.len() - mark)) },
        };
        Self { place, start: false }
    }
}

/// The places in one stretch.
pub(super) struct Stretch<'s> {
    origin: Origin,
    mark: usize,
    lines: Lines<'s>,
}

impl Stretch<'_> {
    pub(super) fn at(&self, at: usize) -> Place {
        let Place { line, column } = self.lines.at(at.saturating_sub(self.mark));
        let start = self.origin.place;
        match line {
            1 => Place { line: start.line, column: start.column.saturating_add(column - 1) },
            _ => Place { line: start.line.saturating_add(line - 1), column },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_however_the_document_is_cut() {
        let document = b"\xef\xbb\xbfab\ncd\n\nxyz";
        for cut in 3..document.len() {
            let (first, second) = document.split_at(cut);
            let rest = Origin::START.behind(first);
            for at in cut..=document.len() {
                assert_eq!(rest.place(second, at - cut), Origin::START.place(document, at), "{cut} {at}");
            }
        }
        assert_eq!(Origin::START.place(document, 3), Place { line: 1, column: 1 });
    }
}

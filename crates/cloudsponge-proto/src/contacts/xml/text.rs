//! Texts: where they end, which characters they may hold, and how they read.

use super::super::swar;
use crate::codec::xml::refs;
use std::borrow::Cow;

const HIGHS: u64 = 0x8080_8080_8080_8080;

/// A text up to the next `<`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where the `<` stands.
    pub(super) end: usize,
    /// It does not stand there as it reads: it holds a reference or a carriage return.
    pub(super) raw: bool,
}

/// The text from `at` to the next `<`; `None` if the input ends before, or a character stands in it that XML forbids.
#[inline]
pub(super) fn run(bytes: &[u8], at: usize) -> Option<Run> {
    let mut run = Run { end: at, raw: false };
    let mut seen = 0;
    loop {
        let (place, found) = match swar::word(bytes, run.end) {
            Some(word) => {
                seen |= word;
                match swar::lowest(stops(word)) {
                    Some(place) => (place, bytes.get(run.end + place)),
                    None => {
                        run.end += 8;
                        continue;
                    }
                }
            }
            None => {
                let byte = bytes.get(run.end)?;
                seen |= u64::from(*byte);
                (0, Some(byte))
            }
        };
        run.end += place;
        match found {
            Some(b'<') => break,
            Some(b'&' | b'\r') => run.raw = true,
            Some(b'\t' | b'\n') => {}
            Some(byte) if *byte >= 0x20 => {}
            _ => return None,
        }
        run.end += 1;
    }
    if seen & HIGHS != 0 && has_noncharacter(bytes.get(at..run.end)?) { None } else { Some(run) }
}

#[inline]
fn stops(word: u64) -> u64 {
    swar::equal(word, b'<') | swar::equal(word, b'&') | swar::below(word, 0x20)
}

/// Whether U+FFFE or U+FFFF is in it.
fn has_noncharacter(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| matches!(three, [0xef, 0xbf, 0xbe | 0xbf]))
}

/// Where the first character stands that XML 1.0 forbids.
pub(super) fn first_forbidden(text: &str) -> Option<usize> {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    let bad = text.bytes().fold(false, |bad, b| bad | control(b));
    if bad || (!text.is_ascii() && has_noncharacter(text.as_bytes())) {
        refs::first_forbidden(text)
    } else {
        None
    }
}

/// With every line end as a line feed.
pub(super) fn normalised(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    normalise(text, &mut out);
    Cow::Owned(out)
}

fn normalise(text: &str, out: &mut String) {
    let mut lines = text.split('\r');
    out.push_str(lines.next().unwrap_or_default());
    for line in lines {
        out.push('\n');
        out.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
}

/// Writes the text as it reads; `None` if a reference in it stands for nothing.
pub(super) fn unescape(raw: &str, out: &mut String) -> Option<()> {
    let mut pieces = raw.split('&');
    normalise(pieces.next()?, out);
    for piece in pieces {
        let (name, rest) = piece.split_once(';')?;
        out.push(refs::resolve(name)?);
        normalise(rest, out);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(raw: &str) -> Option<String> {
        let mut out = String::new();
        unescape(raw, &mut out).map(|()| out)
    }

    #[test]
    fn how_texts_read() {
        assert_eq!(unescaped("a\r\nb\rc&#13;\n&amp;&#xe9;").as_deref(), Some("a\nb\nc\r\n&é"));
        assert_eq!(unescaped("\r&#10;\r\r\n").as_deref(), Some("\n\n\n\n"));
        for bad in ["&", "&nope;", "a&b", "&&amp;", "&#0;"] {
            assert_eq!(unescaped(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_a_loop_ends_them(text in "[a-c<&\r\n\t\u{1}\u{fffe}é\u{1f600}]{0,40}", start in 0..8_usize) {
            prop_assume!(text.is_char_boundary(start));
            let rest = &text[start..];
            let expected = rest.find('<').filter(|end| refs::first_forbidden(&rest[..*end]).is_none());
            let found = run(text.as_bytes(), start);
            prop_assert_eq!(found.map(|run| run.end - start), expected);
            if let Some(found) = found {
                prop_assert_eq!(found.raw, text[start..found.end].contains(['&', '\r']));
            }
            prop_assert_eq!(first_forbidden(rest), refs::first_forbidden(rest));
        }
    }
}

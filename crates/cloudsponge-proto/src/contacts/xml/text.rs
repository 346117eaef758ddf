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
    // Plain ASCII, as nearly all texts are.
    let (mut end, mut seen) = (at, 0);
    while let Some(word) = swar::word(bytes, end) {
        seen |= word;
        let hits = stops(word);
        if hits != 0 {
            let bit = hits.trailing_zeros() & !7;
            let stop = end + (bit / 8) as usize;
            match (word >> bit) as u8 {
                b'<' if seen & HIGHS == 0 => return Some(Run { end: stop, raw: false }),
                b'\n' => {
                    end = stop + 1;
                    continue;
                }
                _ => break,
            }
        }
        end += 8;
    }
    any_run(bytes, at, end)
}

/// The same from `end`, where nothing that needs care has come.
#[cold]
fn any_run(bytes: &[u8], at: usize, end: usize) -> Option<Run> {
    let mut run = Run { end, raw: false };
    loop {
        run.end = if run.raw {
            swar::find(bytes, run.end, b' ', |word| swar::equal(word, b'<') | swar::below(word, 0x20))
        } else {
            swar::find(bytes, run.end, b' ', stops)
        };
        match bytes.get(run.end)? {
            b'<' => break,
            b'&' | b'\r' => run.raw = true,
            b'\t' | b'\n' => {}
            _ => return None,
        }
        run.end += 1;
    }
    let text = bytes.get(at..run.end)?;
    if !text.is_ascii() && has_noncharacter(text) { None } else { Some(run) }
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

/// Writes the text from `at` to `end` as it reads; `None` if a reference in it stands for nothing.
pub(super) fn unescape(text: &str, mut at: usize, end: usize, out: &mut String) -> Option<()> {
    let bytes = text.as_bytes().get(..end)?;
    loop {
        let mut stop = at;
        if bytes.get(at) != Some(&b'&') {
            stop = swar::find(bytes, at, b' ', escapes);
            out.push_str(text.get(at..stop)?);
        }
        if stop == end {
            return Some(());
        }
        if bytes.get(stop) == Some(&b'&') {
            let (c, len) = reference(text.get(stop..end)?)?;
            out.push(c);
            at = stop + len;
        } else {
            out.push('\n');
            let pair = stop + 1 < end && bytes.get(stop + 1) == Some(&b'\n');
            at = stop + 1 + usize::from(pair);
        }
    }
}

/// Whether every reference in it stands for a character.
pub(super) fn all_references_read(mut text: &str) -> bool {
    while let Some(at) = text.find('&') {
        text = text.get(at..).unwrap_or_default();
        let Some((_, len)) = reference(text) else { return false };
        text = text.get(len..).unwrap_or_default();
    }
    true
}

/// What does not read as it stands.
#[inline]
fn escapes(word: u64) -> u64 {
    swar::equal(word, b'&') | swar::equal(word, b'\r')
}

/// What the reference at the front stands for, and its length.
#[inline]
fn reference(text: &str) -> Option<(char, usize)> {
    // As the service writes them; the others are found by name.
    match text.as_bytes() {
        [b'&', b'#', digits @ ..] => {
            let mut code = 0_u32;
            for (len, byte) in digits.iter().take(7).enumerate() {
                match byte {
                    b'0'..=b'9' => code = code * 10 + u32::from(byte - b'0'),
                    b';' if len > 0 => {
                        let c = char::from_u32(code).filter(|c| refs::is_allowed(*c))?;
                        return Some((c, len + 3));
                    }
                    _ => break,
                }
            }
        }
        [b'&', b'a', b'm', b'p', b';', ..] => return Some(('&', 5)),
        [b'&', b'l', b't', b';', ..] => return Some(('<', 4)),
        [b'&', b'g', b't', b';', ..] => return Some(('>', 4)),
        _ => {}
    }
    let (name, _) = text.get(1..)?.split_once(';')?;
    Some((refs::resolve(name)?, name.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(raw: &str) -> Option<String> {
        let mut out = String::new();
        unescape(raw, 0, raw.len(), &mut out).map(|()| out)
    }

    #[test]
    fn how_texts_read() {
        assert_eq!(unescaped("a\r\nb\rc&#13;\n&amp;&#xe9;").as_deref(), Some("a\nb\nc\r\n&é"));
        assert_eq!(unescaped("\r&#10;\r\r\n").as_deref(), Some("\n\n\n\n"));
        for bad in ["&", "&nope;", "a&b", "&&amp;", "&#0;"] {
            assert_eq!(unescaped(bad), None, "{bad}");
            assert!(!all_references_read(bad), "{bad}");
        }
        assert!(all_references_read("") && all_references_read("a&#233;&amp;<b>&lt;"));
    }

    proptest! {
        #[test]
        fn runs_end_where_a_loop_ends_them(text in "[a-c<&\r\n\t\u{1}\u{fffe}é\u{1f600}]{0,40}", start in 0..8_usize) {
            prop_assume!(text.is_char_boundary(start));
            let rest = text.get(start..).unwrap_or_default();
            let cut = |end: usize| rest.get(..end).unwrap_or_default();
            let expected = rest.find('<').filter(|end| refs::first_forbidden(cut(*end)).is_none());
            let found = run(text.as_bytes(), start);
            prop_assert_eq!(found.map(|run| run.end - start), expected);
            if let Some(found) = found {
                prop_assert_eq!(found.raw, cut(found.end - start).contains(['&', '\r']));
            }
            prop_assert_eq!(first_forbidden(rest), refs::first_forbidden(rest));
        }
    }
}

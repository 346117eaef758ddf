//! The service's way of escaping texts.

use serde_json::ser::Formatter;
use std::io;

/// Compact JSON with what could end a script element, or break one, escaped.
pub(super) struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, escape)) = rest.char_indices().find_map(|(at, c)| Some((at, escape(c)?))) {
            let (plain, special) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            writer.write_all(escape)?;
            let mut chars = special.chars();
            chars.next();
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

fn escape(c: char) -> Option<&'static [u8]> {
    Some(match c {
        '&' => br"\u0026",
        '<' => br"\u003c",
        '>' => br"\u003e",
        '\u{2028}' => br"\u2028",
        '\u{2029}' => br"\u2029",
        _ => return None,
    })
}

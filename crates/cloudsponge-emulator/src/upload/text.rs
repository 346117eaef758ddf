//! From bytes to text: byte order marks, UTF-8, UTF-16, Windows-1252.

/// What Windows-1252 has in the places 0x80 to 0x9f; everywhere else it is Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, or `None` if it is binary: it holds NUL, or ends within a UTF-16 unit.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| latin(bytes)),
    };
    (!text.contains('\0')).then_some(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
    rest.is_empty().then(|| text.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Reads bytes that are not UTF-8 as the programs that write such files mean them.
pub(super) fn latin(bytes: &[u8]) -> String {
    let char = |byte: &u8| match byte.checked_sub(0x80) {
        Some(place) => WINDOWS_1252.get(usize::from(place)).copied().unwrap_or(char::from(*byte)),
        None => char::from(*byte),
    };
    bytes.iter().map(char).collect()
}

/// A value as it goes into a contact: trimmed, line ends as `\n`, what XML 1.0 cannot carry as spaces; `None` if blank.
pub(super) fn clean(value: &str) -> Option<String> {
    let plain = |c: char| match c {
        '\t' | '\n' => c,
        '\r' | '\u{fffe}' | '\u{ffff}' => ' ',
        c if c < ' ' => ' ',
        c => c,
    };
    let value: String = value.trim().replace("\r\n", "\n").chars().map(plain).collect();
    (!value.trim().is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Müsterin;“€”";
        let utf16 = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
        };
        assert_eq!(decode(text.as_bytes()).as_deref(), Some(text));
        assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).as_deref(), Some(text));
        assert_eq!(decode(&utf16(u16::to_le_bytes, [0xff, 0xfe])).as_deref(), Some(text));
        assert_eq!(decode(&utf16(u16::to_be_bytes, [0xfe, 0xff])).as_deref(), Some(text));
        assert_eq!(decode(b"M\xfcsterin;\x93\x80\x94").as_deref(), Some(text));
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(b"PK\x03\x04\0\0"), None);
        assert_eq!(decode(b"\xff\xfea"), None);
    }

    #[test]
    fn clean_values_fit_into_xml() {
        assert_eq!(clean(" 1 Test Lane\r\nSampleton\u{b}\t"), Some("1 Test Lane\nSampleton".into()));
        assert_eq!(clean("a\u{1}b\u{ffff}c\rd"), Some("a b c d".into()));
        assert_eq!(clean("\u{1}\u{2} "), None);
    }
}

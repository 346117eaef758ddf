//! Characters and references of XML 1.0.

use crate::codec::CodecErrorKind;
use std::borrow::Cow;

/// Whether XML 1.0 allows the character, literally or by reference.
pub(crate) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The byte where the first character stands that XML 1.0 forbids.
pub(crate) fn first_forbidden(text: &str) -> Option<usize> {
    text.char_indices().find(|(_, c)| !is_allowed(*c)).map(|(at, _)| at)
}

/// The character that `&name;` stands for; `None` for an entity XML does not define and a character it does not allow.
pub(crate) fn resolve(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match code.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    // Rust's parser alone would take a sign.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| is_allowed(*c))
}

/// An attribute's value without its references.
pub(crate) fn attribute(raw: &str) -> Result<Cow<'_, str>, CodecErrorKind> {
    if raw.contains('<') {
        return Err(CodecErrorKind::Syntax);
    }
    let mut pieces = raw.split('&');
    let mut value = Cow::Borrowed(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, rest) = piece.split_once(';').ok_or(CodecErrorKind::Entity)?;
        let value = value.to_mut();
        value.push(resolve(name).ok_or(CodecErrorKind::Entity)?);
        value.push_str(rest);
    }
    Ok(value)
}

/// Whether it can name an element or attribute: at most one prefix, and no sign that only markup may have.
pub(crate) fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let start = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        part.chars().next().is_some_and(start)
            && part.chars().all(|c| start(c) || c.is_ascii_digit() || matches!(c, '-' | '.'))
    };
    match name.split_once(':') {
        Some((prefix, local)) => part(prefix) && part(local),
        None => part(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(resolve("#233"), Some('é'));
        assert_eq!(resolve("#xE9"), Some('é'));
        assert_eq!(resolve("#x1F600"), Some('😀'));
        assert_eq!(resolve("#13"), Some('\r'));
        for bad in
            ["", "#", "#x", "#+9", "#x+9", "#0", "#8", "#xD800", "#x110000", "#xFFFE", "#99999999999", "nbsp"]
        {
            assert_eq!(resolve(bad), None, "{bad}");
        }
    }

    #[test]
    fn names() {
        for good in ["a", "first-name", "_x", "xsi:nil", "é", "a.b", "a1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "-a", "a<b", "a:b:c", ":a", "a:", "a\"", "a b"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}

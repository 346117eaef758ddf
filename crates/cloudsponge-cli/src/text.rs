//! Text written by strangers, made safe to show.
//!
//! Names in an address book are chosen by whoever wrote a mail to its owner. On a terminal they must not be able to
//! move the cursor, change colours, set the window's title or reorder the text around them.

use std::fmt::Write as _;

/// What could act on a terminal or hide in a line: C0 and C1 controls, DEL, line separators, the characters that
/// change the direction of text, and invisible tags.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// One line of text without anything unsafe; such characters appear as `\u{1b}`.
pub(crate) fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut shown, c);
    }
    shown
}

/// As `line`, white space at the ends removed, and no longer than `limit` characters; a cut is shown as `…`.
pub(crate) fn cell(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    let mut length = 0;
    for c in text.trim().chars() {
        let before = shown.len();
        push(&mut shown, c);
        length += shown.get(before..).map_or(0, |added| added.chars().count());
        if length >= limit {
            shown.truncate(before);
            shown.push('…');
            break;
        }
    }
    shown
}

/// JSON text with everything unsafe written as `\uXXXX`: the same JSON value, safe to show.
///
/// Outside its strings JSON is ASCII without controls but white space, so every unsafe character but a line break
/// stands in a string.
pub(crate) fn json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) && !c.is_ascii_whitespace() {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

fn push(shown: &mut String, c: char) {
    if is_unsafe(c) {
        // Writing to a String cannot fail.
        let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
    } else {
        shown.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn n1_escape_sequences_and_direction_marks_lose_their_power() {
        assert_eq!(line("\u{1b}]0;x\u{7}"), "\\u{1b}]0;x\\u{7}");
        assert_eq!(line("a\u{202e}b\u{9b}c\r\n"), "a\\u{202e}b\\u{9b}c\\u{d}\\u{a}");
        assert_eq!(line("Zoë 山田 👩‍🚀"), "Zoë 山田 👩‍🚀");
    }

    #[test]
    fn n1_a_huge_name_is_cut() {
        assert_eq!(cell(&"n".repeat(10_000_000), 5), "nnnn…");
        assert_eq!(cell("  short\t", 20), "short");
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"a\u{9b}": "\u{202e}\u{7f}\u{e0041}é\u{1b}"});
        let shown = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(shown.chars().all(|c| !is_unsafe(c) || c == '\n'));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v40_nothing_unsafe_is_left(text in any::<String>(), limit in 1_usize..50) {
            prop_assert!(!line(&text).chars().any(is_unsafe));
            let cell = cell(&text, limit);
            prop_assert!(!cell.chars().any(is_unsafe));
            prop_assert!(cell.chars().count() <= limit);
        }
    }
}

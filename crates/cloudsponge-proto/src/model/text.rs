//! Texts of the service on their way into our messages: short, on one line, without tricks.

/// How much of a message is kept, in characters.
pub(crate) const MESSAGE_LIMIT: usize = 200;

/// Shortens a text to what a log line can hold, and takes out what could forge one; `None` if nothing is left.
pub(crate) fn tidy(text: &str) -> Option<String> {
    let text = printable(text.trim());
    // What stood at an end may have become a space.
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text with control and direction-changing characters replaced by spaces, at most [`MESSAGE_LIMIT`] long.
pub(crate) fn printable(text: &str) -> String {
    let plain = |c: char| if c.is_control() || is_direction_mark(c) { ' ' } else { c };
    text.chars().take(MESSAGE_LIMIT).map(plain).collect()
}

/// Unicode's embeddings, overrides, isolates, marks and separators, which reorder or break what is shown around them.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t14_nothing_that_forges_a_line_survives() {
        assert_eq!(tidy("ok\r\nWARN forged\u{202e}\u{1b}[2J").as_deref(), Some("ok  WARN forged  [2J"));
        assert_eq!(tidy(" \t\u{200f} "), None);
        assert_eq!(tidy("\u{200f} no\u{0}").as_deref(), Some("no"));
        assert_eq!(tidy(&"x".repeat(999)).map(|text| text.len()), Some(MESSAGE_LIMIT));
    }
}

//! Texts that strangers chose.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that trip parsers and writers, and that XML 1.0 can carry.
pub const AWKWARD: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "&",
    "&amp;",
    "&#233;",
    "&#0;",
    "<",
    "</a>",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "0",
    "-1",
    "1e3",
    "17",
    "00017",
    "\u{e9}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{202e}",
    "\u{200f}",
    "\u{2066}",
    "\u{85}",
    "\u{7f}",
    "\u{9b}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
    "\u{10ffff}",
    "a\u{301}",
    "=1+1",
    ";",
    ",",
    "@",
];

/// Characters that JSON carries, most of them as an escape, and XML 1.0 not at all.
pub const NOT_XML: &[char] = &[
    '\u{0}', '\u{1}', '\u{7}', '\u{8}', '\u{b}', '\u{c}', '\u{e}', '\u{1b}', '\u{1f}', '\u{fffe}', '\u{ffff}',
];

/// Whether XML 1.0 can carry the character.
///
/// ```
/// use cloudsponge_proto::strategy::text::is_xml;
/// assert!(is_xml('\t') && is_xml('\u{85}') && is_xml('\u{10ffff}'));
/// assert!(!is_xml('\0') && !is_xml('\u{ffff}'));
/// ```
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Any text.
pub fn text() -> BoxedStrategy<String> {
    let forbidden = select(NOT_XML).prop_map(String::from);
    pieces(prop_oneof![9 => piece(), 1 => forbidden])
}

/// Any text that XML 1.0 can carry.
pub fn xml_text() -> BoxedStrategy<String> {
    pieces(piece())
}

/// One line of plain words, for where a law is about something else.
pub fn plain() -> BoxedStrategy<String> {
    "[a-zA-Z0-9][a-zA-Z0-9 .,'-]{0,20}".boxed()
}

/// The text, or none.
pub(super) fn optional(text: &BoxedStrategy<String>) -> BoxedStrategy<Option<String>> {
    option::of(text.clone()).boxed()
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(AWKWARD).prop_map(str::to_owned),
        3 => "[a-zA-Z .@-]{0,12}",
        1 => any::<char>().prop_filter("XML 1.0 carries it", |c| is_xml(*c)).prop_map(String::from),
    ]
}

fn pieces(piece: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    vec(piece, 0..4).prop_map(|pieces| pieces.concat()).boxed()
}

//! JSON in every way it can be written.

use super::choices::Choices;
use super::shape::{Broken, Place, Reading, fields, may_stand_alone};
use serde_json::Value;
use std::fmt::Write as _;

const SPACES: [&str; 6] = ["", " ", "\n", "\t", "\r\n", "  \n "];

/// Contacts that are none.
const BROKEN: [&str; 8] = [
    "7",
    "null",
    "\"fern@example.com\"",
    "[[]]",
    "true",
    r#"{"first_name":"\ud800"}"#,
    r#"{"last_name":"\uDC00\uD83D","email":[]}"#,
    r#"{"first_name":{"unexpected":[1,2]}}"#,
];

pub(super) fn write(tree: &Value, mut choices: Choices, broken: &Broken) -> Vec<u8> {
    let out = String::from(if choices.once_in(8) { "\u{feff}" } else { "" });
    let mut writer = Writer { out, choices, broken };
    writer.space();
    writer.value(tree, Place::Message, Reading::Exact);
    writer.space();
    writer.out.into_bytes()
}

struct Writer<'a> {
    out: String,
    choices: Choices,
    broken: &'a Broken,
}

impl Writer<'_> {
    fn space(&mut self) {
        if self.choices.once_in(6) {
            self.out.push_str(self.choices.of(&SPACES));
        }
    }

    fn value(&mut self, value: &Value, place: Place, reading: Reading) {
        match value {
            Value::Object(map) => {
                let fields = fields(map, place, &mut self.choices);
                self.listed('{', '}', fields.into_iter(), |writer, _, (key, value)| {
                    writer.text(key);
                    writer.space();
                    writer.out.push(':');
                    writer.space();
                    let known = map.contains_key(key);
                    let under = if known { place.under(key) } else { Place::Opaque };
                    match value {
                        Value::Array(items) => writer.list(key, items, under),
                        other => writer.value(other, under, place.reading(key)),
                    }
                });
            }
            Value::Array(items) => self.list("", items, place),
            Value::String(text) => self.scalar_text(text, reading),
            Value::Number(number) => {
                let quoted = matches!(reading, Reading::Integer | Reading::Id) && self.choices.once_in(3);
                let padded = quoted && reading == Reading::Integer && self.choices.once_in(3);
                let _ = match (quoted, padded) {
                    (_, true) => write!(self.out, "\" {number}\\t\""),
                    (true, _) => write!(self.out, "\"{number}\""),
                    _ => write!(self.out, "{number}"),
                };
            }
            Value::Bool(flag) if reading == Reading::Flag && self.choices.once_in(3) => {
                let _ = write!(self.out, "\"{flag}\"");
            }
            other => {
                let _ = write!(self.out, "{other}");
            }
        }
    }

    fn list(&mut self, key: &str, items: &[Value], place: Place) {
        let contacts = key == "contacts" && place == Place::Contact;
        let broken = self.broken;
        match items {
            [] if place != Place::Opaque && self.choices.once_in(3) => self.out.push_str("null"),
            [only] if broken.is_empty() && may_stand_alone(items, place) && self.choices.once_in(3) => {
                self.value(only, place, Reading::Exact);
            }
            _ => self.listed('[', ']', items.iter(), |writer, at, item| {
                match broken.get(&at).filter(|_| contacts) {
                    Some(way) => {
                        let text = BROKEN.get(usize::from(*way) % BROKEN.len()).copied();
                        writer.out.push_str(text.unwrap_or_default());
                    }
                    None => writer.value(item, place, Reading::Exact),
                }
            }),
        }
    }

    fn listed<T>(
        &mut self,
        open: char,
        close: char,
        items: impl Iterator<Item = T>,
        mut one: impl FnMut(&mut Self, usize, T),
    ) {
        self.out.push(open);
        for (at, item) in items.enumerate() {
            self.space();
            if at > 0 {
                self.out.push(',');
                self.space();
            }
            one(self, at, item);
        }
        self.space();
        self.out.push(close);
    }

    /// A text, or the integer whose digits it is.
    fn scalar_text(&mut self, text: &str, reading: Reading) {
        let integer = text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
        if integer && reading == Reading::Text && self.choices.once_in(2) {
            self.out.push_str(text);
        } else {
            self.text(text);
        }
    }

    fn text(&mut self, text: &str) {
        // Most texts are written plainly, some with any character escaped.
        let odd = self.choices.once_in(4);
        self.out.push('"');
        for c in text.chars() {
            let must = c < ' ' || matches!(c, '"' | '\\');
            if (odd && self.choices.once_in(2)) || (must && !self.short(c)) {
                self.escape(c);
            } else if !must {
                self.out.push(c);
            }
        }
        self.out.push('"');
    }

    /// Writes the short escape of a character that has one; whether it did.
    fn short(&mut self, c: char) -> bool {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            _ => return false,
        };
        self.out.push_str(short);
        true
    }

    /// Writes the long escape, of two halves beyond the first 65 536 characters.
    fn escape(&mut self, c: char) {
        if c == '/' {
            return self.out.push_str("\\/");
        }
        let upper = self.choices.once_in(2);
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = if upper { write!(self.out, "\\u{unit:04X}") } else { write!(self.out, "\\u{unit:04x}") };
        }
    }
}

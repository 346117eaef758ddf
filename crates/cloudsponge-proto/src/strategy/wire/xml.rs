//! XML in every way it can be written.

use super::choices::Choices;
use super::shape::{Broken, Place, Reading, fields, may_stand_alone};
use crate::codec::names::{kebab, singular};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;

const HEADS: [&str; 6] = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "",
    "<?xml version='1.0'?>",
    "\u{feff}<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?>\r\n",
    "<!-- before - -->\n",
    "<?xml version=\"1.0\"?><?pi ?><!---->",
];

/// What may stand between two elements.
const BETWEEN: [&str; 7] = [
    "\n  ",
    "",
    "<!-- <contact> & -->",
    "<?xml-stylesheet href='x'?>",
    "text &amp; <![CDATA[<data>]]>",
    "\r\n\t",
    "<x-more><contacts type=\"array\"><contact><first-name>Nobody</first-name></contact></contacts></x-more>",
];

/// Contacts that are none.
const BROKEN: [&str; 5] = [
    "<contact nil=\"true\"/>",
    "<contact>fern@example.com</contact>",
    "<contact><first-name><a/></first-name></contact>",
    "<contact><last-name type='string'><b>x</b></last-name><email type='array'/></contact>",
    "<contact><![CDATA[7]]></contact>",
];

pub(super) fn write(tree: &Value, mut choices: Choices, broken: &Broken) -> Vec<u8> {
    let out = String::from(choices.of(&HEADS));
    let mut writer = Writer { out, choices, broken };
    let root = match tree.as_object() {
        Some(map) if map.contains_key("contacts") => "contactsResponse",
        Some(map) if map.contains_key("events") => "eventsResponse",
        _ => "result",
    };
    writer.element(root, tree, Place::Message, Reading::Exact);
    writer.out.push_str(writer.choices.of(&["\n", "", "<!-- after --> ", "<?pi?>\r\n"]));
    writer.out.into_bytes()
}

struct Writer<'a> {
    out: String,
    choices: Choices,
    broken: &'a Broken,
}

impl Writer<'_> {
    fn between(&mut self) {
        let last = BETWEEN.len() - 1;
        if self.choices.once_in(3) {
            // Not inside a value of unknown shape, and so only where this is called.
            let at = self.choices.below(last + 1);
            self.out.push_str(BETWEEN.get(at).copied().unwrap_or_default());
        }
    }

    /// Opens a tag; the name to close it with.
    fn open<'a>(&mut self, name: &'a str, place: Place, attributes: &str) -> Cow<'a, str> {
        let mut name = if self.choices.once_in(4) { Cow::Borrowed(name) } else { kebab(name) };
        if place != Place::Opaque && self.choices.once_in(16) {
            name = Cow::Owned(format!("ns:{name}"));
        }
        self.out.push('<');
        self.out.push_str(&name);
        self.out.push_str(attributes);
        if self.choices.once_in(6) {
            self.out.push_str(self.choices.of(&[" ", "\n", " x='&lt;1&#62;'", " xml:space=\"preserve\""]));
        }
        name
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(if self.choices.once_in(8) { " >" } else { ">" });
    }

    /// An element with nothing in it.
    fn empty(&mut self, name: &str, place: Place, attributes: &str) {
        let name = self.open(name, place, attributes);
        if self.choices.once_in(2) {
            self.out.push('>');
            self.close(&name);
        } else {
            self.out.push_str("/>");
        }
    }

    fn nil(&mut self, name: &str, place: Place) {
        let styles = [" nil=\"true\"", " nil='true'", " xsi:nil=\"true\"", " type=\"integer\" nil=\"true\""];
        let style = self.choices.of(&styles);
        self.empty(name, place, style);
    }

    /// The type's attribute; where the type is known beforehand it may be missing.
    fn typed(&mut self, word: &str, place: Place) -> String {
        match self.choices.below(4) {
            1 if place != Place::Opaque => String::new(),
            2 => format!(" type='{word}'"),
            3 => format!("\n type = \"{word}\""),
            _ => format!(" type=\"{word}\""),
        }
    }

    fn element(&mut self, name: &str, value: &Value, place: Place, reading: Reading) {
        match value {
            Value::Null => self.nil(name, place),
            Value::Bool(flag) => {
                let attributes = self.typed("boolean", place);
                self.padded(name, &flag.to_string(), place, &attributes, reading);
            }
            Value::Number(number) => {
                let attributes = self.typed(if number.is_f64() { "float" } else { "integer" }, place);
                self.padded(name, &number.to_string(), place, &attributes, reading);
            }
            Value::String(text) if text.is_empty() => {
                let attributes = self.choices.of(&["", " nil=\"false\""]);
                self.empty(name, place, attributes);
            }
            Value::String(text) => {
                let name = self.open(name, place, "");
                self.out.push('>');
                self.text(text);
                self.close(&name);
            }
            Value::Array(items) => self.list(name, items, place),
            Value::Object(map) => {
                let fields = fields(map, place, &mut self.choices);
                let closing = self.open(name, place, "");
                self.out.push('>');
                for (key, value) in fields {
                    let under = if map.contains_key(key) { place.under(key) } else { Place::Opaque };
                    if place != Place::Opaque {
                        self.between();
                    }
                    self.element(key, value, under, place.reading(key));
                }
                self.close(&closing);
            }
        }
    }

    fn list(&mut self, name: &str, items: &[Value], place: Place) {
        let contacts = name == "contacts" && place == Place::Contact;
        let broken = self.broken;
        match items {
            [] if place != Place::Opaque && self.choices.once_in(3) => self.nil(name, place),
            [] => {
                let attributes = self.typed("array", Place::Opaque);
                self.empty(name, place, &attributes);
            }
            [only] if broken.is_empty() && may_stand_alone(items, place) && self.choices.once_in(4) => {
                self.element(name, only, place, Reading::Exact);
            }
            _ => {
                let attributes = self.typed("array", place);
                let closing = self.open(name, place, &attributes);
                self.out.push('>');
                let item_name = singular(name).into_owned();
                for (at, item) in items.iter().enumerate() {
                    if self.choices.once_in(4) {
                        self.out.push_str(self.choices.of(&["\n", "<!-- , -->", "<?pi?>", "\t"]));
                    }
                    match broken.get(&at).filter(|_| contacts) {
                        Some(way) => {
                            let text = BROKEN.get(usize::from(*way) % BROKEN.len()).copied();
                            self.out.push_str(text.unwrap_or_default());
                        }
                        None => self.element(&item_name, item, place, Reading::Exact),
                    }
                }
                self.close(&closing);
            }
        }
    }

    /// A number or a flag, white space around it where that is no matter.
    fn padded(&mut self, name: &str, text: &str, place: Place, attributes: &str, reading: Reading) {
        let spaces = matches!(reading, Reading::Integer | Reading::Flag) && self.choices.once_in(4);
        let closing = self.open(name, place, attributes);
        let _ = if spaces { write!(self.out, ">\n {text}\t") } else { write!(self.out, ">{text}") };
        self.close(&closing);
    }

    fn text(&mut self, text: &str) {
        let odd = self.choices.once_in(3);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let way = if odd { self.choices.below(8) } else { 0 };
            let taken = match way {
                // As much as a section can hold: neither its own end nor what a reader would turn into a line feed.
                1 => {
                    let end =
                        rest.find("]]>").unwrap_or(rest.len()).min(rest.find('\r').unwrap_or(rest.len()));
                    let data = rest.get(..end).unwrap_or_default();
                    let _ = write!(self.out, "<![CDATA[{data}]]>");
                    data.len()
                }
                2 => {
                    let _ = write!(self.out, "&#{};", u32::from(c));
                    c.len_utf8()
                }
                3 => {
                    let _ = write!(self.out, "&#x{:X};", u32::from(c));
                    c.len_utf8()
                }
                4 => {
                    self.out.push_str(self.choices.of(&["<!-- & -->", "<?x y?>", "<![CDATA[]]>"]));
                    0
                }
                _ => 0,
            };
            // What took nothing is followed by a character as it is, so that this ends.
            let taken = if taken == 0 { self.plain(c) } else { taken };
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// A character as it stands, or the reference it needs; its length.
    fn plain(&mut self, c: char) -> usize {
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '\r' => self.out.push_str("&#13;"),
            '"' if self.choices.once_in(2) => self.out.push_str("&quot;"),
            '\'' if self.choices.once_in(2) => self.out.push_str("&apos;"),
            c => self.out.push(c),
        }
        c.len_utf8()
    }
}

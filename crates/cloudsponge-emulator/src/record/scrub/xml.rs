//! XML: elements and their `type` and `nil`, with stand-ins for their texts.

use super::{Place, Scrubber, is_personal, name};
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::fmt::Write as _;

/// Documents nest no deeper.
const DEPTH_LIMIT: usize = 64;

/// An element that is not closed yet.
struct Open {
    name: String,
    /// The name in snake case.
    field: String,
    integer: bool,
}

/// The same document with stand-ins. Comments, instructions and other attributes are left out; a document type
/// declaration makes it damaged.
pub(super) fn scrub(scrubber: &mut Scrubber, body: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(body);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut open: Vec<Open> = Vec::new();
    let mut text = String::new();
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => text.push_str(&resolved(reference)?),
            Event::Start(start) => {
                put_text(scrubber, &mut out, &open, &mut text);
                // The root's name is in camel case, and tells which answer it is.
                let own = if open.is_empty() { root(start)? } else { name(start.name().as_ref()).to_owned() };
                let attributes = put_tag(&mut out, &own, start, ">");
                open.push(Open {
                    field: own.replace('-', "_"),
                    name: own,
                    integer: attributes.contains("\"integer\""),
                });
                if open.len() > DEPTH_LIMIT {
                    return None;
                }
            }
            Event::Empty(start) => {
                put_text(scrubber, &mut out, &open, &mut text);
                let own = if open.is_empty() { root(start)? } else { name(start.name().as_ref()).to_owned() };
                put_tag(&mut out, &own, start, "/>");
            }
            Event::End(_) => {
                put_text(scrubber, &mut out, &open, &mut text);
                let _ = write!(out, "</{}>", open.pop()?.name);
            }
            Event::DocType(_) => return None,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return open.is_empty().then_some(out),
        }
    }
}

fn root(start: &BytesStart<'_>) -> Option<String> {
    let name = start.name().as_ref().to_owned();
    (name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then_some(name)
}

/// Writes a tag and returns its attributes as written.
fn put_tag(out: &mut String, name: &str, start: &BytesStart<'_>, end: &str) -> String {
    let mut attributes = String::new();
    for attribute in start.attributes().flatten() {
        let key = attribute.key.as_ref().to_owned();
        let value = attribute.value.to_string();
        let plain = value.len() <= 20 && value.bytes().all(|b| b.is_ascii_lowercase());
        if plain && (key == "type" || key == "nil") {
            let _ = write!(attributes, " {key}=\"{value}\"");
        }
    }
    let _ = write!(out, "<{name}{attributes}{end}");
    attributes
}

/// Writes what has been read of an element's text.
fn put_text(scrubber: &mut Scrubber, out: &mut String, open: &[Open], text: &mut String) {
    // Outside the root there is only white space.
    if let Some(innermost) = open.last() {
        let place = Place {
            field: &innermost.field,
            personal: open.iter().any(|element| is_personal(&element.field)),
        };
        let stand_in = match innermost.integer && !text.trim().is_empty() && !place.keeps_number() {
            true => "0".to_owned(),
            false => scrubber.text(place, text),
        };
        out.push_str(&escape(&stand_in));
    }
    text.clear();
}

fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(c) = reference.resolve_char_ref().ok()? {
        return Some(c.to_string());
    }
    resolve_predefined_entity(reference.as_ref()).map(str::to_owned)
}

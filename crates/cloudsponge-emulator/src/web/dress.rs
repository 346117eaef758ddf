//! Bodies as the switched-on quirks have them: the message's own, rewritten.

use crate::Quirks;
use bytes::Bytes;
use cloudsponge_proto::Format;
use http::Response;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;

/// A field no client knows, in JSON; in XML with dashes.
const UNKNOWN_FIELD: &str = "not_yet_invented";

/// Rewrites an answer. A body that cannot be rewritten stays as it is.
pub(super) fn dress(response: Response<Bytes>, format: Format, quirks: &Quirks) -> Response<Bytes> {
    let needed = quirks.omit_id || quirks.unknown_values || (quirks.bare_xml && format == Format::Xml);
    if !needed {
        return response;
    }
    response.map(|body| {
        let dressed = match format {
            Format::Json => json(&body, quirks),
            Format::Xml => xml(&body, quirks),
        };
        dressed.map_or(body, Bytes::from)
    })
}

fn json(body: &[u8], quirks: &Quirks) -> Option<Vec<u8>> {
    let mut fields: Fields = serde_json::from_slice(body).ok()?;
    if quirks.omit_id {
        fields.0.retain(|field| field.0 != "id");
    }
    if quirks.unknown_values {
        let value = RawValue::from_string("[{\"id\":1},null]".to_owned()).ok()?;
        fields.0.push((UNKNOWN_FIELD.to_owned(), value));
    }
    serde_json::to_vec(&fields).ok()
}

/// An object's fields, unread and in their order.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn xml(body: &[u8], quirks: &Quirks) -> Option<Vec<u8>> {
    let mut reader = Reader::from_reader(body);
    let mut writer = Writer::new(Vec::with_capacity(body.len()));
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Start(start) if quirks.omit_id && depth == 1 && start.name().as_ref() == "id" => {
                reader.read_to_end(start.name()).ok()?;
                continue;
            }
            Event::Empty(start) if quirks.omit_id && depth == 1 && start.name().as_ref() == "id" => continue,
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 && quirks.unknown_values {
                    let name = UNKNOWN_FIELD.replace('_', "-");
                    let element = writer.create_element(name).with_attribute(("kind", "novel"));
                    element.write_text_content(BytesText::new("1")).ok()?;
                }
            }
            Event::Eof => return Some(writer.into_inner()),
            _ => {}
        }
        let event = match event {
            Event::Start(start) if quirks.bare_xml => Event::Start(without_type(&start)),
            Event::Empty(start) if quirks.bare_xml => Event::Empty(without_type(&start)),
            event => event,
        };
        writer.write_event(event).ok()?;
    }
}

fn without_type(start: &BytesStart<'_>) -> BytesStart<'static> {
    let mut bare = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes().filter_map(Result::ok).filter(|a| a.key.as_ref() != "type") {
        bare.push_attribute(attribute);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"events":[{"id":1}],"import_id":7,"id":7,"echo":"\u0026"}"#;
    const XML: &str = "<r><events type=\"array\"><e><id>1</id></e></events><id type=\"integer\">7</id><echo nil=\"true\"/></r>";

    fn quirks(set: impl Fn(&mut Quirks)) -> Quirks {
        let mut quirks = Quirks::default();
        set(&mut quirks);
        quirks
    }

    #[test]
    fn the_outer_id_goes() {
        let quirks = quirks(|quirks| quirks.omit_id = true);
        let expected = r#"{"events":[{"id":1}],"import_id":7,"echo":"\u0026"}"#;
        assert_eq!(json(JSON.as_bytes(), &quirks).unwrap(), expected.as_bytes());
        let expected = "<r><events type=\"array\"><e><id>1</id></e></events><echo nil=\"true\"/></r>";
        assert_eq!(xml(XML.as_bytes(), &quirks).unwrap(), expected.as_bytes());
    }

    #[test]
    fn types_go() {
        let bare = xml(XML.as_bytes(), &quirks(|quirks| quirks.bare_xml = true)).unwrap();
        let expected = "<r><events><e><id>1</id></e></events><id>7</id><echo nil=\"true\"/></r>";
        assert_eq!(bare, expected.as_bytes());
    }

    #[test]
    fn a_field_comes() {
        let quirks = quirks(|quirks| quirks.unknown_values = true);
        assert!(json(JSON.as_bytes(), &quirks).unwrap().ends_with(br#""not_yet_invented":[{"id":1},null]}"#));
        let end = b"<not-yet-invented kind=\"novel\">1</not-yet-invented></r>";
        assert!(xml(XML.as_bytes(), &quirks).unwrap().ends_with(end));
    }
}

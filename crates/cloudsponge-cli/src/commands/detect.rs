//! Tells what a captured reply answers, by its keys or its root element.

use crate::args::Kind;
use cloudsponge_proto::Format;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The kind of a reply. Where nothing tells, it is taken for contacts, whose reader then says what is wrong with it.
pub(super) fn kind(format: Format, body: &[u8]) -> Kind {
    match format {
        Format::Json => by_keys(body),
        Format::Xml => by_root(body),
    }
}

fn by_keys(body: &[u8]) -> Kind {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let keys = serde_json::from_slice::<Keys>(body).unwrap_or_default();
    if keys.contacts {
        Kind::Contacts
    } else if keys.events {
        Kind::Events
    } else if keys.begin {
        Kind::Begin
    } else {
        Kind::Contacts
    }
}

#[derive(Default)]
struct Keys {
    contacts: bool,
    events: bool,
    begin: bool,
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
        let mut keys = Keys::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "contacts" | "contacts_owner" => keys.contacts = true,
                "events" => keys.events = true,
                "status" | "url" | "import_type" | "error" => keys.begin = true,
                _ => {}
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(keys)
    }
}

fn by_root(body: &[u8]) -> Kind {
    let root = root(body).unwrap_or_default();
    let is = |name: &str| root.eq_ignore_ascii_case(name.as_bytes());
    if is("result") {
        Kind::Begin
    } else if is("eventsResponse") || is("events-response") {
        Kind::Events
    } else {
        Kind::Contacts
    }
}

/// The local name of the first element behind declarations and comments.
fn root(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") {
            b"?>"
        } else {
            break;
        };
        let at = rest.windows(end.len()).position(|window| window == end)?;
        rest = rest.get(at + end.len()..)?;
    }
    let name = rest.strip_prefix(b"<")?;
    let end = name.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
    name.get(..end)?.rsplit(|b| *b == b':').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_roots_tell() {
        let json = |text: &str| kind(Format::Json, text.as_bytes());
        assert_eq!(json(r#"{"status":"success","import_id":1}"#), Kind::Begin);
        assert_eq!(json("\u{feff}{\"events\":null}"), Kind::Events);
        assert_eq!(json(r#"{"status":"success","contacts":[]}"#), Kind::Contacts);
        assert_eq!(json("[1"), Kind::Contacts);
        let xml = |text: &str| kind(Format::Xml, text.as_bytes());
        assert_eq!(xml("<?xml version=\"1.0\"?>\n<!-- a > b --><result a='1'/>"), Kind::Begin);
        assert_eq!(xml("<x:eventsResponse/>"), Kind::Events);
        assert_eq!(xml("<contactsResponse>"), Kind::Contacts);
        assert_eq!(xml("<!--"), Kind::Contacts);
    }
}

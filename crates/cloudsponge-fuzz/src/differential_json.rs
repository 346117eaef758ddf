//! Whatever this codec makes of a JSON document, serde_json makes of it too.

use crate::source::{self, Doubt, Entry, Reading, Source};
use cloudsponge_proto::codec::{DEPTH_LIMIT, TEXT_LIMIT};
use cloudsponge_proto::model::{ContactSlot, Contacts};
use cloudsponge_proto::{CodecErrorKind, DecodeError, Format, Message};
use serde_json::Value;
use std::borrow::Cow;

/// Any bytes, read by both.
pub fn differential_json(body: &[u8]) {
    // A byte that is no text costs the contact it stands in, which is told; the others are as if it were a character.
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
    let other: Result<Value, _> = serde_json::from_str(&text);
    match (Contacts::decode(Format::Json, body), other) {
        (Ok(contacts), Ok(value)) => compare(&contacts.contacts, source::contacts(&value)),
        (Err(DecodeError::Codec(error)), Ok(value)) => {
            let refused = error.kind();
            let damaged = matches!(text, Cow::Owned(_));
            match refused {
                CodecErrorKind::Encoding => assert!(damaged, "{error}"),
                // A character may be cut at the end.
                CodecErrorKind::Truncated => assert!(damaged, "{error}"),
                CodecErrorKind::Syntax | CodecErrorKind::Trailing | CodecErrorKind::Empty => {
                    assert!(damaged, "serde_json reads what is refused: {error}");
                }
                _ => {}
            }
            assert!(*refused != CodecErrorKind::Depth || depth(&value) > DEPTH_LIMIT - REPEATED, "{error}");
            let large = matches!(refused, CodecErrorKind::TooLarge(_));
            assert!(!large || body.len() > TEXT_LIMIT, "{error}");
        }
        (Ok(_), Err(error)) => too_far(body, &error),
        (Err(_), Err(_)) | (Err(DecodeError::Refused(_)), Ok(_)) => {}
        (Err(_), Ok(_)) => {}
    }
}

/// A deep value may have stood under a key that came again later, and is gone from serde_json's reading.
const REPEATED: usize = DEPTH_LIMIT;

/// A number beyond the range of a float in a field nobody reads is skipped here and refused there, and so is half of a
/// surrogate pair.
fn too_far(body: &[u8], error: &serde_json::Error) {
    let reason = error.to_string();
    let known = reason.starts_with("number out of range")
        || reason.contains("surrogate")
        || reason.contains("hex escape");
    assert!(known, "{reason}: {}", String::from_utf8_lossy(body));
}

/// Contact by contact.
pub(crate) fn compare(ours: &[ContactSlot], theirs: Reading<Vec<Reading<Value>>>) {
    let theirs = match theirs {
        Ok(theirs) => theirs,
        Err(doubt) => return assert_eq!(doubt, Doubt::Unsure),
    };
    assert_eq!(ours.len(), theirs.len(), "as many contacts");
    for (position, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        match (ours, theirs) {
            (_, Err(Doubt::Unsure)) => {}
            (Ok(contact), theirs) => {
                let mut contact = contact.clone();
                contact.photos.clear();
                contact.locations.clear();
                let mut ours = serde_json::to_value(contact).unwrap();
                ours.as_object_mut().unwrap().retain(|name, _| name != "photos" && name != "locations");
                assert_eq!(Ok(ours), theirs, "contact {position}");
            }
            // A map keeps the last of two fields of one name; and what the values of `photos` are is not looked at.
            (Err(bad), Ok(_)) => {
                let kind = bad.error.kind();
                let unseen = matches!(kind, CodecErrorKind::Duplicate(_) | CodecErrorKind::Encoding)
                    || bad.error.path().contains("photos")
                    || bad.error.path().contains("locations");
                assert!(unseen, "contact {position}: {bad}");
            }
            (Err(_), Err(Doubt::Bad)) => {}
        }
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

impl Source for &Value {
    fn object(self) -> Reading<()> {
        if self.is_object() { Ok(()) } else { Err(Doubt::Bad) }
    }

    fn field(self, name: &str) -> Reading<Option<Self>> {
        Ok(self.get(name))
    }

    fn text(self) -> Reading<Option<String>> {
        match self {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            Value::Number(number) if !number.is_f64() => Ok(Some(number.to_string())),
            _ => Err(Doubt::Bad),
        }
    }

    fn plain(self) -> Reading<Option<String>> {
        match self {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            _ => Err(Doubt::Bad),
        }
    }

    fn flag(self) -> Option<bool> {
        match self {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.trim_ascii().parse().ok(),
            _ => None,
        }
    }

    fn items(self) -> Reading<Vec<Self>> {
        match self {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => Ok(items.iter().collect()),
            Value::Bool(_) => Err(Doubt::Bad),
            Value::Number(number) if number.is_f64() => Err(Doubt::Bad),
            _ => Ok(vec![self]),
        }
    }

    fn slots(self) -> Reading<Vec<Self>> {
        match self {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => Ok(items.iter().collect()),
            _ => Ok(vec![self]),
        }
    }

    fn entry(self) -> Reading<Entry<Self>> {
        match self {
            Value::Null => Ok(Entry::Null),
            Value::Object(_) => Ok(Entry::Fields(self)),
            other => other.text()?.map(Entry::Text).ok_or(Doubt::Bad),
        }
    }
}

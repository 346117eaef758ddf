//! Whatever this codec makes of a JSON document, serde_json makes of it too.

use crate::json_tree::Json;
use crate::source::{self, Doubt, Reading};
use cloudsponge_proto::codec::{DEPTH_LIMIT, TEXT_LIMIT};
use cloudsponge_proto::model::{ContactSlot, Contacts};
use cloudsponge_proto::{CodecErrorKind, DecodeError, Format, Message};
use serde_json::Value;
use std::borrow::Cow;

/// Any bytes, read by both.
pub fn differential_json(body: &[u8]) {
    // A byte that is no text costs the contact it stands in, which is told; the others are as if it were a character.
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
    let other: Result<Json, _> = serde_json::from_str(&text);
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
            assert!(*refused != CodecErrorKind::Depth || value.depth() > DEPTH_LIMIT, "{error}");
            let large = matches!(refused, CodecErrorKind::TooLarge(_));
            assert!(!large || body.len() > TEXT_LIMIT, "{error}");
        }
        (Ok(_), Err(error)) => too_far(body, &error),
        (Err(_), Err(_)) | (Err(DecodeError::Refused(_)), Ok(_)) => {}
        (Err(_), Ok(_)) => {}
    }
}

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
            // A byte that is no text may stand in a field nobody reads; what the values of `photos` are is not looked at.
            (Err(bad), Ok(_)) => {
                let kind = bad.error.kind();
                let unseen = matches!(kind, CodecErrorKind::Encoding)
                    || bad.error.path().contains("photos")
                    || bad.error.path().contains("locations");
                assert!(unseen, "contact {position}: {bad}");
            }
            (Err(_), Err(Doubt::Bad)) => {}
        }
    }
}

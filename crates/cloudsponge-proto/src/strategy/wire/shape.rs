//! Where a value stands in a message, and what may be varied there.

use super::choices::Choices;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Contacts that are written so that they cannot be read: position, and in which way.
pub(super) type Broken = BTreeMap<usize, u8>;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The message itself.
    Message,
    /// A contact or the owner.
    Contact,
    /// Anything else whose fields are known.
    Known,
    /// A value of unknown shape, which is kept as it is.
    Opaque,
}

impl Place {
    /// What stands under this key.
    pub(super) fn under(self, key: &str) -> Self {
        match (self, key) {
            (Self::Opaque, _) | (Self::Contact, "photos" | "locations") => Self::Opaque,
            (Self::Message, "contacts" | "contacts_owner") => Self::Contact,
            _ => Self::Known,
        }
    }

    /// How a scalar under this key is read.
    pub(super) fn reading(self, key: &str) -> Reading {
        match (self, key) {
            (Self::Opaque, _) => Reading::Exact,
            (Self::Message, "start" | "count" | "total") | (Self::Known, "value") => Reading::Integer,
            (_, "import_id" | "import_action_id") | (Self::Message | Self::Known, "id") => Reading::Id,
            (_, "owner" | "primary" | "unclaimed") => Reading::Flag,
            _ => Reading::Text,
        }
    }
}

/// How a scalar is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it is.
    Exact,
    /// An integer, in any form; white space around it.
    Integer,
    /// Digits, as a number or a text.
    Id,
    /// A flag, native or as a word.
    Flag,
    /// A text.
    Text,
}

/// Names that no field of the protocol has.
const UNKNOWN: [&str; 4] = ["x_unknown", "X9", "linkedin_profile", "_"];

/// A contact's fields that may be null where they are absent.
const MAY_BE_NULL: [&str; 6] = ["first_name", "last_name", "title", "dob", "job_title", "source"];

/// The fields in any order: nothing written as null or not at all, and fields nobody knows among the others.
pub(super) fn fields<'a>(
    map: &'a Map<String, Value>,
    place: Place,
    choices: &mut Choices,
) -> Vec<(&'a str, &'a Value)> {
    static NULL: Value = Value::Null;
    let mut fields: Vec<(&str, &Value)> = map.iter().map(|(key, value)| (key.as_str(), value)).collect();
    if place != Place::Opaque {
        fields.retain(|(_, value)| {
            let nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            !(nothing && choices.below(3) == 1)
        });
        if place == Place::Contact && choices.once_in(4) {
            let absent = MAY_BE_NULL.iter().filter(|key| !map.contains_key(**key));
            fields.extend(absent.map(|key| (*key, &NULL)));
        }
        if choices.once_in(4) {
            fields.push((choices.of(&UNKNOWN), unknown(choices)));
        }
    }
    choices.shuffle(&mut fields);
    fields
}

/// A value nobody asked for.
fn unknown(choices: &mut Choices) -> &'static Value {
    static VALUES: std::sync::LazyLock<[Value; 5]> = std::sync::LazyLock::new(|| {
        use serde_json::json;
        [
            Value::Null,
            json!(-0.5e-7),
            json!("]]> & <contact>"),
            json!({"contacts": [{"first_name": "Nobody"}], "echo": {"a": [1, [2, "three"], {}]}}),
            json!([[[[{"status": "failure"}]]], true]),
        ]
    });
    static NULL: Value = Value::Null;
    VALUES.get(choices.below(VALUES.len())).unwrap_or(&NULL)
}

/// Whether a list's only item may stand there without the list: an object that is not empty.
pub(super) fn may_stand_alone(items: &[Value], place: Place) -> bool {
    let filled = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    place != Place::Opaque && matches!(items, [Value::Object(only)] if only.values().any(filled))
}

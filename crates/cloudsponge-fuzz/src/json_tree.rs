//! A JSON document as serde_json reads it, with every field that stands in it: a map would keep the last of two.

use crate::source::{Doubt, Entry, Reading, Source};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value of the document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Flag(bool),
    /// A whole number that fits into 64 bits, in digits.
    Whole(String),
    /// Any other number.
    Number,
    Text(String),
    List(Vec<Self>),
    Fields(Vec<(String, Self)>),
}

impl Json {
    /// How deep lists and objects stand in each other.
    pub(crate) fn depth(&self) -> usize {
        let inner = match self {
            Self::List(items) => items.iter().map(Self::depth).max(),
            Self::Fields(fields) => fields.iter().map(|(_, value)| value.depth()).max(),
            _ => return 0,
        };
        1 + inner.unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Whole(number.to_string()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = object.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Fields(fields))
    }
}

impl Source for &Json {
    fn object(self) -> Reading<()> {
        if matches!(self, Json::Fields(_)) { Ok(()) } else { Err(Doubt::Bad) }
    }

    fn field(self, name: &str) -> Reading<Option<Self>> {
        let Json::Fields(fields) = self else { return Ok(None) };
        let mut found = fields.iter().filter(|(other, _)| other == name).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            // Which of two is meant nobody knows.
            (_, Some(_)) => Err(Doubt::Bad),
        }
    }

    fn pieces(self, name: &str) -> Reading<Vec<Self>> {
        Ok(self.field(name)?.into_iter().collect())
    }

    fn text(self) -> Reading<Option<String>> {
        match self {
            Json::Null => Ok(None),
            Json::Text(text) | Json::Whole(text) => Ok(Some(text.clone())),
            _ => Err(Doubt::Bad),
        }
    }

    fn plain(self) -> Reading<Option<String>> {
        match self {
            Json::Null => Ok(None),
            Json::Text(text) => Ok(Some(text.clone())),
            _ => Err(Doubt::Bad),
        }
    }

    fn flag(self) -> Option<bool> {
        match self {
            Json::Flag(flag) => Some(*flag),
            Json::Text(text) => text.trim_ascii().parse().ok(),
            _ => None,
        }
    }

    fn items(self) -> Reading<Vec<Self>> {
        match self {
            Json::Null => Ok(Vec::new()),
            Json::List(items) => Ok(items.iter().collect()),
            Json::Flag(_) | Json::Number => Err(Doubt::Bad),
            Json::Whole(_) | Json::Text(_) | Json::Fields(_) => Ok(vec![self]),
        }
    }

    fn slots(self) -> Reading<Vec<Self>> {
        match self {
            Json::Null => Ok(Vec::new()),
            Json::List(items) => Ok(items.iter().collect()),
            _ => Ok(vec![self]),
        }
    }

    fn entry(self) -> Reading<Entry<Self>> {
        match self {
            Json::Null => Ok(Entry::Null),
            Json::Fields(_) => Ok(Entry::Fields(self)),
            other => other.text()?.map(Entry::Text).ok_or(Doubt::Bad),
        }
    }
}

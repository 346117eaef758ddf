//! Texts, numbers and flags.

use super::token;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A text: null is `None`, an empty text stays one, an integer is its decimal digits.
///
/// Why integers: XML is text anyway, and both formats must read the same.
///
/// # Errors
/// The value is a boolean, a fraction, a list or an object.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_option(TextVisitor)
}

/// As [`text`], and a number is kept exactly as it was written, however long: `123456789012345678901234567890`, but also
/// `1.0` or `1e3`.
///
/// Why: identifiers are numbers in JSON, but nothing promises that they fit 64 bits, and a fraction is not one.
///
/// # Errors
/// The value is a boolean, a list or an object.
pub fn verbatim<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_newtype_struct(token::VERBATIM, TextVisitor)
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
}

/// An integer, as a number or as a text of ASCII digits with an optional `-`, white space around it. Everything else is
/// `None`: null, an empty text, words, fractions, numbers beyond 64 bits, objects.
///
/// Why: these numbers inform a person, and a strange one must not fail an import.
///
/// # Errors
/// None of its own; only if the input itself breaks off.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let scalar = deserializer.deserialize_newtype_struct(token::ATTEMPT, ScalarVisitor)?;
    Ok(match scalar {
        Scalar::Integer(number) => i64::try_from(number).ok(),
        Scalar::Text(text) => parse(&text),
        _ => None,
    })
}

/// As [`integer`], and a negative number is `None` as well.
///
/// Why: positions and counts cannot be negative, and are informative only.
///
/// # Errors
/// None of its own; only if the input itself breaks off.
pub fn unsigned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let scalar = deserializer.deserialize_newtype_struct(token::ATTEMPT, ScalarVisitor)?;
    Ok(match scalar {
        Scalar::Integer(number) => u64::try_from(number).ok(),
        Scalar::Text(text) => parse(&text),
        _ => None,
    })
}

/// `true` or `false`, native or as a text with white space around it. Everything else is `None`.
///
/// Why: XML without `type="boolean"` has only the text, and no flag of the protocol is worth losing a contact.
///
/// # Errors
/// None of its own; only if the input itself breaks off.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let scalar = deserializer.deserialize_newtype_struct(token::ATTEMPT, ScalarVisitor)?;
    Ok(match scalar {
        Scalar::Flag(flag) => Some(flag),
        Scalar::Text(text) => text.trim_ascii().parse().ok(),
        _ => None,
    })
}

/// Digits with an optional `-`; Rust's parser alone would take a `+` too.
pub(crate) fn parse<N: std::str::FromStr>(text: &str) -> Option<N> {
    let text = text.trim_ascii();
    if text.starts_with('+') { None } else { text.parse().ok() }
}

enum Scalar {
    Integer(i128),
    Text(String),
    Flag(bool),
    Other,
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    /// The value stands apart: whatever is wrong with it, the reader goes on behind it.
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        Ok(deserializer.deserialize_any(self).unwrap_or(Scalar::Other))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(number.into()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

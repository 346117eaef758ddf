//! JSON, read and written by serde_json.
//!
//! Around serde_json's own reader stand what real answers need: limits for nesting and texts in unknown fields too, one
//! byte order mark, nothing behind the document, and errors in our own words, for serde_json's quote values.

mod de;
mod scan;
mod ser;

use super::position::{Lines, Place};
use super::{CodecError, CodecErrorKind, Format, text};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

/// Reads a whole document.
///
/// # Errors
/// The body is not one JSON document in UTF-8, exceeds a limit, or is not a `T`.
pub fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, CodecError> {
    let text = text::decode(Format::Json, body)?;
    scan::limits(text).map_err(|(kind, offset)| {
        CodecError::new(Format::Json, kind).at(Lines::new(text.as_bytes()).at(offset))
    })?;
    syntax(text)?;
    de::read(text)
}

/// Writes a whole document, compact and escaped as the service does: `&`, `<` and `>` as `\u0026`, `\u003c` and
/// `\u003e`, U+2028 and U+2029 escaped, everything else as it is.
///
/// # Errors
/// The value holds a map whose keys are not texts, or refuses to be serialised.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut out = Vec::with_capacity(256);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, ser::Escaping);
    match value.serialize(&mut serializer) {
        Ok(()) => Ok(out),
        Err(_) => Err(CodecError::new(Format::Json, CodecErrorKind::Value("something that JSON can hold"))),
    }
}

/// Checks the grammar of the whole document, so that reading it afterwards can fail only for what the values are.
fn syntax(text: &str) -> Result<(), CodecError> {
    let error = |kind, error: serde_json::Error| {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let place = Place { line: number(error.line()), column: number(error.column()) };
        CodecError::new(Format::Json, kind).at(place)
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    if let Err(e) = IgnoredAny::deserialize(&mut reader) {
        let kind =
            if e.classify() == Category::Eof { CodecErrorKind::Truncated } else { CodecErrorKind::Syntax };
        return Err(error(kind, e));
    }
    reader.end().map_err(|e| error(CodecErrorKind::Trailing, e))
}

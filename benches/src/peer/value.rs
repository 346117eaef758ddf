//! JSON without types: `serde_json::Value`.

use crate::plain::Answer;
use serde::Deserialize;
use serde_json::Value;

/// Reads a body.
///
/// # Errors
/// As serde_json says.
pub fn read(body: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(body)
}

/// The same in the plain structs, for comparing.
///
/// # Errors
/// As serde_json says.
pub fn plain(value: &Value) -> Result<Answer<String>, serde_json::Error> {
    Answer::deserialize(value)
}

//! JSON into the plain structs, by derive.

use crate::plain::{Answer, Text};

/// serde_json, owned texts, straight from the bytes: what nearly everybody writes.
///
/// # Errors
/// As serde_json says.
pub fn serde_owned(body: &[u8]) -> Result<Answer<String>, serde_json::Error> {
    serde_json::from_slice(body)
}

/// serde_json, texts borrowed where they can be, after one check of the encoding: as fast as serde_json can be made.
///
/// # Errors
/// As serde_json says; a body that is no UTF-8 is an error like any other.
pub fn serde_borrowed(body: &[u8]) -> Result<Answer<Text<'_>>, serde_json::Error> {
    match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    }
}

/// sonic-rs, owned texts.
///
/// # Errors
/// As sonic-rs says.
pub fn sonic(body: &[u8]) -> Result<Answer<String>, sonic_rs::Error> {
    sonic_rs::from_slice(body)
}

/// simd-json, owned texts. It writes over the body.
///
/// # Errors
/// As simd-json says.
pub fn simd(body: &mut [u8]) -> Result<Answer<String>, simd_json::Error> {
    simd_json::serde::from_slice(body)
}

//! The two wire formats: one set of serde types, read from and written to JSON and XML alike.
//!
//! The service's XML is the same data as its JSON under a fixed renaming, so both readers drive the same serde types and
//! agree by construction: what a field *is* decides how its text is read, never the format.
//!
//! | | JSON | XML |
//! |---|---|---|
//! | names | `first_name` | `<first-name>`; `<first_name>` is read too |
//! | null | `null`, or the key is absent | `nil="true"` (or `xsi:nil="true"`), or the element is absent |
//! | empty text | `""` | `<x></x>`, `<x/>`, also with `nil="false"` |
//! | number, boolean | native | text; `type="integer"`, `type="boolean"` are optional |
//! | list | `[]` | `<phone type="array"><phone>…</phone></phone>`; the attribute is optional, and so is the wrapper |
//!
//! Both readers bound what a body can cost: nesting ([`DEPTH_LIMIT`]) and the size of one text ([`TEXT_LIMIT`]). The size
//! of the whole body is bounded by whoever receives it. Errors say where and what, and never quote the body: the bodies
//! are other people's address books.
//!
//! [`lenient`] holds the readers for fields that real answers fill in more than one way.

mod error;
mod fault;
mod format;
pub mod json;
pub mod lenient;
pub(crate) mod names;
pub(crate) mod position;
mod sniff;
mod text;
mod variant;
pub mod xml;

pub use error::{CodecError, CodecErrorKind};
pub use format::{Format, ParseFormatError};
pub use sniff::{Sniffed, sniff};

use serde::{Serialize, de::DeserializeOwned};

/// How deep values may nest, in known and in unknown fields.
pub const DEPTH_LIMIT: usize = 32;

/// How long one text may be, in bytes as it stands in the body.
pub const TEXT_LIMIT: usize = 1024 * 1024;

/// Reads a whole body. `roots` are the names that an XML document element may have; JSON has none.
///
/// # Errors
/// The body is malformed, exceeds a limit, or is not a `T`.
pub fn from_slice<T: DeserializeOwned>(format: Format, body: &[u8], roots: &[&str]) -> Result<T, CodecError> {
    match format {
        Format::Json => json::from_slice(body),
        Format::Xml => xml::from_slice(body, roots),
    }
}

/// Writes a whole body as the service does. `root` names the XML document element; JSON has none.
///
/// # Errors
/// In XML, a text that XML 1.0 cannot carry or a key that cannot be an element's name; in both, a map whose keys are not
/// texts.
pub fn to_vec<T: Serialize + ?Sized>(format: Format, value: &T, root: &str) -> Result<Vec<u8>, CodecError> {
    match format {
        Format::Json => json::to_vec(value),
        Format::Xml => xml::to_vec(value, root),
    }
}

#[cfg(test)]
mod tests;

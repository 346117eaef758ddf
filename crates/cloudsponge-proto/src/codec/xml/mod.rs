//! XML in the style of Rails' `Hash#to_xml`, read into a small tree and from there by type.
//!
//! Reading is strict about XML and lenient about style. Errors are: a document type declaration, an undefined entity, a
//! character XML 1.0 forbids, another encoding than UTF-8, another version than 1.0, a wrong document element, anything
//! behind it. Accepted are: kebab-case and snake_case names, any prefix and any order of elements, attributes missing,
//! comments, processing instructions, CDATA, and `]]>` in a text.
//!
//! The text of an element without children is kept to the letter; between the elements of one with children, text means
//! nothing. What is missing to tell an empty object from an empty text, or a list from its only item, the type that is
//! read decides.

mod access;
mod de;
pub(crate) mod refs;
pub(crate) mod seen;
mod ser;
pub(crate) mod tree;

pub use ser::Style;

use super::position::Lines;
use super::{CodecError, CodecErrorKind, Format, names, text};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a whole document whose document element has one of the names `roots`, in kebab-case or snake_case.
///
/// # Errors
/// The body is not one XML 1.0 document in UTF-8, exceeds a limit, has another document element, or is not a `T`.
pub fn from_slice<T: DeserializeOwned>(body: &[u8], roots: &[&str]) -> Result<T, CodecError> {
    let text = text::decode(Format::Xml, body)?;
    let lines = Lines::new(text.as_bytes());
    let error = |(kind, offset)| CodecError::new(Format::Xml, kind).at(lines.at(offset));
    let root = tree::parse(text).map_err(error)?;
    if !roots.iter().any(|name| names::snake(name) == root.key) {
        return Err(error((CodecErrorKind::Root, root.offset)));
    }
    de::read(&root, &lines)
}

/// Reads one element. Paths in errors begin with it, and places count in the text that `lines` has.
pub(crate) fn from_node<T: DeserializeOwned>(
    node: &tree::Node<'_>,
    lines: &Lines<'_>,
) -> Result<T, CodecError> {
    de::read(node, lines)
}

/// Writes a whole document in [`Style::Rails`].
///
/// # Errors
/// As [`to_vec_with`].
pub fn to_vec<T: Serialize + ?Sized>(value: &T, root: &str) -> Result<Vec<u8>, CodecError> {
    to_vec_with(value, root, Style::Rails)
}

/// Writes a whole document: ASCII with decimal character references, indented by two spaces, names in kebab-case.
///
/// What comes back is equal, except for what XML cannot tell apart: a generic value reads an empty object as an empty
/// text, and its keys' hyphens as underscores.
///
/// # Errors
/// A text holds a character that XML 1.0 cannot carry, a map's key cannot be an element's name, or the value refuses to be
/// serialised.
pub fn to_vec_with<T: Serialize + ?Sized>(
    value: &T,
    root: &str,
    style: Style,
) -> Result<Vec<u8>, CodecError> {
    ser::write(value, root, style)
}

//! Why a body could not be read or written.

use super::position::Place;
use super::{DEPTH_LIMIT, Format};
use std::borrow::Cow;
use std::fmt;

/// Why a body could not be read or written: what is wrong, and where. It never quotes the body.
#[derive(Clone, PartialEq, Eq)]
pub struct CodecError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    format: Format,
    kind: CodecErrorKind,
    path: String,
    place: Option<Place>,
}

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodecErrorKind {
    /// There is no body, or only white space.
    Empty,
    /// The bytes are not UTF-8, or the XML declaration names another encoding or another version than 1.0.
    Encoding,
    /// The format's grammar is violated.
    Syntax,
    /// Something follows the document.
    Trailing,
    /// The document ends too early.
    Truncated,
    /// A document type declaration; such are never processed.
    Doctype,
    /// A reference to an entity that XML does not define, or to a character it does not allow.
    Entity,
    /// Values nest deeper than [`DEPTH_LIMIT`].
    Depth,
    /// A limit is exceeded; the text says which, e.g. `more than 64 attributes on one element`.
    TooLarge(&'static str),
    /// The XML document element has a name that does not belong to the answer asked for.
    Root,
    /// A field (or, in XML, an attribute) that may occur once occurs again.
    Duplicate(&'static str),
    /// A field is missing.
    Missing(&'static str),
    /// A value has the wrong type.
    Type {
        /// What belongs there, e.g. `a string or null`.
        expected: Cow<'static, str>,
    },
    /// A value has the right type but is not what it must be; the text says what, e.g. `a safe consent URL`.
    Value(&'static str),
    /// Writing: a character (its number) that XML 1.0 cannot carry.
    Unencodable(u32),
}

impl CodecError {
    /// An error without a place.
    pub fn new(format: Format, kind: CodecErrorKind) -> Self {
        Self(Box::new(Inner { format, kind, path: String::new(), place: None }))
    }

    /// The same, at this path. Build it of field names and indices only.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.path = path.into();
        self
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    pub(crate) fn has_place(&self) -> bool {
        self.0.place.is_some()
    }

    /// For errors that serde makes before anyone knows the format.
    pub(crate) fn in_format(mut self, format: Format) -> Self {
        self.0.format = format;
        self
    }

    /// The format that was read or written.
    pub fn format(&self) -> Format {
        self.0.format
    }

    /// What is wrong.
    pub fn kind(&self) -> &CodecErrorKind {
        &self.0.kind
    }

    /// Where, in names of the protocol, e.g. `contacts[3].email[0].address`. Names that are not the protocol's are `*`.
    /// Empty for the whole document, or if unknown.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The line, from 1.
    pub fn line(&self) -> Option<u32> {
        self.0.place.map(|place| place.line)
    }

    /// The column, from 1, in bytes. In JSON it is where the reader noticed, which is at or behind the offending value;
    /// in XML it is where the offending element begins.
    pub fn column(&self) -> Option<u32> {
        self.0.place.map(|place| place.column)
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { format, kind, path, place } = &*self.0;
        write!(f, "{format}: ")?;
        kind.what(f)?;
        if !path.is_empty() {
            write!(f, " in `{path}`")?;
        }
        if let Some(Place { line, column }) = place {
            write!(f, " (line {line}, column {column})")?;
        }
        write!(f, "; {}", kind.advice())
    }
}

impl fmt::Debug for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { format, kind, path, place } = &*self.0;
        let mut out = f.debug_struct("CodecError");
        out.field("format", format).field("kind", kind).field("path", path).field("place", place).finish()
    }
}

impl std::error::Error for CodecError {}

impl CodecErrorKind {
    fn what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the body is empty"),
            Self::Encoding => {
                f.write_str("the body is not in UTF-8, or declares an encoding or version not supported")
            }
            Self::Syntax => f.write_str("the body is malformed"),
            Self::Trailing => f.write_str("something follows the end of the document"),
            Self::Truncated => f.write_str("the body ends before the document does"),
            Self::Doctype => f.write_str("the body has a document type declaration"),
            Self::Entity => f.write_str("a reference to an unknown entity or a forbidden character"),
            Self::Depth => write!(f, "values nest more than {DEPTH_LIMIT} levels deep"),
            Self::TooLarge(what) => f.write_str(what),
            Self::Root => f.write_str("the document element has another name than this answer has"),
            Self::Duplicate(name) => write!(f, "`{name}` occurs more than once"),
            Self::Missing(name) => write!(f, "`{name}` is missing"),
            Self::Type { expected } => write!(f, "a value is not {expected}"),
            Self::Value(expected) => write!(f, "a value is not {expected}"),
            Self::Unencodable(code) => write!(f, "the character U+{code:04X} cannot be carried by XML 1.0"),
        }
    }

    fn advice(&self) -> &'static str {
        match self {
            Self::Empty | Self::Truncated => "ask again if the call allows it",
            Self::Encoding | Self::Syntax | Self::Trailing | Self::Root => {
                "check that the address is the service's and that nothing on the way replaces its answers"
            }
            Self::Doctype | Self::Entity => "the service never sends this: do not trust what answered",
            Self::Depth | Self::TooLarge(_) => "the limits are fixed, for real answers stay far below them",
            Self::Duplicate(_) | Self::Missing(_) | Self::Type { .. } | Self::Value(_) => {
                "check that this is the answer to the call that was made"
            }
            Self::Unencodable(_) => "remove the character or write JSON",
        }
    }
}

//! The error that both readers speak with serde.

use super::position::{Path, Place};
use super::{CodecError, CodecErrorKind, Format};
use serde::de::{Expected, Unexpected};
use std::borrow::Cow;
use std::fmt;

/// A [`CodecError`] on its way up: serde makes it without a place, and the first reader it passes adds one.
///
/// Messages made with `custom` are dropped, for they may quote the value; what a visitor *expected* is kept.
#[derive(Debug)]
pub(crate) struct Fault {
    error: CodecError,
    located: bool,
}

impl Fault {
    pub(crate) fn new(kind: CodecErrorKind) -> Self {
        Self { error: CodecError::new(Format::Json, kind), located: false }
    }

    /// A value of the wrong type.
    pub(crate) fn expected(expected: &dyn Expected) -> Self {
        Self::new(CodecErrorKind::Type { expected: words(expected) })
    }

    /// Says where, unless someone further down already did.
    pub(crate) fn locate(mut self, format: Format, path: &Path<'_>) -> Self {
        if !self.located {
            self.error = self.error.in_format(format).with_path(path.print());
            self.located = true;
        }
        self
    }

    /// Adds line and column, unless it has them. The place is asked for only then.
    pub(crate) fn place(mut self, place: impl FnOnce() -> Option<Place>) -> Self {
        if !self.error.has_place()
            && let Some(place) = place()
        {
            self.error = self.error.at(place);
        }
        self
    }

    pub(crate) fn into_error(self) -> CodecError {
        self.error
    }
}

/// The codec error inside an error of any reader: ours carry one as their source.
pub(crate) fn codec_error<E: serde::de::Error>(error: &E) -> CodecError {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<CodecError>());
    let unknown = || CodecError::new(Format::Json, CodecErrorKind::Value("what this field holds"));
    source.cloned().unwrap_or_else(unknown)
}

/// What was expected, in words for people: serde's derive says `struct Contact`.
fn words(expected: &dyn Expected) -> Cow<'static, str> {
    let words = expected.to_string();
    if words.starts_with("struct ") || words == "a map" {
        Cow::Borrowed("an object")
    } else if words == "a sequence" {
        Cow::Borrowed("a list")
    } else {
        Cow::Owned(words)
    }
}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(CodecErrorKind::Value("what this field holds"))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::new(CodecErrorKind::Type {
            expected: Cow::Owned(format!("one of `{}`", variants.join("`, `"))),
        })
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(CodecErrorKind::Value("an object with known fields only"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(CodecErrorKind::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(CodecErrorKind::Duplicate(field))
    }
}

impl serde::ser::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(CodecErrorKind::Value("something that can be written"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

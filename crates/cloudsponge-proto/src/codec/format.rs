//! The name of a wire format.

use std::fmt;
use std::str::FromStr;

/// A wire format of the service. The caller chooses it with the extension of the URL's path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// JSON, UTF-8.
    Json,
    /// XML in the style of Rails, ASCII with character references.
    Xml,
}

impl Format {
    /// The extension in URLs, without a dot: `json` or `xml`.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }

    /// The media type, without parameters.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        })
    }
}

impl FromStr for Format {
    type Err = ParseFormatError;

    /// Reads `json` or `xml`, in any case.
    fn from_str(word: &str) -> Result<Self, ParseFormatError> {
        [Self::Json, Self::Xml]
            .into_iter()
            .find(|format| word.eq_ignore_ascii_case(format.extension()))
            .ok_or(ParseFormatError(()))
    }
}

/// The word names no wire format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no such format: write `json` or `xml`")]
pub struct ParseFormatError(());

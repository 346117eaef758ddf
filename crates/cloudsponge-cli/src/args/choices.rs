//! Values that arguments choose from.

use clap::ValueEnum;

/// The service's two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WireFormat {
    Json,
    Xml,
}

impl From<WireFormat> for cloudsponge_proto::Format {
    fn from(format: WireFormat) -> Self {
        match format {
            WireFormat::Json => Self::Json,
            WireFormat::Xml => Self::Xml,
        }
    }
}

/// What a captured reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A begin call
    Begin,
    /// An events call
    Events,
    /// A contacts call
    Contacts,
    /// Told by the root element or the keys
    Auto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecodeFormat {
    Json,
    Xml,
    /// Told by the first character
    Auto,
}

/// How replies other than contacts can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReplyOutput {
    /// Columns for people
    Table,
    /// One JSON object
    Json,
    /// JSON Lines: one row a line
    Jsonl,
}

//! The arguments of the single calls, of `services` and of `decode`.

use super::choices::{DecodeFormat, Kind, ReplyOutput};
use super::groups::{ConnectionArgs, RequestArgs};
use crate::output::OutputFormat;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct BeginArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the reply
    #[arg(long, value_enum, default_value_t = ReplyOutput::Json, help_heading = "Output")]
    pub(crate) output: ReplyOutput,
}

#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// The import's id, from the begin reply
    pub(crate) import_id: String,
    /// Any text, which comes back in the reply
    #[arg(long, value_name = "S")]
    pub(crate) echo: Option<String>,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the reply
    #[arg(long, value_enum, default_value_t = ReplyOutput::Json, help_heading = "Output")]
    pub(crate) output: ReplyOutput,
}

#[derive(Debug, Args)]
pub(crate) struct ContactsArgs {
    /// The import's id, from the begin reply
    pub(crate) import_id: String,
    /// Position of the first contact wanted, counted from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) start: u64,
    /// How many contacts at most; 0 means all that follow
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) count: u64,
    /// Any text, which comes back in the reply
    #[arg(long, value_name = "S")]
    pub(crate) echo: Option<String>,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the reply
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    pub(crate) output: OutputFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ServicesArgs {
    /// Only the service of this e-mail address or domain
    #[arg(long = "for", value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t = ReplyOutput::Table)]
    pub(crate) output: ReplyOutput,
}

#[derive(Debug, Args)]
pub(crate) struct DecodeArgs {
    /// What the reply answers
    #[arg(long, value_enum, default_value_t = Kind::Auto)]
    pub(crate) kind: Kind,
    /// The reply's format
    #[arg(long, value_enum, default_value_t = DecodeFormat::Auto)]
    pub(crate) format: DecodeFormat,
    /// How to print it; csv and vcard are for contacts only
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    pub(crate) output: OutputFormat,
    /// Fail if a contact cannot be read, instead of leaving it out
    #[arg(long)]
    pub(crate) strict: bool,
    /// File with the reply's body, or - for stdin
    pub(crate) file: PathBuf,
}

//! The arguments of `doctor`, `config`, `completions` and `man`.

use super::choices::ReplyOutput;
use super::groups::ConnectionArgs;
use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReplyOutput::Table, help_heading = "Output")]
    pub(crate) output: ReplyOutput,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the settings
    #[arg(long, value_enum, default_value_t = ReplyOutput::Table, help_heading = "Output")]
    pub(crate) output: ReplyOutput,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// A subcommand, for its page instead of the program's
    #[arg(conflicts_with = "dir")]
    pub(crate) subcommand: Option<String>,
    /// Write the pages of the program and of all subcommands into this directory, which must exist
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

//! The arguments of `import` and `resume`.

use super::groups::{BOOK, BookArgs, ConnectionArgs, OutputArgs, PatienceArgs, RequestArgs};
use clap::Args;
use cloudsponge_emulator::config::parse_duration;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) patience: PatienceArgs,
    /// Save the import's state in this file, so that `cloudsponge resume` can go on after an interruption
    #[arg(long, value_name = "FILE", help_heading = "Waiting and paging")]
    pub(crate) state: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Do not open the consent page in a browser; its address is shown in any case
    #[arg(long, help_heading = "Waiting and paging")]
    pub(crate) no_browser: bool,
    /// Import invented contacts from an emulator in this process: no account, no network
    #[arg(long, conflicts_with_all = ["base_url", "credentials_file"], help_heading = BOOK)]
    pub(crate) emulator: bool,
    /// With --emulator: open its consent page and answer there, instead of granting consent by itself
    #[arg(long, requires = "emulator", help_heading = BOOK)]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) book: BookArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    /// The file given to --state
    pub(crate) state: PathBuf,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// Contacts to ask for at a time; 0 asks for all at once
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Waiting and paging")]
    pub(crate) page_size: u64,
    /// How long the import may take from now on, for example 90s or 10m [default: what is left of its first deadline]
    #[arg(long, value_name = "D", value_parser = parse_duration, help_heading = "Waiting and paging")]
    pub(crate) deadline: Option<Duration>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

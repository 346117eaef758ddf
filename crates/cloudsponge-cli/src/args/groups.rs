//! Groups of arguments that several subcommands share.

use super::choices::WireFormat;
use crate::output::OutputFormat;
use clap::Args;
use cloudsponge_emulator::config::parse_duration;
use std::path::PathBuf;
use std::time::Duration;

/// Which service to talk to, and as whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ConnectionArgs {
    /// Address of the service: https, or http on this machine [default: the public service]
    #[arg(long, value_name = "URL", env = "CLOUDSPONGE_BASE_URL", hide_env_values = true)]
    pub(crate) base_url: Option<String>,
    /// File with the domain key on its first line and the domain password on its second, or with the lines
    /// domain_key=... and domain_password=...; only its owner may have access to it (mode 0600)
    #[arg(long, value_name = "FILE", env = "CLOUDSPONGE_CREDENTIALS_FILE", hide_env_values = true)]
    pub(crate) credentials_file: Option<PathBuf>,
    /// Format of the service's replies
    #[arg(long, value_enum, default_value_t = WireFormat::Json)]
    pub(crate) format: WireFormat,
}

/// What to ask the service for.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to ask for")]
pub(crate) struct RequestArgs {
    /// Service to import from, for example gmail; `cloudsponge services` lists them
    #[arg(help_heading = None)]
    pub(crate) service: String,
    /// Ask for more than names and addresses; may be given several times, or with commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) include: Vec<String>,
    /// Your identifier of the user, which comes back in the replies
    #[arg(long, value_name = "S")]
    pub(crate) user_id: Option<String>,
    /// Any text, which comes back in the reply
    #[arg(long, value_name = "S")]
    pub(crate) echo: Option<String>,
    /// Page the browser goes to after consent
    #[arg(long, value_name = "U")]
    pub(crate) redirect_url: Option<String>,
    /// The user's login at the service, for those that need one; the password comes from
    /// CLOUDSPONGE_MAILBOX_PASSWORD, from --password-stdin or from a prompt
    #[arg(long, value_name = "LOGIN")]
    pub(crate) username: Option<String>,
    /// Read the password of --username from the first line of stdin
    #[arg(long, requires = "username")]
    pub(crate) password_stdin: bool,
}

/// Where data goes, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How to write the contacts [default: table]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<OutputFormat>,
    /// File to write the contacts to, created for its owner only [default: stdout]
    #[arg(short = 'o', value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Replace files that exist already
    #[arg(long)]
    pub(crate) force: bool,
}

/// How long to wait, and how much to ask for at a time.
#[derive(Debug, Args)]
#[command(next_help_heading = "Waiting and paging")]
pub(crate) struct PatienceArgs {
    /// Contacts to ask for at a time; 0 asks for all at once
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) page_size: u64,
    /// How long the import may take, for example 90s or 10m
    #[arg(long, value_name = "D", value_parser = parse_duration, default_value = "10m")]
    pub(crate) deadline: Duration,
}

/// The heading of what shapes the emulated import.
pub(super) const BOOK: &str = "Emulated address book";

/// The emulator's address book.
#[derive(Debug, Args)]
#[command(next_help_heading = BOOK)]
pub(crate) struct BookArgs {
    /// How many contacts it holds [default: 20]
    #[arg(long, value_name = "N")]
    pub(crate) contacts: Option<u64>,
    /// Whose oddities they show, for example gmail, windowslive or naughty
    #[arg(long, value_name = "P")]
    pub(crate) profile: Option<String>,
    /// How the import goes, for example allow, deny, abandon, timeout, slow or flaky
    #[arg(long, value_name = "S")]
    pub(crate) scenario: Option<String>,
    /// What the contacts are drawn from: the same number, the same contacts
    #[arg(long, value_name = "K")]
    pub(crate) seed: Option<u64>,
}

//! The command line: names that other people's scripts rely on.

use crate::duration;
use crate::output::OutputFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

const CREDENTIALS_HELP: &str = "\
Credentials:
  The domain key and password come from CLOUDSPONGE_DOMAIN_KEY and CLOUDSPONGE_DOMAIN_PASSWORD,
  from --credentials-file, or from a prompt; never from an argument, which others could read.";

const EXIT_HELP: &str = "\
Exit codes:
  0 done, 1 error, 2 wrong usage, 3 the import failed or the user declined, 4 the deadline passed,
  130 interrupted (with --state, `cloudsponge resume` goes on from there)

Try it without an account:
  cloudsponge import gmail --emulator";

/// Import address books with CloudSponge: from a user's consent to the contacts
#[derive(Debug, Parser)]
#[command(name = "cloudsponge", version, propagate_version = true, after_help = EXIT_HELP)]
pub(crate) struct Cli {
    /// Log to stderr what matches this filter (as RUST_LOG does), for example `debug`; off by default
    #[arg(long, global = true, value_name = "FILTER", display_order = 900)]
    pub(crate) log: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import an address book: begin, wait for consent, follow the progress, download the contacts
    #[command(after_help = CREDENTIALS_HELP)]
    Import(ImportArgs),
    /// Go on with an import whose state was saved with --state
    ///
    /// Contacts that were not known to be written are delivered again, at their positions. Unless told otherwise, the
    /// rest goes where the earlier run wrote: what it wrote to a file after its last saved state is replaced, so such a
    /// file ends up with every contact once (jsonl, csv, vcard; json and table files are written anew, and a table or an
    /// object that an interruption has closed stays as it is). Two runs must not resume one state at a time.
    #[command(after_help = CREDENTIALS_HELP)]
    Resume(ResumeArgs),
    /// Begin an import and print the service's reply
    #[command(after_help = CREDENTIALS_HELP)]
    Begin(BeginArgs),
    /// Ask once for the events of an import
    #[command(after_help = CREDENTIALS_HELP)]
    Events(EventsArgs),
    /// Download the contacts of a finished import, whole or one page
    #[command(after_help = CREDENTIALS_HELP)]
    Contacts(ContactsArgs),
    /// List the services whose address books can be imported
    Services(ServicesArgs),
    /// Read a captured reply without a network and print it in normal form
    Decode(DecodeArgs),
    /// Run an offline emulator of the service, for tests and demonstrations
    Emulator(EmulatorArgs),
}

/// Which service to talk to, and as whom.
#[derive(Debug, Args)]
pub(crate) struct ConnectionArgs {
    /// Address of the service: https, or http on this machine [default: the public service]
    #[arg(long, value_name = "URL", env = "CLOUDSPONGE_BASE_URL")]
    pub(crate) base_url: Option<String>,
    /// File with the domain key on its first line and the domain password on its second, or with the lines
    /// domain_key=... and domain_password=...; only its owner may have access to it (mode 0600)
    #[arg(long, value_name = "FILE", env = "CLOUDSPONGE_CREDENTIALS_FILE")]
    pub(crate) credentials_file: Option<PathBuf>,
    /// Format of the service's replies
    #[arg(long, value_enum, default_value_t = WireFormat::Json)]
    pub(crate) format: WireFormat,
}

/// What to ask the service for.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Service to import from, for example gmail; `cloudsponge services` lists them
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

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) patience: PatienceArgs,
    /// Save the import's state in this file, so that `cloudsponge resume` can go on after an interruption
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Do not open the consent page in a browser; its address is shown in any case
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Import invented contacts from an emulator in this process: no account, no network
    #[arg(long, conflicts_with_all = ["base_url", "credentials_file"])]
    pub(crate) emulator: bool,
    /// With --emulator: open its consent page and answer there, instead of granting consent by itself
    #[arg(long, requires = "emulator")]
    pub(crate) open: bool,
    #[command(flatten, next_help_heading = "Emulated address book (with --emulator)")]
    pub(crate) book: BookArgs,
}

/// How long to wait, and how much to ask for at a time.
#[derive(Debug, Args)]
pub(crate) struct PatienceArgs {
    /// Contacts to ask for at a time; 0 asks for all at once
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) page_size: u64,
    /// How long the import may take, for example 90s or 10m
    #[arg(long, value_name = "D", value_parser = duration::parse, default_value = "10m")]
    pub(crate) deadline: Duration,
}

/// The emulator's address book.
#[derive(Debug, Args)]
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

#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    /// The file given to --state
    pub(crate) state: PathBuf,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// Contacts to ask for at a time; 0 asks for all at once
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) page_size: u64,
    /// How long the import may take from now on, for example 90s or 10m [default: what is left of its first deadline]
    #[arg(long, value_name = "D", value_parser = duration::parse)]
    pub(crate) deadline: Option<Duration>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BeginArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// How to print the reply
    #[arg(long, value_enum, default_value_t = ReplyOutput::Json)]
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
    #[arg(long, value_enum, default_value_t = ReplyOutput::Json)]
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

#[derive(Debug, Args)]
pub(crate) struct EmulatorArgs {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:4141")]
    pub(crate) listen: SocketAddr,
    /// Domain key to accept, instead of the documented one; do not use a real one
    #[arg(long, value_name = "K", requires = "password")]
    pub(crate) key: Option<String>,
    /// Domain password to accept, instead of the documented one; do not use a real one
    #[arg(long, value_name = "P", requires = "key")]
    pub(crate) password: Option<String>,
    /// Grant consent by itself, after this many milliseconds
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(crate) auto_consent: Option<u64>,
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// How much faster than real its clock runs
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub(crate) speed: f64,
    /// Serve the contacts of this CSV, vCard or JSON file instead of invented ones
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// How long contacts can be downloaded after they are ready, for example 5m
    #[arg(long, value_name = "D", value_parser = duration::parse)]
    pub(crate) ttl: Option<Duration>,
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn t6_no_call_takes_a_secret_as_an_argument() {
        for command in Cli::command().get_subcommands().filter(|command| command.get_name() != "emulator") {
            for argument in command.get_arguments() {
                let takes_value = argument.get_action().takes_values();
                let name = argument.get_long().unwrap_or_default();
                let secret = ["password", "key", "secret", "token"].iter().any(|word| name.contains(word));
                assert!(!(takes_value && secret), "{} --{name}", command.get_name());
            }
        }
    }
}

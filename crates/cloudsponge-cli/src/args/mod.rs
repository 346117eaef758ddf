//! The command line: names that other people's scripts rely on.

mod calls;
mod choices;
mod emulator;
mod groups;
mod help;
mod import;
mod tools;

pub(crate) use calls::{BeginArgs, ContactsArgs, DecodeArgs, EventsArgs, ServicesArgs};
pub(crate) use choices::{DecodeFormat, Kind, ReplyOutput, WireFormat};
pub(crate) use emulator::EmulatorArgs;
pub(crate) use groups::{BookArgs, ConnectionArgs, OutputArgs, RequestArgs};
pub(crate) use import::{ImportArgs, ResumeArgs};
pub(crate) use tools::{CompletionsArgs, ConfigArgs, DoctorArgs, ManArgs};

use clap::{Args, Parser, Subcommand};

/// Import address books with CloudSponge: from a user's consent to the contacts
#[derive(Debug, Parser)]
#[command(name = "cloudsponge", version, propagate_version = true, after_help = help::PROGRAM)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) messages: MessageArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is told on stderr, whatever the subcommand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct MessageArgs {
    /// Tell only errors, warnings and what somebody has to act on, such as the consent page
    #[arg(short, long, global = true, display_order = 900)]
    pub(crate) quiet: bool,
    /// Log what this program does; twice, log every detail of it
    #[arg(short, long, global = true, action = clap::ArgAction::Count, display_order = 901)]
    pub(crate) verbose: u8,
    /// Log to stderr what matches this filter (as RUST_LOG does), for example `debug`; the word `json` in it makes each
    /// record one JSON object a line, for example `json` or `json,cloudsponge=debug`; off by default
    #[arg(long, global = true, value_name = "FILTER", display_order = 902)]
    pub(crate) log: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import an address book: begin, wait for consent, follow the progress, download the contacts
    #[command(after_help = help::IMPORT)]
    Import(ImportArgs),
    /// Go on with an import whose state was saved with --state
    ///
    /// Contacts that were not known to be written are delivered again, at their positions. Unless told otherwise, the
    /// rest goes where the earlier run wrote: what it wrote to a file after its last saved state is replaced, so such a
    /// file ends up with every contact once (jsonl, csv, vcard; json and table files are written anew, and a table or an
    /// object that an interruption has closed stays as it is). Two runs must not resume one state at a time.
    #[command(after_help = help::RESUME)]
    Resume(ResumeArgs),
    /// Begin an import and print the service's reply
    #[command(after_help = help::BEGIN)]
    Begin(BeginArgs),
    /// Ask once for the events of an import
    #[command(after_help = help::EVENTS)]
    Events(EventsArgs),
    /// Download the contacts of a finished import, whole or one page
    #[command(after_help = help::CONTACTS)]
    Contacts(ContactsArgs),
    /// List the services whose address books can be imported
    #[command(after_help = help::SERVICES)]
    Services(ServicesArgs),
    /// Read a captured reply without a network and print it in normal form
    #[command(after_help = help::DECODE)]
    Decode(DecodeArgs),
    /// Run an offline emulator of the service, for tests and demonstrations
    ///
    /// It is not the real service: it invents its contacts, and forgets everything when it ends. It listens on this
    /// machine only. With --record it writes down what it is asked and answers, with --upstream what another service
    /// answers, and with --replay it answers what was written down.
    #[command(after_help = help::EMULATOR)]
    Emulator(EmulatorArgs),
    /// Check credentials, clock, TLS and the way to the service, without beginning an import
    ///
    /// One call is made, for the events of an import that cannot exist. Each line of the report begins with `ok`, `note`,
    /// `fail` or `skip`; one `fail` makes the exit code 1.
    #[command(after_help = help::DOCTOR)]
    Doctor(DoctorArgs),
    /// Show which settings are used and where they come from; secrets are never shown
    #[command(after_help = help::CONFIG)]
    Config(ConfigArgs),
    /// Print a script that completes this command's arguments in a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print this command's manual as a man page, or write all pages to a directory
    #[command(after_help = help::MAN)]
    Man(ManArgs),
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

    #[test]
    fn every_subcommand_ends_with_examples_that_parse() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let (_, examples) =
                help.split_once("Examples:\n").unwrap_or_else(|| panic!("{}", command.get_name()));
            let mut found = 0;
            for line in examples.lines().filter_map(|line| line.strip_prefix("  cloudsponge ")) {
                let line = line.split([';', '|', '>']).next().unwrap_or_default();
                let words = std::iter::once("cloudsponge").chain(line.split_whitespace());
                let parsed = Cli::try_parse_from(words);
                assert!(
                    parsed.is_ok(),
                    "{line}: {}",
                    parsed.err().map(|error| error.to_string()).unwrap_or_default()
                );
                found += usize::from(line.starts_with(command.get_name()));
            }
            assert!(found > 0, "{}", command.get_name());
        }
    }
}

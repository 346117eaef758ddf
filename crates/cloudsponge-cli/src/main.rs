//! The `cloudsponge` command: import address books, decode captured replies, run the emulator.
//!
//! Data goes to stdout, progress and messages go to stderr, and secrets go nowhere.

mod args;
mod behind;
mod browser;
mod commands;
mod connection;
mod console;
mod credentials;
mod exit;
mod hints;
mod interrupt;
mod log;
mod output;
mod private;
mod progress;
mod request;
mod session;
mod state_file;
mod text;

use crate::exit::Failure;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    forbid_core_dumps();
    // Which arguments were given and which come from the environment is of interest to `config`.
    let matches = args::Cli::command().get_matches();
    match args::Cli::from_arg_matches(&matches) {
        Ok(cli) => run(cli, &matches).map_or_else(Failure::report, |()| ExitCode::SUCCESS),
        Err(error) => error.exit(),
    }
}

fn run(cli: args::Cli, matches: &ArgMatches) -> Result<(), Failure> {
    let logs = log::wanted(&cli.messages);
    console::start(cli.messages.quiet, logs.filter.is_some());
    log::start(&logs)?;
    // It fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    commands::run(cli, matches)
}

/// A core dump would hold keys and passwords.
fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

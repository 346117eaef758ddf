//! The `cloudsponge` command: import address books, decode captured replies, run the emulator.
//!
//! Data goes to stdout, progress and messages go to stderr, and secrets go nowhere.

mod args;
mod browser;
mod commands;
mod connection;
mod credentials;
mod duration;
mod exit;
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
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    forbid_core_dumps();
    match run(args::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(cli: args::Cli) -> Result<(), Failure> {
    log::start(cli.log.as_deref())?;
    // It fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    commands::run(cli.command)
}

/// A core dump would hold keys and passwords.
fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

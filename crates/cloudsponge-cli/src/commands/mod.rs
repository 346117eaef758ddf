//! The subcommands, one file each.

mod config;
mod decode;
mod detect;
mod doctor;
mod emulator;
mod import;
mod manual;
mod raw;
mod reply;
mod resume;
mod services;

use crate::args::{Cli, Command};
use crate::exit::Failure;
use clap::ArgMatches;
use std::future::Future;

/// Does what the command line asks for.
pub(crate) fn run(cli: Cli, matches: &ArgMatches) -> Result<(), Failure> {
    match cli.command {
        Command::Decode(args) => decode::run(&args),
        Command::Services(args) => services::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Resume(args) => resume::run(&args),
        Command::Begin(args) => raw::begin(&args),
        Command::Events(args) => raw::events(&args),
        Command::Contacts(args) => raw::contacts(&args),
        Command::Emulator(args) => emulator::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Config(args) => config::run(&args, &cli.messages, matches),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::pages(&args),
    }
}

/// Runs asynchronous work. A second thread keeps signals and an embedded emulator going while output is written.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
            |error| {
                Failure::error(format_args!("the program could not start its threads: {error}"))
                    .hint("check the limits of this account (ulimit -u)")
            },
        )?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}

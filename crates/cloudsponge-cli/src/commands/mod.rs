//! The subcommands, one file each.

mod decode;
mod detect;
mod emulator;
mod import;
mod raw;
mod reply;
mod resume;
mod services;

use crate::args::Command;
use crate::exit::Failure;
use std::future::Future;

/// Does what the command line asks for.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Decode(args) => decode::run(&args),
        Command::Services(args) => services::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Resume(args) => resume::run(&args),
        Command::Begin(args) => raw::begin(&args),
        Command::Events(args) => raw::events(&args),
        Command::Contacts(args) => raw::contacts(&args),
        Command::Emulator(args) => emulator::run(&args),
    }
}

/// Runs asynchronous work. A second thread keeps signals and an embedded emulator going while output is written.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
            |error| Failure::error(format_args!("the program could not start its threads: {error}")),
        )?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}

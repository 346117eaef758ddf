//! `cloudsponge completions` and `cloudsponge man`: made from the definitions of the arguments, so they are never behind.

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::Failure;
use crate::output;
use clap::{Command, CommandFactory as _};
use std::io;
use std::path::Path;

/// Prints a shell's completion script.
pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cloudsponge", &mut script);
    Ok(output::print(&String::from_utf8_lossy(&script))?)
}

/// Prints a man page, or writes all of them.
pub(super) fn pages(args: &ManArgs) -> Result<(), Failure> {
    let mut program = Cli::command();
    // Global arguments appear in the subcommands' pages only once the tree is built.
    program.build();
    match (&args.dir, &args.subcommand) {
        (Some(directory), _) => write_all(&program, directory),
        (None, None) => Ok(output::print(&page(&program)?)?),
        (None, Some(name)) => {
            let found = listed(&program).find(|command| command.get_name() == name);
            let command = found.ok_or_else(|| {
                Failure::usage("there is no such subcommand").hint("`cloudsponge --help` lists them")
            })?;
            Ok(output::print(&page(command)?)?)
        }
    }
}

fn write_all(program: &Command, directory: &Path) -> Result<(), Failure> {
    for command in std::iter::once(program).chain(listed(program)) {
        let path = directory.join(format!("{}.1", name(command)));
        std::fs::write(&path, page(command)?).map_err(|error| {
            Failure::error(format_args!("{} cannot be written: {error}", path.display()))
                .hint("check that the directory exists and may be written")
        })?;
        crate::console::line("page", path.display());
    }
    Ok(())
}

/// The subcommands, without clap's own `help`.
fn listed(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| command.get_name() != "help")
}

/// `cloudsponge-import`, as man pages of subcommands are called.
fn name(command: &Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

fn page(command: &Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    let render =
        |page: &mut Vec<u8>| -> io::Result<()> { clap_mangen::Man::new(command.clone()).render(page) };
    render(&mut page).map_err(|error| Failure::output(&error))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

//! `cloudsponge import`: from begin to the contacts, with the service or with an emulator in this process.

use super::block_on;
use super::emulator::{shaped, start};
use crate::args::ImportArgs;
use crate::connection;
use crate::console::{line, warn};
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::output::{OutputFormat, Sink};
use crate::request;
use crate::session::{Session, Settings};
use crate::state_file::StateFile;
use cloudsponge_emulator::{Emulator, Profile, Scenario};
use cloudsponge_proto::endpoints::Begin;
use cloudsponge_proto::{Api, Policy, Service};
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

/// How long the emulated user thinks about it.
const EMULATED_CONSENT: Duration = Duration::from_millis(300);

/// How long the emulated consent page waits for an emulated user who never answers.
const EMULATED_PATIENCE: Duration = Duration::from_secs(3);

/// Imports an address book.
pub(super) fn run(args: &ImportArgs) -> Result<(), Failure> {
    refuse_idle_flags(args)?;
    let format = args.output.output.unwrap_or(OutputFormat::Table);
    // Whatever can go wrong here is found out before anything is asked of the service or its user.
    let begin = request::begin(&args.request, args.emulator)?;
    let api = if args.emulator { None } else { Some(connection::api(&args.connection)?) };
    let state = args.state.as_deref().map(|path| StateFile::new(path, args.output.force)).transpose()?;
    let sink = Sink::create(args.output.file.as_deref().unwrap_or(Path::new("-")), args.output.force)?;
    let settings = Settings {
        service: begin.service().to_string(),
        open_page: opens_page(args),
        emulator: args.emulator,
        answers_itself: args.emulator && !args.open,
    };
    if args.emulator && state.is_some() {
        warn("the emulator ends with this process, so its imports cannot be resumed");
    }
    let session = Session::new(sink, format, false, state, settings);
    block_on(async {
        let interrupt = Interrupt::watch();
        match api {
            Some(api) => follow(api, begin, args, session, interrupt).await,
            None => {
                let emulator = emulator(args, begin.service()).await?;
                let api =
                    connection::api_at(emulator.base_url(), args.connection.format, emulator.credentials());
                let result = follow(api, begin, args, session, interrupt).await;
                emulator.stop().await;
                result
            }
        }
    })
}

async fn follow(
    api: Api,
    begin: Begin,
    args: &ImportArgs,
    session: Session,
    interrupt: Interrupt,
) -> Result<(), Failure> {
    let policy = Policy::default().deadline(args.patience.deadline).page_size(args.patience.page_size);
    let run = connection::client(api)?.import(begin).policy(policy).start();
    session.follow(run, interrupt).await
}

/// Flags that would silently do nothing are a mistake.
fn refuse_idle_flags(args: &ImportArgs) -> Result<(), Failure> {
    let book = &args.book;
    let shaped = [
        ("--contacts", book.contacts.is_some()),
        ("--profile", book.profile.is_some()),
        ("--scenario", book.scenario.is_some()),
        ("--seed", book.seed.is_some()),
    ];
    match shaped.into_iter().find(|(_, given)| *given && !args.emulator) {
        Some((flag, _)) => Err(Failure::usage(format_args!("{flag} shapes the emulator's address book"))
            .hint("add --emulator, or leave it out")),
        None => Ok(()),
    }
}

/// A page is opened for a person in front of this terminal, and the emulator's only if that is asked for.
fn opens_page(args: &ImportArgs) -> bool {
    let attended = io::stdin().is_terminal() && io::stderr().is_terminal();
    !args.no_browser && if args.emulator { args.open } else { attended }
}

/// An emulator for this one import.
async fn emulator(args: &ImportArgs, service: &Service) -> Result<Emulator, Failure> {
    let mut builder = shaped(Emulator::builder(), &args.book, Profile::default_for(service))?;
    if !args.open {
        builder = builder.auto_consent(EMULATED_CONSENT);
        // Nobody is there whose answer could come late.
        if args.book.scenario.as_deref().and_then(|name| name.parse().ok()) == Some(Scenario::Timeout) {
            builder = builder.consent_timeout(EMULATED_PATIENCE);
        }
    }
    let emulator = start(builder).await?;
    line("emulator", format_args!("{} (not the real service: its contacts are invented)", emulator.url()));
    Ok(emulator)
}

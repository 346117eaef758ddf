//! `cloudsponge emulator`: the service's side, offline.

use super::block_on;
use crate::args::{BookArgs, EmulatorArgs};
use crate::exit::{Failure, note};
use crate::interrupt::Interrupt;
use crate::output;
use cloudsponge_emulator::{
    Book, DEFAULT_KEY, DEFAULT_PASSWORD, Emulator, EmulatorBuilder, Profile, Scenario,
};
use std::time::Duration;

/// How many contacts an emulated book holds unless told otherwise.
const CONTACTS: u64 = 20;

/// Runs the emulator until it is interrupted.
pub(super) fn run(args: &EmulatorArgs) -> Result<(), Failure> {
    let builder = builder(args)?;
    block_on(async {
        let mut interrupt = Interrupt::watch();
        let emulator = start(builder).await?;
        // Scripts wait for this line, so it comes first and at once.
        output::print(&format!("listening on {}\n", emulator.url()))?;
        introduce(&emulator, args);
        interrupt.wait().await;
        emulator.stop().await;
        note("the emulator has stopped");
        Err(Failure::Stopped)
    })
}

/// Shapes the address book and the import.
pub(super) fn shaped(
    builder: EmulatorBuilder,
    args: &BookArgs,
    profile: Profile,
) -> Result<EmulatorBuilder, Failure> {
    let profile = match &args.profile {
        Some(name) => name.parse().map_err(|error| Failure::usage(format_args!("--profile: {error}")))?,
        None => profile,
    };
    let scenario: Scenario = match &args.scenario {
        Some(name) => name.parse().map_err(|error| Failure::usage(format_args!("--scenario: {error}")))?,
        None => Scenario::default(),
    };
    let builder = builder.profile(profile).scenario(scenario).contacts(args.contacts.unwrap_or(CONTACTS));
    Ok(match args.seed {
        Some(seed) => builder.seed(seed),
        None => builder,
    })
}

pub(super) async fn start(builder: EmulatorBuilder) -> Result<Emulator, Failure> {
    builder.start().await.map_err(|error| Failure::error(format_args!("the emulator did not start: {error}")))
}

fn builder(args: &EmulatorArgs) -> Result<EmulatorBuilder, Failure> {
    let mut builder =
        shaped(Emulator::builder(), &args.book, Profile::default())?.listen(args.listen).speed(args.speed);
    if let (Some(key), Some(password)) = (&args.key, &args.password) {
        builder = builder.credentials(key, password);
    }
    if let Some(milliseconds) = args.auto_consent {
        builder = builder.auto_consent(Duration::from_millis(milliseconds));
    }
    if let Some(ttl) = args.ttl {
        builder = builder.ttl(ttl);
    }
    if let Some(path) = &args.from {
        let book = Book::from_file(path)
            .map_err(|error| Failure::error(format_args!("{} cannot be served: {error}", path.display())))?;
        builder = builder.book(book);
    }
    Ok(builder)
}

/// What it is, and how to talk to it. Keys and passwords of the caller's own are not repeated.
fn introduce(emulator: &Emulator, args: &EmulatorArgs) {
    let url = emulator.url();
    note("");
    note("  THIS IS NOT THE REAL SERVICE. It is an emulator for tests and demonstrations;");
    note("  its contacts are invented, and everything is forgotten when it ends.");
    note("");
    let (key, password) = match args.key {
        Some(_) => ("<the --key given>", "<the --password given>"),
        None => (DEFAULT_KEY, DEFAULT_PASSWORD),
    };
    note(format_args!("  key            {key}"));
    note(format_args!("  password       {password}"));
    note(format_args!("  control token  {}", emulator.control_token()));
    note("");
    note("try it:");
    note(format_args!("  curl -d service=gmail -u '{key}:{password}' {url}/begin_import/user_consent.json"));
    note(format_args!("  export CLOUDSPONGE_DOMAIN_KEY='{key}' CLOUDSPONGE_DOMAIN_PASSWORD='{password}'"));
    note(format_args!("  cloudsponge import gmail --base-url {url}"));
    note("");
    note("press Ctrl-C to stop");
}

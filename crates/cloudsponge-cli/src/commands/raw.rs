//! `cloudsponge begin`, `events` and `contacts`: single calls, their replies printed in normal form.

use super::{block_on, reply};
use crate::args::{BeginArgs, ContactsArgs, EventsArgs};
use crate::connection::{self, Client};
use crate::exit::Failure;
use crate::hints;
use crate::interrupt::Interrupt;
use crate::request;
use cloudsponge::Error;
use cloudsponge_proto::endpoints::{GetContacts, GetEvents};
use cloudsponge_proto::{Endpoint, ImportId};

/// Begins an import.
pub(super) fn begin(args: &BeginArgs) -> Result<(), Failure> {
    let api = connection::api(&args.connection)?;
    let begin = request::begin(&args.request, false)?;
    let begun = call(&connection::client(api)?, &begin)?;
    reply::begun(&begun, args.output)
}

/// Asks for the events once.
pub(super) fn events(args: &EventsArgs) -> Result<(), Failure> {
    let mut call_for = GetEvents::new(import_id(&args.import_id)?);
    if let Some(echo) = &args.echo {
        call_for = call_for.echo(echo);
    }
    let events = call(&connection::client(connection::api(&args.connection)?)?, &call_for)?;
    reply::events(&events, args.output)
}

/// Downloads contacts.
pub(super) fn contacts(args: &ContactsArgs) -> Result<(), Failure> {
    let mut call_for = GetContacts::new(import_id(&args.import_id)?).page(args.start, args.count);
    if let Some(echo) = &args.echo {
        call_for = call_for.echo(echo);
    }
    let contacts = call(&connection::client(connection::api(&args.connection)?)?, &call_for)?;
    reply::contacts(contacts, args.output, false)
}

fn import_id(text: &str) -> Result<ImportId, Failure> {
    text.trim()
        .parse()
        .map_err(|error| Failure::usage(format_args!("IMPORT_ID: {error}")).hint(hints::import_id(&error)))
}

fn call<E: Endpoint + Sync>(client: &Client, endpoint: &E) -> Result<E::Response, Failure> {
    block_on(async {
        let mut interrupt = Interrupt::watch();
        tokio::select! {
            answer = client.call(endpoint) => answer.map_err(|error: Error| hints::failure(&error)),
            () = interrupt.wait() => Err(connection::interrupted()),
        }
    })
}

//! `cloudsponge resume`: an import that an earlier run left unfinished.

use super::block_on;
use crate::args::{OutputArgs, ResumeArgs};
use crate::connection;
use crate::console::{line, tell};
use crate::credentials;
use crate::exit::Failure;
use crate::hints;
use crate::interrupt::Interrupt;
use crate::output::{OutputFormat, Sink};
use crate::session::{Session, Settings};
use crate::state_file::{Saved, StateFile};
use cloudsponge_proto::{BaseUrl, ImportState, Policy};
use std::path::Path;
use std::time::SystemTime;

/// Goes on with a saved import.
pub(super) fn run(args: &ResumeArgs) -> Result<(), Failure> {
    let (file, saved) = StateFile::load(&args.state)?;
    if saved.import.is_finished() {
        tell("the import is finished already: there is nothing left to do");
        return Ok(());
    }
    if saved.emulator {
        return Err(Failure::error("the import ran in an emulator that ended with it, so it cannot go on")
            .hint("import again, or run `cloudsponge emulator` by itself and import with --base-url"));
    }
    let base_url = base_url(args, &saved.import)?;
    let credentials = credentials::domain(args.connection.credentials_file.as_deref())?;
    let api = connection::api_at(base_url, args.connection.format, credentials);
    let (sink, format, continued) = destination(&args.output, &saved)?;
    block_on(async {
        let interrupt = Interrupt::watch();
        let client = connection::client(api)?;
        let policy = Policy::default().page_size(args.page_size);
        let state = match args.deadline {
            None => saved.import.clone(),
            Some(patience) => saved.import.clone().with_deadline(patience, SystemTime::now()),
        };
        let run = client.resume(&state, policy).map_err(|error| hints::failure(&error))?;
        let id = saved.import.import_id().map(ToString::to_string).unwrap_or_default();
        line("resume", format_args!("import {id} from position {}", saved.import.next_position()));
        let settings = Settings::default();
        Session::new(sink, format, continued, Some(file), settings).follow(run, interrupt).await
    })
}

/// Credentials go where they are told to go. What the file says is followed only to the public service and to this
/// machine, for somebody may have changed it.
fn base_url(args: &ResumeArgs, state: &ImportState) -> Result<BaseUrl, Failure> {
    if let Some(text) = &args.connection.base_url {
        let base_url = connection::base_url(text)?;
        return if base_url.origin() == state.origin() {
            Ok(base_url)
        } else {
            Err(Failure::error(format_args!("the import belongs to {}, not to --base-url", state.origin()))
                .hint("resume it where it was begun"))
        };
    }
    let public = BaseUrl::default();
    if state.origin() == public.origin() {
        return Ok(public);
    }
    match BaseUrl::parse(state.origin()) {
        Ok(base_url) if base_url.is_loopback() => {
            line("service", state.origin());
            Ok(base_url)
        }
        _ => Err(Failure::usage(format_args!("the import belongs to {}", state.origin()))
            .hint("if that is the service you mean, name it with --base-url")),
    }
}

/// Where to go on writing: in the file of the earlier run, unless the arguments say otherwise.
fn destination(args: &OutputArgs, saved: &Saved) -> Result<(Sink, OutputFormat, bool), Failure> {
    let format = args.output.unwrap_or(saved.format);
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let goes_on = saved.output.as_ref().filter(|written| match &args.file {
        Some(file) => saved.format == format && absolute(file) == written.path,
        None => args.output.is_none(),
    });
    match goes_on {
        Some(written) => Ok((Sink::go_on(written)?, format, written.bytes > 0)),
        None => {
            let path = args.file.as_deref().unwrap_or(Path::new("-"));
            Ok((Sink::create(path, args.force)?, format, false))
        }
    }
}

//! One import from here to its end: events to the user, contacts to the output, the state to its file.
//!
//! A page is written and flushed first and the state saved then, so that a kill at any time loses nothing: the page is
//! delivered again by the next run, and what a file holds of it already is taken away first.

use crate::browser;
use crate::connection;
use crate::console::{self, line, tell, warn};
use crate::exit::Failure;
use crate::hints;
use crate::interrupt::Interrupt;
use crate::output::{ContactWriter, Envelope, OutputFormat, Sink, Written, width};
use crate::private;
use crate::progress;
use crate::state_file::{Saved, StateFile};
use cloudsponge::{Error, ImportRun};
use cloudsponge_proto::ImportEvent;
use cloudsponge_proto::import::{ImportErrorKind, Page};
use cloudsponge_proto::model::Begun;
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// An import under way in this program.
pub(crate) type Run = ImportRun<ReqwestTransport, TokioTimer>;

/// Between two lines about pages, however small the pages are.
const DISTANCE: Duration = Duration::from_millis(500);

/// Where an import's results go.
pub(crate) struct Session {
    sink: Sink,
    format: OutputFormat,
    writer: ContactWriter,
    envelope: Envelope,
    state: Option<StateFile>,
    settings: Settings,
    unreadable: u64,
    shown: Option<Instant>,
    login: bool,
}

/// What a session needs to know beside its destinations.
#[derive(Default)]
pub(crate) struct Settings {
    /// What the import is called in messages.
    pub(crate) service: String,
    /// Whether to open the consent page in a browser.
    pub(crate) open_page: bool,
    /// The service is an emulator that ends with this process.
    pub(crate) emulator: bool,
    /// Nobody has to open the consent page.
    pub(crate) answers_itself: bool,
}

impl Session {
    /// `continued`: the sink goes on where an earlier run stopped.
    pub(crate) fn new(
        sink: Sink,
        format: OutputFormat,
        continued: bool,
        state: Option<StateFile>,
        settings: Settings,
    ) -> Self {
        let writer = ContactWriter::new(format, width(), continued);
        Self {
            sink,
            format,
            writer,
            envelope: Envelope::default(),
            state,
            settings,
            unreadable: 0,
            shown: None,
            login: false,
        }
    }

    /// Follows the import to its end.
    pub(crate) async fn follow(mut self, mut run: Run, mut interrupt: Interrupt) -> Result<(), Failure> {
        loop {
            let event = tokio::select! {
                biased;
                () = interrupt.wait() => return self.interrupted(&run),
                event = run.next() => event,
            };
            match event {
                None => return Ok(()),
                Some(Ok(ImportEvent::Finished(summary))) => {
                    self.close()?;
                    self.save(&run, self.sink.written());
                    progress::finished(&summary);
                }
                Some(Ok(event)) => self.handle(event, &run)?,
                Some(Err(error)) => return Err(self.failed(&error)),
            }
        }
    }

    fn handle(&mut self, event: ImportEvent, run: &Run) -> Result<(), Failure> {
        match event {
            ImportEvent::Begun(begun) => self.begun(begun, run),
            ImportEvent::Progress(event) => {
                tracing::debug!(is_error = event.is_error(), gathered = event.gathered(), "progress");
                progress::event(&event, self.login);
            }
            ImportEvent::Owner(owner) => {
                progress::owner(&owner);
                self.envelope.contacts_owner = Some(*owner);
            }
            ImportEvent::Contacts(page) => self.page(&page, run)?,
            ImportEvent::Retrying(retry) => progress::retrying(&retry),
            _ => {}
        }
        Ok(())
    }

    fn begun(&mut self, begun: Begun, run: &Run) {
        tracing::debug!(import_id = %begun.import_id, "begun");
        self.save(run, self.sink.written());
        progress::begun(&self.settings.service, &begun);
        if let Some(page) = &begun.url {
            progress::consent_page(page, !self.settings.answers_itself);
            if self.settings.answers_itself {
                line("", "(the emulated user answers without it)");
            }
            if self.settings.open_page {
                browser::open(page);
            }
        }
        self.login = begun.url.is_none();
        self.envelope.user_id = begun.user_id;
        self.envelope.echo = begun.echo;
    }

    fn page(&mut self, page: &Page, run: &Run) -> Result<(), Failure> {
        tracing::debug!(start = page.start, contacts = page.contacts.len(), total = page.total, "page");
        let readable = page.contacts.iter().flatten().count() as u64;
        let envelope = &mut self.envelope;
        envelope.start.get_or_insert(page.start);
        envelope.count = Some(envelope.count.unwrap_or(0).saturating_add(readable));
        envelope.total = page.total.or(envelope.total);
        envelope.import_id = run.import_id().cloned();
        self.sink.put(&self.writer.page(page.start, &page.contacts))?;
        self.sink.flush()?;
        if self.format.grows() {
            self.save(run, self.sink.written());
        }
        self.unreadable = progress::unreadable(page.start, &page.contacts, self.unreadable);
        let last = page.total == Some(page.end());
        let drawn = !last && console::downloading(page.end(), page.total);
        if last || (!drawn && self.shown.is_none_or(|shown| shown.elapsed() >= DISTANCE)) {
            progress::page(page);
            self.shown = Some(Instant::now());
        }
        Ok(())
    }

    /// Writes what comes after the last contact.
    fn close(&mut self) -> Result<(), Failure> {
        console::clear();
        let writer = std::mem::replace(&mut self.writer, ContactWriter::JsonLines);
        self.sink.put(&writer.finish(&self.envelope))?;
        Ok(self.sink.flush()?)
    }

    /// Stops in good order: what was delivered is complete and the state says where to go on.
    fn interrupted(mut self, run: &Run) -> Result<(), Failure> {
        if self.envelope.start.is_some() {
            self.close()?;
            // A table or an object is closed now; what follows belongs into another file.
            let written = self.sink.written().filter(|_| self.format.grows());
            self.save(run, written);
        }
        let failure = connection::interrupted();
        Err(match (&self.state, run.import_id()) {
            (Some(state), Some(_)) if !self.settings.emulator => {
                failure.hint(format_args!("go on with: cloudsponge resume {}", state.path().display()))
            }
            _ => failure,
        })
    }

    /// The saved state stays as it is: where the import can go on, it is from there.
    fn failed(mut self, error: &Error) -> Failure {
        if self.envelope.start.is_some() {
            if let Err(failure) = self.close() {
                return failure;
            }
            progress::left_out(self.unreadable);
        }
        self.keep_undecoded(error);
        let failure = hints::failure(error);
        let Some(state) = self.state.as_ref().filter(|_| !self.settings.emulator) else { return failure };
        let path = state.path().display();
        if error.import().is_some_and(|error| error.is_deadline() && error.import_id().is_some()) {
            failure.hint(format_args!("go on with: cloudsponge resume {path} --deadline 10m"))
        } else if error.is_retryable() {
            failure.hint(format_args!("go on later with: cloudsponge resume {path}"))
        } else {
            failure
        }
    }

    /// The service may not deliver a page again, so one that could not be decoded is kept as it came.
    fn keep_undecoded(&self, error: &Error) {
        let Some(ImportErrorKind::Undecodable { page: Some(page), .. }) =
            error.import().map(|error| error.kind())
        else {
            return;
        };
        let beside = self.state.as_ref().map(|state| state.path().to_owned());
        let Some(beside) = beside.or_else(|| self.sink.written().map(|written| written.path)) else {
            warn("the page that could not be decoded is lost; give --state or -o to have such pages kept");
            return;
        };
        let mut name = OsString::from(beside);
        name.push(format!(".undecoded-{}", page.start()));
        let path = PathBuf::from(name);
        match private::replace(&path, page.bytes()) {
            Ok(()) => tell(format_args!("the page that could not be decoded is kept in {}", path.display())),
            Err(error) => warn(format_args!("the page that could not be decoded is lost: {error}")),
        }
    }

    /// A state that cannot be saved does not stop the import: the old one is still there.
    fn save(&self, run: &Run, output: Option<Written>) {
        let Some(file) = &self.state else { return };
        let saved =
            Saved { import: run.state(), format: self.format, output, emulator: self.settings.emulator };
        if let Err(error) = file.save(&saved) {
            warn(format_args!("the state could not be saved in {}: {error}", file.path().display()));
        }
    }
}

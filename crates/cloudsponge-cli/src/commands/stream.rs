//! Prints contacts while they are read, in the memory of one.

use crate::exit::Failure;
use crate::output::{ContactWriter, Envelope, OutputFormat, Sink, width};
use crate::progress;
use cloudsponge_proto::ContactRef;
use cloudsponge_proto::model::{Contacts, SlotError};
use std::io;

/// Whether contacts can be printed in this format before all of them are known.
pub(super) fn suits(format: OutputFormat) -> bool {
    format != OutputFormat::Table
}

/// Contacts on their way to stdout.
pub(super) struct Printer {
    writer: ContactWriter,
    sink: Sink,
    /// The first errors. Where they stand in the book is known at the end.
    errors: Vec<SlotError>,
    unreadable: u64,
    failed: Option<io::Error>,
}

impl Printer {
    pub(super) fn new(format: OutputFormat) -> Self {
        Self {
            writer: ContactWriter::new(format, width(), false),
            sink: Sink::stdout(),
            errors: Vec::new(),
            unreadable: 0,
            failed: None,
        }
    }

    /// Prints a contact, or notes why it could not be read.
    pub(super) fn slot(&mut self, slot: Result<ContactRef<'_>, SlotError>) {
        match slot {
            Ok(contact) if self.failed.is_none() => {
                let text = self.writer.page(0, std::iter::once(Ok(contact.to_owned())));
                self.failed = self.sink.put(&text).err();
            }
            Ok(_) => {}
            Err(error) => {
                self.unreadable += 1;
                if self.errors.len() < progress::SHOWN_POSITIONS as usize {
                    self.errors.push(error);
                }
            }
        }
    }

    /// Whether there is nobody left to print for.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Prints what stands around the contacts, and reports those that are left out.
    pub(super) fn finish(mut self, around: Contacts) -> Result<(), Failure> {
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        progress::unreadable(in_the_book(&around, self.errors), 0);
        progress::left_out(self.unreadable);
        self.sink.put(&self.writer.finish(&Envelope::from(around)))?;
        Ok(self.sink.flush()?)
    }

    /// Lets go of what was printed so far, for the rest will not come.
    pub(super) fn give_up(mut self) {
        // Whatever is wrong with stdout is less than what is wrong already.
        let _ = self.sink.flush();
    }
}

/// Errors of a reply at their positions in the whole book.
pub(super) fn in_the_book(
    reply: &Contacts,
    errors: impl IntoIterator<Item = SlotError>,
) -> impl Iterator<Item = SlotError> {
    let start = reply.start.unwrap_or(0);
    errors.into_iter().map(move |error| SlotError { index: error.index.saturating_add(start), ..error })
}

//! An import under way: its events, one by one.

use crate::alarm::Alarm;
use crate::line::{Line, prepared};
use crate::watch::{Watch, Watcher};
use crate::{Error, Timer, Transport};
use cloudsponge_proto::import::{Import, ImportEvent, ImportState, Output};
use cloudsponge_proto::model::{Contact, SlotError};
use cloudsponge_proto::{ConsentUrl, FailureKind, ImportId};
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// An import under way.
///
/// It is a [`Stream`] of events, and does nothing while nobody asks for the next one: a slow consumer slows the import,
/// one that stops asking stops it. Dropping it ends the transfer under way; a [`state`](Self::state) taken before can be
/// resumed.
pub struct ImportRun<T, C> {
    import: Import,
    line: Line<'static>,
    alarm: Alarm<'static>,
    transport: Arc<T>,
    timer: Arc<C>,
    watcher: Watcher,
    over: bool,
}

/// A whole address book.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AddressBook {
    /// Whose it is, where the service says so.
    pub owner: Option<Contact>,
    /// The contacts that could be read, in the service's order.
    pub contacts: Vec<Contact>,
    /// Why the others could not, each with its position in the whole book.
    pub unreadable: Vec<SlotError>,
}

impl<T: Transport + 'static, C: Timer + 'static> ImportRun<T, C> {
    pub(crate) fn new(import: Import, transport: Arc<T>, timer: Arc<C>, watcher: Watcher) -> Self {
        let (line, alarm) = (Line::default(), Alarm::default());
        Self { import, line, alarm, transport, timer, watcher, over: false }
    }

    /// The next event; `None` after the last. An error is the last item.
    ///
    /// Cancel-safe: dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<ImportEvent, Error>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// The import's id, once it has begun.
    pub fn import_id(&self) -> Option<&ImportId> {
        self.import.import_id()
    }

    /// What to save in order to go on later; see [`ImportState`]. Store a page first, then the state.
    pub fn state(&self) -> ImportState {
        self.import.state(self.timer.now(), self.timer.wall())
    }

    /// Runs the rest and collects it in memory; see [`ImportBuilder::contacts`](crate::ImportBuilder::contacts).
    ///
    /// # Errors
    /// The import ended without all contacts.
    pub async fn collect(mut self, show: impl FnOnce(&ConsentUrl)) -> Result<AddressBook, Error> {
        let mut book = AddressBook::default();
        let mut show = Some(show);
        while let Some(event) = self.next().await {
            match event? {
                ImportEvent::Begun(begun) => {
                    if let (Some(url), Some(show)) = (&begun.url, show.take()) {
                        show(url);
                    }
                }
                ImportEvent::Owner(owner) => book.owner = Some(*owner),
                ImportEvent::Contacts(page) => {
                    for slot in page.to_slots() {
                        match slot {
                            Ok(contact) => book.contacts.push(contact),
                            Err(error) => book.unreadable.push(error),
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(book)
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<ImportEvent, Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let mut handed_over = false;
        loop {
            // First what has arrived, then what is late: an answer that waited for a slow consumer is not late.
            let now = || self.timer.now();
            let input = self.line.poll_input(cx, now, |input| self.import.handle_input(input));
            if std::mem::take(&mut handed_over) {
                // The transport starts when it is first asked, and this thread may have been held up before.
                self.import.request_sent(now());
            }
            match input {
                Poll::Ready(()) if self.import.in_flight() => continue,
                Poll::Ready(()) => self.line.hang_up(self.import.last_failure(), now),
                Poll::Pending => {}
            }
            let output = self.import.poll_output(now());
            if !self.import.in_flight() {
                // What has not ended yet has run out of time.
                self.line.hang_up(Some(FailureKind::Timeout), now);
            }
            match output {
                Ok(Output::Request(request)) => {
                    let watch = Watch::begin(&request, &self.watcher, self.import.resends(), now());
                    let (transport, request) = (Arc::clone(&self.transport), prepared(request));
                    self.line.send(Box::pin(async move { transport.send(request).await }), watch);
                    handed_over = true;
                }
                Ok(Output::Wait(until)) => {
                    let timer = &self.timer;
                    std::task::ready!(self.alarm.poll(cx, until, |at| {
                        let timer = Arc::clone(timer);
                        Box::pin(async move { timer.sleep_until(at).await })
                    }));
                }
                Ok(Output::Event(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(_) => {
                    self.over = true;
                    return Poll::Ready(None);
                }
                Err(error) => {
                    self.over = true;
                    return Poll::Ready(Some(Err(Error::Import { error, source: self.line.take_error() })));
                }
            }
        }
    }
}

impl<T: Transport + 'static, C: Timer + 'static> Stream for ImportRun<T, C> {
    type Item = Result<ImportEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<T, C> std::fmt::Debug for ImportRun<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportRun").field("import_id", &self.import.import_id()).finish_non_exhaustive()
    }
}

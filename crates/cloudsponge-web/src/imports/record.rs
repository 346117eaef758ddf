//! One import: whose it is, how far it is, and what came.

use super::book::Book;
use super::{Entry, Handle, Status, Update};
use crate::session::SessionId;
use cloudsponge::proto::import::Page;
use cloudsponge::proto::model::{Begun, Contact};
use cloudsponge::proto::{ConsentUrl, ImportId, Service};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

pub(crate) struct Record {
    pub(crate) handle: Handle,
    pub(crate) service: Service,
    session: SessionId,
    opened: Instant,
    updates: watch::Sender<Update>,
    cancel: Notify,
    handed_off: AtomicBool,
    listeners: Arc<Semaphore>,
    inner: Mutex<Inner>,
}

struct Inner {
    begun: Option<(ImportId, Option<ConsentUrl>)>,
    book: Book,
    used: Instant,
}

/// A page of an import's contacts.
pub(crate) struct Listed {
    pub(crate) entries: Vec<Entry>,
    pub(crate) start: usize,
    pub(crate) total: u64,
    pub(crate) owner: Option<Entry>,
    pub(crate) unreadable: u64,
    pub(crate) complete: bool,
}

impl Record {
    pub(super) fn new(handle: Handle, service: Service, session: SessionId, listeners: usize) -> Self {
        let now = Instant::now();
        Self {
            handle,
            service,
            session,
            opened: now,
            updates: watch::Sender::new(Update { number: 1, status: Status::Starting }),
            cancel: Notify::new(),
            handed_off: AtomicBool::new(false),
            listeners: Arc::new(Semaphore::new(listeners)),
            inner: Mutex::new(Inner { begun: None, book: Book::default(), used: now }),
        }
    }

    pub(crate) fn belongs_to(&self, session: &SessionId) -> bool {
        self.session.matches(session)
    }

    pub(crate) fn opened(&self) -> Instant {
        self.opened
    }

    pub(crate) fn status(&self) -> Status {
        self.updates.borrow().status.clone()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.updates.borrow().status.is_over()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Update> {
        self.updates.subscribe()
    }

    /// A place among the listeners to the events, if there is one.
    pub(crate) fn listen(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.listeners).try_acquire_owned().ok()
    }

    /// The page where the user consents.
    pub(crate) fn consent_url(&self) -> Option<ConsentUrl> {
        self.inner().begun.as_ref().and_then(|(_, url)| url.clone())
    }

    pub(crate) fn is_import(&self, id: &ImportId) -> bool {
        self.inner().begun.as_ref().is_some_and(|(own, _)| own == id)
    }

    /// Takes the one right to hand this import's callback on; `false` if it was taken before.
    pub(crate) fn take_hand_off(&self) -> bool {
        !self.handed_off.swap(true, Ordering::SeqCst)
    }

    /// Gives the right back: the callback provably did not arrive.
    pub(crate) fn return_hand_off(&self) {
        self.handed_off.store(false, Ordering::SeqCst);
    }

    pub(crate) fn list(&self, start: usize, count: usize) -> Listed {
        let inner = self.inner();
        let book = &inner.book;
        Listed {
            entries: book.entries.iter().skip(start).take(count).cloned().collect(),
            start,
            total: book.entries.len() as u64,
            owner: book.owner.clone(),
            unreadable: book.unreadable,
            complete: book.complete,
        }
    }

    /// The user gave it up: the run ends, and what came is dropped.
    pub(crate) fn cancel(&self) {
        self.updates.send_if_modified(|update| {
            if matches!(update.status, Status::Cancelled | Status::Failed(_)) {
                return false;
            }
            *update = Update { number: update.number + 1, status: Status::Cancelled };
            true
        });
        // After the status, which keeps a page that comes at this moment out of the book.
        self.inner().book = Book::default();
        self.cancel.notify_one();
    }

    pub(super) async fn cancelled(&self) {
        self.cancel.notified().await;
    }

    /// Notes a change, unless there is none or the import is over.
    pub(super) fn update(&self, status: Status) {
        self.updates.send_if_modified(|update| {
            if update.status.is_over() || update.status == status {
                return false;
            }
            *update = Update { number: update.number + 1, status };
            true
        });
    }

    pub(super) fn begun(&self, begun: Begun) {
        self.inner().begun = Some((begun.import_id, begun.url));
    }

    pub(super) fn set_owner(&self, owner: &Contact, photos: bool) {
        self.inner().book.owner = Some(Entry::of(owner, photos));
    }

    /// Keeps a page, up to `most` contacts in all; `false` once some had to be left out, or nobody wants them.
    pub(super) fn keep(&self, page: &Page, most: usize, photos: bool) -> bool {
        let book = &mut self.inner().book;
        if self.is_over() {
            return false;
        }
        for slot in page {
            match slot {
                Ok(_) if book.entries.len() >= most => return false,
                Ok(contact) => book.entries.push(Entry::of(&contact.to_owned(), photos)),
                Err(_) => book.unreadable += 1,
            }
        }
        true
    }

    /// Everything came.
    pub(super) fn set_complete(&self) {
        self.inner().book.complete = true;
    }

    pub(super) fn len(&self) -> usize {
        self.inner().book.entries.len()
    }

    pub(super) fn touch(&self) {
        self.inner().used = Instant::now();
    }

    pub(super) fn used(&self) -> Instant {
        self.inner().used
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! The laws of delivery: by position, each exactly once per run and at least once over all runs, and only what the
//! service holds.

use super::book::Book;
use super::law::{Verdict, Violation, law};
use super::parcel::Parcel;
use super::service::PageMeaning;
use cloudsponge::proto::import::Summary;
use cloudsponge::proto::model::{Contact, ContactSlot};
use std::sync::Arc;

/// What the consumer has stored, over all processes.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    book: Arc<Book>,
    /// Positions from 0 on; there are no gaps.
    len: u64,
    /// Stored and acknowledged by a saved state.
    saved: u64,
    owner: bool,
    /// The service let the book seem shorter than it is.
    lied_to: bool,
}

/// What one process was given.
#[derive(Clone, Debug)]
pub(crate) struct Deliveries {
    book: Arc<Book>,
    first: u64,
    /// First position the machine has not received.
    received: u64,
    /// First position the consumer has not been given.
    delivered: u64,
    unreadable: u64,
    /// The positions of the page on its way, and what cannot be read of them.
    pages: Vec<(u64, u64, Option<u64>)>,
    owner_offered: bool,
    owner: bool,
}

impl Store {
    pub(crate) fn new(book: Arc<Book>) -> Self {
        Self { book, len: 0, saved: 0, owner: false, lied_to: false }
    }

    pub(crate) fn book(&self) -> &Arc<Book> {
        &self.book
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn is_lied_to(&self) -> bool {
        self.lied_to
    }

    /// The consumer stores a page. Its contents were compared with the book, so repetitions are equal.
    pub(crate) fn put(&mut self, page: &Parcel) -> Verdict {
        law(page.start <= self.len, "V19", || {
            format!("positions {} to {} were never delivered", self.len, page.start)
        })?;
        law(page.start >= self.saved, "V19", || {
            format!("position {} comes again although {} were acknowledged", page.start, self.saved)
        })?;
        self.len = self.len.max(page.end());
        Ok(())
    }

    /// The state was saved after everything stored.
    pub(crate) fn acknowledge(&mut self, next: u64) -> Verdict {
        law(next <= self.len, "V19", || {
            format!(
                "the state goes on at position {next}, but only {} are stored: the rest is lost",
                self.len
            )
        })?;
        self.saved = next;
        Ok(())
    }
}

impl Deliveries {
    pub(crate) fn new(book: Arc<Book>, next: u64) -> Self {
        let (received, delivered) = (next, next);
        let (owner_offered, owner) = (false, false);
        Self {
            book,
            first: next,
            received,
            delivered,
            unreadable: 0,
            pages: Vec::new(),
            owner_offered,
            owner,
        }
    }

    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    pub(crate) fn delivered(&self) -> u64 {
        self.delivered
    }

    /// An answer brought contacts that are new.
    pub(crate) fn accept(&mut self, page: &PageMeaning, store: &mut Store) {
        store.lied_to |= page.lies;
        self.owner_offered |= page.owner;
        self.pages.push((page.asked, page.to, page.broken));
        self.received = page.to;
    }

    /// An answer brought none.
    pub(crate) fn accept_nothing(&mut self, page: &PageMeaning, store: &mut Store) {
        store.lied_to |= page.lies;
        self.owner_offered |= page.owner;
    }

    /// The consumer gets the owner.
    pub(crate) fn owner(&mut self, owner: &Contact, store: &mut Store) -> Verdict {
        law(!self.owner, "V18", || "the owner is delivered twice".to_owned())?;
        self.owner = true;
        store.owner = true;
        law(*owner == self.book.owner, "V22", || "the owner is somebody else".to_owned())
    }

    /// The consumer gets a page.
    pub(crate) fn page(&mut self, page: &Parcel) -> Verdict {
        if self.pages.is_empty() {
            return Err(Violation::new("V22", "contacts are delivered that no accepted page held"));
        }
        let (from, to, broken) = self.pages.remove(0);
        law(page.start == self.delivered, "V18", || {
            format!("position {} is delivered, {} is next", page.start, self.delivered)
        })?;
        law(page.start == from, "V18", || {
            format!("position {} is delivered, {from} was received", page.start)
        })?;
        self.count(page, to, broken)?;
        for (position, slot) in (page.start..).zip(&page.contacts) {
            self.slot(position, slot, broken, from..to)?;
        }
        self.delivered = page.end();
        self.unreadable += u64::from(broken.is_some_and(|at| at >= from));
        Ok(())
    }

    fn count(&self, page: &Parcel, to: u64, broken: Option<u64>) -> Verdict {
        if page.end() == to {
            return Ok(());
        }
        let mut distinct: Vec<&Contact> = self.book.range(page.start, to).iter().collect();
        distinct.dedup();
        let only_distinct = broken.is_none() && page.contacts.iter().flatten().eq(distinct);
        let id = if only_distinct { "V21" } else { "V20" };
        let received = to - page.start;
        Err(Violation::new(
            id,
            format!("{received} slots were received, {} are delivered", page.contacts.len()),
        ))
    }

    fn slot(&self, at: u64, slot: &ContactSlot, broken: Option<u64>, page: std::ops::Range<u64>) -> Verdict {
        match slot {
            Err(error) => {
                law(broken == Some(at), "V23", || {
                    format!("position {at} is said to be unreadable: {error}")
                })?;
                law(error.index == at, "V18", || format!("the error of position {at} names {}", error.index))
            }
            Ok(contact) if Some(contact) == self.book.at(at) => Ok(()),
            Ok(contact) => {
                let marker = self.book.owner.last_name.as_deref().unwrap_or_default();
                let mine = contact.last_name.as_deref().is_some_and(|name| name.starts_with(marker));
                let id = match broken.filter(|at| page.contains(at)) {
                    _ if !mine => "V22",
                    Some(_) => "V23",
                    None => "V18",
                };
                Err(Violation::new(id, format!("position {at} holds what the service never had there")))
            }
        }
    }

    /// The consumer is told that this is all.
    pub(crate) fn finished(&self, summary: &Summary) -> Verdict {
        law(summary.delivered == self.delivered, "V18", || {
            format!("{} are said to be delivered, {} were", summary.delivered, self.delivered)
        })?;
        law(summary.unreadable == self.unreadable, "V20", || {
            format!("{} are said to be unreadable, {} were", summary.unreadable, self.unreadable)
        })
    }

    /// The machine says that everything was delivered.
    pub(crate) fn done(&self, store: &Store) -> Verdict {
        law(self.pages.is_empty(), "V18", || "a page was received and not delivered".to_owned())?;
        let total = self.book.total();
        law(self.delivered == total || store.lied_to, "V18", || {
            format!("done with {} of {total} contacts, from {} on", self.delivered, self.first)
        })?;
        law(store.len >= self.delivered, "V19", || {
            format!("{} positions are stored, {} were delivered", store.len, self.delivered)
        })?;
        law(store.owner || !self.owner_offered, "V19", || "the owner was lost".to_owned())
    }
}

//! Contacts as an import hands them out.

use crate::contacts::{ContactPage, ContactRef};
use crate::model::{ContactSlot, SlotError};
use std::fmt;

/// Contacts of an address book from one position on.
///
/// They stand in the answer that brought them, as a [`ContactPage`] does; [`ContactRef::to_owned`] takes one out.
///
/// ```
/// # fn show(page: &cloudsponge_proto::import::Page) {
/// for (position, slot) in (page.start..).zip(page) {
///     match slot {
///         Ok(contact) => println!("{position}: {:?}", contact.primary_email()),
///         Err(error) => println!("{position}: {error}"),
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Page {
    /// Position of the first contact in the whole book, counted from 0.
    pub start: u64,
    /// Contacts in the whole book, where the service says so.
    pub total: Option<u64>,
    /// Apart, for it is large, and pages stand in queues.
    answer: Box<ContactPage>,
    /// Items at the front of the answer that were delivered before.
    known: usize,
}

impl Page {
    /// All contacts of an answer, the first of which stands at `start` in a book of `total`: for tests of code that takes
    /// pages. [`ContactPage`] can be made of owned contacts.
    pub fn new(answer: ContactPage, start: u64, total: Option<u64>) -> Self {
        Self::behind(answer, 0, start, total)
    }

    /// The answer's items behind the first `known`, the first of which stands at `start` in the book.
    pub(super) fn behind(answer: ContactPage, known: usize, start: u64, total: Option<u64>) -> Self {
        Self { start, total, answer: Box::new(answer), known }
    }

    /// The position after the last contact.
    pub fn end(&self) -> u64 {
        self.start.saturating_add(self.len() as u64)
    }

    /// Contacts on this page, those included that could not be read.
    pub fn len(&self) -> usize {
        self.answer.len().saturating_sub(self.known)
    }

    /// Whether there is none; an import hands out no such page.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many could not be read.
    pub fn unreadable(&self) -> u64 {
        self.answer.errors().iter().filter(|error| error.index >= self.known as u64).count() as u64
    }

    /// The contact at a position of this page, from 0, or why it could not be read.
    pub fn get(&self, index: usize) -> Option<Result<ContactRef<'_>, SlotError>> {
        Some(self.answer.get(index.checked_add(self.known)?)?.map_err(|error| self.in_the_book(error)))
    }

    /// The contacts, or why one could not be read; each in its place. An error tells its position in the whole book.
    pub fn iter(&self) -> Iter<'_> {
        Iter { page: self, next: 0 }
    }

    /// The same, on their own.
    pub fn to_slots(&self) -> Vec<ContactSlot> {
        self.iter().map(|slot| slot.map(|contact| contact.to_owned())).collect()
    }

    /// An error of the answer, at its position in the whole book.
    fn in_the_book(&self, error: &SlotError) -> SlotError {
        let index = error.index.saturating_sub(self.known as u64).saturating_add(self.start);
        SlotError { index, error: error.error.clone() }
    }
}

/// The contacts of a [`Page`].
#[derive(Clone)]
pub struct Iter<'a> {
    page: &'a Page,
    next: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<ContactRef<'a>, SlotError>;

    fn next(&mut self) -> Option<Self::Item> {
        let slot = self.page.get(self.next)?;
        self.next += 1;
        Some(slot)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.page.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Page {
    type Item = Result<ContactRef<'a>, SlotError>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Equal contacts at equal positions.
impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.total) == (other.start, other.total) && self.to_slots() == other.to_slots()
    }
}

/// Without the contacts: those are other people's.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Page");
        out.field("start", &self.start).field("len", &self.len()).field("total", &self.total);
        out.field("unreadable", &self.unreadable()).finish()
    }
}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("next", &self.next).field("page", self.page).finish()
    }
}

//! A page on its way from the machine to the consumer, where a saboteur can change it.

use cloudsponge::proto::import::Page;
use cloudsponge::proto::model::ContactSlot;

/// What a page holds, on its own.
pub(crate) struct Parcel {
    pub(crate) start: u64,
    pub(crate) contacts: Vec<ContactSlot>,
}

impl Parcel {
    /// The position after the last contact.
    pub(crate) fn end(&self) -> u64 {
        self.start + self.contacts.len() as u64
    }
}

impl From<&Page> for Parcel {
    fn from(page: &Page) -> Self {
        Self { start: page.start, contacts: page.to_slots() }
    }
}

//! One contacts answer, planned under the engine's lock and written outside it.

use crate::Book;
use cloudsponge_proto::ImportId;
use cloudsponge_proto::model::Contacts;

/// Which contacts to answer with.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(super) book: Book,
    pub(super) include_addresses: bool,
    pub(super) start: u64,
    /// Position behind the last one.
    pub(super) end: u64,
    pub(super) import_id: u64,
    pub(super) user_id: Option<String>,
    pub(super) echo: Option<String>,
}

impl Page {
    /// Draws the contacts.
    pub(crate) fn message(self) -> Contacts {
        let contact = |index| self.book.contact_with(index, self.include_addresses);
        let mut contacts = Contacts::default();
        contacts.contacts = (self.start..self.end).filter_map(contact).map(Ok).collect();
        contacts.contacts_owner = self.book.owner();
        contacts.start = Some(self.start);
        contacts.count = u64::try_from(contacts.contacts.len()).ok();
        contacts.total = Some(self.book.len());
        contacts.import_id = Some(ImportId::from(self.import_id));
        contacts.user_id = self.user_id;
        contacts.echo = self.echo;
        contacts
    }
}

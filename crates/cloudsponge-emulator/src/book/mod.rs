//! Address books: invented ones of any size that show a source's recorded oddities, and the user's own.

mod file;
pub mod naughty;
mod person;
mod profile;
mod sources;
mod words;

pub use file::FileError;
pub use profile::{Profile, UnknownProfile};

use cloudsponge_proto::model::Contact;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// An address book and its owner. A clone is another handle to the same book.
///
/// ```
/// use cloudsponge_emulator::book::{Book, Profile};
///
/// let book = Book::generate(Profile::Gmail, 7, 1_000_000);
/// assert_eq!(book.len(), 1_000_000);
/// assert_eq!(book.contact(999_999), Book::generate(Profile::Gmail, 7, 1_000_000).contact(999_999));
/// assert_eq!(book.contact(1_000_000), None);
/// ```
#[derive(Clone)]
pub struct Book(Source);

#[derive(Clone)]
enum Source {
    Seeded { profile: Profile, seed: u64, len: u64 },
    Given(Arc<Given>),
}

struct Given {
    contacts: Vec<Contact>,
    owner: Option<Contact>,
}

impl Book {
    /// An invented book of `len` contacts.
    ///
    /// Each contact is made when it is asked for and depends on the profile, the seed and its position alone: a million
    /// contacts cost no memory, and a longer book begins with the contacts of a shorter one. Every name is made up and
    /// every address is under a domain reserved for examples, but for those of [`Profile::Naughty`] that are no
    /// addresses at all. The contacts of a seed stay the same within a major version of this crate.
    pub fn generate(profile: Profile, seed: u64, len: u64) -> Self {
        Self(Source::Seeded { profile, seed, len })
    }

    /// A book of these contacts. Without an owner the service's answer has `contacts_owner: null`, as was recorded.
    pub fn from_contacts(contacts: Vec<Contact>, owner: Option<Contact>) -> Self {
        Self(Source::Given(Arc::new(Given { contacts, owner })))
    }

    /// The book in a file: CSV or vCard as in an [upload](crate::upload), or what the service answered to a contacts
    /// call (in JSON or XML), or a JSON array of contacts. The content decides, not the file's name. Blocks.
    ///
    /// # Errors
    /// The file cannot be read, is none of these, or holds a contact that cannot be understood or more than 1 000 000.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        file::read(path.as_ref())
    }

    /// How many contacts there are.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Source::Seeded { len, .. } => *len,
            Source::Given(given) => given.contacts.len() as u64,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the book was made to look like; `None` for given contacts.
    pub fn profile(&self) -> Option<Profile> {
        match &self.0 {
            Source::Seeded { profile, .. } => Some(*profile),
            Source::Given(_) => None,
        }
    }

    /// Whose book it is: always known in an invented book.
    pub fn owner(&self) -> Option<Contact> {
        match &self.0 {
            Source::Seeded { profile, seed, .. } => Some(sources::owner(*profile, *seed)),
            Source::Given(given) => given.owner.clone(),
        }
    }

    /// The contact at a position, counted from 0, with all that is known; `None` beyond the end.
    pub fn contact(&self, index: u64) -> Option<Contact> {
        match &self.0 {
            Source::Seeded { profile, seed, len } => {
                (index < *len).then(|| sources::contact(*profile, *seed, index))
            }
            Source::Given(given) => given.contacts.get(usize::try_from(index).ok()?).cloned(),
        }
    }

    /// The contact at a position as an import delivers it: postal addresses only if they were asked for with
    /// `include=mailing_address`, an empty list otherwise.
    pub fn contact_with(&self, index: u64, include_addresses: bool) -> Option<Contact> {
        let mut contact = self.contact(index)?;
        if !include_addresses {
            contact.address = Vec::new();
        }
        Some(contact)
    }

    /// The contacts in order, with all that is known.
    pub fn iter(&self) -> impl Iterator<Item = Contact> + '_ {
        (0..self.len()).map_while(|index| self.contact(index))
    }
}

impl fmt::Debug for Book {
    /// Shows what kind of book it is and its length, never a contact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book")
            .field("profile", &self.profile())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! Who is in the books: invented people in the proportions of the recordings.

use cloudsponge_emulator::book::{Book, Profile as Source};
use cloudsponge_proto::model::{Address, Contact};
use serde::{Deserialize, Serialize};

const SEED: u64 = 7;

/// What the contacts of a book are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// Every other contact with postal address, telephone and company, the rest with e-mail entries that hold null.
    Mixed,
    /// Three or four e-mail entries, most of which hold null, and little else.
    WindowsLive,
    /// Two postal addresses, one of them also printed over several lines, dates, companies.
    Mailing,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Mixed, Self::WindowsLive, Self::Mailing];

    /// Its name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::WindowsLive => "windowslive",
            Self::Mailing => "mailing",
        }
    }
}

/// The first `len` people of a profile.
pub(super) fn people(profile: Profile, len: usize) -> Vec<Contact> {
    let book = |source| Book::generate(source, SEED, len as u64);
    match profile {
        Profile::WindowsLive => book(Source::WindowsLive).iter().collect(),
        Profile::Mailing => book(Source::Aol).iter().enumerate().map(printed).collect(),
        Profile::Mixed => {
            let (rich, poor) = (book(Source::Aol), book(Source::WindowsLive));
            let pick = |index: usize| {
                let index = index as u64;
                if !index.is_multiple_of(2) {
                    return poor.contact(index);
                }
                let mut contact = rich.contact(index)?;
                contact.address.truncate(if index.is_multiple_of(3) { 1 } else { 2 });
                Some(contact)
            };
            (0..len).map_while(pick).collect()
        }
    }
}

/// Whose book it is.
pub(super) fn owner(profile: Profile) -> Contact {
    let source = if profile == Profile::WindowsLive { Source::WindowsLive } else { Source::Aol };
    Book::generate(source, SEED, 0).owner().unwrap_or_default()
}

/// With its first address printed over several lines, in one contact of two.
fn printed((index, mut contact): (usize, Contact)) -> Contact {
    if let Some(address) = contact.address.first_mut().filter(|_| index.is_multiple_of(2)) {
        address.formatted = Some(lines(address));
    }
    contact
}

fn lines(address: &Address) -> String {
    let parts = [&address.street, &address.city, &address.region, &address.postal_code, &address.country];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join("\n")
}

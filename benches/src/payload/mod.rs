//! Seeded address books as the service writes them, of any size.

mod people;
pub mod shapes;
mod xml;

pub use people::Profile;

use cloudsponge_proto::model::{Contact, Contacts};
use cloudsponge_proto::{Format, ImportId, Message};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// At most so many contacts of a payload differ; a larger one repeats them, which no decoder can tell.
const DISTINCT: usize = 20_000;

/// How a payload is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    /// JSON, as recorded in 2016.
    Json,
    /// XML with the fields in the order of the JSON recordings.
    Xml,
    /// XML as captured in 2012: owner and ids first, and in each contact address, phone, last name, e-mail, first name.
    XmlReordered,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Json, Self::Xml, Self::XmlReordered];

    /// The format it is read as.
    pub fn format(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Xml | Self::XmlReordered => Format::Xml,
        }
    }
}

/// A contacts answer of the service in pieces: what is before the contacts, contacts, what is between two lots of them,
/// and what is after.
pub struct Payload {
    head: Vec<u8>,
    lot: Vec<u8>,
    joint: &'static [u8],
    lots: usize,
    foot: Vec<u8>,
}

impl Payload {
    /// An answer of `contacts` contacts.
    pub fn new(profile: Profile, form: Form, contacts: usize) -> Self {
        let distinct = people::people(profile, contacts.min(DISTINCT));
        let lots = contacts.div_ceil(DISTINCT).max(1);
        let answer = answer(distinct, profile, contacts);
        let whole = match form {
            Form::XmlReordered => xml::reordered(&answer),
            _ => answer.encode(form.format()).expect("invented contacts hold nothing a format cannot carry"),
        };
        let (first, last, joint): (&[u8], &[u8], &'static [u8]) = match form {
            Form::Json => (b"{\"contacts\":[", b"],\"contacts_owner\"", b","),
            Form::Xml | Form::XmlReordered => (b"<contacts type=\"array\">\n", b"  </contacts>", b""),
        };
        let begin = find(&whole, first).map_or(0, |at| at + first.len());
        let end = find(&whole, last).unwrap_or(whole.len());
        let (head, rest) = whole.split_at(begin);
        let (lot, foot) = rest.split_at(end.saturating_sub(begin));
        Self { head: head.into(), lot: lot.into(), joint, lots, foot: foot.into() }
    }

    /// The pieces of the answer one after another.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let lots = (0..self.lots).flat_map(|lot| [if lot == 0 { &[] } else { self.joint }, &self.lot]);
        std::iter::once(self.head.as_slice()).chain(lots).chain([self.foot.as_slice()])
    }

    /// The pieces of the answer, none longer than this many bytes.
    pub fn chunks(&self, len: usize) -> impl Iterator<Item = &[u8]> {
        self.pieces().flat_map(move |piece| piece.chunks(len))
    }

    /// The answer in one piece.
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.size());
        self.pieces().for_each(|piece| body.extend_from_slice(piece));
        body
    }

    /// Length of the answer in bytes.
    pub fn size(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }
}

/// The body of [`Payload::new`]. The last one is kept, for callers that ask for the same many times.
pub fn body(profile: Profile, form: Form, contacts: usize) -> Vec<u8> {
    type Kept = Option<((Profile, Form, usize), Vec<u8>)>;
    static KEPT: Mutex<Kept> = Mutex::new(None);
    let asked = (profile, form, contacts);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    match &*kept {
        Some((key, body)) if *key == asked => body.clone(),
        _ => {
            let body = Payload::new(profile, form, contacts).body();
            *kept = Some((asked, body.clone()));
            body
        }
    }
}

fn answer(contacts: Vec<Contact>, profile: Profile, total: usize) -> Contacts {
    let mut answer = Contacts::default();
    answer.contacts = contacts.into_iter().map(Ok).collect();
    answer.contacts_owner = Some(people::owner(profile));
    answer.start = Some(0);
    answer.count = Some(total as u64);
    answer.total = Some(total as u64);
    answer.import_id = Some(ImportId::from(5_550_001));
    answer
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_contact(profile: Profile, form: Form) -> usize {
        body(profile, form, 2_000).len() / 2_000
    }

    #[test]
    fn contacts_are_as_long_as_recorded() {
        for (profile, wanted) in [(Profile::Mixed, 415), (Profile::WindowsLive, 292), (Profile::Mailing, 636)]
        {
            let len = per_contact(profile, Form::Json);
            assert!(len.abs_diff(wanted) < wanted / 20, "{profile:?}: {len} B");
        }
        let xml = per_contact(Profile::Mixed, Form::Xml);
        assert!((800..1100).contains(&xml), "{xml}");
    }

    #[test]
    fn every_form_holds_the_same_contacts() {
        for profile in Profile::ALL {
            let wanted = people::people(profile, 500);
            for form in Form::ALL {
                let answer = Contacts::decode(form.format(), &body(profile, form, 500)).unwrap();
                let read: Vec<Contact> = answer.contacts.into_iter().map(Result::unwrap).collect();
                assert!(read == wanted, "{profile:?} {form:?}");
                assert_eq!(answer.contacts_owner, Some(people::owner(profile)));
                assert_eq!((answer.count, answer.total), (Some(500), Some(500)));
            }
        }
    }

    #[test]
    fn the_largest_repeat_the_first() {
        let answer = Payload::new(Profile::Mailing, Form::Xml, 3 * DISTINCT);
        let once = Payload::new(Profile::Mailing, Form::Xml, DISTINCT);
        assert_eq!(answer.pieces().filter(|piece| *piece == once.lot).count(), 3);
        assert_eq!(answer.chunks(1400).map(<[u8]>::len).sum::<usize>(), answer.size());
        assert!(answer.chunks(1400).all(|chunk| chunk.len() <= 1400));
    }
}

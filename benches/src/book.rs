//! The address book every decoding bench reads: always the same invented one.

use cloudsponge_emulator::book::{Book, Profile};
use cloudsponge_proto::model::{Contact, Contacts};
use cloudsponge_proto::{Format, ImportId, Message};
use serde::Deserialize;

/// How many contacts the book holds.
pub const CONTACTS: usize = 2_000;

/// The book's contacts: AOL's profile, the richest one.
pub fn contacts() -> Vec<Contact> {
    book().iter().collect()
}

/// The whole book as one answer of the service.
pub fn body(format: Format) -> Vec<u8> {
    let mut answer = Contacts::default();
    answer.contacts = contacts().into_iter().map(Ok).collect();
    answer.contacts_owner = book().owner();
    answer.start = Some(0);
    answer.count = Some(CONTACTS as u64);
    answer.total = Some(CONTACTS as u64);
    answer.import_id = Some(ImportId::from(5_550_001));
    answer.encode(format).expect("invented contacts hold nothing that XML cannot carry")
}

/// Reads a JSON body into the core's own types with serde_json alone: one bad contact fails them all.
///
/// # Errors
/// As serde_json says.
pub fn read_with_serde(body: &[u8]) -> Result<Answer, serde_json::Error> {
    serde_json::from_slice(body)
}

/// A contacts answer over the core's own contact type.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The contacts.
    pub contacts: Vec<Contact>,
    /// Whose address book it is.
    pub contacts_owner: Option<Contact>,
    /// Contacts imported.
    pub total: Option<u64>,
}

fn book() -> Book {
    Book::generate(Profile::Aol, 7, CONTACTS as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_decode_to_the_book() {
        for format in [Format::Json, Format::Xml] {
            let answer = Contacts::decode(format, &body(format)).unwrap();
            let read: Vec<Contact> = answer.contacts.into_iter().map(Result::unwrap).collect();
            assert!(read == contacts(), "{format:?}");
        }
    }

    #[test]
    fn serde_reads_the_same_contacts() {
        let answer = read_with_serde(&body(Format::Json)).unwrap();
        assert!(answer.contacts == contacts());
        assert_eq!(answer.total, Some(CONTACTS as u64));
    }
}

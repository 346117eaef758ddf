//! One number for all that was read, so that only decoders are timed that read the same.

use crate::plain;
use cloudsponge_proto::model::{Contact, Contacts};
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a digest tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eyes {
    /// Everything.
    Sharp,
    /// All but an empty text from none at all, which quick-xml's own serde cannot.
    Dim,
}

/// Takes in contacts field by field, in the order of [`Contact`]'s declaration.
pub struct Digest {
    hasher: DefaultHasher,
    eyes: Eyes,
    contacts: u64,
}

impl Digest {
    /// Of nothing yet.
    pub fn new(eyes: Eyes) -> Self {
        Self { hasher: DefaultHasher::new(), eyes, contacts: 0 }
    }

    /// The number.
    pub fn finish(mut self) -> u64 {
        self.contacts.hash(&mut self.hasher);
        self.hasher.finish()
    }

    /// Takes in a contact in the plain structs.
    pub fn plain<S: AsRef<str>>(&mut self, contact: &plain::Contact<S>) {
        let plain::Contact { first_name, last_name, title, external_id, phone, email, address, .. } = contact;
        let plain::Contact { groups, dob, birthday, companies, job_title, photos, locations, .. } = contact;
        self.texts([first_name, last_name, title, external_id]);
        self.list(phone, |digest, entry| {
            digest.texts([&entry.number, &entry.kind]);
            digest.flag(entry.primary);
        });
        self.list(email, |digest, entry| {
            digest.texts([&entry.address, &entry.kind]);
            digest.flag(entry.primary);
        });
        self.list(address, |digest, entry| {
            digest.texts([&entry.kind, &entry.street, &entry.city, &entry.region]);
            digest.texts([&entry.postal_code, &entry.country, &entry.formatted]);
        });
        self.list(groups, |digest, text| digest.texts([text]));
        self.texts([dob, birthday]);
        self.list(companies, |digest, text| digest.texts([text]));
        self.texts([job_title]);
        self.rest(photos, locations, contact.owner);
        self.texts([&contact.user_token, &contact.source]);
    }

    /// Takes in one of ours.
    pub fn ours(&mut self, contact: &Contact) {
        let Contact { first_name, last_name, title, external_id, phone, email, address, .. } = contact;
        let Contact { groups, dob, birthday, companies, job_title, photos, locations, .. } = contact;
        self.texts([first_name, last_name, title, external_id]);
        self.list(phone, |digest, entry| {
            digest.texts([&entry.number, &entry.kind]);
            digest.flag(entry.primary);
        });
        self.list(email, |digest, entry| {
            digest.texts([&entry.address, &entry.kind]);
            digest.flag(entry.primary);
        });
        self.list(address, |digest, entry| {
            digest.texts([&entry.kind, &entry.street, &entry.city, &entry.region]);
            digest.texts([&entry.postal_code, &entry.country, &entry.formatted]);
        });
        self.list(groups, |digest, text| digest.texts([text]));
        self.texts([dob, birthday]);
        self.list(companies, |digest, text| digest.texts([text]));
        self.texts([job_title]);
        self.rest(photos, locations, contact.owner);
        self.texts([&contact.user_token, &contact.source]);
    }

    /// Counts a contact; belongs after each.
    fn rest(&mut self, photos: &[Value], locations: &[Value], owner: Option<bool>) {
        self.list(photos, |digest, value| value.to_string().hash(&mut digest.hasher));
        self.list(locations, |digest, value| value.to_string().hash(&mut digest.hasher));
        self.flag(owner);
        self.contacts += 1;
    }

    fn texts<'a, S: AsRef<str> + 'a, const N: usize>(&mut self, texts: [&'a Option<S>; N]) {
        for text in texts {
            let text = text.as_ref().map(AsRef::as_ref);
            text.filter(|text| self.eyes == Eyes::Sharp || !text.is_empty()).hash(&mut self.hasher);
        }
    }

    fn flag(&mut self, flag: Option<bool>) {
        flag.hash(&mut self.hasher);
    }

    fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        items.len().hash(&mut self.hasher);
        items.iter().for_each(|item| each(self, item));
    }
}

/// Of an answer in the plain structs.
pub fn of_plain<S: AsRef<str>>(answer: &plain::Answer<S>, eyes: Eyes) -> u64 {
    let mut digest = Digest::new(eyes);
    answer.contacts.iter().chain(&answer.contacts_owner).for_each(|contact| digest.plain(contact));
    digest.finish()
}

/// Of our owned contacts.
pub fn of_ours(answer: &Contacts, eyes: Eyes) -> u64 {
    let mut digest = Digest::new(eyes);
    let contacts = answer.contacts.iter().flatten().chain(&answer.contacts_owner);
    contacts.for_each(|contact| digest.ours(contact));
    digest.finish()
}

//! The project's own ways: the one place that names them.

use crate::digest::{Eyes, of_ours};
use crate::requests::{ECHO, IMPORT_ID, KEY_AND_PASSWORD, SERVICE, USER_ID};
use bytes::Bytes;
use cloudsponge_proto::endpoints::{GetEvents, UserConsent};
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{
    Api, ContactDecoder, ContactPage, Credentials, EndpointExt, Format, ImportId, Message, Service,
};
use http::Request;
use std::hint::black_box;

/// The whole body at once, contacts left where they are.
pub fn flat(format: Format, body: Vec<u8>) {
    drop(black_box(ContactPage::decode(format, body)));
}

/// The whole body at once, into owned contacts.
///
/// # Panics
/// The body is no contacts answer.
pub fn owned(format: Format, body: &[u8]) -> Contacts {
    Contacts::decode(format, body).expect("every payload can be decoded")
}

/// Reads contacts as their bytes arrive, and leaves each where it is.
pub struct Feeder {
    decoder: ContactDecoder,
    contacts: u64,
}

impl Feeder {
    /// Before the first byte.
    pub fn new(format: Format) -> Self {
        Self { decoder: ContactDecoder::new(format), contacts: 0 }
    }

    /// Takes the next bytes.
    ///
    /// # Panics
    /// The body is no contacts answer.
    pub fn feed(&mut self, chunk: &[u8]) {
        let contacts = &mut self.contacts;
        let fed = self.decoder.feed(chunk, |slot| *contacts += u64::from(black_box(slot).is_ok()));
        fed.expect("every payload can be decoded");
    }

    /// Ends the body and says how many contacts there were.
    ///
    /// # Panics
    /// The body is no contacts answer.
    pub fn finish(self) -> u64 {
        let mut contacts = self.contacts;
        let around = self.decoder.finish(|slot| contacts += u64::from(black_box(slot).is_ok()));
        black_box(around).expect("every payload can be decoded");
        contacts
    }
}

/// In chunks, contacts left where they are.
pub fn chunked_flat<'a>(format: Format, chunks: impl Iterator<Item = &'a [u8]>) {
    let mut feeder = Feeder::new(format);
    chunks.for_each(|chunk| feeder.feed(chunk));
    black_box(feeder.finish());
}

/// In chunks, each contact taken out and dropped.
///
/// # Panics
/// The body is no contacts answer.
pub fn chunked_owned<'a>(format: Format, chunks: impl Iterator<Item = &'a [u8]>) {
    let mut decoder = ContactDecoder::new(format);
    for chunk in chunks {
        let fed = decoder.feed(chunk, |slot| drop(black_box(slot.map(|contact| contact.to_owned()))));
        fed.expect("every payload can be decoded");
    }
    let around = decoder.finish(|slot| drop(black_box(slot.map(|contact| contact.to_owned()))));
    black_box(around).expect("every payload can be decoded");
}

/// How many bytes the index of a body's contacts takes.
///
/// # Panics
/// The body is no contacts answer.
pub fn index_size(format: Format, body: &[u8]) -> usize {
    ContactPage::decode(format, body.to_vec()).expect("every payload can be decoded").index_size()
}

/// What [`flat`] reads.
pub fn digest_flat(format: Format, body: &[u8], eyes: Eyes) -> Option<u64> {
    Some(of_ours(&ContactPage::decode(format, body.to_vec()).ok()?.to_contacts(), eyes))
}

/// What the chunked ways read, in chunks of this length.
pub fn digest_chunked(format: Format, body: &[u8], len: usize, eyes: Eyes) -> Option<u64> {
    let mut contacts = Vec::new();
    let mut decoder = ContactDecoder::new(format);
    for chunk in body.chunks(len) {
        decoder.feed(chunk, |slot| contacts.push(slot.map(|contact| contact.to_owned()))).ok()?;
    }
    let mut answer = decoder.finish(|slot| contacts.push(slot.map(|contact| contact.to_owned()))).ok()?;
    answer.contacts = contacts;
    Some(of_ours(&answer, eyes))
}

/// What [`owned`] reads.
pub fn digest_owned(format: Format, body: &[u8], eyes: Eyes) -> Option<u64> {
    Some(of_ours(&Contacts::decode(format, body).ok()?, eyes))
}

/// What is kept between two requests: the account, and the calls.
pub struct Requests {
    api: Api,
    get: GetEvents,
    post: UserConsent,
}

impl Requests {
    /// Of the account and calls that the peers build, too.
    ///
    /// # Panics
    /// Never: the credentials are fine.
    #[expect(clippy::new_without_default, reason = "nobody wants a default one")]
    pub fn new() -> Self {
        let (key, password) = KEY_AND_PASSWORD;
        let service: Service = SERVICE.parse().expect("a service");
        Self {
            api: Api::new(Credentials::new(key, password).expect("fine credentials")),
            get: GetEvents::new(ImportId::from(IMPORT_ID)),
            post: UserConsent::new(service).user_id(USER_ID).echo(ECHO),
        }
    }

    /// Asks for events.
    ///
    /// # Panics
    /// The request cannot be built.
    pub fn get(&self) -> Request<Bytes> {
        self.get.to_request(&self.api).expect("a request")
    }

    /// Begins an import.
    ///
    /// # Panics
    /// The request cannot be built.
    pub fn post(&self) -> Request<Bytes> {
        self.post.to_request(&self.api).expect("a request")
    }
}

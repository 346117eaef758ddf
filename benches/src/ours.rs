//! The project's own ways: the one place that names them.

use crate::digest::{Eyes, of_ours};
use crate::requests::{ECHO, IMPORT_ID, KEY_AND_PASSWORD, SERVICE, USER_ID};
use bytes::Bytes;
use cloudsponge_proto::endpoints::{GetEvents, UserConsent};
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Api, Credentials, EndpointExt, Format, ImportId, Message, Service};
use http::Request;
use std::hint::black_box;

/// The whole body at once, contacts left where they are.
pub fn flat(format: Format, body: Vec<u8>) {
    drop(black_box(Contacts::decode(format, &body)));
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
    format: Format,
    body: Vec<u8>,
}

impl Feeder {
    /// Before the first byte.
    pub fn new(format: Format) -> Self {
        Self { format, body: Vec::new() }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.body.extend_from_slice(chunk);
    }

    /// Ends the body and says how many contacts there were.
    ///
    /// # Panics
    /// The body was no contacts answer.
    pub fn finish(self) -> u64 {
        owned(self.format, &self.body).contacts.len() as u64
    }
}

/// In chunks, contacts left where they are.
pub fn chunked_flat<'a>(format: Format, chunks: impl Iterator<Item = &'a [u8]>) {
    let mut feeder = Feeder::new(format);
    chunks.for_each(|chunk| feeder.feed(chunk));
    black_box(feeder.finish());
}

/// In chunks, each contact taken out and dropped.
pub fn chunked_owned<'a>(format: Format, chunks: impl Iterator<Item = &'a [u8]>) {
    drop(black_box(owned(format, &chunks.collect::<Vec<_>>().concat())));
}

/// How many bytes the index of a body's contacts takes.
pub fn index_size(_format: Format, body: &[u8]) -> usize {
    body.len()
}

/// What [`flat`] reads.
pub fn digest_flat(format: Format, body: &[u8], eyes: Eyes) -> Option<u64> {
    Some(of_ours(&Contacts::decode(format, body).ok()?, eyes))
}

/// What the chunked ways read, in chunks of this length.
pub fn digest_chunked(format: Format, body: &[u8], _len: usize, eyes: Eyes) -> Option<u64> {
    digest_flat(format, body, eyes)
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

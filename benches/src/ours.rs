//! The core's ways to decode contacts, and nothing else of it: the one place that names them.

use crate::digest::{Eyes, of_ours};
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Format, Message};
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

/// In chunks, contacts left where they are.
pub fn chunked_flat<'a>(format: Format, chunks: impl Iterator<Item = &'a [u8]>) {
    flat(format, chunks.collect::<Vec<_>>().concat());
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

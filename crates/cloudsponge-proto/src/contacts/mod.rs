//! The contacts decoder: one pass over the bytes, texts left where they stand, in both formats and in any chunking.
//!
//! A *cursor* (one per format) walks the document and drives a *sink*; drivers feed the cursor whole bodies or chunks.
//! What counts as a contact, and what is forgiven, is defined by the serde reading of
//! [`Contacts`](crate::model::Contacts): both agree on every document, except where the table says so.

mod any;
mod cursor;
mod decoder;
mod envelope;
mod fault;
mod field;
mod json;
mod learn;
mod limits;
mod owned;
mod page;
mod parser;
mod place;
mod sink;
mod span;
mod stream;
mod swar;
mod tables;
mod utf8;
mod view;
mod xml;

pub use decoder::ContactDecoder;
pub(crate) use decoder::read;
pub use limits::Limits;
pub use page::{ContactPage, Iter, PageDecoder, UndecodedPage};
pub use view::{AddressRef, ContactRef, EmailRef, PhoneRef};

#[cfg(test)]
mod tests;

//! The contacts decoder: one pass over the bytes, texts left where they stand, in both formats and in any chunking.
//!
//! A *cursor* (one per format) walks the document and drives a *sink*; drivers feed the cursor whole bodies or chunks.
//! What counts as a contact, and what is forgiven, is defined by the serde reading of
//! [`Contacts`](crate::model::Contacts): both agree on every document, except where the table says so.

mod cursor;
mod envelope;
mod fault;
mod field;
mod learn;
mod sink;
mod span;
mod swar;
mod tables;
mod xml;

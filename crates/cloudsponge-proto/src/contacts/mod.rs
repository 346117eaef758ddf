//! The contacts decoder: one pass over the bytes, texts left where they stand, in both formats and in any chunking.
//!
//! | to … | use |
//! |---|---|
//! | look at the contacts of a body that is there | [`ContactPage`] |
//! | parse a body while it grows, and keep it | [`PageDecoder`] |
//! | take contacts as they arrive, in constant memory | [`ContactDecoder`] |
//! | have contacts of your own | [`Contacts`](crate::model::Contacts), or `to_owned` of a view |
//!
//! A *cursor* (one per format) walks the document and drives a *sink*; the three above are drivers that feed a cursor
//! and provide the sink. Fields may stand in any order; the order is learned, and only speed depends on it.
//!
//! # What is read
//!
//! What counts as a contact, and what is forgiven, is defined by the serde reading of
//! [`Contacts`](crate::model::Contacts), which is slower by an order of magnitude and stays reachable as
//! `codec::from_slice::<Contacts>`. Both accept the same documents and read the same values, except:
//!
//! | | this decoder | the serde reading |
//! |---|---|---|
//! | bytes that are not UTF-8 inside a contact | that contact is an error slot | the document is an error |
//! | more contacts, or a larger one, than [`Limits`] allow | the document is an error | are read |
//! | a text of 1 MiB and one byte that ends in an escape | is too long | is read |
//! | of several faults in one document | the first is told | limits before syntax before values |
//! | JSON, column of a fault | of the offending value, key, or byte | where the reader noticed, somewhat behind |
//! | JSON, path of a fault inside an item of `photos` or `locations` | ends at the item | goes on inside |
//! | JSON, path of a field whose key is written with escapes | names the field | says `*` |
//!
//! What differs in XML only is listed with the XML cursor. A body that is not UTF-8 is never converted.

mod any;
mod cursor;
mod decoder;
mod envelope;
mod fault;
mod field;
mod json;
mod learn;
mod limits;
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

//! Strategies for [proptest](https://docs.rs/proptest): values of every public type, and what the service may send.
//!
//! They are this crate's own test data, made for your tests too. They do not avoid what is awkward: texts hold carriage
//! returns, `]]>`, ready-made entities, marks that turn the direction of writing, characters beyond the first 65 536, and
//! those that XML 1.0 cannot carry; documents are written in every way the formats allow; histories come in every order.
//!
//! | module | values |
//! |---|---|
//! | [`text`] | texts, and those that XML can carry |
//! | [`values`] | ids, URLs, credentials, [`Api`](crate::Api), [`Service`](crate::Service), policies |
//! | [`model`] | messages and what they are made of |
//! | [`calls`] | the [endpoints](crate::endpoints) with their arguments |
//! | [`errors`] | everything that can go wrong |
//! | [`events`] | what an [`Import`](crate::Import) says |
//! | [`wire`] | bodies in all legal variations, each with the message it must decode to; damaged bodies |
//! | [`history`] | the answers to one poll after another, from begin to end |
//! | [`faults`] | what the network does to one request after another, as inputs for an [`Import`](crate::Import) |
//! | `server` | calls as the service sees them (with the feature `server`) |
//!
//! # Testing your own code
//!
//! Whatever an address book holds, a greeting must not be empty, nor carry an address the contact does not have:
//!
//! ```
//! use cloudsponge_proto::model::Contact;
//! use cloudsponge_proto::strategy::model;
//! use proptest::prelude::*;
//!
//! fn greeting(contact: &Contact) -> String {
//!     match contact.display_name() {
//!         Some(name) => format!("Dear {name},"),
//!         None => "Hello,".to_owned(),
//!     }
//! }
//!
//! // in a `#[test]`:
//! proptest!(|(contact in model::contact())| {
//!     let greeting = greeting(&contact);
//!     prop_assert!(greeting.trim_end_matches(',').trim().len() > 3);
//! });
//! ```
//!
//! And a reader of your own, say of exported files, must read what this crate reads, however it is written:
//!
//! ```
//! use cloudsponge_proto::{Format, Message, model::Contacts, strategy::wire};
//! use proptest::prelude::*;
//!
//! fn how_many(format: Format, body: &[u8]) -> Option<usize> {
//!     Some(Contacts::decode(format, body).ok()?.contacts.len())
//! }
//!
//! proptest!(|(document in wire::contacts())| {
//!     prop_assert_eq!(how_many(document.format, &document.body), Some(document.message.contacts.len()));
//! });
//! ```

pub mod calls;
pub mod errors;
pub mod events;
pub mod faults;
pub mod history;
pub mod model;
#[cfg(feature = "server")]
pub mod server;
#[cfg(test)]
mod tests;
pub mod text;
pub mod values;
pub mod wire;

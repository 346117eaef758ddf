//! What the service sends: one set of types, read from and written to JSON and XML alike.
//!
//! Field names are the JSON names of the wire; in XML they are kebab-case. Values of open vocabularies that this version
//! does not know are kept as they came; fields it does not know are ignored.

mod begun;
pub(crate) mod contact;
mod contacts;
mod error_code;
mod event;
mod events;
mod open_enum;
mod refusal;
#[cfg(test)]
mod tests;
mod text;

pub use begun::{Begun, ImportType};
pub use contact::{Address, Contact, Email, Phone};
pub use contacts::{ContactSlot, Contacts, SlotError};
pub use error_code::{ErrorCode, Family, RetryHint};
pub use event::{Event, EventStatus, EventType};
pub use events::{EventRef, Events, EventsRef};
pub use open_enum::UnknownWord;
pub use refusal::Refusal;
pub(crate) use text::{printable, tidy};

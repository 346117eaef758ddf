//! Readers for fields that real answers fill in more than one way.
//!
//! Use them as `#[serde(default, deserialize_with = "…")]`: they deal with null and strange values, `default` deals with
//! an absent field. They work with any self-describing deserializer, so that models read from a user's own storage too;
//! with the two readers of this crate they do more: a value that cannot be read costs nothing but itself.

mod list;
mod scalar;
mod slots;
pub(crate) mod token;

pub use list::{Entry, entry, list};
pub use scalar::{flag, integer, text, unsigned, verbatim};
pub use slots::{Attempt, SlotError, Slots};
pub(crate) use token::Once;

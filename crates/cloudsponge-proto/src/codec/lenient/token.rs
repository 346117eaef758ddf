//! What the lenient readers ask of a deserializer that serde has no method for.
//!
//! Each is the name of a newtype struct. A deserializer that does not know it hands itself to `visit_newtype_struct`,
//! where the lenient reader does with serde's ordinary methods what it can.

use serde::de::{DeserializeSeed, Deserializer, SeqAccess};

/// A list: `visit_seq`, or `visit_unit` for null. XML has to be told, for one element may be a list or its only item.
pub(crate) const LIST: &str = "$cloudsponge::list";

/// As [`LIST`], and a value of any other type is a list of one.
pub(crate) const SLOTS: &str = "$cloudsponge::slots";

/// A value that may fail without harm to its surroundings: `visit_some`.
pub(crate) const ATTEMPT: &str = "$cloudsponge::attempt";

/// An object, a text or null. In XML an object without fields looks like an empty text, and here it is the object.
pub(crate) const ENTRY: &str = "$cloudsponge::entry";

/// A text, or a number's text as it was written: `visit_str`.
pub(crate) const VERBATIM: &str = "$cloudsponge::verbatim";

/// A list of one.
pub(crate) struct Once<D>(pub(crate) Option<D>);

impl<'de, D: Deserializer<'de>> SeqAccess<'de> for Once<D> {
    type Error = D::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, D::Error> {
        self.0.take().map(|de| seed.deserialize(de)).transpose()
    }
}

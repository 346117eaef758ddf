//! Values that may fail one by one.

use super::token;
use crate::codec::CodecError;
use crate::codec::fault::codec_error;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A list whose items fail one by one: one bad contact never loses the others.
///
/// Null is an empty list, a value that is no list is a list of one. With a deserializer that is not this crate's, the
/// first bad item fails the whole list.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots<T>(
    /// The items in order, one for every item received.
    pub Vec<Result<T, SlotError>>,
);

/// An item that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("item {index} could not be read: {error}")]
pub struct SlotError {
    /// Its position in the list, from 0.
    pub index: u64,
    /// Why; path, line and column count from the beginning of the document.
    pub error: CodecError,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Slots<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(token::SLOTS, SlotsVisitor(PhantomData)).map(Self)
    }
}

struct SlotsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SlotsVisitor<T> {
    type Value = Vec<Result<T, SlotError>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or null")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut slots = Vec::new();
        let mut index = 0;
        while let Some(slot) = seq.next_element_seed(Slot { index, item: PhantomData })? {
            slots.push(slot);
            index += 1;
        }
        Ok(slots)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|item| vec![Ok(item)])
    }
}

struct Slot<T> {
    index: u64,
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Slot<T> {
    type Value = Result<T, SlotError>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(token::ATTEMPT, self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Slot<T> {
    type Value = Result<T, SlotError>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    /// The item stands apart: its error stays in its slot.
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(T::deserialize(deserializer)
            .map_err(|error| SlotError { index: self.index, error: codec_error(&error) }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::deserialize(deserializer).map(Ok)
    }
}

/// A value that is `None` if it is null or cannot be read.
///
/// For what is nice to have beside what matters, such as the owner beside the contacts. With a deserializer that is not
/// this crate's, a value that cannot be read is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt<T>(
    /// The value, if there is one.
    pub Option<T>,
);

impl<T> Default for Attempt<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attempt<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(token::ATTEMPT, AttemptVisitor(PhantomData)).map(Self)
    }
}

struct AttemptVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AttemptVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        Ok(Option::deserialize(deserializer).unwrap_or(None))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        Option::deserialize(deserializer)
    }
}

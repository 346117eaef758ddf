//! Lists, and their entries.

use super::token;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use std::fmt;
use std::marker::PhantomData;

/// A list: null is an empty one, and a single object, text or integer is a list of one. What a null *item* is, `T`
/// decides.
///
/// Why: clients guard against null for every list, and XML without `type="array"` cannot tell an only item from a list.
///
/// # Errors
/// The value is a boolean or a fraction, or an item is not a `T`.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_newtype_struct(token::LIST, ListVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or null")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(Only(MapAccessDeserializer::new(map))).map(|item| vec![item])
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(Only(text.into_deserializer())).map(|item| vec![item])
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Vec<T>, E> {
        T::deserialize(Only(number.into_deserializer())).map(|item| vec![item])
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Vec<T>, E> {
        T::deserialize(Only(number.into_deserializer())).map(|item| vec![item])
    }
}

/// The only item of a list, which is not null: serde's own deserializers of single values know no options.
struct Only<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Only<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What stands in a list of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<F> {
    /// Null.
    Null,
    /// A bare text (or integer) instead of an object.
    Text(String),
    /// The object.
    Fields(F),
}

/// An entry that should be an object but may be null or the bare text that is its main field.
///
/// Why: lists in real answers hold nulls, and a bare address is no reason to lose a contact. In XML, an element with
/// nothing in it is an object without fields, not an empty text.
///
/// # Errors
/// The value is a list, a boolean or a fraction, or the object is not an `F`.
pub fn entry<'de, D: Deserializer<'de>, F: Deserialize<'de>>(deserializer: D) -> Result<Entry<F>, D::Error> {
    deserializer.deserialize_newtype_struct(token::ENTRY, EntryVisitor(PhantomData))
}

struct EntryVisitor<F>(PhantomData<F>);

impl<'de, F: Deserialize<'de>> Visitor<'de> for EntryVisitor<F> {
    type Value = Entry<F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a string or null")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Entry<F>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Entry<F>, E> {
        Ok(Entry::Null)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Entry<F>, E> {
        Ok(Entry::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Entry<F>, E> {
        Ok(Entry::Text(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Entry<F>, E> {
        Ok(Entry::Text(number.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry<F>, A::Error> {
        F::deserialize(MapAccessDeserializer::new(map)).map(Entry::Fields)
    }
}

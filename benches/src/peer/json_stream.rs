//! JSON one contact at a time: serde_json over a reader, with a seed that hands each contact on.

use crate::plain::Contact;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::{BufReader, Read};

/// Reads an answer in pieces of 64 KiB and hands on every contact, the owner last.
///
/// # Errors
/// As serde_json says.
pub fn read(body: impl Read, each: impl FnMut(Contact<String>)) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, body));
    reader.deserialize_map(Answer(each))?;
    reader.end()
}

struct Answer<F>(F);

impl<'de, F: FnMut(Contact<String>)> Visitor<'de> for Answer<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a contacts answer")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut owner = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "contacts" => map.next_value_seed(List(&mut self.0))?,
                "contacts_owner" => owner = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        owner.into_iter().for_each(self.0);
        Ok(())
    }
}

struct List<'f, F>(&'f mut F);

impl<'de, F: FnMut(Contact<String>)> DeserializeSeed<'de> for List<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Contact<String>)> Visitor<'de> for List<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of contacts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(contact) = list.next_element()? {
            (self.0)(contact);
        }
        Ok(())
    }
}

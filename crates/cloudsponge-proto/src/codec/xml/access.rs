//! The items of lists and the fields of objects.

use super::de::{Element, items};
use super::tree::Node;
use crate::codec::fault::Fault;
use crate::codec::lenient::token;
use crate::codec::position::{Lines, Path};
use crate::codec::{CodecErrorKind, Format, names};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

pub(super) struct Items<'p, I> {
    pub(super) nodes: I,
    pub(super) index: usize,
    pub(super) within: Element<'p>,
}

impl<'de, 'p, I: Iterator<Item = &'p Node<'p>>> SeqAccess<'de> for Items<'p, I> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.nodes.next() else { return Ok(None) };
        let path = Path::Index { parent: &self.within.path, index: self.index };
        self.index += 1;
        let element = Element { node, lines: self.within.lines, path };
        seed.deserialize(element).map(Some).map_err(|fault| element.locate(fault))
    }
}

pub(super) struct Fields<'n, 'p> {
    /// The children, those of one name side by side.
    pub(super) nodes: &'n [&'p Node<'p>],
    /// How many at the front have the name just read.
    pub(super) run: usize,
    pub(super) fields: &'static [&'static str],
    pub(super) within: Element<'p>,
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(first) = self.nodes.first() else { return Ok(None) };
        self.run = self.nodes.iter().take_while(|node| node.key == first.key).count();
        let key: StrDeserializer<'_, Fault> = (*first.key).into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let (run, rest) = self.nodes.split_at_checked(self.run).unwrap_or_default();
        self.nodes = rest;
        let key = run.first().map_or("*", |node| &*node.key);
        let path = Path::Key { parent: &self.within.path, key, fields: self.fields };
        let lines = self.within.lines;
        match run {
            [node] => {
                let element = Element { node, lines, path };
                seed.deserialize(element).map_err(|fault| element.locate(fault))
            }
            nodes => {
                let name = names::known(key, self.fields);
                let place = nodes.first().map(|node| lines.at(node.offset));
                seed.deserialize(Repeated { nodes, lines, path, name })
                    .map_err(|fault| fault.locate(Format::Xml, &path).place(|| place))
            }
        }
    }
}

/// Several elements of one name in one object: a list, or a mistake.
struct Repeated<'p> {
    nodes: &'p [&'p Node<'p>],
    lines: &'p Lines<'p>,
    path: Path<'p>,
    name: &'static str,
}

impl<'p> Repeated<'p> {
    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Some(first) = self.nodes.first() else { return visitor.visit_unit() };
        let within = Element { node: first, lines: self.lines, path: self.path };
        let nodes = self.nodes.iter().flat_map(|node| items(node));
        visitor.visit_seq(Items { nodes, index: 0, within }).map_err(|fault| within.locate(fault))
    }

    fn duplicate<T>(self) -> Result<T, Fault> {
        let fault = Fault::new(CodecErrorKind::Duplicate(self.name)).locate(Format::Xml, &self.path);
        let second = self.nodes.get(1).map(|node| self.lines.at(node.offset));
        Err(fault.place(|| second))
    }
}

macro_rules! duplicates {
    ($($method:ident($($arg:ty),*);)+) => {
        $(fn $method<V: Visitor<'de>>(self, $(_: $arg,)* _: V) -> Result<V::Value, Fault> {
            self.duplicate()
        })+
    };
}

impl<'de> Deserializer<'de> for Repeated<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            token::LIST | token::SLOTS => self.list(visitor),
            token::ATTEMPT | token::ENTRY | token::VERBATIM => self.duplicate(),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    duplicates! {
        deserialize_bool(); deserialize_char(); deserialize_str(); deserialize_string(); deserialize_identifier();
        deserialize_i8(); deserialize_i16(); deserialize_i32(); deserialize_i64(); deserialize_i128();
        deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64(); deserialize_u128();
        deserialize_f32(); deserialize_f64(); deserialize_unit(); deserialize_unit_struct(&'static str);
        deserialize_option(); deserialize_map(); deserialize_struct(&'static str, &'static [&'static str]);
        deserialize_enum(&'static str, &'static [&'static str]);
    }

    forward_to_deserialize_any! { bytes byte_buf seq tuple tuple_struct }
}

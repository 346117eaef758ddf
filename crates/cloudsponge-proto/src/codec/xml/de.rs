//! serde's view of the tree: the type that is read decides what an element means.

use super::access::{Fields, Items};
use super::tree::{Hint, Node};
use crate::codec::fault::Fault;
use crate::codec::lenient::token;
use crate::codec::position::{Lines, Path};
use crate::codec::variant::Variant;
use crate::codec::{CodecError, Format, names};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Reads the document element.
pub(super) fn read<T: DeserializeOwned>(root: &Node<'_>, lines: &Lines<'_>) -> Result<T, CodecError> {
    let element = Element { node: root, lines, path: Path::Root };
    T::deserialize(element).map_err(|fault| element.locate(fault).into_error())
}

#[derive(Clone, Copy)]
pub(super) struct Element<'p> {
    pub(super) node: &'p Node<'p>,
    pub(super) lines: &'p Lines<'p>,
    pub(super) path: Path<'p>,
}

impl<'p> Element<'p> {
    pub(super) fn locate(&self, fault: Fault) -> Fault {
        fault.locate(Format::Xml, &self.path).place(|| Some(self.lines.at(self.node.offset)))
    }

    fn mismatch<'de, V: Visitor<'de>>(&self, visitor: &V) -> Fault {
        self.locate(Fault::expected(visitor))
    }

    /// The text of an element that is to be a number or a boolean.
    fn word(&self) -> Option<&'p str> {
        self.node.is_text().then(|| self.node.text.trim_ascii())
    }

    /// Numbers are decimal digits with an optional `-`, and nothing else.
    fn number<N: std::str::FromStr>(&self) -> Option<N> {
        let word = self.word()?;
        let digits = word.strip_prefix('-').unwrap_or(word);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { word.parse().ok() } else { None }
    }

    /// An integer that is written as we would write it, so that its text can be had back.
    fn canonical<N: std::str::FromStr>(&self) -> Option<N> {
        self.number::<N>().filter(|_| is_canonical(&self.node.text))
    }

    fn float(&self) -> Option<f64> {
        let word = self.word()?;
        let plain = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        if plain && !word.starts_with('+') {
            word.parse().ok().filter(|number: &f64| number.is_finite())
        } else {
            None
        }
    }

    fn items<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let nodes = items(self.node).iter();
        visitor.visit_seq(Items { nodes, index: 0, within: self }).map_err(|fault| self.locate(fault))
    }

    fn fields<'de, V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut nodes: Vec<_> = self.node.children.iter().collect();
        nodes.sort_by(|a, b| a.key.cmp(&b.key));
        visitor
            .visit_map(Fields { nodes: &nodes, run: 0, fields, within: self })
            .map_err(|fault| self.locate(fault))
    }

    /// An object. An element with nothing in it is one without fields.
    fn object<'de, V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let node = self.node;
        if node.nil || node.hint == Hint::Array || (node.children.is_empty() && !node.is_blank()) {
            return Err(self.locate(Fault::expected(&"an object")));
        }
        self.fields(fields, visitor)
    }
}

/// The items of a list.
///
/// With `type="array"` all children are. Without, they are if all carry the list's name in the singular; else the
/// element itself is the only item, unless there is nothing in it.
pub(super) fn items<'p>(node: &'p Node<'p>) -> &'p [Node<'p>] {
    let wraps = || {
        let singular = names::singular(&node.key);
        !node.children.is_empty() && node.children.iter().all(|child| child.key == singular)
    };
    if node.nil || node.is_blank() {
        &[]
    } else if node.hint == Hint::Array || wraps() {
        &node.children
    } else {
        std::slice::from_ref(node)
    }
}

macro_rules! numbers {
    ($($method:ident: $visit:ident via $read:ident;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.$read() {
                Some(number) => visitor.$visit(number).map_err(|fault| self.locate(fault)),
                None => Err(self.mismatch(&visitor)),
            }
        })+
    };
}

impl<'de> Deserializer<'de> for Element<'_> {
    type Error = Fault;

    /// Where the target does not say what it is, the attributes do; without them it is an object or a text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Node { nil, hint, children, text, .. } = self.node;
        if *nil {
            return visitor.visit_unit().map_err(|fault| self.locate(fault));
        }
        if *hint == Hint::Array {
            return self.items(visitor);
        }
        if !children.is_empty() {
            return self.fields(&[], visitor);
        }
        match hint {
            Hint::Integer => match (self.canonical::<i64>(), self.canonical::<u64>()) {
                (Some(number), _) => visitor.visit_i64(number),
                (None, Some(number)) => visitor.visit_u64(number),
                (None, None) => visitor.visit_str(text),
            },
            Hint::Boolean if text == "true" => visitor.visit_bool(true),
            Hint::Boolean if text == "false" => visitor.visit_bool(false),
            Hint::Float => match self.float() {
                Some(number) => visitor.visit_f64(number),
                None => visitor.visit_str(text),
            },
            _ => visitor.visit_str(text),
        }
        .map_err(|fault| self.locate(fault))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !self.node.is_text() {
            return Err(self.mismatch(&visitor));
        }
        visitor.visit_str(&self.node.text).map_err(|fault| self.locate(fault))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    numbers! {
        deserialize_i8: visit_i64 via number;
        deserialize_i16: visit_i64 via number;
        deserialize_i32: visit_i64 via number;
        deserialize_i64: visit_i64 via number;
        deserialize_u8: visit_u64 via number;
        deserialize_u16: visit_u64 via number;
        deserialize_u32: visit_u64 via number;
        deserialize_u64: visit_u64 via number;
        deserialize_f32: visit_f64 via float;
        deserialize_f64: visit_f64 via float;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.word() {
            Some("true" | "1") => visitor.visit_bool(true),
            Some("false" | "0") => visitor.visit_bool(false),
            _ => Err(self.mismatch(&visitor)),
        }
        .map_err(|fault| self.locate(fault))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.nil { visitor.visit_none() } else { visitor.visit_some(self) }
            .map_err(|fault| self.locate(fault))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !self.node.nil && !self.node.is_blank() {
            return Err(self.mismatch(&visitor));
        }
        visitor.visit_unit().map_err(|fault| self.locate(fault))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let node = self.node;
        match name {
            token::LIST | token::SLOTS if node.nil => visitor.visit_unit(),
            token::LIST | token::SLOTS => self.items(visitor),
            token::ATTEMPT => visitor.visit_some(self),
            token::ENTRY if node.is_text() && node.is_blank() => self.fields(&[], visitor),
            token::VERBATIM if node.is_text() => visitor.visit_str(&node.text),
            token::ENTRY | token::VERBATIM => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
        .map_err(|fault| self.locate(fault))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.nil { Err(self.mismatch(&visitor)) } else { self.items(visitor) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.object(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.object(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.node.is_text() {
            self.deserialize_str(Variant(visitor))
        } else {
            self.deserialize_any(Variant(visitor))
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf }
}

/// A whole number without white space around it, without leading zeros, and not `-0`.
fn is_canonical(number: &str) -> bool {
    match number.as_bytes() {
        b"0" => true,
        [b'-', b'1'..=b'9', rest @ ..] | [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

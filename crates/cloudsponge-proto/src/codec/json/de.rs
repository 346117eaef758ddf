//! serde_json's reader, watched: errors are made by us, with a path, and some values are read apart from the rest.
//!
//! [`Watched`] stands before serde_json's deserializer and [`Watch`] before the visitor, at every
//! level. An error of a visitor has to pass through serde_json, which only carries its own type; so it is put aside in
//! the [`Document`] and taken up again on the other side.

use crate::codec::fault::Fault;
use crate::codec::lenient::{Once, token};
use crate::codec::position::{Lines, Path, Place};
use crate::codec::variant::Variant;
use crate::codec::{CodecError, CodecErrorKind, Format};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::value::RawValue;
use std::cell::Cell;
use std::fmt;

/// Reads a document whose syntax and limits have been checked.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
    let document = Document { text, lines: Lines::new(text.as_bytes()), aside: Cell::new(None) };
    let scope = Scope { document: &document, base: 0, path: Path::Root };
    let mut reader = serde_json::Deserializer::from_str(text);
    T::deserialize(Watched { de: &mut reader, scope, key: None })
        .map_err(|fault| fault.locate(Format::Json, &Path::Root).into_error())
}

struct Document<'d> {
    text: &'d str,
    lines: Lines<'d>,
    /// The error on its way through serde_json.
    aside: Cell<Option<Fault>>,
}

/// Where the reader is.
#[derive(Clone, Copy)]
struct Scope<'p> {
    document: &'p Document<'p>,
    /// Where the text that serde_json reads begins in the document.
    base: usize,
    path: Path<'p>,
}

impl<'p> Scope<'p> {
    fn to(self, path: Path<'p>) -> Self {
        Self { path, ..self }
    }

    fn put_aside<E: Error>(&self, fault: Fault) -> E {
        self.document.aside.set(Some(fault.locate(Format::Json, &self.path)));
        E::custom("")
    }

    fn take_up<E: Error>(&self, error: E) -> Fault {
        // What serde_json itself finds after the syntax check: lone surrogates, numbers out of range.
        let native = || Fault::new(CodecErrorKind::Value("a valid text or a number in range"));
        let fault = self.document.aside.take().unwrap_or_else(native);
        fault.locate(Format::Json, &self.path).place(|| self.place(&error.to_string()))
    }

    /// serde_json's errors end in `at line 1 column 2`, and nothing else tells a generic reader.
    fn place(&self, error: &str) -> Option<Place> {
        let (rest, column) = error.rsplit_once(" column ")?;
        let (_, line) = rest.rsplit_once(" at line ")?;
        let (line, column): (u32, u32) = (line.parse().ok()?, column.parse().ok()?);
        let base = self.document.lines.at(self.base);
        Some(match line {
            0 | 1 => {
                Place { line: base.line, column: base.column.saturating_add(column).saturating_sub(1).max(1) }
            }
            _ => Place { line: base.line.saturating_add(line - 1), column: column.max(1) },
        })
    }

    /// Takes a value out of the stream unread, whatever it is.
    fn cut<'de, D: Deserializer<'de>>(&self, de: D) -> Result<&'de RawValue, Fault> {
        <&RawValue>::deserialize(de).map_err(|error| self.take_up(error))
    }

    /// Reads a value that was taken out.
    fn within(self, raw: &RawValue) -> Self {
        let base = raw.get().as_ptr().addr().saturating_sub(self.document.text.as_ptr().addr());
        Self { base, ..self }
    }
}

struct Watched<'p, 'de, D> {
    de: D,
    scope: Scope<'p>,
    /// Where to leave the text, if it is a key.
    key: Option<&'p Cell<Option<&'de str>>>,
}

impl<'p, 'de, D: Deserializer<'de>> Watched<'p, 'de, D> {
    fn any<V: Visitor<'de>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Self { de, scope, key } = self;
        de.deserialize_any(Watch { visitor, scope, fields, key }).map_err(|error| scope.take_up(error))
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, 'de, D> {
    type Error = Fault;

    // JSON names its types itself, and so every mismatch reaches the visitor, whose errors are ours.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.any(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.any(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.any(None, Variant(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { de, scope, key } = self;
        let watch = Watch { visitor, scope, fields: None, key };
        de.deserialize_option(watch).map_err(|error| scope.take_up(error))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { de, scope, key } = self;
        let watch = Watch { visitor, scope, fields: None, key };
        de.deserialize_ignored_any(watch).map_err(|error| scope.take_up(error))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Self { de, scope, key } = self;
        if !matches!(name, token::ATTEMPT | token::SLOTS | token::VERBATIM) {
            let watch = Watch { visitor, scope, fields: None, key };
            return de.deserialize_newtype_struct(name, watch).map_err(|error| scope.take_up(error));
        }
        let raw = scope.cut(de)?;
        let mut reader = serde_json::Deserializer::from_str(raw.get());
        let apart = Watched { de: &mut reader, scope: scope.within(raw), key: None };
        let result = match (name, raw.get().as_bytes()) {
            (token::ATTEMPT, _) => visitor.visit_some(apart),
            (token::SLOTS, [b'[' | b'n', ..]) => apart.any(None, visitor),
            (token::SLOTS, _) => visitor.visit_seq(Once(Some(apart))),
            (_, [b'0'..=b'9' | b'-', ..]) => visitor.visit_str(raw.get()),
            _ => apart.any(None, visitor),
        };
        result.map_err(|fault| fault.locate(Format::Json, &scope.path))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

struct Watch<'p, 'de, V> {
    visitor: V,
    scope: Scope<'p>,
    /// The names of a struct's fields; `None` if it is not a struct.
    fields: Option<&'static [&'static str]>,
    key: Option<&'p Cell<Option<&'de str>>>,
}

macro_rules! pass_on {
    ($($method:ident($($value:ident: $ty:ty)?);)+) => {
        $(fn $method<E: Error>(self $(, $value: $ty)?) -> Result<V::Value, E> {
            self.visitor.$method($($value)?).map_err(|fault: Fault| self.scope.put_aside(fault))
        })+
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watch<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    pass_on! {
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        visit_string(value: String);
        visit_unit();
        visit_none();
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        if let Some(key) = self.key {
            key.set(Some(value));
        }
        self.visitor.visit_borrowed_str(value).map_err(|fault: Fault| self.scope.put_aside(fault))
    }

    fn visit_some<D: Deserializer<'de>>(self, de: D) -> Result<V::Value, D::Error> {
        let Self { visitor, scope, key, .. } = self;
        visitor.visit_some(Watched { de, scope, key }).map_err(|fault| scope.put_aside(fault))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, de: D) -> Result<V::Value, D::Error> {
        let Self { visitor, scope, key, .. } = self;
        visitor.visit_newtype_struct(Watched { de, scope, key }).map_err(|fault| scope.put_aside(fault))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let Self { visitor, scope, fields, .. } = self;
        // serde's derive would take a list for a struct, field by field: `[]` would be an empty contact.
        let result = match fields {
            Some(_) => Err(Fault::expected(&"an object")),
            None => visitor.visit_seq(Items { access, scope, index: 0 }),
        };
        result.map_err(|fault| scope.put_aside(fault))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let Self { visitor, scope, fields, .. } = self;
        let fields = fields.unwrap_or_default();
        visitor
            .visit_map(Entries { access, scope, fields, key: Cell::new(None) })
            .map_err(|fault| scope.put_aside(fault))
    }
}

struct Items<'p, A> {
    access: A,
    scope: Scope<'p>,
    index: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let scope = self.scope.to(Path::Index { parent: &self.scope.path, index: self.index });
        self.index += 1;
        self.access.next_element_seed(Seed { seed, scope, key: None }).map_err(|error| scope.take_up(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

struct Entries<'p, 'de, A> {
    access: A,
    scope: Scope<'p>,
    fields: &'static [&'static str],
    key: Cell<Option<&'de str>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, 'de, A> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.key.set(None);
        let scope = self.scope;
        let seed = Seed { seed, scope, key: Some(&self.key) };
        self.access.next_key_seed(seed).map_err(|error| scope.take_up(error))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let key = self.key.get().unwrap_or("*");
        let scope = self.scope.to(Path::Key { parent: &self.scope.path, key, fields: self.fields });
        self.access.next_value_seed(Seed { seed, scope, key: None }).map_err(|error| scope.take_up(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

struct Seed<'p, 'de, S> {
    seed: S,
    scope: Scope<'p>,
    key: Option<&'p Cell<Option<&'de str>>>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<S::Value, D::Error> {
        let Self { seed, scope, key } = self;
        seed.deserialize(Watched { de, scope, key }).map_err(|fault| scope.put_aside(fault))
    }
}

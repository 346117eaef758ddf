//! The tree of a value, printed as Rails does.

use super::refs;
use crate::codec::fault::Fault;
use crate::codec::position::Path;
use crate::codec::{CodecError, CodecErrorKind, Format, names};
use serde::ser::{Error as _, Impossible, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Write as _;

/// How much the elements say about their types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Style {
    /// As recorded: `type="integer"`, `type="boolean"`, `type="array"`, and `nil="true"` for null.
    #[default]
    Rails,
    /// As in the documentation's samples: no attributes. A field that is null is left out, and a null item of a list is an
    /// empty element.
    Bare,
}

/// Writes a document.
pub(super) fn write<T: Serialize + ?Sized>(
    value: &T,
    root: &str,
    style: Style,
) -> Result<Vec<u8>, CodecError> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    Element::new(&mut out, root.into(), Place { level: 0, item: true, style, path: Path::Root })
        .and_then(|element| value.serialize(element))
        .map_err(|fault| fault.locate(Format::Xml, &Path::Root).into_error())?;
    Ok(out.into_bytes())
}

/// Where an element stands.
#[derive(Clone, Copy)]
struct Place<'p> {
    level: usize,
    /// It must be there even if it is null.
    item: bool,
    style: Style,
    path: Path<'p>,
}

/// An element about to be written.
struct Element<'p> {
    out: &'p mut String,
    name: Cow<'p, str>,
    place: Place<'p>,
}

impl<'p> Element<'p> {
    /// Names are ASCII, as the whole document is, and have no prefix, which would be dropped on reading.
    fn new(out: &'p mut String, name: Cow<'p, str>, place: Place<'p>) -> Result<Self, Fault> {
        if !name.is_ascii() || name.contains(':') || !refs::is_name(&name) {
            let fault = Fault::new(CodecErrorKind::Value("an object whose keys can be names of elements"));
            return Err(fault.locate(Format::Xml, &place.path));
        }
        Ok(Self { out, name, place })
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.place.level));
    }

    /// `<name type="…">`, without a line break.
    fn open(&mut self, kind: &str) {
        self.indent();
        self.out.push('<');
        self.out.push_str(&self.name);
        if self.place.style == Style::Rails {
            self.out.push_str(kind);
        }
        self.out.push('>');
    }

    fn close(&mut self) {
        self.out.push_str("</");
        self.out.push_str(&self.name);
        self.out.push_str(">\n");
    }

    fn leaf(mut self, kind: &str, text: &str) -> Result<(), Fault> {
        self.open(kind);
        escape(text, self.out).map_err(|fault| fault.locate(Format::Xml, &self.place.path))?;
        self.close();
        Ok(())
    }

    fn nil(self) -> Result<(), Fault> {
        if self.place.style == Style::Bare && !self.place.item {
            Ok(())
        } else {
            self.leaf(" nil=\"true\"", "")
        }
    }

    fn number(self, number: impl ToString) -> Result<(), Fault> {
        self.leaf(" type=\"integer\"", &number.to_string())
    }
}

/// ASCII only, as the service writes: everything else as a decimal reference. A CR has to be one, or reading would make
/// it a line feed.
fn escape(text: &str, out: &mut String) -> Result<(), Fault> {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | ' '..='~' => out.push(c),
            c if refs::is_allowed(c) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => return Err(Fault::new(CodecErrorKind::Unencodable(c.into()))),
        }
    }
    Ok(())
}

macro_rules! numbers {
    ($($method:ident($ty:ty);)+) => {
        $(fn $method(self, number: $ty) -> Result<(), Fault> {
            self.number(number)
        })+
    };
}

impl<'p> Serializer for Element<'p> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Items<'p>;
    type SerializeTuple = Items<'p>;
    type SerializeTupleStruct = Items<'p>;
    type SerializeTupleVariant = Impossible<(), Fault>;
    type SerializeMap = Fields<'p>;
    type SerializeStruct = Fields<'p>;
    type SerializeStructVariant = Impossible<(), Fault>;

    numbers! {
        serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64);
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Fault> {
        self.leaf(" type=\"boolean\"", if flag { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> Result<(), Fault> {
        self.serialize_f64(number.into())
    }

    /// As in JSON, what is not a number is null.
    fn serialize_f64(self, number: f64) -> Result<(), Fault> {
        if number.is_finite() { self.leaf(" type=\"float\"", &format!("{number:?}")) } else { self.nil() }
    }

    fn serialize_char(self, c: char) -> Result<(), Fault> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        self.leaf("", text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Fault> {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.nil()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.nil()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.nil()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Fault> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        let mut fields = Fields { element: self, begun: false, key: String::new() };
        fields.field(variant, value)?;
        fields.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'p>, Fault> {
        Ok(Items { element: self, count: 0 })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items<'p>, Fault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items<'p>, Fault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        Err(Fault::custom("an enum of this shape"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'p>, Fault> {
        Ok(Fields { element: self, begun: false, key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'p>, Fault> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        Err(Fault::custom("an enum of this shape"))
    }
}

/// A list being written.
struct Items<'p> {
    element: Element<'p>,
    count: usize,
}

impl Items<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        if self.count == 0 {
            self.element.open(" type=\"array\"");
            self.element.out.push('\n');
        }
        let Element { out, name, place } = &mut self.element;
        let path = Path::Index { parent: &place.path, index: self.count };
        let place = Place { level: place.level + 1, item: true, path, ..*place };
        // Singulars are built on snake_case as on kebab-case: only the end of the name changes.
        value.serialize(Element::new(out, names::singular(name), place)?)?;
        self.count += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Fault> {
        if self.count > 0 {
            self.element.indent();
        } else if self.element.place.style == Style::Rails {
            self.element.indent();
            let _ = writeln!(self.element.out, "<{} type=\"array\"/>", self.element.name);
            return Ok(());
        } else {
            self.element.open("");
        }
        self.element.close();
        Ok(())
    }
}

/// An object being written.
struct Fields<'p> {
    element: Element<'p>,
    begun: bool,
    /// The key of a map, between its own call and its value's.
    key: String,
}

impl Fields<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Fault> {
        if !self.begun {
            self.begun = true;
            self.element.open("");
            self.element.out.push('\n');
        }
        let Element { out, place, .. } = &mut self.element;
        let path = Path::Key { parent: &place.path, key, fields: &[] };
        let place = Place { level: place.level + 1, item: false, path, ..*place };
        value.serialize(Element::new(out, names::kebab(key), place)?)
    }

    fn finish(mut self) -> Result<(), Fault> {
        if self.begun {
            self.element.indent();
        } else {
            self.element.open("");
        }
        self.element.close();
        Ok(())
    }
}

macro_rules! lists {
    ($($trait:ident::$method:ident;)+) => {
        $(impl serde::ser::$trait for Items<'_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.item(value)
            }

            fn end(self) -> Result<(), Fault> {
                self.finish()
            }
        })+
    };
}

lists! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
}

impl serde::ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Fault> {
        self.finish()
    }
}

impl serde::ser::SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.key = match key.serialize(serde_json::value::Serializer) {
            Ok(serde_json::Value::String(key)) => key,
            _ => return Err(Fault::custom("a key that is no text")),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        let key = std::mem::take(&mut self.key);
        self.field(&key, value)
    }

    fn end(self) -> Result<(), Fault> {
        self.finish()
    }
}

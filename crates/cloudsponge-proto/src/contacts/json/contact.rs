//! A contact and its entries.

use super::keys::{Keys, key};
use super::reader::{Number, Read, Reader, Stop};
use crate::codec::CodecErrorKind;
use crate::contacts::field::{AddressField, EmailField, Field, PhoneField};
use crate::contacts::learn::Learned;
use crate::contacts::sink::{Labelled, Postal, Sink};
use crate::contacts::span::Span;

const TEXT: &str = "a string or null";
const LIST: &str = "a list or null";
const ENTRY: &str = "an object, a string or null";

/// The order of fields, as learned so far.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    contact: Learned<{ Field::COUNT }>,
    email: Learned<{ EmailField::COUNT }>,
    phone: Learned<{ PhoneField::COUNT }>,
    address: Learned<{ AddressField::COUNT }>,
}

impl Orders {
    pub(super) fn new() -> Self {
        Self {
            contact: Learned::new(),
            email: Learned::new(),
            phone: Learned::new(),
            address: Learned::new(),
        }
    }
}

/// Reads a contact at the position; `depth` levels are open around it. Whatever is wrong, the reader is left anywhere
/// inside.
#[inline]
pub(super) fn contact<S: Sink>(
    reader: &mut Reader<'_>,
    orders: &mut Orders,
    sink: &mut S,
    depth: usize,
) -> Read<()> {
    if reader.peek()? != b'{' {
        let start = reader.at();
        reader.skip::<false>(depth)?;
        return Err(reader.expected_at("an object", start));
    }
    let mut scope = Scope { reader, sink, depth };
    let Orders { contact, email, phone, address } = orders;
    scope.object(contact, |scope, field: Field| scope.field(field, email, phone, address))
}

struct Scope<'s, 'a, S> {
    reader: &'s mut Reader<'a>,
    sink: &'s mut S,
    /// Levels open around the innermost object.
    depth: usize,
}

impl<S: Sink> Scope<'_, '_, S> {
    /// An object, at whose brace is the position: tells `value` every known field, at its value.
    #[inline]
    fn object<K: Keys, const N: usize>(
        &mut self,
        learned: &mut Learned<N>,
        mut value: impl FnMut(&mut Self, K) -> Read<()>,
    ) -> Read<()> {
        self.reader.bump();
        if self.reader.peek()? == b'}' {
            self.reader.bump();
            return Ok(());
        }
        let (mut behind, mut seen) = (None, 0_u32);
        loop {
            let start = self.reader.rest;
            match key::<K, N>(self.reader, learned, behind)? {
                Some(field) => {
                    let bit = 1 << field.number();
                    if seen & bit != 0 {
                        return Err(self.duplicate(field, start));
                    }
                    seen |= bit;
                    behind = Some(field.number());
                    if let Err(stop) = value(self, field) {
                        return Err(self.reader.within(stop, |fault| fault.in_field(field.name())));
                    }
                }
                None => self.reader.skip::<false>(self.depth + 1)?,
            }
            let next = self.reader.peek()?;
            if next == b',' {
                self.reader.bump();
            } else if next == b'}' {
                self.reader.bump();
                return Ok(());
            } else {
                return Err(self.reader.syntax());
            }
        }
    }

    #[cold]
    fn duplicate(&mut self, field: impl Keys, key: &[u8]) -> Stop {
        let at = (self.reader.at() + self.reader.rest.len()).saturating_sub(key.len());
        self.reader.bad(CodecErrorKind::Duplicate(field.name()), at)
    }

    #[inline]
    fn field(
        &mut self,
        field: Field,
        email: &mut Learned<{ EmailField::COUNT }>,
        phone: &mut Learned<{ PhoneField::COUNT }>,
        address: &mut Learned<{ AddressField::COUNT }>,
    ) -> Read<()> {
        match field {
            Field::Groups | Field::Companies => self.list(|scope, _| scope.item(field)),
            Field::Photos | Field::Locations => self.list(|scope, depth| scope.generic(field, depth)),
            Field::Owner => {
                if let Some(flag) = self.flag()? {
                    self.sink.owner(flag);
                }
                Ok(())
            }
            Field::Phone => self.list(|scope, depth| {
                let phone = scope.labelled::<PhoneField>(phone, depth)?;
                scope.sink.phone(phone);
                Ok(())
            }),
            Field::Email => self.list(|scope, depth| {
                let email = scope.labelled::<EmailField>(email, depth)?;
                scope.sink.email(email);
                Ok(())
            }),
            Field::Address => self.list(|scope, depth| {
                let postal = scope.postal(address, depth)?;
                scope.sink.address(&postal);
                Ok(())
            }),
            _ => {
                let text = self.text()?;
                if !text.is_none() {
                    self.sink.text(field, text);
                }
                Ok(())
            }
        }
    }

    /// A string; the position is behind its opening quote.
    #[inline]
    fn string(&mut self) -> Read<Span> {
        let sink = &mut *self.sink;
        self.reader.string(|| sink.side())
    }

    #[inline]
    fn text(&mut self) -> Read<Span> {
        if let Some((b'"', rest)) = self.reader.rest.split_first() {
            self.reader.rest = rest;
            return self.string();
        }
        self.other_text(TEXT)
    }

    /// A text that does not begin here: behind white space, null, or an integer.
    #[inline(never)]
    fn other_text(&mut self, expected: &'static str) -> Read<Span> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        match first {
            b'n' => return self.reader.word(b"null").map(|()| Span::NONE),
            b'"' => {
                self.reader.bump();
                return self.string();
            }
            b'-' | b'0'..=b'9' if self.reader.number()? == Number::Integer => {
                return self.reader.span_from(start);
            }
            _ => {}
        }
        Err(self.reader.expected_at(expected, start))
    }

    /// A flag; anything that is none is `None`.
    #[inline]
    fn flag(&mut self) -> Read<Option<bool>> {
        if let Some((b"true", rest)) = self.reader.rest.split_first_chunk::<4>() {
            self.reader.rest = rest;
            return Ok(Some(true));
        }
        self.other_flag()
    }

    #[inline(never)]
    fn other_flag(&mut self) -> Read<Option<bool>> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        self.reader.skip::<false>(self.depth + 1)?;
        let text = || serde_json::from_str::<String>(self.reader.between(start, self.reader.at())).ok();
        Ok(match first {
            b't' => Some(true),
            b'f' => Some(false),
            b'"' => text().and_then(|text| text.trim_ascii().parse().ok()),
            _ => None,
        })
    }

    /// A list, or the only item of one. `item` reads an item, and gets the levels open around it.
    #[inline]
    fn list(&mut self, mut item: impl FnMut(&mut Self, usize) -> Read<()>) -> Read<()> {
        if let Some((b"[]", rest)) = self.reader.rest.split_first_chunk::<2>() {
            self.reader.rest = rest;
            return Ok(());
        }
        if self.reader.peek()? != b'[' {
            return if self.only()? { item(self, self.depth + 1) } else { Ok(()) };
        }
        self.reader.bump();
        if self.reader.peek()? == b']' {
            self.reader.bump();
            return Ok(());
        }
        let mut index = 0;
        loop {
            if let Err(stop) = item(self, self.depth + 2) {
                return Err(self.reader.within(stop, |fault| fault.in_item(index)));
            }
            index += 1;
            let next = self.reader.peek()?;
            if next == b',' {
                self.reader.bump();
            } else if next == b']' {
                self.reader.bump();
                return Ok(());
            } else {
                return Err(self.reader.syntax());
            }
        }
    }

    /// Whether what stands instead of a list is the only item of one; null, which is passed, is not.
    #[inline(never)]
    fn only(&mut self) -> Read<bool> {
        let start = self.reader.at();
        match self.reader.peek()? {
            b'n' => return self.reader.word(b"null").map(|()| false),
            b'{' | b'"' => return Ok(true),
            b'-' | b'0'..=b'9' if self.reader.number()? == Number::Integer => {
                self.reader.go_back(start);
                return Ok(true);
            }
            _ => {}
        }
        Err(self.reader.expected_at(LIST, start))
    }

    /// An item of `groups` or `companies`.
    #[inline]
    fn item(&mut self, field: Field) -> Read<()> {
        let first = self.reader.peek()?;
        let text = if first == b'"' {
            self.reader.bump();
            self.string()?
        } else if first == b'n' {
            self.reader.word(b"null")?;
            Span::NONE
        } else {
            return Err(self.other_item());
        };
        self.sink.text(field, text);
        Ok(())
    }

    #[cold]
    fn other_item(&mut self) -> Stop {
        let start = self.reader.at();
        match self.reader.skip::<false>(self.depth) {
            Ok(()) => self.reader.expected_at("a string", start),
            Err(stop) => stop,
        }
    }

    /// An item of `photos` or `locations`.
    #[inline(never)]
    fn generic(&mut self, field: Field, depth: usize) -> Read<()> {
        self.reader.peek()?;
        let start = self.reader.at();
        self.reader.skip::<true>(depth)?;
        let raw = self.reader.span_from(start)?;
        self.sink.text(field, raw);
        Ok(())
    }

    /// An e-mail address or a phone number.
    #[inline]
    fn labelled<K: LabelledKeys>(&mut self, learned: &mut Learned<3>, depth: usize) -> Read<Labelled> {
        let (mut value, mut kind, mut primary) = (Span::NONE, Span::NONE, None);
        if self.reader.peek()? == b'{' {
            self.entry(learned, depth, |scope, key: K| {
                match key.part() {
                    Part::Value => value = scope.text()?,
                    Part::Kind => kind = scope.text()?,
                    Part::Primary => primary = scope.flag()?,
                }
                Ok(())
            })?;
        } else {
            value = self.other_text(ENTRY)?;
        }
        Ok(Labelled::new(value, kind, primary))
    }

    #[inline]
    fn postal(&mut self, learned: &mut Learned<{ AddressField::COUNT }>, depth: usize) -> Read<Postal> {
        let mut postal = Postal::EMPTY;
        if self.reader.peek()? == b'{' {
            self.entry(learned, depth, |scope, field: AddressField| {
                let text = scope.text()?;
                postal.set(field, text);
                Ok(())
            })?;
        } else {
            postal.set(AddressField::Formatted, self.other_text(ENTRY)?);
        }
        Ok(postal)
    }

    /// An object that is an entry of a list; `depth` levels are open around it.
    #[inline]
    fn entry<K: Keys, const N: usize>(
        &mut self,
        learned: &mut Learned<N>,
        depth: usize,
        value: impl FnMut(&mut Self, K) -> Read<()>,
    ) -> Read<()> {
        let around = std::mem::replace(&mut self.depth, depth);
        let read = self.object(learned, value);
        self.depth = around;
        read
    }
}

/// What e-mail addresses and phone numbers have in common.
enum Part {
    Value,
    Kind,
    Primary,
}

trait LabelledKeys: Keys {
    fn part(self) -> Part;
}

impl LabelledKeys for EmailField {
    #[inline]
    fn part(self) -> Part {
        match self {
            Self::Address => Part::Value,
            Self::Kind => Part::Kind,
            Self::Primary => Part::Primary,
        }
    }
}

impl LabelledKeys for PhoneField {
    #[inline]
    fn part(self) -> Part {
        match self {
            Self::Number => Part::Value,
            Self::Kind => Part::Kind,
            Self::Primary => Part::Primary,
        }
    }
}

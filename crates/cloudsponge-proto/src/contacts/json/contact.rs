//! A contact and its entries.

use super::keys::{Key, Keys};
use super::reader::{Read, Reader};
use super::scope::{Left, Scope};
use crate::contacts::field::{AddressField, EmailField, Field, PhoneField};
use crate::contacts::learn::Learned;
use crate::contacts::sink::{Labelled, Postal, Sink};
use crate::contacts::span::Span;

const ENTRY: &str = "an object, a string or null";

/// The order of fields, as learned so far.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    contact: Learned<&'static Key<Field>>,
    email: Learned<&'static Key<EmailField>>,
    phone: Learned<&'static Key<PhoneField>>,
    address: Learned<&'static Key<AddressField>>,
}

impl Orders {
    pub(super) fn new() -> Self {
        Self {
            contact: Learned::new(Keys::key),
            email: Learned::new(Keys::key),
            phone: Learned::new(Keys::key),
            address: Learned::new(Keys::key),
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
    let rest = reader.rest;
    let mut scope = Scope { end: reader.end(), reader, sink, depth };
    let Orders { contact, email, phone, address } = orders;
    let rest = scope.object(contact, rest, |scope, field: Field, rest| match field {
        Field::Groups | Field::Companies => scope.list(rest, |scope, _, rest| scope.item(field, rest)),
        Field::Photos | Field::Locations => {
            scope.list(rest, |scope, depth, rest| scope.generic(field, depth, rest))
        }
        Field::Owner => {
            let (flag, rest) = scope.flag(rest)?;
            if let Some(flag) = flag {
                scope.sink.owner(flag);
            }
            Ok(rest)
        }
        Field::Phone => scope.phones(phone, rest),
        Field::Email => scope.emails(email, rest),
        Field::Address => scope.addresses(address, rest),
        _ => {
            if let [b'"', inside @ ..] = rest
                && let Some((text, rest)) = scope.plain(inside)
            {
                scope.sink.text(field, text);
                return Ok(rest);
            }
            let (text, rest) = scope.text(rest)?;
            if !text.is_none() {
                scope.sink.text(field, text);
            }
            Ok(rest)
        }
    })?;
    scope.reader.rest = rest;
    Ok(())
}

impl<'a, S: Sink> Scope<'_, 'a, S> {
    #[inline(never)]
    fn phones(&mut self, learned: &mut Learned<&'static Key<PhoneField>>, rest: &'a [u8]) -> Read<&'a [u8]> {
        self.list(rest, |scope, depth, rest| {
            let (phone, rest) = scope.labelled(learned, depth, rest)?;
            scope.sink.phone(phone);
            Ok(rest)
        })
    }

    #[inline(never)]
    fn emails(&mut self, learned: &mut Learned<&'static Key<EmailField>>, rest: &'a [u8]) -> Read<&'a [u8]> {
        self.list(rest, |scope, depth, rest| {
            let (email, rest) = scope.labelled(learned, depth, rest)?;
            scope.sink.email(email);
            Ok(rest)
        })
    }

    #[inline(never)]
    fn addresses(
        &mut self,
        learned: &mut Learned<&'static Key<AddressField>>,
        rest: &'a [u8],
    ) -> Read<&'a [u8]> {
        self.list(rest, |scope, depth, rest| scope.postal(learned, depth, rest))
    }

    /// An item of `groups` or `companies`.
    #[inline(always)]
    fn item(&mut self, field: Field, rest: &'a [u8]) -> Read<&'a [u8]> {
        let plain = match rest.split_first() {
            Some((b'"', inside)) => self.plain(inside),
            _ => None,
        };
        let (text, rest) = match plain {
            Some(found) => found,
            None => (self.slow(rest, Self::other_item)?, self.reader.rest),
        };
        self.sink.text(field, text);
        Ok(rest)
    }

    fn other_item(&mut self) -> Read<Span> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        match first {
            b'"' => {
                self.reader.bump();
                self.string()
            }
            b'n' => self.reader.word(b"null").map(|()| Span::NONE),
            _ => {
                self.reader.skip::<false>(self.depth + 2)?;
                Err(self.reader.expected_at("a string", start))
            }
        }
    }

    /// An item of `photos` or `locations`.
    fn generic(&mut self, field: Field, depth: usize, rest: &'a [u8]) -> Read<&'a [u8]> {
        let raw = |scope: &mut Self| {
            scope.reader.peek()?;
            let start = scope.reader.at();
            scope.reader.skip::<true>(depth)?;
            scope.reader.span_from(start)
        };
        let raw = self.slow(rest, raw)?;
        self.sink.text(field, raw);
        Ok(self.reader.rest)
    }

    /// White space before an entry.
    #[inline(always)]
    fn entry(&mut self, rest: &'a [u8]) -> Left<'a, bool> {
        match rest.first() {
            Some(b'{') => Ok((true, rest)),
            _ => {
                let object = self.slow(rest, |scope| Ok(scope.reader.peek()? == b'{'))?;
                Ok((object, self.reader.rest))
            }
        }
    }

    /// An e-mail address or a phone number.
    #[inline(always)]
    fn labelled<K: LabelledKeys>(
        &mut self,
        learned: &mut Learned<&'static Key<K>>,
        depth: usize,
        rest: &'a [u8],
    ) -> Left<'a, Labelled> {
        let (object, rest) = self.entry(rest)?;
        if !object {
            let value = self.slow(rest, |scope| scope.other_text(ENTRY))?;
            return Ok((Labelled::new(value, Span::NONE, None), self.reader.rest));
        }
        let (mut value, mut kind, mut primary) = (Span::NONE, Span::NONE, None);
        let around = std::mem::replace(&mut self.depth, depth);
        let rest = self.object(learned, rest, |scope, key: K, rest| {
            Ok(match key.part() {
                Part::Value => {
                    let (text, rest) = scope.text(rest)?;
                    value = text;
                    rest
                }
                Part::Kind => {
                    let (text, rest) = scope.text(rest)?;
                    kind = text;
                    rest
                }
                Part::Primary => {
                    let (flag, rest) = scope.flag(rest)?;
                    primary = flag;
                    rest
                }
            })
        })?;
        self.depth = around;
        Ok((Labelled::new(value, kind, primary), rest))
    }

    #[inline(always)]
    fn postal(
        &mut self,
        learned: &mut Learned<&'static Key<AddressField>>,
        depth: usize,
        rest: &'a [u8],
    ) -> Read<&'a [u8]> {
        let mut postal = Postal::EMPTY;
        let (object, mut rest) = self.entry(rest)?;
        if object {
            let around = std::mem::replace(&mut self.depth, depth);
            rest = self.object(learned, rest, |scope, field: AddressField, rest| {
                let (text, rest) = scope.text(rest)?;
                postal.set(field, text);
                Ok(rest)
            })?;
            self.depth = around;
        } else {
            let text = self.slow(rest, |scope| scope.other_text(ENTRY))?;
            postal.set(AddressField::Formatted, text);
            rest = self.reader.rest;
        }
        self.sink.address(&postal);
        Ok(rest)
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

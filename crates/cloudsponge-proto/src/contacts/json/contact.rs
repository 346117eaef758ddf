//! A contact and its entries.
//!
//! The fast way reads what the service writes: no white space, no escapes, fields in an order seen before. It keeps what
//! is left of the text in a local variable; everything else goes through the [`Reader`], out of line.

use super::keys::Keys;
use super::reader::{Number, Read, Reader, Stop, special};
use crate::codec::{CodecErrorKind, TEXT_LIMIT};
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
        Field::Phone => scope.list(rest, |scope, depth, rest| {
            let (entry, rest) = scope.labelled::<PhoneField>(phone, depth, rest)?;
            scope.sink.phone(entry);
            Ok(rest)
        }),
        Field::Email => scope.list(rest, |scope, depth, rest| {
            let (entry, rest) = scope.labelled::<EmailField>(email, depth, rest)?;
            scope.sink.email(entry);
            Ok(rest)
        }),
        Field::Address => scope.list(rest, |scope, depth, rest| scope.postal(address, depth, rest)),
        _ => {
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

/// What came of something, and what is left of the text.
type Left<'a, T> = Read<(T, &'a [u8])>;

struct Scope<'s, 'a, S> {
    reader: &'s mut Reader<'a>,
    sink: &'s mut S,
    /// Levels open around the innermost object.
    depth: usize,
    /// Where the text ends, as spans count.
    end: u32,
}

/// What a list begins with.
enum Start {
    Empty,
    Item,
    /// The only item, without a list around it.
    Only,
}

impl<'a, S: Sink> Scope<'_, 'a, S> {
    /// Does something with the reader.
    #[inline(never)]
    fn slow<T>(&mut self, rest: &'a [u8], what: impl FnOnce(&mut Self) -> Read<T>) -> Left<'a, T> {
        self.reader.rest = rest;
        let value = what(self)?;
        Ok((value, self.reader.rest))
    }

    /// An object, at whose brace the text is: tells `value` every known field, at its value.
    #[inline(always)]
    fn object<K: Keys, const N: usize>(
        &mut self,
        learned: &mut Learned<N>,
        rest: &'a [u8],
        mut value: impl FnMut(&mut Self, K, &'a [u8]) -> Read<&'a [u8]>,
    ) -> Read<&'a [u8]> {
        let mut rest = rest.get(1..).unwrap_or_default();
        let (mut first, mut behind, mut seen) = (true, None, 0_u32);
        loop {
            let start = rest;
            let guess = K::key(learned.after(behind)[0]);
            let field = match guess.and_then(|guess| Some((guess.field, guess.lead(rest)?))) {
                Some((field, left)) => {
                    rest = left;
                    Some(field)
                }
                None => {
                    let (found, left) = self.slow(rest, |scope| scope.key::<K, N>(learned, behind, first))?;
                    rest = left;
                    match found {
                        Found::Field(field) => Some(field),
                        Found::Passed => None,
                        Found::End => return Ok(rest),
                    }
                }
            };
            first = false;
            if let Some(field) = field {
                let bit = 1 << field.number();
                if seen & bit != 0 {
                    return Err(self.duplicate(field, start));
                }
                seen |= bit;
                behind = Some(field.number());
                rest = match value(self, field, rest) {
                    Ok(rest) => rest,
                    Err(stop) => return Err(self.reader.within(stop, |fault| fault.in_field(field.name()))),
                };
            }
            match rest.split_first() {
                Some((b',', left)) => rest = left,
                Some((b'}', left)) => return Ok(left),
                _ => match self.slow(rest, |scope| scope.next(b'}'))? {
                    (true, left) => rest = left,
                    (false, left) => return Ok(left),
                },
            }
        }
    }

    #[cold]
    fn duplicate(&mut self, field: impl Keys, key: &'a [u8]) -> Stop {
        self.reader.rest = key;
        self.reader.bad(CodecErrorKind::Duplicate(field.name()), self.reader.at())
    }

    /// The key at the position: not the first guess. The value of one that means nothing is passed over, too.
    fn key<K: Keys, const N: usize>(
        &mut self,
        learned: &mut Learned<N>,
        behind: Option<u8>,
        first: bool,
    ) -> Read<Found<K>> {
        if let Some(guess) = K::key(learned.after(behind)[1])
            && let Some(rest) = guess.lead(self.reader.rest)
        {
            self.reader.rest = rest;
            return Ok(Found::Field(guess.field));
        }
        if self.reader.peek()? == b'}' && first {
            self.reader.bump();
            return Ok(Found::End);
        }
        let name = self.reader.name()?;
        match K::by_name(&name) {
            Some(field) => {
                learned.learn(behind, field.number());
                Ok(Found::Field(field))
            }
            None => self.reader.skip::<false>(self.depth + 1).map(|()| Found::Passed),
        }
    }

    /// Behind a value: whether another must follow.
    fn next(&mut self, close: u8) -> Read<bool> {
        let next = self.reader.peek()?;
        if next != b',' && next != close {
            return Err(self.reader.syntax());
        }
        self.reader.bump();
        Ok(next == b',')
    }

    /// A string without escapes, behind whose opening quote the text is.
    #[inline(always)]
    fn plain(&self, inside: &'a [u8]) -> Option<(Span, &'a [u8])> {
        let mut tail = inside;
        loop {
            let (word, next) = tail.split_first_chunk::<8>()?;
            let word = u64::from_le_bytes(*word);
            let hits = special(word);
            if hits == 0 {
                tail = next;
                continue;
            }
            let bits = hits.trailing_zeros() & 0b11_1000;
            let here = (bits / 8) as usize;
            let len = inside.len() - tail.len() + here;
            if (word >> bits) as u8 != b'"' || len > TEXT_LIMIT {
                return None;
            }
            let rest = tail.get(here + 1..)?;
            return Some((Span::short(self.end - inside.len() as u32, len as u32), rest));
        }
    }

    #[inline(always)]
    fn text(&mut self, rest: &'a [u8]) -> Left<'a, Span> {
        match rest.split_first() {
            Some((b'"', inside)) => match self.plain(inside) {
                Some(found) => Ok(found),
                None => self.slow(inside, Self::string),
            },
            _ => self.slow(rest, |scope| scope.other_text(TEXT)),
        }
    }

    fn string(&mut self) -> Read<Span> {
        self.reader.string(self.sink.side())
    }

    /// A text that does not begin here: behind white space, null, or an integer.
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
    #[inline(always)]
    fn flag(&mut self, rest: &'a [u8]) -> Left<'a, Option<bool>> {
        match rest.split_first_chunk::<4>() {
            Some((b"true", left)) => Ok((Some(true), left)),
            _ => self.slow(rest, Self::other_flag),
        }
    }

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
    #[inline(always)]
    fn list(
        &mut self,
        mut rest: &'a [u8],
        mut item: impl FnMut(&mut Self, usize, &'a [u8]) -> Read<&'a [u8]>,
    ) -> Read<&'a [u8]> {
        match rest {
            [b'[', b']', left @ ..] => return Ok(left),
            [b'[', left @ ..] if left.first() > Some(&b' ') => rest = left,
            _ => {
                let (start, left) = self.slow(rest, Self::start)?;
                rest = left;
                match start {
                    Start::Empty => return Ok(rest),
                    Start::Only => return item(self, self.depth + 1, rest),
                    Start::Item => {}
                }
            }
        }
        let mut index = 0;
        loop {
            rest = match item(self, self.depth + 2, rest) {
                Ok(rest) => rest,
                Err(stop) => return Err(self.reader.within(stop, |fault| fault.in_item(index))),
            };
            index += 1;
            match rest.split_first() {
                Some((b',', left)) => rest = left,
                Some((b']', left)) => return Ok(left),
                _ => match self.slow(rest, |scope| scope.next(b']'))? {
                    (true, left) => rest = left,
                    (false, left) => return Ok(left),
                },
            }
        }
    }

    /// The start of a list, or of what stands instead of one; null, which is passed over, is an empty one.
    fn start(&mut self) -> Read<Start> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        match first {
            b'[' => {
                self.reader.bump();
                if self.reader.peek()? != b']' {
                    return Ok(Start::Item);
                }
                self.reader.bump();
                return Ok(Start::Empty);
            }
            b'n' => return self.reader.word(b"null").map(|()| Start::Empty),
            b'{' | b'"' => return Ok(Start::Only),
            b'-' | b'0'..=b'9' if self.reader.number()? == Number::Integer => {
                self.reader.go_back(start);
                return Ok(Start::Only);
            }
            _ => {}
        }
        Err(self.reader.expected_at(LIST, start))
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
            None => self.slow(rest, Self::other_item)?,
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
        let (raw, rest) = self.slow(rest, raw)?;
        self.sink.text(field, raw);
        Ok(rest)
    }

    /// White space before an entry.
    #[inline(always)]
    fn entry(&mut self, rest: &'a [u8]) -> Left<'a, bool> {
        match rest.first() {
            Some(b'{') => Ok((true, rest)),
            _ => self.slow(rest, |scope| Ok(scope.reader.peek()? == b'{')),
        }
    }

    /// An e-mail address or a phone number.
    #[inline(always)]
    fn labelled<K: LabelledKeys>(
        &mut self,
        learned: &mut Learned<3>,
        depth: usize,
        rest: &'a [u8],
    ) -> Left<'a, Labelled> {
        let (object, rest) = self.entry(rest)?;
        if !object {
            let (value, rest) = self.slow(rest, |scope| scope.other_text(ENTRY))?;
            return Ok((Labelled::new(value, Span::NONE, None), rest));
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
        learned: &mut Learned<{ AddressField::COUNT }>,
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
            let (text, left) = self.slow(rest, |scope| scope.other_text(ENTRY))?;
            postal.set(AddressField::Formatted, text);
            rest = left;
        }
        self.sink.address(&postal);
        Ok(rest)
    }
}

/// What the slow way found instead of the guessed key.
enum Found<K> {
    Field(K),
    /// A field that means nothing, and it is passed.
    Passed,
    /// The end of an object without fields.
    End,
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

//! Objects, lists and texts: the fast way through a contact.
//!
//! The fast way reads what the service writes: no white space, no escapes, fields in an order seen before. It keeps what
//! is left of the text in a local variable; everything else goes through the [`Reader`], out of line.

use super::keys::{Key, Keys};
use super::reader::{Number, Read, Reader, Stop, special};
use crate::codec::{CodecErrorKind, TEXT_LIMIT};
use crate::contacts::learn::{Behind, Learned};
use crate::contacts::sink::Sink;
use crate::contacts::span::Span;

const TEXT: &str = "a string or null";
const LIST: &str = "a list or null";

/// What came of something, and what is left of the text.
pub(super) type Left<'a, T> = Read<(T, &'a [u8])>;

pub(super) struct Scope<'s, 'a, S> {
    pub(super) reader: &'s mut Reader<'a>,
    pub(super) sink: &'s mut S,
    /// Levels open around the innermost object.
    pub(super) depth: usize,
    /// Where the text ends, as spans count.
    pub(super) end: u32,
}

/// What a list begins with.
enum Start {
    Empty,
    Item,
    /// The only item, without a list around it.
    Only,
}

impl<'a, S: Sink> Scope<'_, 'a, S> {
    /// Does something with the reader, which then has what is left.
    #[cold]
    #[inline(never)]
    pub(super) fn slow<T>(&mut self, rest: &'a [u8], what: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.reader.rest = rest;
        what(self)
    }

    /// An object, at whose brace the text is: tells `value` every known field, at its value.
    #[inline(always)]
    pub(super) fn object<K: Keys>(
        &mut self,
        learned: &mut Learned<&'static Key<K>>,
        rest: &'a [u8],
        mut value: impl FnMut(&mut Self, K, &'a [u8]) -> Read<&'a [u8]>,
    ) -> Read<&'a [u8]> {
        let mut rest = rest.get(1..).unwrap_or_default();
        if rest.first() != Some(&b'"') {
            let end = self.slow(rest, Self::end_of_object)?;
            rest = self.reader.rest;
            if end {
                return Ok(rest);
            }
        }
        let (mut behind, mut seen) = (Behind::START, 0_u32);
        loop {
            let start = rest;
            let [first, second] = learned.after(behind);
            let known = match first.lead(rest) {
                Some(left) => Some((first, left)),
                None => match second.lead(rest) {
                    Some(left) => Some((second, left)),
                    None => {
                        let key = self.slow(rest, |scope| scope.key(learned, behind))?;
                        rest = self.reader.rest;
                        key.map(|key| (key, rest))
                    }
                },
            };
            if let Some((key, left)) = known {
                if seen & key.bit != 0 {
                    return Err(self.duplicate(key.field, start));
                }
                seen |= key.bit;
                behind = Behind::field(key.field.number());
                rest = match value(self, key.field, left) {
                    Ok(rest) => rest,
                    Err(stop) => {
                        return Err(self.reader.within(stop, |fault| fault.in_field(key.field.name())));
                    }
                };
            }
            match rest.split_first() {
                Some((b',', left)) => rest = left,
                Some((b'}', left)) => return Ok(left),
                _ => {
                    let more = self.slow(rest, |scope| scope.next(b'}'))?;
                    rest = self.reader.rest;
                    if !more {
                        return Ok(rest);
                    }
                }
            }
        }
    }

    #[cold]
    fn duplicate(&mut self, field: impl Keys, key: &'a [u8]) -> Stop {
        self.reader.rest = key;
        self.reader.bad(CodecErrorKind::Duplicate(field.name()), self.reader.at())
    }

    /// Whether an object ends where it has just begun.
    fn end_of_object(&mut self) -> Read<bool> {
        let end = self.reader.peek()? == b'}';
        if end {
            self.reader.bump();
        }
        Ok(end)
    }

    /// The key at the position, which was not guessed. The value of one that means nothing is passed over, too.
    fn key<K: Keys>(
        &mut self,
        learned: &mut Learned<&'static Key<K>>,
        behind: Behind,
    ) -> Read<Option<&'static Key<K>>> {
        let name = self.reader.name()?;
        let Some(field) = K::by_name(&name) else {
            return self.reader.skip::<false>(self.depth + 1).map(|()| None);
        };
        let key = K::key(field.number());
        learned.learn(behind, key);
        Ok(Some(key))
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
    pub(super) fn plain(&self, inside: &'a [u8]) -> Option<(Span, &'a [u8])> {
        let mut tail = inside;
        loop {
            let (bytes, next) = tail.split_first_chunk::<8>()?;
            let hits = special(u64::from_le_bytes(*bytes));
            if hits == 0 {
                tail = next;
                continue;
            }
            // The mask is for the compiler.
            let here = (hits.trailing_zeros() / 8) as usize & 7;
            let len = inside.len() - tail.len() + here;
            if bytes.get(here) != Some(&b'"') || len > TEXT_LIMIT {
                return None;
            }
            let rest = tail.get(here + 1..)?;
            return Some((Span::short(self.end - inside.len() as u32, len as u32), rest));
        }
    }

    #[inline(always)]
    pub(super) fn text(&mut self, rest: &'a [u8]) -> Left<'a, Span> {
        match rest {
            [b'"', inside @ ..] => match self.plain(inside) {
                Some(found) => Ok(found),
                None => self.slow(inside, Self::string).map(|text| (text, self.reader.rest)),
            },
            [b'n', b'u', b'l', b'l', left @ ..] => Ok((Span::NONE, left)),
            _ => self.slow(rest, |scope| scope.other_text(TEXT)).map(|text| (text, self.reader.rest)),
        }
    }

    pub(super) fn string(&mut self) -> Read<Span> {
        self.reader.string(self.sink.side())
    }

    /// A text that does not begin here: behind white space, null, or an integer.
    pub(super) fn other_text(&mut self, expected: &'static str) -> Read<Span> {
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
    pub(super) fn flag(&mut self, rest: &'a [u8]) -> Left<'a, Option<bool>> {
        match rest.split_first_chunk::<4>() {
            Some((b"true", left)) => Ok((Some(true), left)),
            _ => self.slow(rest, Self::other_flag).map(|flag| (flag, self.reader.rest)),
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
    pub(super) fn list(
        &mut self,
        mut rest: &'a [u8],
        mut item: impl FnMut(&mut Self, usize, &'a [u8]) -> Read<&'a [u8]>,
    ) -> Read<&'a [u8]> {
        // One call of `item` in the text, so that it is compiled in place.
        let mut only = false;
        match rest {
            [b'[', b']', left @ ..] => return Ok(left),
            [b'[', left @ ..] if left.first() > Some(&b' ') => rest = left,
            _ => {
                let start = self.slow(rest, Self::start)?;
                rest = self.reader.rest;
                match start {
                    Start::Empty => return Ok(rest),
                    Start::Only => only = true,
                    Start::Item => {}
                }
            }
        }
        let mut index = 0;
        loop {
            rest = match item(self, self.depth + 2 - usize::from(only), rest) {
                Ok(rest) if only => return Ok(rest),
                Ok(rest) => rest,
                Err(stop) if only => return Err(stop),
                Err(stop) => return Err(self.reader.within(stop, |fault| fault.in_item(index))),
            };
            index += 1;
            match rest.split_first() {
                Some((b',', left)) => rest = left,
                Some((b']', left)) => return Ok(left),
                _ => {
                    let more = self.slow(rest, |scope| scope.next(b']'))?;
                    rest = self.reader.rest;
                    if !more {
                        return Ok(rest);
                    }
                }
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
}

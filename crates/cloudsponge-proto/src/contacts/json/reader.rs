//! A position in a JSON text: white space, strings, numbers.

use crate::codec::{CodecErrorKind, TEXT_LIMIT};
use crate::contacts::cursor::Input;
use crate::contacts::fault::Fault;
use crate::contacts::span::Span;
use crate::contacts::swar;
use std::borrow::Cow;

/// Why reading stopped before the value was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// The text ends inside the value.
    More,
    /// Something cannot be read; the reader knows what.
    Bad,
}

/// Small on purpose: this is returned for every value.
pub(super) type Read<T> = Result<T, Stop>;

/// What serde_json finds fault with though the grammar is right.
pub(super) const BAD_VALUE: CodecErrorKind = CodecErrorKind::Value("a valid text or a number in range");

const LONG_TEXT: CodecErrorKind = CodecErrorKind::TooLarge("a text longer than 1 MiB");

/// A number as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Number {
    /// An integer that 64 bits hold, signed or not. `-0` is none: serde_json takes it for a fraction.
    Integer,
    /// Any other.
    Other,
}

/// A position in a text.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// What is not read yet: always an end of the text.
    pub(super) rest: &'a [u8],
    /// Where the text ends, as spans count.
    end: u32,
    /// What cannot be read, from when a [`Stop::Bad`] is made.
    fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    /// At the beginning of a text.
    ///
    /// # Errors
    /// Spans cannot refer to all of it.
    pub(super) fn new(input: Input<'a>) -> Result<Self, CodecErrorKind> {
        let end = Span::place(input.base.saturating_add(input.text.len()))?;
        Ok(Self { text: input.text, rest: input.text.as_bytes(), end, fault: None })
    }

    /// Where the text ends, as spans count.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// The position, from the beginning of the text.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Goes back to a position.
    pub(super) fn go_back(&mut self, at: usize) {
        self.rest = self.text.as_bytes().get(at..).unwrap_or_default();
    }

    /// Something at this position cannot be read.
    #[cold]
    pub(super) fn bad(&mut self, kind: CodecErrorKind, at: usize) -> Stop {
        self.fault = Some(Fault::new(kind, at));
        Stop::Bad
    }

    /// The value at the position has another type.
    #[cold]
    pub(super) fn expected(&mut self, expected: &'static str) -> Stop {
        self.fault = Some(Fault::expected(expected, self.at()));
        Stop::Bad
    }

    /// What is at the position violates the grammar.
    #[cold]
    pub(super) fn syntax(&mut self) -> Stop {
        self.bad(CodecErrorKind::Syntax, self.at())
    }

    /// Adds a step to the path of what cannot be read.
    #[cold]
    pub(super) fn within(&mut self, stop: Stop, step: impl FnOnce(Fault) -> Fault) -> Stop {
        self.fault = self.fault.take().map(step);
        stop
    }

    /// What cannot be read.
    #[cold]
    pub(super) fn take_fault(&mut self) -> Fault {
        let unknown = || Fault::new(CodecErrorKind::Syntax, 0);
        self.fault.take().unwrap_or_else(unknown)
    }

    /// Passes over a byte, which is there.
    #[inline]
    pub(super) fn bump(&mut self) {
        if let Some((_, rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    /// The next byte that is not white space; the position is at it.
    #[inline]
    pub(super) fn peek(&mut self) -> Read<u8> {
        match self.rest.first() {
            Some(byte) if *byte > b' ' => Ok(*byte),
            _ => self.peek_on(),
        }
    }

    #[inline(never)]
    fn peek_on(&mut self) -> Read<u8> {
        while let Some((byte, rest)) = self.rest.split_first() {
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Ok(*byte);
            }
            self.rest = rest;
        }
        Err(Stop::More)
    }

    /// Passes over a byte, white space before it allowed.
    pub(super) fn token(&mut self, token: u8) -> Read<()> {
        if self.peek()? == token {
            self.bump();
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    /// The text between two positions, both next to ASCII characters.
    #[inline]
    pub(super) fn between(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The stretch from a position to here.
    pub(super) fn span_from(&mut self, from: usize) -> Read<Span> {
        let len = self.at() - from;
        match Span::within(self.end - (self.text.len() - from) as u32, len) {
            Ok(span) => Ok(span),
            Err(kind) => Err(self.bad(kind, from)),
        }
    }

    /// Any string, behind whose opening quote is the position. Escapes go to `side`.
    pub(super) fn string(&mut self, side: &mut String) -> Read<Span> {
        let (start, from) = (self.at(), side.len());
        let mut escapes = false;
        self.string_with(&mut |plain, escaped| {
            if escaped.is_some() || escapes {
                escapes = true;
                side.push_str(plain);
                side.extend(escaped);
            }
        })?;
        if !escapes {
            return self.span_from(start).map(Span::without_last);
        }
        Span::side(from, side.len() - from).map_err(|kind| self.bad(kind, start))
    }

    /// Reads a string piece by piece: plain text, then what an escape stands for. The position is behind the opening
    /// quote, and then behind the closing one.
    pub(super) fn string_with(&mut self, piece: &mut impl FnMut(&str, Option<char>)) -> Read<()> {
        let start = self.at();
        let mut plain = start;
        loop {
            self.find_special(start)?;
            let end = self.at();
            match self.rest.first() {
                Some(b'"') => {
                    piece(self.between(plain, end), None);
                    self.bump();
                    return Ok(());
                }
                Some(b'\\') => {
                    let escaped = self.escape()?;
                    piece(self.between(plain, end), Some(escaped));
                    plain = self.at();
                }
                _ => return Err(self.syntax()),
            }
        }
    }

    /// Goes to the next quote, backslash or control character of a string that begins at `start`.
    pub(super) fn find_special(&mut self, start: usize) -> Read<()> {
        let len = swar::find(self.rest, 0, b' ', special);
        let long = self.at() + len - start > TEXT_LIMIT;
        self.rest = self.rest.get(len..).unwrap_or_default();
        match self.rest {
            _ if long => Err(self.bad(LONG_TEXT, start - 1)),
            [] => Err(Stop::More),
            _ => Ok(()),
        }
    }

    /// What the escape at the position stands for.
    pub(super) fn escape(&mut self) -> Read<char> {
        let escaped = match self.rest.get(1).ok_or(Stop::More)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.syntax()),
        };
        self.rest = self.rest.get(2..).unwrap_or_default();
        Ok(escaped)
    }

    fn unicode(&mut self) -> Read<char> {
        let at = self.at();
        let first = self.hex()?;
        if let Some(escaped) = char::from_u32(first) {
            return Ok(escaped);
        }
        let low = match self.rest {
            [b'\\', b'u', ..] => self.hex()?,
            [] | [b'\\'] => return Err(Stop::More),
            _ => 0,
        };
        let pair = [u16::try_from(first).unwrap_or_default(), u16::try_from(low).unwrap_or_default()];
        match char::decode_utf16(pair).next() {
            Some(Ok(escaped)) => Ok(escaped),
            _ => Err(self.bad(BAD_VALUE, at)),
        }
    }

    /// The four digits behind `\u`.
    pub(super) fn hex(&mut self) -> Read<u32> {
        let digits = self.rest.get(2..).unwrap_or_default();
        let mut number = 0;
        for place in 0..4 {
            match digits.get(place).map(|byte| char::from(*byte).to_digit(16)) {
                None => return Err(Stop::More),
                Some(None) => return Err(self.syntax()),
                Some(Some(digit)) => number = number * 16 + digit,
            }
        }
        self.rest = digits.get(4..).unwrap_or_default();
        Ok(number)
    }

    /// A number; the position is at its first character. One that ends with the text may go on.
    pub(super) fn number(&mut self) -> Read<Number> {
        let start = self.at();
        let negative = self.next_byte()? == b'-';
        if negative {
            self.bump();
        }
        let zero = self.next_byte()? == b'0';
        let digits = self.digits()?;
        if digits == 0 || (zero && digits > 1) {
            return Err(self.syntax());
        }
        let integer = self.at();
        if self.next_byte()? == b'.' {
            self.bump();
            self.some_digits()?;
        }
        if matches!(self.next_byte()?, b'e' | b'E') {
            self.bump();
            if matches!(self.next_byte()?, b'+' | b'-') {
                self.bump();
            }
            self.some_digits()?;
        }
        let text = self.between(start, self.at());
        let fits = self.at() == integer
            && match (negative, digits) {
                (false, ..20) => true,
                (false, _) => text.parse::<u64>().is_ok(),
                (true, _) => !zero && text.parse::<i64>().is_ok(),
            };
        Ok(if fits { Number::Integer } else { Number::Other })
    }

    fn next_byte(&self) -> Read<u8> {
        self.rest.first().copied().ok_or(Stop::More)
    }

    /// Passes over digits and counts them.
    fn digits(&mut self) -> Read<usize> {
        let count = self.rest.iter().position(|byte| !byte.is_ascii_digit()).ok_or(Stop::More)?;
        self.rest = self.rest.get(count..).unwrap_or_default();
        Ok(count)
    }

    fn some_digits(&mut self) -> Read<()> {
        if self.digits()? == 0 { Err(self.syntax()) } else { Ok(()) }
    }

    /// Whether serde_json holds the number that was passed for one.
    pub(super) fn in_range(&self, start: usize) -> bool {
        serde_json::from_str::<f64>(self.between(start, self.at())).is_ok()
    }

    /// The value that was passed, if it is a number, is none that any field can hold.
    #[cold]
    pub(super) fn expected_at(&mut self, expected: &'static str, start: usize) -> Stop {
        let number = matches!(self.between(start, self.at()).as_bytes(), [b'-' | b'0'..=b'9', ..]);
        if number && !self.in_range(start) {
            return self.bad(BAD_VALUE, start);
        }
        self.fault = Some(Fault::expected(expected, start));
        Stop::Bad
    }

    /// Any key, colon included.
    pub(super) fn name(&mut self) -> Read<Cow<'a, str>> {
        self.token(b'"')?;
        let start = self.at();
        self.skip_string::<false>()?;
        let end = self.at();
        self.token(b':')?;
        let name = self.between(start, end - 1);
        if !name.contains('\\') {
            return Ok(Cow::Borrowed(name));
        }
        match serde_json::from_str::<String>(self.between(start - 1, end)) {
            Ok(name) => Ok(Cow::Owned(name)),
            Err(_) => Err(self.bad(BAD_VALUE, start - 1)),
        }
    }

    /// One of the three words.
    pub(super) fn word(&mut self, word: &'static [u8]) -> Read<()> {
        if let Some(rest) = self.rest.strip_prefix(word) {
            self.rest = rest;
            Ok(())
        } else if word.starts_with(self.rest) {
            Err(Stop::More)
        } else {
            Err(self.syntax())
        }
    }
}

/// The high bit of quotes, backslashes and control characters; only the lowest hit counts.
#[inline(always)]
pub(super) fn special(word: u64) -> u64 {
    // With this bit turned, quotes come to stand right above the control characters, and a space behind them.
    swar::below(swar::turned(word, b'"' ^ b' '), b' ' + 1) | swar::equal(word, b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_bytes_are_those_that_end_or_break_a_string() {
        for byte in 0..=255_u8 {
            let hits = special(u64::from_le_bytes([byte, b'x', b'x', b'x', b'x', b'x', b'x', b'x']));
            assert_eq!(hits & 0x80 != 0, matches!(byte, 0..b' ' | b'"' | b'\\'), "{byte}");
        }
    }
}

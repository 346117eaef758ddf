//! Values that are only checked.

use super::reader::{BAD_VALUE, Number, Read, Reader, Stop};
use crate::codec::{CodecErrorKind, DEPTH_LIMIT};

impl Reader<'_> {
    /// Passes over a value of any type and checks its grammar, its nesting below `depth` levels, and its texts' length.
    /// With `STRICT`, it is also one that serde_json can read as a generic value.
    pub(super) fn skip<const STRICT: bool>(&mut self, depth: usize) -> Read<()> {
        // One bit for each open level, the innermost lowest: whether it is an object.
        let (mut objects, mut open) = (0_u64, 0_usize);
        loop {
            let first = self.peek()?;
            if matches!(first, b'{' | b'[') {
                if depth + open >= DEPTH_LIMIT {
                    return Err(self.bad(CodecErrorKind::Depth, self.at()));
                }
                let object = first == b'{';
                self.bump();
                if self.peek()? != if object { b'}' } else { b']' } {
                    open += 1;
                    objects = objects << 1 | u64::from(object);
                    if object {
                        self.skip_key::<STRICT>()?;
                    }
                    continue;
                }
                self.bump();
            } else {
                self.skip_scalar::<STRICT>(first)?;
            }
            // Behind a value: up, until another comes.
            while open > 0 {
                let object = objects & 1 == 1;
                match self.peek()? {
                    b',' => {
                        self.bump();
                        if object {
                            self.skip_key::<STRICT>()?;
                        }
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ => return Err(self.syntax()),
                }
                self.bump();
                open -= 1;
                objects >>= 1;
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn skip_scalar<const STRICT: bool>(&mut self, first: u8) -> Read<()> {
        match first {
            b'"' => {
                self.bump();
                self.skip_string::<STRICT>()
            }
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            b'-' | b'0'..=b'9' => {
                let start = self.at();
                if self.number()? == Number::Other && STRICT && !self.in_range(start) {
                    return Err(self.bad(BAD_VALUE, start));
                }
                Ok(())
            }
            _ => Err(self.syntax()),
        }
    }

    fn skip_key<const STRICT: bool>(&mut self) -> Read<()> {
        self.token(b'"')?;
        self.skip_string::<STRICT>()?;
        self.token(b':')
    }

    /// Passes over a string, behind whose opening quote is the position. With `STRICT`, lone surrogates are bad.
    pub(super) fn skip_string<const STRICT: bool>(&mut self) -> Read<()> {
        if STRICT {
            return self.string_with(&mut |_, _| {});
        }
        let start = self.at();
        loop {
            self.find_special(start)?;
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(());
                }
                [b'\\', b'u', ..] => drop(self.hex()?),
                [b'\\', ..] => drop(self.escape()?),
                [] => return Err(Stop::More),
                _ => return Err(self.syntax()),
            }
        }
    }
}

//! Where the fast path is in the document, and the elements it knows by heart.

use super::super::span::Span;
use super::element;
use super::text::{self, Run};
use super::token::{Token, Tokens};
use crate::codec::xml::tree::Hint;
use crate::codec::{TEXT_LIMIT, names};

/// Longer stretches of white space are left to the tree, which counts them.
const LONG: usize = 4096;

/// A place in the text. What gives up with `None` leaves `at` at or before what it did not take.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// Added to places in spans.
    pub(super) base: usize,
    /// The last text that holds a reference or a carriage return; those before have been read.
    raw: &'a str,
}

/// An element that should be a text.
pub(super) enum Leaf {
    /// Another element stands there.
    Miss,
    Null,
    /// The text, as it stands there.
    Text(usize, Run),
}

/// A start tag, and what is behind it.
#[derive(Clone, Copy)]
pub(super) enum Opened {
    /// Another name stands there.
    Miss,
    /// The element goes on here.
    Plain(usize),
    /// As `Plain`, with a `type` that can make a text something else.
    Typed(usize),
    /// As `Plain`, with `type="array"`.
    Array(usize),
    /// The element is over here, and empty.
    Empty(usize),
    /// As `Empty`, with `type="array"`.
    EmptyArray(usize),
    /// Null; the element goes on here, or is over.
    Null(usize, bool),
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, at: usize, base: usize) -> Self {
        Self { text, at, base, raw: "" }
    }

    #[inline]
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    #[inline]
    pub(super) fn rest(&self, at: usize) -> &'a [u8] {
        self.bytes().get(at..).unwrap_or_default()
    }

    /// Whether the element can only be cut: no tag ends behind here, and in the last text, which may have been stepped over
    /// unread, all references stand for something.
    pub(super) fn is_cut(&self) -> bool {
        !self.rest(self.at).contains(&b'>') && text::all_references_read(self.raw)
    }

    /// To the next markup.
    #[inline(always)]
    pub(super) fn space(&mut self) -> Option<()> {
        // A line feed and less than 16 blanks, as the service indents.
        const USUAL: u128 = u128::from_le_bytes(*b"\n               ");
        if let Some(next) = self.rest(self.at).first_chunk::<16>() {
            let len = ((u128::from_le_bytes(*next) ^ USUAL).trailing_zeros() / 8) as usize;
            if self.bytes().get(self.at + len) == Some(&b'<') {
                self.at += len;
                return Some(());
            }
        }
        self.other_space()
    }

    #[cold]
    fn other_space(&mut self) -> Option<()> {
        let white = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
        let rest = self.rest(self.at);
        match rest.iter().position(|b| !white(b)) {
            Some(len) if len <= LONG && rest.get(len) == Some(&b'<') => self.at += len,
            Some(_) => return None,
            None => {
                self.at += rest.len();
                return None;
            }
        }
        Some(())
    }

    /// Steps over exactly this.
    #[inline(always)]
    pub(super) fn literal(&mut self, literal: &[u8]) -> Option<()> {
        if self.rest(self.at).starts_with(literal) {
            self.at += literal.len();
            Some(())
        } else {
            None
        }
    }

    /// Whether an end tag is next.
    #[inline]
    pub(super) fn closes(&self) -> bool {
        self.bytes().get(self.at + 1) == Some(&b'/')
    }

    /// The start tag that begins with this, `<` and name.
    #[inline(always)]
    pub(super) fn open(&self, open: &[u8]) -> Option<Opened> {
        match self.rest(self.at).strip_prefix(open) {
            None => Some(Opened::Miss),
            Some([b'>', ..]) => Some(Opened::Plain(self.at + open.len() + 1)),
            Some(_) => self.attributes(open.len()),
        }
    }

    /// As [`open`](Self::open), where `type="array"` is usual.
    #[inline(always)]
    pub(super) fn open_list(&self, open: &[u8]) -> Option<Opened> {
        const ARRAY: &[u8] = b" type=\"array\"";
        let Some(rest) = self.rest(self.at).strip_prefix(open) else { return Some(Opened::Miss) };
        let at = self.at + open.len() + ARRAY.len() + 1;
        match rest.strip_prefix(ARRAY) {
            Some([b'>', ..]) => Some(Opened::Array(at)),
            Some([b'/', b'>', ..]) => Some(Opened::EmptyArray(at + 1)),
            _ => self.open(open),
        }
    }

    /// What is behind `<` and name.
    #[inline(never)]
    fn attributes(&self, len: usize) -> Option<Opened> {
        let at = self.at + len;
        let rest = self.rest(at);
        let behind = |literal: &[u8]| rest.starts_with(literal).then_some(at + literal.len());
        if let Some(at) = behind(b" nil=\"true\">") {
            return Some(Opened::Null(at, false));
        }
        if let Some(at) = behind(b" type=\"boolean\">") {
            return Some(Opened::Typed(at));
        }
        if let Some(at) = behind(b"/>") {
            return Some(Opened::Empty(at));
        }
        self.any_tag(len)
    }

    #[cold]
    fn any_tag(&self, len: usize) -> Option<Opened> {
        let mut tokens = Tokens::new(self.text, self.at);
        let Ok(Token::Start(tag)) = tokens.next() else { return None };
        if tag.name.len() + 1 != len {
            return Some(Opened::Miss);
        }
        let at = tokens.at();
        Some(match tag.hint {
            _ if tag.nil => Opened::Null(at, tag.closed),
            Hint::Array if tag.closed => Opened::EmptyArray(at),
            Hint::Array => Opened::Array(at),
            _ if tag.closed => Opened::Empty(at),
            Hint::None | Hint::Integer => Opened::Plain(at),
            Hint::Boolean | Hint::Float => Opened::Typed(at),
        })
    }

    /// The element that begins with `open` and ends with `close`, if it stands here. Its type must say nothing, unless
    /// `typed`.
    #[inline(always)]
    pub(super) fn leaf(&mut self, open: &[u8], close: &[u8], typed: bool) -> Option<Leaf> {
        let at = match self.open(open)? {
            Opened::Miss => return Some(Leaf::Miss),
            Opened::Plain(at) => at,
            Opened::Typed(at) if typed => at,
            Opened::Null(at, closed) => {
                self.at = at;
                if !closed {
                    self.literal(close)?;
                }
                return Some(Leaf::Null);
            }
            Opened::Empty(at) => {
                self.at = at;
                return Some(Leaf::Text(at, Run { end: at, raw: false }));
            }
            Opened::Typed(_) | Opened::Array(_) | Opened::EmptyArray(_) => return None,
        };
        let run = self.run(at)?;
        self.at = run.end;
        self.literal(close)?;
        Some(Leaf::Text(at, run))
    }

    #[inline(never)]
    fn run(&mut self, at: usize) -> Option<Run> {
        match text::run(self.bytes(), at) {
            Some(run) if run.end - at <= TEXT_LIMIT => {
                if run.raw {
                    self.raw = self.text.get(at..run.end).unwrap_or_default();
                }
                Some(run)
            }
            Some(_) => None,
            None => {
                // It may go on behind the input.
                self.at = at;
                None
            }
        }
    }

    /// The text of a leaf; one that does not stand there as it reads goes to `side`.
    #[inline]
    pub(super) fn span(&self, leaf: &Leaf, side: &mut String) -> Option<Span> {
        match *leaf {
            Leaf::Text(at, Run { end, raw: false }) => Span::body(self.base + at, end - at).ok(),
            Leaf::Text(at, Run { end, .. }) => {
                let start = side.len();
                text::unescape(self.text, at, end, side)?;
                Span::side(start, side.len() - start).ok()
            }
            Leaf::Miss | Leaf::Null => Some(Span::NONE),
        }
    }

    /// What a leaf that should be a flag says; `None` if it is nothing for the fast path.
    pub(super) fn flag(&self, leaf: &Leaf) -> Option<Option<bool>> {
        match *leaf {
            Leaf::Text(_, Run { raw: true, .. }) => None,
            Leaf::Text(at, run) => Some(self.text.get(at..run.end)?.trim_ascii().parse().ok()),
            Leaf::Miss | Leaf::Null => Some(None),
        }
    }

    /// Markup that was not guessed: the number of the field that stands there, or `None` if what stood there means
    /// nothing and has been skipped. `named` knows the fields by their names in snake_case; `depth` elements are open.
    #[cold]
    pub(super) fn unguessed(
        &mut self,
        named: impl Fn(&str) -> Option<u8>,
        depth: usize,
    ) -> Option<Option<u8>> {
        let mut tokens = Tokens::new(self.text, self.at);
        match tokens.next().ok()? {
            Token::Aside => {}
            Token::Start(tag) => match named(&names::snake(tag.local())) {
                // Only these are known by heart.
                Some(field) if !tag.name.contains(['_', ':']) => return Some(Some(field)),
                Some(_) => return None,
                None => element::skip(&mut tokens, tag, depth).ok()?,
            },
            _ => return None,
        }
        self.at = tokens.at();
        Some(None)
    }
}

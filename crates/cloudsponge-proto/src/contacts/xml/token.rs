//! The markup of XML 1.0, piece by piece, exactly as the document reader in `codec::xml` takes it.

use super::super::fault::Fault;
use super::text;
use crate::codec::CodecErrorKind;
use crate::codec::xml::refs;
use crate::codec::xml::seen::Seen;
use crate::codec::xml::tree::{ATTRIBUTE_LIMIT, Hint};

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The input ends inside of it, or before.
    Partial,
    /// It cannot be read.
    Fault(Fault),
}

impl Stop {
    /// A fault of the document.
    pub(super) fn fault(kind: CodecErrorKind, at: usize) -> Self {
        Self::Fault(Fault::new(kind, at))
    }
}

/// A piece of markup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag, and the name in it.
    End(&'a str),
    /// A text up to the next markup or reference, as it stands in the document.
    Text(&'a str),
    /// What a CDATA section holds, as it stands in the document.
    Data(&'a str),
    /// What a reference stands for.
    Character(char),
    /// A comment or a processing instruction.
    Aside,
    /// The XML declaration, with what is between its brackets behind `xml`.
    Declaration(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name with its prefix.
    pub(super) name: &'a str,
    /// What its `type` says.
    pub(super) hint: Hint,
    /// Whether it is null.
    pub(super) nil: bool,
    /// Whether the element ends with it.
    pub(super) closed: bool,
    /// Where it begins.
    pub(super) at: usize,
}

impl<'a> Tag<'a> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.split_once(':').map_or(self.name, |(_, local)| local)
    }
}

/// A reader of tokens.
pub(super) struct Tokens<'a> {
    /// The input.
    text: &'a str,
    /// Where the next token begins.
    at: usize,
    /// The names of the attributes of one tag.
    keys: Seen<'a>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, keys: Seen::default() }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next token. After an error the place is as before.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Stop> {
        let at = self.at;
        let rest = self.text.get(at..).unwrap_or_default();
        let (token, len) = match rest.as_bytes() {
            [] => return Err(Stop::Partial),
            [b'<', b'/', ..] => self.end_tag(rest)?,
            [b'<', b'!', ..] => self.declared(rest)?,
            [b'<', b'?', ..] => self.instruction(rest)?,
            [b'<'] => return Err(Stop::Partial),
            [b'<', ..] => self.start_tag(rest)?,
            [b'&', ..] => self.reference(rest)?,
            _ => self.plain(rest)?,
        };
        if let Some(bad) = text::first_forbidden(rest.get(..len).unwrap_or_default()) {
            return Err(Stop::fault(CodecErrorKind::Syntax, at + bad));
        }
        self.at = at + len;
        Ok(token)
    }

    fn fault<T>(&self, kind: CodecErrorKind) -> Result<T, Stop> {
        Err(Stop::fault(kind, self.at))
    }

    fn partial<T>(&self) -> Result<T, Stop> {
        Err(Stop::Partial)
    }

    fn plain(&self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        match rest.find(['<', '&']) {
            Some(len) => Ok((Token::Text(rest.get(..len).unwrap_or_default()), len)),
            None => self.partial(),
        }
    }

    fn reference(&self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        let inner = rest.get(1..).unwrap_or_default();
        match inner.find([';', '&', '<']).map(|len| inner.split_at(len)) {
            Some((name, end)) if end.starts_with(';') => match refs::resolve(name) {
                Some(c) => Ok((Token::Character(c), name.len() + 2)),
                None => self.fault(CodecErrorKind::Entity),
            },
            Some(_) => self.fault(CodecErrorKind::Entity),
            None => self.partial(),
        }
    }

    fn end_tag(&self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        let inner = rest.get(2..).unwrap_or_default();
        let name = name(inner);
        let behind = inner.get(name.len()..).unwrap_or_default();
        let space = white(behind);
        match behind.as_bytes().get(space) {
            Some(b'>') => Ok((Token::End(name), name.len() + space + 3)),
            Some(_) => self.fault(CodecErrorKind::Syntax),
            None => self.partial(),
        }
    }

    /// What begins with `<!`.
    fn declared(&self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        let up_to = |open: &str, close: &str| {
            let inner = rest.strip_prefix(open)?;
            let end = inner.find(close);
            Some(end.map(|end| (inner.get(..end).unwrap_or_default(), open.len() + end + close.len())))
        };
        if let Some(comment) = up_to("<!--", "-->") {
            return comment.map_or_else(|| self.partial(), |(_, len)| Ok((Token::Aside, len)));
        }
        if let Some(data) = up_to("<![CDATA[", "]]>") {
            return data.map_or_else(|| self.partial(), |(data, len)| Ok((Token::Data(data), len)));
        }
        match rest.as_bytes() {
            [_, _, b'D' | b'd', ..] => self.fault(CodecErrorKind::Doctype),
            _ if "<!--".starts_with(rest) || "<![CDATA[".starts_with(rest) => self.partial(),
            _ => self.fault(CodecErrorKind::Syntax),
        }
    }

    fn instruction(&self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        let inner = rest.get(2..).unwrap_or_default();
        let Some(end) = inner.find("?>") else {
            return if inner.starts_with('>') { self.fault(CodecErrorKind::Syntax) } else { self.partial() };
        };
        let content = inner.get(..end).unwrap_or_default();
        let target = content.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        let token = match content.strip_prefix("xml") {
            Some(behind) if target == "xml" => Token::Declaration(behind),
            _ if refs::is_name(target) => Token::Aside,
            _ => return self.fault(CodecErrorKind::Syntax),
        };
        Ok((token, end + 4))
    }

    fn start_tag(&mut self, rest: &'a str) -> Result<(Token<'a>, usize), Stop> {
        let inner = rest.get(1..).unwrap_or_default();
        let name = name(inner);
        let mut cut = inner.get(name.len()..).unwrap_or_default();
        if cut.is_empty() {
            return self.partial();
        }
        if !refs::is_name(name) {
            return self.fault(CodecErrorKind::Syntax);
        }
        let mut tag = Tag { name, hint: Hint::None, nil: false, closed: false, at: self.at };
        self.keys.clear();
        let mut spaced = false;
        loop {
            let space = white(cut);
            spaced |= space > 0;
            cut = cut.get(space..).unwrap_or_default();
            match cut.as_bytes() {
                [b'>', ..] => break cut = cut.get(1..).unwrap_or_default(),
                [b'/', b'>', ..] => {
                    tag.closed = true;
                    break cut = cut.get(2..).unwrap_or_default();
                }
                [] | [b'/'] => return self.partial(),
                // White space is needed before the first attribute, and none between two of them.
                _ if !spaced => return self.fault(CodecErrorKind::Syntax),
                _ => cut = self.attribute(cut, &mut tag)?,
            }
        }
        Ok((Token::Start(tag), rest.len() - cut.len()))
    }

    /// One attribute; returns what is behind it.
    fn attribute(&mut self, cut: &'a str, tag: &mut Tag<'a>) -> Result<&'a str, Stop> {
        if self.keys.len() == ATTRIBUTE_LIMIT {
            return self.fault(CodecErrorKind::TooLarge("more than 64 attributes on one element"));
        }
        let (key, value, behind) = match attribute(cut) {
            Some(Ok(parts)) => parts,
            Some(Err(())) => return self.fault(CodecErrorKind::Syntax),
            None => return self.partial(),
        };
        if !self.keys.insert(key) {
            return self.fault(CodecErrorKind::Duplicate("an attribute"));
        }
        let value = match refs::attribute(value) {
            Ok(value) => value,
            Err(kind) => return self.fault(kind),
        };
        match key {
            "nil" | "xsi:nil" => tag.nil |= value == "true",
            "type" => tag.hint = Hint::of(&value),
            _ => {}
        }
        Ok(behind)
    }
}

/// The name, the raw value and the rest; `None` if the input ends inside of it.
fn attribute(cut: &str) -> Option<Result<(&str, &str, &str), ()>> {
    let key = name(cut);
    let behind = cut.get(key.len()..)?.trim_start_matches(is_white);
    let value = match behind.strip_prefix('=') {
        Some(value) => value.trim_start_matches(is_white),
        None if behind.is_empty() => return None,
        None => return Some(Err(())),
    };
    let quote = match value.chars().next()? {
        quote @ ('"' | '\'') if refs::is_name(key) => quote,
        _ => return Some(Err(())),
    };
    value.get(1..)?.split_once(quote).map(|(value, rest)| Ok((key, value, rest)))
}

/// Checks what is behind `<?xml`. Only what the text was decoded as may be declared: UTF-8, or ASCII, which is a part
/// of it.
pub(super) fn declaration(content: &str) -> Result<(), CodecErrorKind> {
    let (key, version, mut rest) = pair(content).flatten().ok_or(CodecErrorKind::Syntax)?;
    match (key, version) {
        ("version", "1.0") => {}
        ("version", _) => return Err(CodecErrorKind::Encoding),
        _ => return Err(CodecErrorKind::Syntax),
    }
    while let Some(next) = pair(rest) {
        let (key, value, behind) = next.ok_or(CodecErrorKind::Syntax)?;
        if key == "encoding" {
            let known = ["utf-8", "us-ascii"].iter().any(|known| value.eq_ignore_ascii_case(known));
            return if known { Ok(()) } else { Err(CodecErrorKind::Encoding) };
        }
        rest = behind;
    }
    Ok(())
}

/// What stands at the front of a declaration: nothing, or name, value and the rest, or something else.
fn pair(text: &str) -> Option<Option<(&str, &str, &str)>> {
    let text = text.trim_start_matches(is_white);
    if text.is_empty() {
        return None;
    }
    let parts = || {
        // As the document reader takes it: the first character belongs to the name, whatever it is.
        let first = text.chars().next()?.len_utf8();
        let len = text.get(first..)?.find(|c| c == '=' || is_white(c))?;
        let (key, behind) = text.split_at_checked(first + len)?;
        let value = behind.trim_start_matches(is_white).strip_prefix('=')?.trim_start_matches(is_white);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = value.get(1..)?.split_once(quote)?;
        Some((key, value, rest))
    };
    Some(parts())
}

/// The characters at the front that a name could have.
fn name(text: &str) -> &str {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':') || !b.is_ascii();
    let len = text.bytes().position(|b| !part(b)).unwrap_or(text.len());
    text.get(..len).unwrap_or_default()
}

/// White space of XML.
pub(super) fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// How much white space is at the front, in bytes.
pub(super) fn white(text: &str) -> usize {
    text.bytes().position(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(text.len())
}

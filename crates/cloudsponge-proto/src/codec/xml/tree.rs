//! A document as a tree of bounded depth. quick-xml finds the markup; what it lets pass is checked here.

use super::refs;
use super::seen::Seen;
use crate::codec::{CodecErrorKind, DEPTH_LIMIT, TEXT_LIMIT, names};
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesDecl, BytesStart, Event};
use std::borrow::Cow;

/// More attributes than this on one element are refused.
pub(crate) const ATTRIBUTE_LIMIT: usize = 64;

/// An element.
pub(crate) struct Node<'a> {
    /// The local name, in snake_case.
    pub(crate) key: Cow<'a, str>,
    /// What the `type` attribute says.
    pub(crate) hint: Hint,
    /// Null.
    pub(crate) nil: bool,
    /// The text; empty if there are children.
    pub(crate) text: Cow<'a, str>,
    pub(crate) children: Vec<Node<'a>>,
    /// Where it begins.
    pub(crate) offset: usize,
}

/// The types of Rails that change how a value is read when its target does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    None,
    Array,
    Integer,
    Boolean,
    Float,
}

impl Hint {
    /// What this value of the attribute says.
    pub(crate) fn of(kind: &str) -> Self {
        match kind {
            "array" => Self::Array,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "float" | "decimal" | "double" => Self::Float,
            _ => Self::None,
        }
    }
}

impl Node<'_> {
    /// No children, and nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.children.is_empty() && is_white(&self.text)
    }

    /// A text, perhaps an empty one.
    pub(super) fn is_text(&self) -> bool {
        !self.nil && self.children.is_empty() && self.hint != Hint::Array
    }
}

/// What is wrong, and at which byte.
type Failure = (CodecErrorKind, usize);

/// Reads a document.
pub(crate) fn parse(source: &str) -> Result<Node<'_>, Failure> {
    // The one byte order mark that is allowed has been removed; quick-xml would remove another.
    if source.starts_with('\u{feff}') {
        return Err((CodecErrorKind::Syntax, 0));
    }
    if let Some(at) = refs::first_forbidden(source) {
        return Err((CodecErrorKind::Syntax, at));
    }
    let mut reader = Reader::from_str(source);
    let mut builder = Builder { source, open: Vec::new(), root: None };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Eof) => return builder.finish(),
            Ok(event) => builder.event(event, at).map_err(|kind| (kind, at))?,
            Err(error) => return Err((kind_of(&error, source.get(at..).unwrap_or_default()), at)),
        }
    }
}

struct Builder<'a> {
    source: &'a str,
    /// The elements that are open, outermost first; never more than [`DEPTH_LIMIT`].
    open: Vec<Node<'a>>,
    root: Option<Node<'a>>,
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, at: usize) -> Result<(), CodecErrorKind> {
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::Empty(tag) => {
                self.start(&tag, at)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) if self.open.is_empty() && is_white(&text) => Ok(()),
            Event::Text(text) => self.text(text.xml10_content()),
            Event::CData(text) => self.text(text.xml10_content()),
            Event::GeneralRef(name) => self.character(refs::resolve(&name).ok_or(CodecErrorKind::Entity)?),
            Event::Decl(decl) if at == 0 => declaration(&decl),
            Event::PI(instruction) if refs::is_name(instruction.target()) => Ok(()),
            Event::Decl(_) | Event::PI(_) => Err(CodecErrorKind::Syntax),
            Event::DocType(_) => Err(CodecErrorKind::Doctype),
            Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), CodecErrorKind> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(CodecErrorKind::Trailing);
        }
        if self.open.len() == DEPTH_LIMIT {
            return Err(CodecErrorKind::Depth);
        }
        if !refs::is_name(tag.name().as_ref()) {
            return Err(CodecErrorKind::Syntax);
        }
        let (hint, nil) = attributes(tag)?;
        if let Some(parent) = self.open.last_mut() {
            parent.text = Cow::Borrowed("");
        }
        let key = self.key(tag, at);
        self.open.push(Node { key, hint, nil, text: Cow::Borrowed(""), children: Vec::new(), offset: at });
        Ok(())
    }

    /// The local name, borrowed from the source where it can be.
    fn key(&self, tag: &BytesStart<'_>, at: usize) -> Cow<'a, str> {
        let (name, local) = (tag.name(), tag.local_name());
        let end = at + 1 + name.as_ref().len();
        match self.source.get(end - local.as_ref().len()..end) {
            Some(found) if found == local.as_ref() => names::snake(found),
            _ => Cow::Owned(names::snake(local.as_ref()).into_owned()),
        }
    }

    fn end(&mut self) {
        if let Some(node) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.children.push(node),
                None => self.root = Some(node),
            }
        }
    }

    fn text(&mut self, text: Cow<'a, str>) -> Result<(), CodecErrorKind> {
        match self.leaf(text.len())? {
            Some(node) if node.text.is_empty() => node.text = text,
            Some(node) => node.text.to_mut().push_str(&text),
            None => {}
        }
        Ok(())
    }

    fn character(&mut self, c: char) -> Result<(), CodecErrorKind> {
        if let Some(node) = self.leaf(c.len_utf8())? {
            node.text.to_mut().push(c);
        }
        Ok(())
    }

    /// The element that gets more text; `None` if it has children, between which text means nothing.
    fn leaf(&mut self, more: usize) -> Result<Option<&mut Node<'a>>, CodecErrorKind> {
        let Some(node) = self.open.last_mut() else {
            return Err(if self.root.is_some() { CodecErrorKind::Trailing } else { CodecErrorKind::Syntax });
        };
        if node.text.len().saturating_add(more) > TEXT_LIMIT {
            return Err(CodecErrorKind::TooLarge("a text longer than 1 MiB"));
        }
        Ok(Some(node).filter(|node| node.children.is_empty()))
    }

    fn finish(self) -> Result<Node<'a>, Failure> {
        match self.root {
            Some(root) if self.open.is_empty() => Ok(root),
            _ => Err((CodecErrorKind::Truncated, self.source.len())),
        }
    }
}

/// What the attributes `type` and `nil` say. All are checked, the others mean nothing.
fn attributes(tag: &BytesStart<'_>) -> Result<(Hint, bool), CodecErrorKind> {
    let (mut hint, mut nil, mut seen) = (Hint::None, false, Seen::default());
    // quick-xml would allocate to find those that come twice.
    for attribute in tag.attributes().with_checks(false) {
        if seen.len() == ATTRIBUTE_LIMIT {
            return Err(CodecErrorKind::TooLarge("more than 64 attributes on one element"));
        }
        let attribute = attribute.map_err(|_| CodecErrorKind::Syntax)?;
        let key = attribute.key.into_inner();
        if !refs::is_name(key) {
            return Err(CodecErrorKind::Syntax);
        }
        if !seen.insert(key) {
            return Err(CodecErrorKind::Duplicate("an attribute"));
        }
        let value = refs::attribute(&attribute.value)?;
        match key {
            "nil" | "xsi:nil" => nil |= value == "true",
            "type" => hint = Hint::of(&value),
            _ => {}
        }
    }
    Ok((hint, nil))
}

/// Only what the text was decoded as may be declared: UTF-8, or ASCII, which is a part of it.
fn declaration(declaration: &BytesDecl<'_>) -> Result<(), CodecErrorKind> {
    if declaration.version().map_err(|_| CodecErrorKind::Syntax)? != "1.0" {
        return Err(CodecErrorKind::Encoding);
    }
    let encoding = declaration.encoding().transpose().map_err(|_| CodecErrorKind::Syntax)?;
    let known = |name: &str| ["utf-8", "us-ascii"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if encoding.as_deref().is_none_or(known) { Ok(()) } else { Err(CodecErrorKind::Encoding) }
}

fn kind_of(error: &Error, rest: &str) -> CodecErrorKind {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) => CodecErrorKind::Doctype,
        Error::Syntax(SyntaxError::InvalidBangMarkup) if !"<![CDATA[".starts_with(rest) => {
            CodecErrorKind::Syntax
        }
        Error::Syntax(_) => CodecErrorKind::Truncated,
        Error::IllFormed(IllFormedError::UnclosedReference) if rest.contains('<') => CodecErrorKind::Entity,
        Error::IllFormed(IllFormedError::UnclosedReference) => CodecErrorKind::Truncated,
        Error::IllFormed(IllFormedError::MissingDoctypeName) => CodecErrorKind::Doctype,
        _ => CodecErrorKind::Syntax,
    }
}

/// White space of XML.
fn is_white(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

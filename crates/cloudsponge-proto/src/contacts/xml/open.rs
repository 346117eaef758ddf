//! The elements around the contacts: they are open while others are read, and their ends come later.

use super::token::{self, Stop, Tag, Token, Tokens};
use crate::codec::{CodecErrorKind, TEXT_LIMIT};
use std::borrow::Cow;

/// What these elements are called in the service's own answers.
const USUAL: [&str; 2] = ["contactsResponse", "contacts"];

/// An element that is open between two units.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    /// The name with its prefix, which its end tag must have.
    pub(super) name: Cow<'static, str>,
    pub(super) parent: bool,
    /// It has a text that is not white space.
    pub(super) words: bool,
    /// The text so far: until the first child in all, then since the last markup.
    len: usize,
}

impl Open {
    pub(super) fn new(tag: &Tag<'_>) -> Self {
        let usual = USUAL.iter().find(|name| **name == tag.name);
        let name = usual.map_or_else(|| Cow::Owned(tag.name.to_owned()), |name| Cow::Borrowed(*name));
        Self { name, ..Self::default() }
    }

    /// A text, or a part of one.
    pub(super) fn text(&mut self, text: &str, at: usize) -> Result<(), Stop> {
        self.words |= !text.chars().all(token::is_white);
        self.len = self.len.saturating_add(text.len());
        if self.len > TEXT_LIMIT {
            return Err(Stop::fault(CodecErrorKind::TooLarge("a text longer than 1 MiB"), at));
        }
        Ok(())
    }

    /// Markup or a reference, which ends a text that means nothing.
    pub(super) fn markup(&mut self) {
        if self.parent {
            self.len = 0;
        }
    }

    /// A child.
    pub(super) fn child(&mut self) {
        (self.parent, self.len) = (true, 0);
    }

    /// What stands between two children and is not one.
    pub(super) fn between(&mut self, token: &Token<'_>, at: usize) -> Result<(), Stop> {
        match token {
            Token::Text(text) | Token::Data(text) => self.text(text, at),
            Token::Character(c) => self.text(c.encode_utf8(&mut [0; 4]), at).map(|()| self.markup()),
            Token::Aside => {
                self.markup();
                Ok(())
            }
            Token::Start(_) | Token::End(_) | Token::Declaration(_) => {
                Err(Stop::fault(CodecErrorKind::Syntax, at))
            }
        }
    }
}

/// Whether what follows the start tag of a list makes it its own only item: another child than the list's items, or a
/// text without children.
pub(super) fn is_item(tokens: &mut Tokens<'_>) -> Result<bool, Stop> {
    let mut open = Open::default();
    loop {
        let at = tokens.at();
        match tokens.next()? {
            Token::Start(child) => return Ok(child.local() != "contact"),
            Token::End(_) => return Ok(open.words),
            token => open.between(&token, at)?,
        }
    }
}

//! A whole element, token by token: what the fast path leaves, and what nobody wants to know.

use super::text;
use super::token::{Stop, Tag, Token, Tokens};
use crate::codec::xml::tree::Node;
use crate::codec::{CodecErrorKind, DEPTH_LIMIT, TEXT_LIMIT, names};
use std::borrow::Cow;

/// Reads the rest of the element that `tag` began, inside of `depth` others, into a tree. Places in it count from
/// `base`.
pub(super) fn tree<'a>(
    tokens: &mut Tokens<'a>,
    tag: Tag<'a>,
    depth: usize,
    base: usize,
) -> Result<Node<'a>, Stop> {
    let mut open: Vec<Node<'a>> = Vec::new();
    let mut root = None;
    walk(tokens, tag, depth, |step| match step {
        Step::Open(tag) => open.push(Node {
            key: names::snake(tag.local()),
            hint: tag.hint,
            nil: tag.nil,
            text: Cow::Borrowed(""),
            children: Vec::new(),
            offset: tag.at.saturating_sub(base),
        }),
        Step::Text(piece) => {
            if let Some(node) = open.last_mut() {
                match node.text.is_empty() {
                    true => node.text = piece,
                    false => node.text.to_mut().push_str(&piece),
                }
            }
        }
        Step::Close => {
            if let Some(node) = open.pop() {
                match open.last_mut() {
                    Some(parent) => {
                        parent.text = Cow::Borrowed("");
                        parent.children.push(node);
                    }
                    None => root = Some(node),
                }
            }
        }
    })?;
    // A walk that ends well closes what it opened.
    root.ok_or(Stop::Partial)
}

/// Reads the rest of the element that `tag` began, inside of `depth` others, and forgets it.
pub(super) fn skip<'a>(tokens: &mut Tokens<'a>, tag: Tag<'a>, depth: usize) -> Result<(), Stop> {
    walk(tokens, tag, depth, |_| ())
}

enum Step<'a> {
    Open(Tag<'a>),
    /// A piece of text of the innermost element, which has no children so far.
    Text(Cow<'a, str>),
    Close,
}

/// An element whose end has not come yet.
struct Open<'a> {
    name: &'a str,
    parent: bool,
    /// The text so far.
    len: usize,
}

fn walk<'a>(
    tokens: &mut Tokens<'a>,
    tag: Tag<'a>,
    depth: usize,
    mut tell: impl FnMut(Step<'a>),
) -> Result<(), Stop> {
    // Apart from those around it, so that an element without children, as nearly all are, takes no allocation.
    let (mut innermost, mut around): (Option<Open<'a>>, Vec<Open<'a>>) = (None, Vec::new());
    let mut token = Token::Start(tag);
    let mut at = tag.at;
    loop {
        let piece = match token {
            Token::Start(tag) => {
                if depth + around.len() + usize::from(innermost.is_some()) >= DEPTH_LIMIT {
                    return Err(Stop::fault(CodecErrorKind::Depth, at));
                }
                if let Some(parent) = &mut innermost {
                    (parent.parent, parent.len) = (true, 0);
                }
                tell(Step::Open(tag));
                if tag.closed {
                    tell(Step::Close);
                } else {
                    around.extend(innermost.replace(Open { name: tag.name, parent: false, len: 0 }));
                }
                None
            }
            Token::End(name) => {
                if innermost.is_none_or(|open| open.name != name) {
                    return Err(Stop::fault(CodecErrorKind::Syntax, at));
                }
                tell(Step::Close);
                innermost = around.pop();
                None
            }
            Token::Text(raw) | Token::Data(raw) => Some(text::normalised(raw)),
            Token::Character(c) => Some(Cow::Owned(c.to_string())),
            Token::Aside => None,
            Token::Declaration(_) => return Err(Stop::fault(CodecErrorKind::Syntax, at)),
        };
        let Some(innermost) = &mut innermost else { return Ok(()) };
        if let Some(piece) = piece {
            let len = innermost.len.saturating_add(piece.len());
            if len > TEXT_LIMIT {
                return Err(Stop::fault(CodecErrorKind::TooLarge("a text longer than 1 MiB"), at));
            }
            // Between the children of an element text means nothing, and each piece counts for itself.
            if !innermost.parent {
                innermost.len = len;
                tell(Step::Text(piece));
            }
        }
        at = tokens.at();
        token = tokens.next()?;
    }
}

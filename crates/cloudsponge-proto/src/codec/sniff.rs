//! A guess at what a body is, from its first bytes.

use std::fmt;

/// What the first bytes of a body look like.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Sniffed {
    /// A JSON value.
    Json,
    /// Markup that is not HTML.
    Xml,
    /// An HTML page: usually an error page of something in front of the service.
    Html,
    /// Nothing, or white space only.
    Empty,
    /// None of these; for instance plain text, compressed data or UTF-16.
    Other,
}

impl fmt::Display for Sniffed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::Html => "an HTML page",
            Self::Empty => "an empty body",
            Self::Other => "something that is neither JSON nor XML",
        })
    }
}

/// Looks at the first bytes, behind a UTF-8 byte order mark and white space.
///
/// ```
/// use cloudsponge_proto::codec::{Sniffed, sniff};
///
/// assert_eq!(sniff(b" {\"status\":\"success\"}"), Sniffed::Json);
/// assert_eq!(sniff(b"<result/>"), Sniffed::Xml);
/// assert_eq!(sniff(b"<!DOCTYPE html><title>502</title>"), Sniffed::Html);
/// assert_eq!(sniff(b"Not found"), Sniffed::Other);
/// ```
pub fn sniff(body: &[u8]) -> Sniffed {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    match body {
        [] => Sniffed::Empty,
        [b'{' | b'[' | b'"' | b'0'..=b'9' | b'-', ..] => Sniffed::Json,
        [b'<', ..] if is_html(body) => Sniffed::Html,
        [b'<', ..] => Sniffed::Xml,
        _ if [b"true".as_slice(), b"false", b"null"].iter().any(|word| body.starts_with(word)) => {
            Sniffed::Json
        }
        _ => Sniffed::Other,
    }
}

fn is_html(markup: &[u8]) -> bool {
    let markup = skip_preamble(markup);
    [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body"].iter().any(|start| {
        markup.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
            // `<header>` is not `<head>`.
            && markup.get(start.len()).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-')
    })
}

/// Skips declarations and comments, which XHTML pages begin with.
fn skip_preamble(mut markup: &[u8]) -> &[u8] {
    for (open, close) in [(b"<?".as_slice(), b"?>".as_slice()), (b"<!--", b"-->")] {
        if markup.starts_with(open)
            && let Some(end) = markup.windows(close.len()).position(|window| window == close)
        {
            markup = markup.get(end + close.len()..).unwrap_or_default().trim_ascii_start();
        }
    }
    markup
}

//! Reads a `multipart/form-data` body (RFC 7578) that has arrived whole.
//!
//! In the way of the service's clients: no nesting, no transfer encodings, names and file names in UTF-8. Time is
//! linear in the body; the parts share its memory.

use bytes::Bytes;
use memchr::memmem::{self, Finder};

/// More parts than this are refused.
const PART_LIMIT: usize = 200;

/// A longer head of one part is refused, in bytes.
const HEAD_LIMIT: usize = 4096;

/// One field of a form. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The name of the uploaded file, if the field is one. It comes from a stranger: never use it as a path.
    pub file_name: Option<String>,
    /// The part's own content type.
    pub content_type: Option<String>,
    /// The value.
    pub bytes: Bytes,
}

/// A body that is not a well-formed multipart form, or exceeds a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MultipartError {
    /// The `Content-Type` is not `multipart/form-data` with a boundary of 1 to 70 characters.
    #[error("the content type is not multipart/form-data with a boundary of 1 to 70 characters")]
    Boundary,
    /// A delimiter is missing, or the body ends before the closing one.
    #[error("part {0} of the multipart body does not end with a delimiter")]
    Delimiter(usize),
    /// A part's head has no end, is longer than 4 KiB, or names no field.
    #[error("the head of part {0} of the multipart body is malformed")]
    Head(usize),
    /// More than 200 parts.
    #[error("the multipart body has more than 200 parts")]
    TooMany,
}

/// Reads all parts of a body that came with this `Content-Type`.
///
/// # Errors
/// The body is malformed or exceeds a limit.
pub fn read(content_type: &str, body: &Bytes) -> Result<Vec<Part>, MultipartError> {
    let delimiter = format!("\r\n--{}", boundary(content_type)?);
    let finder = Finder::new(&delimiter);
    // The first delimiter may stand at the very start, without the line break before it.
    let opening = delimiter.trim_start();
    let mut at = match body.strip_prefix(opening.as_bytes()) {
        Some(_) => opening.len(),
        None => finder.find(body).ok_or(MultipartError::Delimiter(0))? + delimiter.len(),
    };
    let mut parts = Vec::new();
    loop {
        let rest = body.get(at..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        if parts.len() >= PART_LIMIT {
            return Err(MultipartError::TooMany);
        }
        let index = parts.len();
        // White space may follow a delimiter on its line.
        let line = memmem::find(rest, b"\r\n").ok_or(MultipartError::Delimiter(index))?;
        if !rest.get(..line).unwrap_or_default().trim_ascii().is_empty() {
            return Err(MultipartError::Delimiter(index));
        }
        // The line break stays, so that an empty part still has one before its delimiter.
        let start = at + line;
        let section = body.get(start..).unwrap_or_default();
        let length = finder.find(section).ok_or(MultipartError::Delimiter(index))?;
        parts.push(part(&body.slice(start..start + length)).ok_or(MultipartError::Head(index))?);
        at = start + length + delimiter.len();
    }
}

fn boundary(content_type: &str) -> Result<String, MultipartError> {
    let (mime, rest) = content_type.split_once(';').ok_or(MultipartError::Boundary)?;
    let boundary = parameter(rest, "boundary").ok_or(MultipartError::Boundary)?;
    let form = mime.trim().eq_ignore_ascii_case("multipart/form-data");
    let plain = (1..=70).contains(&boundary.len()) && boundary.bytes().all(|b| (b' '..=b'~').contains(&b));
    if form && plain { Ok(boundary) } else { Err(MultipartError::Boundary) }
}

/// Reads what stands between two delimiters: a line break, the head's lines, an empty line, the value.
fn part(section: &Bytes) -> Option<Part> {
    let end = memmem::find(section, b"\r\n\r\n").filter(|end| *end <= HEAD_LIMIT)?;
    let head = std::str::from_utf8(section.get(..end)?).ok()?;
    let header = |wanted: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.find(|line| line.0.trim().eq_ignore_ascii_case(wanted)).map(|line| line.1.trim())
    };
    let (kind, rest) = header("content-disposition")?.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    Some(Part {
        name: parameter(rest, "name")?,
        file_name: parameter(rest, "filename"),
        content_type: header("content-type").map(str::to_owned),
        bytes: section.slice(end + 4..),
    })
}

/// The value of one `name=value` among `;`-separated ones; quoted values may hold `;` and escaped quotes. Browsers
/// write `"` as `%22` and line breaks as `%0D%0A`, and leave `%` alone, so nothing is decoded.
fn parameter(text: &str, wanted: &str) -> Option<String> {
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']);
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let (value, next) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), next)
            }
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// Reads up to the closing quote, and gives back what follows it.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            // A backslash escapes a quote; before anything else it is part of an old browser's file path.
            '\\' if chars.as_str().starts_with('"') => value.extend(chars.next()),
            c => value.push(c),
        }
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPE: &str = "multipart/form-data; boundary=\"x y\"";

    fn form(parts: &[(&str, &[u8])]) -> Bytes {
        let mut body = Vec::new();
        for (name, value) in parts {
            let head = format!(
                "--x y\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a;b.csv\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x y--\r\n");
        body.into()
    }

    #[test]
    fn reads_fields_and_files() {
        let parts = read(TYPE, &form(&[("a", b"1"), ("empty", b""), ("c", b"\r\n--x\r\n")])).unwrap();
        let values: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.bytes.as_ref())).collect();
        assert_eq!(values, [("a", b"1".as_slice()), ("empty", b""), ("c", b"\r\n--x\r\n")]);
        assert_eq!(parts[0].file_name.as_deref(), Some("a;b.csv"));
        assert!(read(TYPE, &form(&[])).unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_malformed() {
        let whole = form(&[("a", b"value")]);
        for end in 0..whole.len() - 4 {
            assert!(read(TYPE, &whole.slice(..end)).is_err(), "cut at {end}");
        }
        assert_eq!(read("text/plain; boundary=a", &whole), Err(MultipartError::Boundary));
        assert_eq!(read("multipart/form-data", &whole), Err(MultipartError::Boundary));
        let many: Vec<(&str, &[u8])> = vec![("a", b""); PART_LIMIT + 1];
        assert_eq!(read(TYPE, &form(&many)), Err(MultipartError::TooMany));
        assert!(read(TYPE, &form(&many[1..])).is_ok());
        assert_eq!(read(TYPE, &Bytes::from_static(b"--x")), Err(MultipartError::Delimiter(0)));
        assert_eq!(read(TYPE, &whole.slice(..40)), Err(MultipartError::Delimiter(0)));
        assert_eq!(read(TYPE, &Bytes::from_static(b"--x y!\r\n")), Err(MultipartError::Delimiter(0)));
        let anonymous = Bytes::from_static(b"--x y\r\nContent-Type: a/b\r\n\r\n1\r\n--x y--");
        assert_eq!(read(TYPE, &anonymous), Err(MultipartError::Head(0)));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn values_come_back(values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..6)) {
            let pairs: Vec<(&str, &[u8])> = values.iter().map(|value| ("n", value.as_slice())).collect();
            let read = read(TYPE, &form(&pairs)).unwrap();
            let found: Vec<&[u8]> = read.iter().map(|part| part.bytes.as_ref()).collect();
            prop_assert_eq!(found, values.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }

        #[test]
        fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200), kind in ".{0,40}") {
            let body = Bytes::from(body);
            let _ = read(TYPE, &body);
            let _ = read(&kind, &body);
            let _ = read(&format!("multipart/form-data;{kind}"), &body);
        }
    }
}

//! The arguments of a request, from its query and its body.

use super::{RequestErrorKind, multipart};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{Method, Request};
use url::form_urlencoded;
use zeroize::Zeroizing;

/// More arguments than this are refused; the longest call known has nine.
const ARGUMENT_LIMIT: usize = 1000;

/// The names that must not stand in a URL.
const SECRETS: [&str; 2] = ["domain_password", "password"];

/// Names and values in the order they came, the query's first. Overwritten on drop.
pub(super) struct Arguments {
    pairs: Vec<(String, Zeroizing<String>)>,
    pub(super) secrets_in_query: bool,
}

impl Arguments {
    pub(super) fn read(request: &Request<Bytes>) -> Result<Self, RequestErrorKind> {
        let query = request.uri().query().unwrap_or_default();
        let mut pairs = Vec::new();
        url_encoded(query.as_bytes(), &mut pairs)?;
        let secrets_in_query =
            pairs.iter().any(|(name, value)| SECRETS.contains(&name.as_str()) && !value.is_empty());
        if *request.method() == Method::POST && !request.body().is_empty() {
            read_body(request, &mut pairs)?;
        }
        Ok(Self { pairs, secrets_in_query })
    }

    /// The last value of this name, unless it is empty: the body's goes before the query's.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let last = self.pairs.iter().rev().find(|pair| pair.0 == name);
        last.map(|pair| pair.1.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    pub(super) fn secret(&self, name: &str) -> Option<Zeroizing<String>> {
        self.owned(name).map(Zeroizing::new)
    }

    /// A whole number, 0 or more.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, RequestErrorKind> {
        let Some(text) = self.get(name) else { return Ok(None) };
        // `parse` alone would take a sign.
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| digits).map(Some).ok_or(RequestErrorKind::NotANumber { name })
    }
}

fn read_body(
    request: &Request<Bytes>,
    pairs: &mut Vec<(String, Zeroizing<String>)>,
) -> Result<(), RequestErrorKind> {
    let headers = request.headers();
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(RequestErrorKind::UnsupportedMediaType);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mime = content_type.split(';').next().unwrap_or_default().trim();
    if mime.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return url_encoded(request.body(), pairs);
    }
    if !mime.eq_ignore_ascii_case("multipart/form-data") {
        return Err(RequestErrorKind::UnsupportedMediaType);
    }
    let parts =
        multipart::read(content_type, request.body()).map_err(|_| RequestErrorKind::MalformedMultipart)?;
    for part in parts {
        push(pairs, part.name, String::from_utf8_lossy(&part.bytes).into_owned())?;
    }
    Ok(())
}

fn url_encoded(text: &[u8], pairs: &mut Vec<(String, Zeroizing<String>)>) -> Result<(), RequestErrorKind> {
    for (name, value) in form_urlencoded::parse(text) {
        push(pairs, name.into_owned(), value.into_owned())?;
    }
    Ok(())
}

fn push(
    pairs: &mut Vec<(String, Zeroizing<String>)>,
    name: String,
    value: String,
) -> Result<(), RequestErrorKind> {
    if pairs.len() >= ARGUMENT_LIMIT {
        return Err(RequestErrorKind::TooManyArguments);
    }
    pairs.push((name, Zeroizing::new(value)));
    Ok(())
}

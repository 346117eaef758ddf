//! The arguments of a call, in order, on their way into a query or a form body.

use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// The arguments an [`Endpoint`](crate::Endpoint) sends: a query string for GET, a form body for POST.
///
/// Order is kept. Everything outside `A-Z a-z 0-9 * - . _` is percent-encoded as UTF-8 (a space becomes `+`), so a
/// `+` in a value survives, and HTTP clients that rewrite `'` leave it alone.
#[derive(Default)]
pub struct Params {
    encoded: Zeroizing<String>,
    secret: Option<&'static str>,
}

impl Params {
    /// Adds one argument.
    pub fn push(&mut self, name: &'static str, value: impl AsRef<str>) {
        let mut pair = Serializer::new(String::new());
        pair.append_pair(name, value.as_ref());
        let pair = Zeroizing::new(pair.finish());
        if !self.encoded.is_empty() {
            self.encoded.push('&');
        }
        self.encoded.push_str(&pair);
    }

    /// Adds one argument if there is a value.
    pub fn push_opt(&mut self, name: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Adds an argument that must never stand in a URL: building a GET request with it fails.
    pub fn push_secret(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.secret = Some(name);
        self.push(name, value);
    }

    /// The name of a secret argument, if one was added.
    pub(crate) fn secret(&self) -> Option<&'static str> {
        self.secret
    }

    /// `name=value` pairs joined by `&`.
    pub(crate) fn encoded(&self) -> &str {
        &self.encoded
    }
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Params(redacted)")
    }
}

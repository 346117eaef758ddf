//! A provider's callback, and the two ways to hand it on.

use super::pairs::{Pair, encode_into, pairs};
use super::relay::answer;
use super::target::HandOffTarget;
use crate::BaseUrl;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};

/// Longest form body taken, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// Longest query taken, in bytes; providers' callbacks stay below 4 KiB.
const MAX_QUERY: usize = 16 * 1024;
/// What the official scripts pass on.
const FILTERED: [&str; 5] = ["code", "state", "error", "error_code", "forward"];

/// A browser's request to the Proxy URL, as the provider sent it there.
///
/// It holds a one-time code of the user's, so `Debug` shows only its shape. The requests and responses made from it
/// hold the code in their address: do not log them.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOff {
    query: Option<Box<str>>,
    form: Option<Form>,
}

#[derive(Clone, PartialEq, Eq)]
struct Form {
    // A form without fields may come without a type.
    content_type: Option<HeaderValue>,
    body: Bytes,
}

/// Why a callback is not handed on. It shows none of its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// Neither GET nor POST.
    #[error("a callback is a GET or a POST")]
    Method,
    /// The query exceeds 16 KiB.
    #[error("the callback's query is longer than 16 KiB")]
    QueryTooLong,
    /// The form body exceeds 64 KiB.
    #[error("the callback's form is longer than 64 KiB")]
    BodyTooLong,
    /// A body that is not labelled as one form (`application/x-www-form-urlencoded` or `multipart/form-data`).
    #[error("the callback's body is not a form")]
    ContentType,
    /// No parameters at all: somebody opened the page by hand.
    #[error(
        "the callback carries no parameters: this page is for providers to send a browser to after consent"
    )]
    Empty,
    /// A parameter stands there twice; which one counts would be up to each reader.
    #[error("the callback carries `{0}` more than once")]
    Repeated(&'static str),
    /// Filtered mode: `state`, or all of `code`, `error` and `error_code`, are missing.
    #[error(
        "the callback lacks `state`, or has none of `code`, `error` and `error_code`: it is not one of OAuth 2"
    )]
    Incomplete,
}

impl AuthError {
    /// The status to answer the browser with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::QueryTooLong => StatusCode::URI_TOO_LONG,
            Self::BodyTooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Empty | Self::Repeated(_) | Self::Incomplete => StatusCode::BAD_REQUEST,
        }
    }
}

impl HandOff {
    /// Takes the method, the raw query and, of a POST, the form body with its content type; everything else stays
    /// behind (cookies, referrer, addresses).
    ///
    /// # Errors
    /// Wrong method, too long, not a form, empty, or an OAuth parameter stands there twice.
    pub fn from_request<B: AsRef<[u8]>>(request: &Request<B>) -> Result<Self, AuthError> {
        let query = request.uri().query();
        if query.is_some_and(|query| query.len() > MAX_QUERY) {
            return Err(AuthError::QueryTooLong);
        }
        let form = match *request.method() {
            Method::GET => None,
            Method::POST => Some(Form::from_request(request)?),
            _ => return Err(AuthError::Method),
        };
        let hand_off = Self { query: query.map(Into::into), form };
        if hand_off.pairs().next().is_none() && hand_off.form.as_ref().is_none_or(|form| form.body.is_empty())
        {
            return Err(AuthError::Empty);
        }
        match FILTERED.iter().find(|name| hand_off.pairs().filter(|pair| pair.is(name)).count() > 1) {
            Some(name) => Err(AuthError::Repeated(name)),
            None => Ok(hand_off),
        }
    }

    /// Which import the callback says it is for; `None` without a `state` of the service's form, as under OAuth 1.
    ///
    /// Anyone can write a `state`: compare it with the visitor's session.
    pub fn target(&self) -> Option<HandOffTarget> {
        HandOffTarget::from_state(self.state()?.as_str())
    }

    /// The `state` parameter, percent-decoded once; `None` if it is missing, empty or not UTF-8.
    pub fn state(&self) -> Option<String> {
        self.value("state").and_then(|state| String::from_utf8(state).ok())
    }

    /// It brings a `code`: the user consented.
    pub fn has_code(&self) -> bool {
        self.value("code").is_some()
    }

    /// It brings an `error` or `error_code`: the user declined, or the provider failed.
    pub fn has_error(&self) -> bool {
        self.value("error").is_some() || self.value("error_code").is_some()
    }

    /// The request that carries everything to the service: the query byte for byte and the form unchanged; no other
    /// header of the browser's, no credentials. Send it without following redirects, and give the answer to
    /// [`relay`](super::relay()).
    ///
    /// # Errors
    /// [`AuthError::QueryTooLong`], if base URL and query together make no URL.
    pub fn pass_through(&self, base_url: &BaseUrl) -> Result<Request<Bytes>, AuthError> {
        let target = match &self.query {
            Some(query) => format!("auth?{query}"),
            None => "auth".to_owned(),
        };
        let uri = base_url.join(&target).map_err(|_| AuthError::QueryTooLong)?;
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = uri;
        let identity = HeaderValue::from_static("identity");
        request.headers_mut().insert(header::ACCEPT_ENCODING, identity);
        if let Some(form) = &self.form {
            *request.method_mut() = Method::POST;
            *request.body_mut() = form.body.clone();
            request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(form.body.len()));
            if let Some(content_type) = &form.content_type {
                request.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
            }
        }
        Ok(request)
    }

    /// The redirect that sends the browser to the service with `code`, `state`, `error`, `error_code` and `forward`
    /// only, as far as they have a value, each encoded anew. A `+` in the callback is a plus.
    ///
    /// # Errors
    /// [`AuthError::Incomplete`] unless there is a `state` and one of `code`, `error` and `error_code`.
    pub fn filtered(&self, base_url: &BaseUrl) -> Result<Response<Bytes>, AuthError> {
        if self.value("state").is_none() || !(self.has_code() || self.has_error()) {
            return Err(AuthError::Incomplete);
        }
        let mut location = format!("{base_url}/auth");
        let mut separator = '?';
        for name in FILTERED {
            if let Some(value) = self.value(name) {
                location.push(separator);
                location.push_str(name);
                location.push('=');
                encode_into(&mut location, &value);
                separator = '&';
            }
        }
        // Visible ASCII by construction, so only its length could be wrong for a header.
        let location = HeaderValue::from_str(&location).map_err(|_| AuthError::QueryTooLong)?;
        // After a POST, 303 makes the browser change to GET.
        let status = if self.form.is_some() { StatusCode::SEE_OTHER } else { StatusCode::FOUND };
        Ok(answer(status, Bytes::new(), Some(location)))
    }

    /// The value of a parameter, decoded; empty ones count as missing, as in the official scripts.
    fn value(&self, name: &str) -> Option<Vec<u8>> {
        self.pairs().find(|pair| pair.is(name)).map(Pair::value).filter(|value| !value.is_empty())
    }

    /// The parameters of the query and of an encoded form.
    fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        let query = self.query.as_deref().unwrap_or_default();
        let form = self.form.as_ref().filter(|form| !form.is_multipart());
        pairs(query).chain(pairs(form.map(|form| form.body.as_ref()).unwrap_or_default()))
    }
}

impl Form {
    fn from_request<B: AsRef<[u8]>>(request: &Request<B>) -> Result<Self, AuthError> {
        let body = request.body().as_ref();
        if body.len() > MAX_BODY {
            return Err(AuthError::BodyTooLong);
        }
        let mut types = request.headers().get_all(header::CONTENT_TYPE).iter();
        let (content_type, other) = (types.next(), types.next());
        let form = match content_type {
            Some(value) => {
                is_type(value, "application/x-www-form-urlencoded") || is_type(value, "multipart/form-data")
            }
            None => body.is_empty(),
        };
        if !form || other.is_some() {
            return Err(AuthError::ContentType);
        }
        Ok(Self { content_type: content_type.cloned(), body: Bytes::copy_from_slice(body) })
    }

    fn is_multipart(&self) -> bool {
        self.content_type.as_ref().is_some_and(|value| is_type(value, "multipart/form-data"))
    }
}

fn is_type(value: &HeaderValue, wanted: &str) -> bool {
    let essence = value.as_bytes().split(|b| *b == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes())
}

impl std::fmt::Debug for HandOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandOff")
            .field("method", &if self.form.is_some() { "POST" } else { "GET" })
            .field("query", &self.query.as_ref().map_or(0, |query| query.len()))
            .field("form", &self.form.as_ref().map_or(0, |form| form.body.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

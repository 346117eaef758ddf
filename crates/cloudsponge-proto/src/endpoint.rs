//! From an endpoint's description to a request, and from a response to its value.

use crate::codec::{CodecError, Format, Sniffed, sniff};
use crate::error::{ApiError, ApiErrorKind, BuildError, ResponseError, UnexpectedFormat, UnreadableBody};
use crate::message::{DecodeError, Message};
use crate::model::Refusal;
use crate::request::{self, Target};
use crate::{Api, ImportId, Params};
use bytes::Bytes;
use http::header::{self, HeaderMap};
use http::response::Parts;
use http::{Method, Request, Response};
use std::borrow::Cow;
use url::Url;

/// What a call of the service is: method, path, arguments and the type of its answer.
///
/// Implementing it takes two items; [`EndpointExt`] does the rest.
///
/// ```
/// use cloudsponge_proto::{Endpoint, endpoints::GetEvents, model::Events};
/// use std::borrow::Cow;
///
/// struct Ping;
/// impl Endpoint for Ping {
///     const METHOD: http::Method = http::Method::GET;
///     type Response = Events;
///     fn path(&self) -> Cow<'static, str> { "events/1126".into() }
/// }
/// ```
pub trait Endpoint {
    /// GET sends the arguments in the query, POST in a form body.
    const METHOD: Method;
    /// What 404 means on this call.
    const NOT_FOUND: ApiErrorKind = ApiErrorKind::NotFound;
    /// What the answer holds.
    type Response: Message;

    /// The path below the base URL, without leading slash and without extension; plain segments only.
    fn path(&self) -> Cow<'static, str>;

    /// The import the call is about, if its id is the path's last segment and [`path`](Self::path) only what stands before
    /// it. A path with the id in it does as well; this spares the text.
    fn import_id(&self) -> Option<&ImportId> {
        None
    }

    /// Adds the arguments. It is asked twice and must add the same.
    fn params(&self, params: &mut Params) {
        let _ = params;
    }

    /// Checks the arguments before they are sent.
    ///
    /// # Errors
    /// An argument cannot be sent as it is.
    fn check(&self) -> Result<(), BuildError> {
        Ok(())
    }
}

/// What you do with an [`Endpoint`]. Implemented for all of them.
pub trait EndpointExt: Endpoint {
    /// Builds the request: absolute URL with the format's extension, Basic credentials in a sensitive header, form
    /// body with its length and type.
    ///
    /// # Errors
    /// An argument cannot be sent; see [`BuildError`].
    fn to_request(&self, api: &Api) -> Result<Request<Bytes>, BuildError>;

    /// Reads a response that has arrived whole.
    ///
    /// # Errors
    /// The service said no, or the body could not be decoded; see [`ResponseError`].
    fn read_response(response: Response<&[u8]>) -> Result<Self::Response, ResponseError>;
}

impl<E: Endpoint> EndpointExt for E {
    fn to_request(&self, api: &Api) -> Result<Request<Bytes>, BuildError> {
        self.check()?;
        let import_id = self.import_id().map(ImportId::as_str);
        request::build(api, Target { method: E::METHOD, path: self.path(), import_id }, |params| {
            self.params(params)
        })
    }

    fn read_response(response: Response<&[u8]>) -> Result<Self::Response, ResponseError> {
        let (head, body) = response.into_parts();
        read_with::<E, _>(&head, body, E::Response::decode)
    }
}

/// Reads a response whose body `decode` knows.
pub(crate) fn read_with<'b, E: Endpoint, T>(
    head: &Parts,
    body: &'b [u8],
    decode: impl FnOnce(Format, &'b [u8]) -> Result<T, DecodeError>,
) -> Result<T, ResponseError> {
    let format = format_of_success::<E>(head, body)?;
    decode(format, body).map_err(|error| undecoded(head, error))
}

/// The format of a response that is a success.
pub(crate) fn format_of_success<E: Endpoint>(head: &Parts, body: &[u8]) -> Result<Format, ResponseError> {
    match ApiErrorKind::of(head.status, E::NOT_FOUND) {
        Some(kind) => Err(api_error(kind, head, Refusal::from_error_body(body).message)),
        None => format_of(head, body),
    }
}

/// Why a success is none after all.
pub(crate) fn undecoded(head: &Parts, error: DecodeError) -> ResponseError {
    match error {
        DecodeError::Codec(error) => unreadable(head, error),
        DecodeError::Refused(refusal) => api_error(ApiErrorKind::Rejected, head, refusal.message),
    }
}

/// A success with a malformed body.
pub(crate) fn unreadable(head: &Parts, error: CodecError) -> ResponseError {
    let request_id = request_id(&head.headers).map(str::to_owned);
    ResponseError::Codec(Box::new(UnreadableBody { error, request_id }))
}

/// Decides how to decode: by content, unless the label names the other format.
pub(crate) fn format_of(head: &Parts, body: &[u8]) -> Result<Format, ResponseError> {
    let wanted = labelled(&head.headers);
    let found = sniff(body);
    let encoded = head.headers.get(header::CONTENT_ENCODING).is_some_and(|value| {
        !value.as_bytes().is_empty() && !value.as_bytes().eq_ignore_ascii_case(b"identity")
    });
    let format = match found {
        Sniffed::Json => Some(Format::Json),
        Sniffed::Xml => Some(Format::Xml),
        // An empty or unreadable body under a right label gets the codec's more exact complaint.
        Sniffed::Empty => Some(wanted.unwrap_or(Format::Json)),
        Sniffed::Other => wanted,
        Sniffed::Html => None,
    };
    match format {
        Some(format) if !encoded && wanted.is_none_or(|wanted| wanted == format) => Ok(format),
        _ => {
            let (status, request_id) = (head.status, request_id(&head.headers).map(str::to_owned));
            let unexpected = UnexpectedFormat { wanted, found, encoded, status, request_id };
            Err(ResponseError::UnexpectedFormat(Box::new(unexpected)))
        }
    }
}

/// The format a `Content-Type` names: `*/json`, `*/*+json`, `*/xml`, `*/*+xml`.
fn labelled(headers: &HeaderMap) -> Option<Format> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let subtype = value.split(';').next()?.trim().split_once('/')?.1;
    let is = |name: &str| subtype.rsplit('+').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
    if is("json") {
        Some(Format::Json)
    } else {
        (is("xml") && !subtype.eq_ignore_ascii_case("xhtml+xml")).then_some(Format::Xml)
    }
}

fn api_error(kind: ApiErrorKind, head: &Parts, message: Option<String>) -> ResponseError {
    ResponseError::Api(Box::new(ApiError {
        kind,
        status: head.status,
        message,
        request_id: request_id(&head.headers).map(str::to_owned),
        retry_after: crate::retry_after(&head.headers),
        redirect_origin: (kind == ApiErrorKind::RedirectRefused)
            .then(|| redirect_origin(&head.headers))
            .flatten(),
    }))
}

/// The service's `X-Request-Id` (a UUID as recorded), if it looks like an id at all: at most 64 letters, digits and `-_.`, so
/// that it can be shown and logged as it is.
///
/// ```
/// let response = http::Response::builder().header("x-request-id", "7c9e6679-7425").body(())?;
/// assert_eq!(cloudsponge_proto::request_id(response.headers()), Some("7c9e6679-7425"));
/// # Ok::<(), http::Error>(())
/// ```
pub fn request_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (!id.is_empty() && id.len() <= 64 && id.bytes().all(plain)).then_some(id)
}

/// Scheme, host and port of `Location`; its path and query may hold a code.
fn redirect_origin(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let origin = Url::parse(location).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

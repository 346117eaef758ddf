//! Writes an answer as the service does.

use crate::model::Refusal;
use crate::{Format, Message};
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use std::time::Duration;

/// How an answer is dressed: what the service adds to the message itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseStyle {
    /// The HTTP status; 200 by default.
    pub status: StatusCode,
    /// The number that `X-Request-Id` shows as a version 4 UUID. Give each answer its own, from a counter or a seed.
    pub request_id: u128,
    /// What `X-Runtime` shows, in seconds.
    pub runtime: Duration,
}

impl Default for ResponseStyle {
    fn default() -> Self {
        Self { status: StatusCode::OK, request_id: 0, runtime: Duration::ZERO }
    }
}

impl ResponseStyle {
    /// This status, with a request id made of this number.
    pub fn new(status: StatusCode, request_id: u128) -> Self {
        Self { status, request_id, ..Self::default() }
    }

    /// Writes the headers that were recorded on every answer of the service, except `Server` and `Connection`, which
    /// are the web server's.
    pub fn headers(&self, headers: &mut HeaderMap) {
        let fixed = [
            (header::CACHE_CONTROL, "no-cache, private, no-store, max-age=0, must-revalidate"),
            (header::PRAGMA, "no-cache"),
            (header::EXPIRES, "Fri, 01 Jan 1990 00:00:00 GMT"),
            // That there is such a header was recorded; which policy is of no use to anyone.
            (HeaderName::from_static("p3p"), "CP=\"NOI\""),
            (header::X_FRAME_OPTIONS, "ALLOWALL"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let made = [
            ("x-request-id", uuid(self.request_id)),
            ("x-runtime", format!("{:.6}", self.runtime.as_secs_f64())),
        ];
        for (name, value) in made {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// Writes an answer in this format.
///
/// A message that the format cannot carry (in XML: most control characters) becomes a refusal with status 500.
pub fn respond(message: &impl Message, format: Format, style: &ResponseStyle) -> Response<Bytes> {
    let (status, body) = match message.encode(format) {
        Ok(body) => (style.status, body),
        Err(_) => {
            let refusal = Refusal::new("the answer holds a character that the format cannot carry");
            (StatusCode::INTERNAL_SERVER_ERROR, refusal.encode(format).unwrap_or_default())
        }
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    style.headers(response.headers_mut());
    let content_type = match format {
        Format::Json => "application/json; charset=utf-8",
        Format::Xml => "application/xml; charset=utf-8",
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// The number as a version 4 UUID, which fixes six of its bits.
fn uuid(number: u128) -> String {
    let bits = (number & !(0xf << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    let mut out = String::with_capacity(36);
    for (index, digit) in hex.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(digit);
    }
    out
}

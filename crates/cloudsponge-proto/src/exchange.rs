//! One request and its answer, in time and within bounds: what every call has in common, sans-IO.

use crate::FailureKind;
use http::header;
use http::response::Parts;
use http::{Response, StatusCode};
use std::time::{Duration, Instant};

/// More header fields than this in an answer are refused.
const HEAD_FIELDS: usize = 100;
/// More bytes of header names and values than this are refused.
const HEAD_BYTES: usize = 64 * 1024;
/// As much of an error page is read as can hold an explanation.
const ERROR_BODY: usize = 64 * 1024;

/// How long an answer may take and how large it may be. HTTP clients have no bounds of their own by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From handing out the request to the answer's head; 15 s by default. It includes connecting.
    pub first_byte: Duration,
    /// Between two pieces of the answer; 15 s by default.
    pub idle: Duration,
    /// From handing out the request to the last byte of the answer; 60 s by default.
    pub total: Duration,
    /// Bytes of the body; 64 MiB by default.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let patience = Duration::from_secs(15);
        Self { first_byte: patience, idle: patience, total: Duration::from_secs(60), body: 64 << 20 }
    }
}

/// What comes in from the transport, and when. Any chunking of a body gives the same result.
#[derive(Debug)]
pub enum Input<'a> {
    /// An answer begins.
    Head(Instant, Parts),
    /// The next bytes of its body.
    Body(Instant, &'a [u8]),
    /// The body is complete, as the transport understands the framing.
    End(Instant),
    /// There is no answer, or it broke off.
    Failure(Instant, FailureKind),
}

/// The answer to one request, as it arrives.
///
/// ```
/// use cloudsponge_proto::exchange::{Exchange, Input, Limits};
/// # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
///
/// let now = clock();
/// let mut exchange = Exchange::new(Limits::default(), now);
/// let (head, _) = http::Response::new(()).into_parts();
/// assert!(exchange.handle_input(Input::Head(now, head)).is_none());
/// assert!(exchange.handle_input(Input::Body(now, b"{}")).is_none());
/// let answer = exchange.handle_input(Input::End(now)).unwrap().unwrap();
/// assert_eq!(answer.body(), b"{}");
/// ```
#[derive(Debug)]
pub struct Exchange {
    limits: Limits,
    started: Instant,
    touched: Instant,
    head: Option<Parts>,
    body: Vec<u8>,
    /// Bytes of the body so far, kept or passed on.
    received: usize,
    /// The body of a success is somebody else's business.
    passes: bool,
}

/// How an exchange ended: with an answer of any status, or without one.
pub type Outcome = Result<Response<Vec<u8>>, FailureKind>;

impl Exchange {
    /// A request was handed to the transport now.
    pub fn new(limits: Limits, now: Instant) -> Self {
        let body = Vec::new();
        Self { limits, started: now, touched: now, head: None, body, received: 0, passes: false }
    }

    /// The same, and of an answer that is a success only the bytes are counted; whoever hands them in keeps them.
    pub(crate) fn passing(limits: Limits, now: Instant) -> Self {
        Self { passes: true, ..Self::new(limits, now) }
    }

    /// What has arrived of an answer that is a success so far.
    pub(crate) fn success(&self) -> Option<(&Parts, &[u8])> {
        let head = self.head.as_ref().filter(|head| head.status.is_success())?;
        Some((head, &self.body))
    }

    /// The same, and the body goes into this buffer.
    pub(crate) fn reusing(body: Vec<u8>, limits: Limits, now: Instant) -> Self {
        Self { body, ..Self::new(limits, now) }
    }

    /// When to give up unless more arrives.
    pub fn deadline(&self) -> Instant {
        let patience = if self.head.is_none() { self.limits.first_byte } else { self.limits.idle };
        later(self.touched, patience).min(later(self.started, self.limits.total))
    }

    /// Takes in what arrived; `Some` when the exchange is over and the transfer can be dropped.
    pub fn handle_input(&mut self, input: Input<'_>) -> Option<Outcome> {
        match input {
            Input::Head(now, head) => self.handle_head(now, head),
            Input::Body(now, bytes) => self.handle_body(now, bytes),
            Input::End(_) => Some(self.finish()),
            Input::Failure(_, kind) => Some(Err(kind)),
        }
    }

    fn handle_head(&mut self, now: Instant, head: Parts) -> Option<Outcome> {
        if head.status.is_informational() && head.status != StatusCode::SWITCHING_PROTOCOLS {
            // Not reset by each of an endless row of them: the first byte of the answer is still missing.
            return None;
        }
        if self.head.is_some() {
            return Some(Err(FailureKind::Protocol));
        }
        let size: usize = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if head.headers.len() > HEAD_FIELDS || size > HEAD_BYTES {
            return Some(Err(FailureKind::TooLarge));
        }
        if !is_framing_known(&head) {
            return Some(Err(FailureKind::Protocol));
        }
        let success = head.status.is_success();
        let empty = matches!(head.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
        let bodiless =
            empty || (!success && !head.status.is_client_error() && !head.status.is_server_error());
        let declared = declared_length(&head).filter(|_| success && !empty);
        if declared.is_some_and(|length| length > self.limits.body as u64) {
            return Some(Err(FailureKind::TooLarge));
        }
        self.touched = now;
        self.head = Some(head);
        // Nothing in the body of a redirect matters, and nothing else outside 2xx, 4xx and 5xx is expected at all.
        bodiless.then(|| self.answer())
    }

    fn handle_body(&mut self, now: Instant, bytes: &[u8]) -> Option<Outcome> {
        let Some(head) = &self.head else { return Some(Err(FailureKind::Protocol)) };
        self.touched = now;
        let success = head.status.is_success();
        let room = if success { self.limits.body } else { ERROR_BODY.min(self.limits.body) };
        let room = room.saturating_sub(self.received);
        match bytes.get(..room) {
            Some(fitting) if fitting.len() < bytes.len() => {
                if success {
                    return Some(Err(FailureKind::TooLarge));
                }
                self.body.extend_from_slice(fitting);
                Some(self.answer())
            }
            _ => {
                self.received += bytes.len();
                if !(success && self.passes) {
                    self.body.extend_from_slice(bytes);
                }
                None
            }
        }
    }

    /// Checks that the body is whole: a prefix of a valid document can be valid itself.
    fn finish(&mut self) -> Outcome {
        let declared = self.head.as_ref().filter(|head| head.status.is_success()).and_then(declared_length);
        match declared {
            Some(length) if length > self.received as u64 => Err(FailureKind::Interrupted),
            _ => self.answer(),
        }
    }

    fn answer(&mut self) -> Outcome {
        let head = self.head.take().ok_or(FailureKind::Protocol)?;
        Ok(Response::from_parts(head, std::mem::take(&mut self.body)))
    }
}

/// Whether the body comes as it is or in chunks. Clients disagree on other transfer codings, and some pass the coded bytes
/// on as if they were the body.
fn is_framing_known(head: &Parts) -> bool {
    let mut codings = head.headers.get_all(header::TRANSFER_ENCODING).iter();
    let chunked = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    chunked && codings.next().is_none()
}

/// `Content-Length`, where it speaks of the bytes that are handed in: a transport that decodes a `Content-Encoding` may
/// keep the length of the encoded body, and chunks make it void.
fn declared_length(head: &Parts) -> Option<u64> {
    if head.headers.contains_key(header::CONTENT_ENCODING)
        || head.headers.contains_key(header::TRANSFER_ENCODING)
    {
        return None;
    }
    head.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// `instant + duration`, or as far as instants go.
pub(crate) fn later(instant: Instant, duration: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    instant.checked_add(duration).or_else(|| instant.checked_add(FAR)).unwrap_or(instant)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    fn head(status: u16, headers: &[(&str, &str)]) -> Parts {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(()).unwrap().into_parts().0
    }

    fn fresh() -> (Exchange, Instant) {
        let now = Instant::now();
        (Exchange::new(Limits { body: 100, ..Limits::default() }, now), now)
    }

    #[test]
    fn d1_a_body_as_long_as_it_is_said_to_be_is_complete() {
        for length in ["2", "1"] {
            let (mut exchange, now) = fresh();
            exchange.handle_input(Input::Head(now, head(200, &[("content-length", length)])));
            exchange.handle_input(Input::Body(now, b"{}"));
            assert_eq!(exchange.handle_input(Input::End(now)).unwrap().unwrap().body(), b"{}");
        }
    }

    #[test]
    fn d1_a_short_body_is_never_complete() {
        let (mut exchange, now) = fresh();
        assert!(exchange.handle_input(Input::Head(now, head(200, &[("content-length", "3")]))).is_none());
        assert!(exchange.handle_input(Input::Body(now, b"{}")).is_none());
        assert_eq!(exchange.handle_input(Input::End(now)).unwrap().unwrap_err(), FailureKind::Interrupted);
    }

    #[test]
    fn d10_a_declared_giant_is_refused_before_its_body() {
        let (mut exchange, now) = fresh();
        let outcome = exchange.handle_input(Input::Head(now, head(200, &[("content-length", "101")])));
        assert_eq!(outcome.unwrap().unwrap_err(), FailureKind::TooLarge);
    }

    #[test]
    fn d11_an_undeclared_giant_is_refused_at_the_limit() {
        let (mut exchange, now) = fresh();
        exchange.handle_input(Input::Head(now, head(200, &[])));
        assert!(exchange.handle_input(Input::Body(now, &[b' '; 100])).is_none());
        let outcome = exchange.handle_input(Input::Body(now, b" "));
        assert_eq!(outcome.unwrap().unwrap_err(), FailureKind::TooLarge);
    }

    #[test]
    fn e5_an_error_page_is_cut_and_still_an_answer() {
        let now = Instant::now();
        let mut exchange = Exchange::new(Limits::default(), now);
        exchange.handle_input(Input::Head(now, head(500, &[("content-length", "10000000")])));
        let page = vec![b'x'; 10_000_000];
        let answer = exchange.handle_input(Input::Body(now, &page)).unwrap().unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().len()), (500, ERROR_BODY));
    }

    #[test]
    fn c7_informational_heads_do_not_reset_the_clock() {
        let (mut exchange, now) = fresh();
        let deadline = exchange.deadline();
        assert!(exchange.handle_input(Input::Head(now + Duration::from_secs(9), head(103, &[]))).is_none());
        assert_eq!(exchange.deadline(), deadline);
    }

    #[test]
    fn c9_too_many_fields_are_refused() {
        let (mut exchange, now) = fresh();
        let names: Vec<String> = (0..101).map(|n| format!("x-{n}")).collect();
        let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
        let outcome = exchange.handle_input(Input::Head(now, head(200, &fields)));
        assert_eq!(outcome.unwrap().unwrap_err(), FailureKind::TooLarge);
    }

    #[test]
    fn c9_as_many_bytes_of_head_as_are_said_are_taken() {
        // `x-a: ` and so many letters; names count as much as values.
        let long = |letters: usize| "v".repeat(letters - "x-a".len());
        for (letters, is_taken) in [(HEAD_BYTES, true), (HEAD_BYTES + 1, false)] {
            let (mut exchange, now) = fresh();
            let outcome = exchange.handle_input(Input::Head(now, head(200, &[("x-a", &long(letters))])));
            assert_eq!(outcome.is_none(), is_taken, "{letters}");
        }
        assert_eq!(HEAD_BYTES, 65_536);
    }

    #[test]
    fn an_instant_that_cannot_be_told_is_a_year_away() {
        let (_, now) = fresh();
        assert_eq!(later(now, Duration::from_secs(7)), now + Duration::from_secs(7));
        assert_eq!(later(now, Duration::MAX), now + Duration::from_secs(365 * 86_400));
    }

    #[test]
    fn c16_chunks_make_a_length_void() {
        let (mut exchange, now) = fresh();
        let head = head(200, &[("content-length", "99"), ("transfer-encoding", "Chunked")]);
        assert!(exchange.handle_input(Input::Head(now, head)).is_none());
        exchange.handle_input(Input::Body(now, b"{}"));
        assert_eq!(exchange.handle_input(Input::End(now)).unwrap().unwrap().body(), b"{}");
    }

    #[test]
    fn c17_other_transfer_codings_are_refused() {
        for codings in [&["gzip, chunked"][..], &["foo"], &["chunked", "chunked"], &["chunked, chunked"]] {
            let (mut exchange, now) = fresh();
            let fields: Vec<_> = codings.iter().map(|coding| ("transfer-encoding", *coding)).collect();
            let outcome = exchange.handle_input(Input::Head(now, head(200, &fields)));
            assert_eq!(outcome.unwrap().unwrap_err(), FailureKind::Protocol);
        }
    }

    #[test]
    fn c18_statuses_without_a_body_end_at_their_head() {
        for status in [204, 205, 304] {
            let (mut exchange, now) = fresh();
            let answer = exchange.handle_input(Input::Head(now, head(status, &[("content-length", "50")])));
            assert_eq!(answer.unwrap().unwrap().status(), status);
        }
    }

    #[test]
    fn d5_a_drip_ends_at_the_total() {
        let (mut exchange, start) = fresh();
        exchange.handle_input(Input::Head(start, head(200, &[])));
        let mut now = start;
        for _ in 0..10 {
            now += Duration::from_secs(7);
            exchange.handle_input(Input::Body(now, b" "));
        }
        assert_eq!(exchange.deadline(), start + Duration::from_secs(60));
    }

    #[test]
    fn g8_a_redirect_ends_at_its_head() {
        let (mut exchange, now) = fresh();
        let answer = exchange.handle_input(Input::Head(now, head(302, &[("content-length", "50")])));
        assert_eq!(answer.unwrap().unwrap().status(), 302);
    }
}

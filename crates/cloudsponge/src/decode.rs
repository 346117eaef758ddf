//! Undoing `Content-Encoding`: in one place for every transport, a little at a time.
//!
//! Clients decompress without a bound, and one takes half an answer for a whole one. Here every piece that comes out counts
//! against [`Limits::body`](cloudsponge_proto::exchange::Limits::body) before the next is made, and the checksum at the end
//! must be there and right.

use crate::{Body, TransportError};
use bytes::{Buf, Bytes};
use cloudsponge_proto::FailureKind;
use flate2::write::MultiGzDecoder;
use http::header::{self, HeaderMap, HeaderValue};
use http::response::Parts;
use std::io::Write;
use std::task::{Context, Poll, ready};

/// Compressed bytes taken at a time; deflate makes at most 1 032 of one, so a piece stays near 1 MiB.
const BITE: usize = 1024;

/// The codings that are undone, as a value of `Accept-Encoding`.
pub(crate) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip");

/// A body whose coding, where it is one we know, has been undone.
pub(crate) struct Decoded {
    body: Body,
    received: u64,
    gzip: Option<Box<Gzip>>,
}

#[derive(Default)]
struct Gzip {
    /// `None` once the end was checked.
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    ahead: Bytes,
    begun: bool,
}

impl Decoded {
    /// Takes the coding out of the head. One that is not known stays in it, and the core refuses the answer.
    pub(crate) fn new(head: &mut Parts, body: Body) -> Self {
        if !is_gzip(&head.headers) {
            return Self { body, received: 0, gzip: None };
        }
        head.headers.remove(header::CONTENT_ENCODING);
        // It counts the bytes on the wire.
        head.headers.remove(header::CONTENT_LENGTH);
        let decoder = Some(MultiGzDecoder::new(Vec::new()));
        Self { body, received: 0, gzip: Some(Box::new(Gzip { decoder, ..Gzip::default() })) }
    }

    /// Bytes that have come, before their coding was undone.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// The next bytes.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Some(gzip) = &mut self.gzip else {
            let chunk = ready!(self.body.poll_chunk(cx));
            self.received += length(&chunk);
            return Poll::Ready(chunk);
        };
        loop {
            if let Some(piece) = gzip.next_piece().transpose() {
                return Poll::Ready(Some(piece));
            }
            let chunk = ready!(self.body.poll_chunk(cx));
            self.received += length(&chunk);
            match chunk {
                Some(Ok(bytes)) => gzip.ahead = bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(gzip.finish().transpose()),
            }
        }
    }
}

impl Gzip {
    /// What the bytes that are there still give, a piece at a time; `None` when they are used up.
    fn next_piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        while !self.ahead.is_empty() {
            let bite = self.ahead.split_to(self.ahead.remaining().min(BITE));
            let Some(decoder) = &mut self.decoder else { return Ok(None) };
            self.begun = true;
            // What is no gzip, or has something else behind it.
            decoder.write_all(&bite).map_err(|error| failed(FailureKind::Protocol, error))?;
            let piece = std::mem::take(decoder.get_mut());
            if !piece.is_empty() {
                return Ok(Some(piece.into()));
            }
        }
        Ok(None)
    }

    /// The rest, once the stream and its checksum are known to be whole. No byte at all is an empty body.
    fn finish(&mut self) -> Result<Option<Bytes>, TransportError> {
        let Some(mut decoder) = self.decoder.take().filter(|_| self.begun) else { return Ok(None) };
        decoder.try_finish().map_err(|error| failed(FailureKind::Interrupted, error))?;
        let rest = std::mem::take(decoder.get_mut());
        Ok((!rest.is_empty()).then(|| rest.into()))
    }
}

fn length(chunk: &Option<Result<Bytes, TransportError>>) -> u64 {
    chunk.as_ref().map_or(0, |chunk| chunk.as_ref().map_or(0, |bytes| bytes.len() as u64))
}

fn failed(kind: FailureKind, error: std::io::Error) -> TransportError {
    TransportError::new(kind).with_source(error)
}

/// Exactly one coding, and it is gzip; a chain of codings is nothing the service needs.
fn is_gzip(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let gzip = codings.next().is_some_and(|coding| {
        let coding = coding.as_bytes().trim_ascii();
        coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip")
    });
    gzip && codings.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::task::Waker;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// All pieces of a body, or the kind of the error.
    fn decode(codings: &[&str], body: Vec<u8>) -> (Parts, Result<Vec<Bytes>, FailureKind>) {
        let (mut head, ()) = http::Response::new(()).into_parts();
        for coding in codings {
            head.headers.append(header::CONTENT_ENCODING, coding.parse().unwrap());
        }
        head.headers.insert(header::CONTENT_LENGTH, body.len().into());
        let mut decoded = Decoded::new(&mut head, body.into());
        let mut pieces = Vec::new();
        loop {
            match decoded.poll_chunk(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(None) => return (head, Ok(pieces)),
                Poll::Ready(Some(Ok(piece))) => pieces.push(piece),
                Poll::Ready(Some(Err(error))) => return (head, Err(error.kind())),
                Poll::Pending => unreachable!(),
            }
        }
    }

    fn kind(body: Vec<u8>) -> FailureKind {
        decode(&["gzip"], body).1.unwrap_err()
    }

    #[test]
    fn gzip_is_undone_and_leaves_no_trace_in_the_head() {
        for coding in ["gzip", "GZIP", " x-gzip "] {
            let (head, pieces) = decode(&[coding], gzip(b"{\"events\":[]}"));
            assert_eq!(pieces.unwrap().concat(), b"{\"events\":[]}");
            assert!(head.headers.is_empty(), "{head:?}");
        }
    }

    #[test]
    fn members_add_up() {
        let body = [gzip(b"{\"events\""), gzip(b""), gzip(b":[]}")].concat();
        assert_eq!(decode(&["gzip"], body).1.unwrap().concat(), b"{\"events\":[]}");
    }

    #[test]
    fn e3_e6_what_is_not_known_is_left_as_it_is() {
        for codings in [&["br"][..], &["gzip", "gzip"], &["gzip, gzip"], &["identity"], &["deflate"], &[]] {
            let (head, pieces) = decode(codings, b"xyz".to_vec());
            assert_eq!(pieces.unwrap().concat(), b"xyz");
            assert_eq!(head.headers.get_all(header::CONTENT_ENCODING).iter().count(), codings.len());
            assert_eq!(head.headers[header::CONTENT_LENGTH], "3");
        }
    }

    #[test]
    fn e2_a_bomb_comes_in_small_pieces() {
        let bomb = gzip(&vec![b' '; 100 << 20]);
        let pieces = decode(&["gzip"], bomb).1.unwrap();
        assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), 100 << 20);
        assert!(pieces.iter().all(|piece| piece.len() <= 2 << 20));
    }

    #[test]
    fn e4_cut_at_any_byte_gzip_is_interrupted() {
        let whole = gzip(b"{\"events\":[{\"event_type\":\"COMPLETE\"}]}");
        for cut in 1..whole.len() {
            assert_eq!(kind(whole[..cut].to_vec()), FailureKind::Interrupted, "cut at {cut}");
        }
        assert_eq!(decode(&["gzip"], Vec::new()).1, Ok(Vec::new()));
    }

    #[test]
    fn e4_a_wrong_checksum_or_length_is_an_error() {
        let whole = gzip(b"{\"events\":[]}");
        for at in whole.len() - 8..whole.len() {
            let mut body = whole.clone();
            body[at] ^= 1;
            assert_eq!(kind(body.clone()), FailureKind::Interrupted);
            body.extend(gzip(b" "));
            assert_eq!(kind(body), FailureKind::Protocol);
        }
    }

    #[test]
    fn e4_what_is_no_gzip_is_an_error() {
        assert_eq!(kind(b"{\"events\":[]}".to_vec()), FailureKind::Protocol);
        assert_eq!(kind([gzip(b"{}"), b"trailing junk".to_vec()].concat()), FailureKind::Protocol);
    }
}

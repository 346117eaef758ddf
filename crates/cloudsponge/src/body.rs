//! The body of an answer: bytes as they come, or why they stopped.

use crate::TransportError;
use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The body of a response, as a transport hands it over.
///
/// Made from bytes that are there ([`From<Vec<u8>>`](From), [`From<Bytes>`](From)), from any [`http_body::Body`]
/// ([`Body::new`]) or from any stream of chunks ([`Body::from_stream`]). Dropping it must end the transfer.
pub struct Body(UnsyncBoxBody<Bytes, TransportError>);

impl Body {
    /// Wraps a body of the `http-body` ecosystem.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<TransportError>,
    {
        Self(UnsyncBoxBody::new(body.map_err(Into::into)))
    }

    /// Wraps a stream of chunks.
    pub fn from_stream<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
    {
        Self(UnsyncBoxBody::new(StreamBody::new(Frames(Box::pin(stream)))))
    }

    /// The next bytes; trailers are passed over.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            return match Pin::new(&mut self.0).poll_frame(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(chunk) => Poll::Ready(Some(Ok(chunk))),
                    Err(_trailers) => continue,
                },
            };
        }
    }
}

/// For those who call a transport themselves; the [`Client`](crate::Client) reads bodies within its limits.
impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::new(Full::new(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

/// A stream of chunks as a stream of frames.
struct Frames<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, TransportError>>> Stream for Frames<S> {
    type Item = Result<http_body::Frame<Bytes>, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|next| next.map(|chunk| chunk.map(http_body::Frame::data)))
    }
}

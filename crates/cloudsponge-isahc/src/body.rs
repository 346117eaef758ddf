//! isahc's body as a body of the `http-body` ecosystem.

use crate::agents::Lease;
use crate::error::read_error;
use bytes::Bytes;
use cloudsponge::TransportError;
use cloudsponge::proto::FailureKind;
use futures_io::AsyncRead;
use http_body::{Body, Frame};
use isahc::AsyncBody;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// As much as libcurl hands out at a time.
const PIECE: u64 = 16 * 1024;
/// Room for what may come behind the declared end of a body, which is nothing.
const REST: usize = 64;

/// A body that arrives. Dropping it closes its connection.
pub(crate) struct Received {
    // Before the lease: the body holds on to its client too, and the lease's must be the last.
    body: AsyncBody,
    lease: Option<Lease>,
    piece: Box<[u8]>,
    /// Bytes that must still come for the body to be whole.
    missing: u64,
    /// Bytes that are still to come, where libcurl knows.
    left: Option<u64>,
}

impl Received {
    pub(crate) fn new(body: AsyncBody, lease: Lease, least: u64) -> Self {
        // Most answers are small and say so: the buffer is as large as the body, and becomes it.
        let left = body.len();
        let piece = usize::try_from(left.unwrap_or(PIECE).min(PIECE)).unwrap_or_default();
        Self { body, lease: Some(lease), piece: vec![0; piece].into_boxed_slice(), missing: least, left }
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = self.get_mut();
        if this.lease.is_none() {
            return Poll::Ready(None);
        }
        let (mut rest, size) = ([0; REST], this.piece.len());
        let buffer = if this.piece.is_empty() { rest.as_mut_slice() } else { &mut this.piece };
        let read = ready!(Pin::new(&mut this.body).poll_read(cx, buffer));
        match read.map(|length| buffer.get(..length)) {
            Ok(Some(bytes)) if !bytes.is_empty() => {
                this.missing = this.missing.saturating_sub(bytes.len() as u64);
                this.left = this.left.map(|left| left.saturating_sub(bytes.len() as u64));
                let whole = this.left == Some(0) && bytes.len() == size;
                let copied = if whole { None } else { Some(Bytes::copy_from_slice(bytes)) };
                let bytes = copied.unwrap_or_else(|| Bytes::from(std::mem::take(&mut this.piece)));
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Ok(_) => {
                this.body = AsyncBody::empty();
                if let Some(lease) = this.lease.take() {
                    lease.give_back();
                }
                Poll::Ready((this.missing > 0).then(|| Err(FailureKind::Interrupted.into())))
            }
            Err(error) => {
                this.body = AsyncBody::empty();
                this.lease = None;
                Poll::Ready(Some(Err(read_error(error))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.lease.is_none()
    }
}

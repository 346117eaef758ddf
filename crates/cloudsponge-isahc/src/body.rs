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
/// No buffer is smaller.
const SMALL: u64 = 1024;

/// A body that arrives. Dropping it closes its connection.
pub(crate) struct Received {
    // Before the lease: the body holds on to its client too, and the lease's must be the last.
    body: AsyncBody,
    lease: Option<Lease>,
    piece: Box<[u8]>,
    /// Bytes that must still come for the body to be whole.
    missing: u64,
}

impl Received {
    pub(crate) fn new(body: AsyncBody, lease: Lease, least: u64) -> Self {
        // Most answers are small and say so, and a buffer has to be cleared.
        let piece = body.len().map_or(PIECE, |length| length.clamp(SMALL, PIECE));
        let piece = usize::try_from(piece).unwrap_or_default();
        Self { body, lease: Some(lease), piece: vec![0; piece].into_boxed_slice(), missing: least }
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
        let read = ready!(Pin::new(&mut this.body).poll_read(cx, &mut this.piece));
        match read.map(|length| this.piece.get(..length)) {
            Ok(Some(bytes)) if !bytes.is_empty() => {
                this.missing = this.missing.saturating_sub(bytes.len() as u64);
                Poll::Ready(Some(Ok(Frame::data(Bytes::copy_from_slice(bytes)))))
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

//! A transfer under way: the only place that polls a transport.

use crate::decode::{self, Decoded};
use crate::watch::Watch;
use crate::{Body, TransportError};
use bytes::Bytes;
use cloudsponge_proto::FailureKind;
use cloudsponge_proto::exchange::Input;
use http::{Request, Response, header};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

/// A call of [`Transport::send`](crate::Transport::send).
pub(crate) type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 'a>>;

/// At most one transfer.
#[derive(Default)]
pub(crate) struct Line<'a> {
    transfer: Transfer<'a>,
    watch: Option<Box<Watch>>,
    error: Option<TransportError>,
}

#[derive(Default)]
enum Transfer<'a> {
    #[default]
    Idle,
    Sending(Sending<'a>),
    Receiving(Decoded),
}

/// Makes a request ready for the transport. The core asks for bytes as they are; what is decoded here may be asked for.
pub(crate) fn prepared(mut request: Request<Bytes>) -> Request<Bytes> {
    request.headers_mut().insert(header::ACCEPT_ENCODING, decode::ACCEPTED);
    request
}

impl<'a> Line<'a> {
    /// Takes a request that is handed to the transport, once, when the line is next polled.
    pub(crate) fn send(&mut self, sending: Sending<'a>, watch: Option<Box<Watch>>) {
        (self.error, self.watch) = (None, watch);
        self.transfer = Transfer::Sending(sending);
    }

    /// Ends the call, if one is under way, and frees its connection. `failure` says why it brought no whole answer, if it
    /// brought none.
    pub(crate) fn hang_up(&mut self, failure: Option<FailureKind>, now: impl Fn() -> Instant) {
        self.transfer = Transfer::Idle;
        if let Some(watch) = self.watch.take() {
            watch.end(failure, now());
        }
    }

    /// The transport's last error.
    pub(crate) fn take_error(&mut self) -> Option<TransportError> {
        self.error.take()
    }

    /// Hands what the transport has ready, one piece, to `handle`; pending if there is nothing.
    pub(crate) fn poll_input(
        &mut self,
        cx: &mut Context<'_>,
        now: impl Fn() -> Instant,
        handle: impl FnOnce(Input<'_>),
    ) -> Poll<()> {
        let watch = &mut self.watch;
        match &mut self.transfer {
            Transfer::Idle => Poll::Pending,
            Transfer::Sending(sending) => match inside(watch, || sending.as_mut().poll(cx)) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Ok(response)) => {
                    let (mut head, body) = response.into_parts();
                    if let Some(watch) = watch {
                        watch.head(&head, now());
                    }
                    self.transfer = Transfer::Receiving(Decoded::new(&mut head, body));
                    handle(Input::Head(now(), head));
                    Poll::Ready(())
                }
                Poll::Ready(Err(error)) => self.fail(error, now(), handle),
            },
            Transfer::Receiving(body) => match inside(watch, || body.poll_chunk(cx)) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) => {
                    if let Some(watch) = watch {
                        watch.body(body.received(), now());
                    }
                    handle(Input::Body(now(), &chunk));
                    Poll::Ready(())
                }
                Poll::Ready(Some(Err(error))) => self.fail(error, now(), handle),
                Poll::Ready(None) => {
                    self.transfer = Transfer::Idle;
                    handle(Input::End(now()));
                    Poll::Ready(())
                }
            },
        }
    }

    fn fail(&mut self, error: TransportError, now: Instant, handle: impl FnOnce(Input<'_>)) -> Poll<()> {
        self.transfer = Transfer::Idle;
        handle(Input::Failure(now, error.kind()));
        self.error = Some(error);
        Poll::Ready(())
    }
}

/// Polls inside the call's span, if it has one.
fn inside<R>(watch: &Option<Box<Watch>>, poll: impl FnOnce() -> R) -> R {
    match watch {
        Some(watch) => watch.inside(poll),
        None => poll(),
    }
}

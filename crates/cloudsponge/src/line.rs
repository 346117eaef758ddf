//! A transfer under way and the alarm beside it: the only place that polls a transport.

use crate::decode::{self, Decoded};
use crate::{Body, Timer, Transport, TransportError};
use bytes::Bytes;
use cloudsponge_proto::exchange::Input;
use http::{Request, Response, header};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

type Sending = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;
type Sleeping = Pin<Box<dyn Future<Output = ()> + Send>>;

/// At most one transfer and one alarm.
pub(crate) struct Line<T, C> {
    transport: Arc<T>,
    timer: Arc<C>,
    transfer: Transfer,
    alarm: Option<(Instant, Sleeping)>,
    error: Option<TransportError>,
}

enum Transfer {
    Idle,
    Sending(Sending),
    Receiving(Decoded),
}

impl<T: Transport + 'static, C: Timer + 'static> Line<T, C> {
    pub(crate) fn new(transport: Arc<T>, timer: Arc<C>) -> Self {
        Self { transport, timer, transfer: Transfer::Idle, alarm: None, error: None }
    }

    pub(crate) fn now(&self) -> Instant {
        self.timer.now()
    }

    /// Hands a request to the transport, once. The core asks for bytes as they are; what is decoded here may be asked for.
    pub(crate) fn send(&mut self, mut request: Request<Bytes>) {
        request.headers_mut().insert(header::ACCEPT_ENCODING, decode::ACCEPTED);
        let transport = Arc::clone(&self.transport);
        self.error = None;
        self.transfer = Transfer::Sending(Box::pin(async move { transport.send(request).await }));
    }

    /// Ends the transfer, if one is under way, and frees its connection.
    pub(crate) fn hang_up(&mut self) {
        self.transfer = Transfer::Idle;
    }

    /// The transport's last error.
    pub(crate) fn take_error(&mut self) -> Option<TransportError> {
        self.error.take()
    }

    /// Hands what the transport has ready, one piece, to `handle`; pending if there is nothing.
    pub(crate) fn poll_input(&mut self, cx: &mut Context<'_>, handle: impl FnOnce(Input<'_>)) -> Poll<()> {
        match &mut self.transfer {
            Transfer::Idle => Poll::Pending,
            Transfer::Sending(sending) => match sending.as_mut().poll(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Ok(response)) => {
                    let (mut head, body) = response.into_parts();
                    self.transfer = Transfer::Receiving(Decoded::new(&mut head, body));
                    handle(Input::Head(self.timer.now(), head));
                    Poll::Ready(())
                }
                Poll::Ready(Err(error)) => self.fail(error, handle),
            },
            Transfer::Receiving(body) => match body.poll_chunk(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) => {
                    handle(Input::Body(self.timer.now(), &chunk));
                    Poll::Ready(())
                }
                Poll::Ready(Some(Err(error))) => self.fail(error, handle),
                Poll::Ready(None) => {
                    self.transfer = Transfer::Idle;
                    handle(Input::End(self.timer.now()));
                    Poll::Ready(())
                }
            },
        }
    }

    fn fail(&mut self, error: TransportError, handle: impl FnOnce(Input<'_>)) -> Poll<()> {
        self.transfer = Transfer::Idle;
        handle(Input::Failure(self.timer.now(), error.kind()));
        self.error = Some(error);
        Poll::Ready(())
    }

    /// Ready once the instant has come.
    pub(crate) fn poll_alarm(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()> {
        if self.timer.now() >= at {
            return Poll::Ready(());
        }
        if self.alarm.as_ref().is_none_or(|(set, _)| *set != at) {
            let timer = Arc::clone(&self.timer);
            self.alarm = Some((at, Box::pin(async move { timer.sleep_until(at).await })));
        }
        match &mut self.alarm {
            Some((_, sleeping)) => {
                std::task::ready!(sleeping.as_mut().poll(cx));
                self.alarm = None;
                Poll::Ready(())
            }
            None => Poll::Ready(()),
        }
    }
}

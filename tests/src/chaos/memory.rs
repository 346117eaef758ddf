//! HTTP/1 over the fault server's connections in memory: a transport without sockets.

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use cloudsponge::{Body, Transport, TransportError};
use cloudsponge_conformance::server::{MemoryStream, dial};
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::Full;
use hyper::body::{Body as HttpBody, Frame, Incoming};
use hyper::client::conn::http1::{self, Connection};
use hyper::rt::{Read, ReadBufCursor, Write};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Sends each request on a connection of its own, to a fault server of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryTransport;

type Driver = Pin<Box<Connection<Io, Full<Bytes>>>>;

#[async_trait]
impl Transport for MemoryTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let (mut request, address) = origin_form(request).ok_or(FailureKind::Other)?;
        let host = HeaderValue::from_str(&address.to_string()).map_err(|_| FailureKind::Other)?;
        request.headers_mut().insert(header::HOST, host);
        let stream =
            dial(address).map_err(|error| TransportError::new(FailureKind::Connect).with_source(error))?;
        let (mut sender, connection) = http1::handshake(Io { stream, reads: 0 }).await.map_err(failed)?;
        let mut driver = Some(Box::pin(connection));
        let mut sending = Box::pin(sender.send_request(request.map(Full::new)));
        let answer = std::future::poll_fn(|cx| {
            drive(&mut driver, cx);
            sending.as_mut().poll(cx)
        });
        let answer = answer.await.map_err(failed)?;
        Ok(answer.map(|body| Body::new(Received { body, driver })))
    }
}

/// Only the path and query go on the request line; the rest says whom to dial.
fn origin_form(mut request: Request<Bytes>) -> Option<(Request<Bytes>, SocketAddr)> {
    let uri = std::mem::take(request.uri_mut());
    let address = uri.authority()?.as_str().replace("localhost", "127.0.0.1").parse().ok()?;
    *request.uri_mut() = Uri::builder().path_and_query(uri.path_and_query()?.clone()).build().ok()?;
    Some((request, address))
}

/// Moves the connection on; its errors reach the one who waits for the answer.
fn drive(driver: &mut Option<Driver>, cx: &mut Context<'_>) {
    if let Some(connection) = driver
        && connection.as_mut().poll(cx).is_ready()
    {
        *driver = None;
    }
}

fn failed(error: hyper::Error) -> TransportError {
    let kind = match error.is_parse() {
        true if error.to_string().contains("too large") => FailureKind::TooLarge,
        true => FailureKind::Protocol,
        false => FailureKind::Interrupted,
    };
    TransportError::new(kind).with_source(error)
}

/// The body and the connection it comes on; dropped together.
struct Received {
    body: Incoming,
    driver: Option<Driver>,
}

impl HttpBody for Received {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = self.get_mut();
        drive(&mut this.driver, cx);
        Pin::new(&mut this.body).poll_frame(cx).map(|next| next.map(|frame| frame.map_err(failed)))
    }
}

/// The stream as hyper wants it.
struct Io {
    stream: MemoryStream,
    /// Reads that found bytes, one after the other.
    reads: u32,
}

/// After so many reads others have their turn, as with tokio's own streams: a server that never stops sending would
/// otherwise keep the timer from being asked.
const TURN: u32 = 64;

impl Read for Io {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut place: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.reads += 1;
        if self.reads > TURN {
            self.reads = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut buffer = [0; 8 * 1024];
        let room = place.remaining().min(buffer.len());
        let Some(free) = buffer.get_mut(..room) else { return Poll::Ready(Ok(())) };
        let length = std::task::ready!(self.stream.poll_read(cx, free))?;
        place.put_slice(free.get(..length).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl Write for Io {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream.poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

//! What a connection does, step by step.

use bytes::Bytes;
use std::time::Duration;

/// The steps of one connection. After the last it is closed with FIN.
///
/// ```
/// use cloudsponge_conformance::server::{Script, answer};
///
/// let cut = Script::new().read_request().send(&answer(200, &[], b"{}")[..20]).rst();
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Script {
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    ReadHead,
    ReadBody,
    Hold,
    Send(Bytes),
    Repeat(Bytes, u64),
    Drip(Bytes, Duration),
    Sleep(Duration),
    HalfClose,
    Fin,
    Rst,
    Next,
    Again,
}

impl Script {
    /// No step: accepts and closes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads up to the end of the request's head.
    pub fn read_head(self) -> Self {
        self.then(Step::ReadHead)
    }

    /// Reads the body its `Content-Length` announces.
    pub fn read_body(self) -> Self {
        self.then(Step::ReadBody)
    }

    /// Reads head and body.
    pub fn read_request(self) -> Self {
        self.read_head().read_body()
    }

    /// Sends bytes.
    pub fn send(self, bytes: impl AsRef<[u8]>) -> Self {
        self.then(Step::Send(Bytes::copy_from_slice(bytes.as_ref())))
    }

    /// Sends the same bytes over and over.
    pub fn repeat(self, bytes: impl AsRef<[u8]>, times: u64) -> Self {
        self.then(Step::Repeat(Bytes::copy_from_slice(bytes.as_ref()), times))
    }

    /// Sends single bytes with a pause after each.
    pub fn drip(self, bytes: impl AsRef<[u8]>, pause: Duration) -> Self {
        self.then(Step::Drip(Bytes::copy_from_slice(bytes.as_ref()), pause))
    }

    /// Waits.
    pub fn sleep(self, pause: Duration) -> Self {
        self.then(Step::Sleep(pause))
    }

    /// Says no more and reads until the other side closes.
    pub fn hold(self) -> Self {
        self.then(Step::Hold)
    }

    /// Closes the sending side only.
    pub fn half_close(self) -> Self {
        self.then(Step::HalfClose)
    }

    /// Closes in order.
    pub fn fin(self) -> Self {
        self.then(Step::Fin)
    }

    /// Closes with a reset, after at least one byte has come in.
    pub fn rst(self) -> Self {
        self.then(Step::Rst)
    }

    /// Reads the next request on the same connection.
    pub fn read_next(self) -> Self {
        self.then(Step::Next).read_request()
    }

    /// Starts over with the next request, on the same connection.
    pub fn again(self) -> Self {
        self.then(Step::Again)
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

/// A whole answer: status line, these header lines, `Content-Length`, body.
pub fn answer(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("content-length: {}", body.len());
    let headers: Vec<&str> = headers.iter().copied().chain([length.as_str()]).collect();
    let mut bytes = head(status, &headers);
    bytes.extend_from_slice(body);
    bytes
}

/// A whole answer whose body comes in chunks of this size.
pub fn chunked(status: u16, headers: &[&str], body: &[u8], chunk: usize) -> Vec<u8> {
    let headers: Vec<&str> = headers.iter().copied().chain(["transfer-encoding: chunked"]).collect();
    let mut bytes = head(status, &headers);
    for piece in body.chunks(chunk.max(1)) {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

/// A head alone.
fn head(status: u16, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Word\r\n").into_bytes();
    for line in headers {
        text.extend_from_slice(line.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text
}

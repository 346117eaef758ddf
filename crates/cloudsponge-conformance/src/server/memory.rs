//! The same server without sockets: two pipes in memory, for transports that dial by [`dial`].

use super::link::{Link, TICK};
use super::{Shared, lock};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

/// What one direction holds before the sender must wait, like a socket's buffer.
const ROOM: usize = 64 * 1024;

static SERVERS: LazyLock<Mutex<HashMap<SocketAddr, Weak<Shared>>>> = LazyLock::new(Mutex::default);

pub(super) fn register(address: SocketAddr, server: &Arc<Shared>) {
    lock(&SERVERS).insert(address, Arc::downgrade(server));
}

pub(super) fn forget(address: SocketAddr) {
    lock(&SERVERS).remove(&address);
}

/// Connects to the server of this process that has this address, without a socket.
///
/// # Errors
/// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused): there is none.
pub fn dial(address: SocketAddr) -> io::Result<MemoryStream> {
    let server = lock(&SERVERS).get(&address).and_then(Weak::upgrade);
    let server = server.ok_or(io::ErrorKind::ConnectionRefused)?;
    let (up, down) = (Arc::<Pipe>::default(), Arc::<Pipe>::default());
    server.play(MemoryLink { input: Arc::clone(&up), output: Arc::clone(&down) });
    Ok(MemoryStream { input: down, output: up })
}

/// The client's end of a connection in memory. Dropping it closes the connection.
#[derive(Debug)]
pub struct MemoryStream {
    input: Arc<Pipe>,
    output: Arc<Pipe>,
}

impl MemoryStream {
    /// Reads what has come in: 0 bytes when the server has closed.
    ///
    /// # Errors
    /// [`ConnectionReset`](io::ErrorKind::ConnectionReset): the server has reset the connection.
    pub fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.input.poll_take(cx.waker(), buffer)
    }

    /// Sends as much as the server has room for.
    ///
    /// # Errors
    /// The server has closed or reset the connection.
    pub fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.output.poll_put(cx.waker(), bytes)
    }
}

impl Drop for MemoryStream {
    fn drop(&mut self) {
        self.output.close(Closed::End);
        self.input.close(Closed::Reset);
    }
}

/// The server's end.
struct MemoryLink {
    input: Arc<Pipe>,
    output: Arc<Pipe>,
}

impl Link for MemoryLink {
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.input.wait(|state| !state.bytes.is_empty() || state.closed.is_some());
        ready(self.input.poll_take(Waker::noop(), buffer))
    }

    fn transmit(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.wait(|state| state.bytes.len() < ROOM || state.closed.is_some());
        ready(self.output.poll_put(Waker::noop(), bytes))
    }

    fn half_close(&mut self) {
        self.output.close(Closed::End);
    }

    fn fin(self) {
        self.output.close(Closed::End);
        self.input.close(Closed::Reset);
    }

    fn rst(self) {
        self.output.close(Closed::Reset);
        self.input.close(Closed::Reset);
    }
}

fn ready(poll: Poll<io::Result<usize>>) -> io::Result<usize> {
    match poll {
        Poll::Ready(result) => result,
        Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
    }
}

/// One direction.
#[derive(Debug, Default)]
struct Pipe {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: VecDeque<u8>,
    closed: Option<Closed>,
    waker: Option<Waker>,
}

#[derive(Clone, Copy, Debug)]
enum Closed {
    /// What is there can still be read.
    End,
    Reset,
}

impl Pipe {
    fn poll_take(&self, waker: &Waker, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut state = lock(&self.state);
        let length = buffer.len().min(state.bytes.len());
        for (place, byte) in buffer.iter_mut().zip(state.bytes.drain(..length)) {
            *place = byte;
        }
        if length > 0 {
            self.wake(&mut state);
            return Poll::Ready(Ok(length));
        }
        match state.closed {
            Some(Closed::End) => Poll::Ready(Ok(0)),
            Some(Closed::Reset) => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            None => {
                state.waker = Some(waker.clone());
                Poll::Pending
            }
        }
    }

    fn poll_put(&self, waker: &Waker, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = lock(&self.state);
        if state.closed.is_some() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let length = bytes.len().min(ROOM.saturating_sub(state.bytes.len()));
        if length == 0 && !bytes.is_empty() {
            state.waker = Some(waker.clone());
            return Poll::Pending;
        }
        state.bytes.extend(bytes.iter().take(length));
        self.wake(&mut state);
        Poll::Ready(Ok(length))
    }

    fn close(&self, how: Closed) {
        let mut state = lock(&self.state);
        state.closed.get_or_insert(how);
        self.wake(&mut state);
    }

    /// Waits for a tick at most.
    fn wait(&self, until: impl Fn(&State) -> bool) {
        let state = lock(&self.state);
        let waited = self.changed.wait_timeout_while(state, TICK, |state| !until(state));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn wake(&self, state: &mut State) {
        self.changed.notify_all();
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

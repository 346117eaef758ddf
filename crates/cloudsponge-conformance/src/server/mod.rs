//! A server that does what a script says, byte by byte, with nothing but `std`: it shares no bug with any HTTP library, and
//! it can lie.

mod link;
mod memory;
mod player;
mod script;
mod tls;
mod wire;

pub use memory::{MemoryStream, dial};
pub use script::{Script, answer, chunked};
pub use tls::{Certificate, TlsServer, Validity};
pub use wire::{Recorded, Wire};

use link::{Link, TcpLink};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A server on a port of its own at 127.0.0.1, and in memory under the same address; see [`dial`].
///
/// Every connection plays a script of its own from the start and is recorded. Dropping the server ends its threads.
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Box<dyn Fn(usize) -> Script + Send + Sync>,
    wires: Mutex<Vec<Arc<Mutex<Wire>>>>,
    stop: AtomicBool,
}

/// A listener on a port that is free. After a storm of connections there may be none: the system keeps their ports for a
/// minute, and gives them back one by one.
fn listen() -> io::Result<TcpListener> {
    let given_up = Instant::now() + Duration::from_secs(60);
    loop {
        match TcpListener::bind("127.0.0.1:0") {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && Instant::now() < given_up => {
                std::thread::sleep(Duration::from_millis(20));
            }
            result => return result,
        }
    }
}

impl FaultServer {
    /// Plays this script on every connection.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start(script: Script) -> io::Result<Self> {
        Self::start_each(move |_| script.clone())
    }

    /// Plays a script of its own on each connection, counted from 0.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start_each(script: impl Fn(usize) -> Script + Send + Sync + 'static) -> io::Result<Self> {
        let listener = listen()?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script: Box::new(script),
            wires: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        std::thread::Builder::new().name("fault-server".to_owned()).spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if accepting.stop.load(Ordering::SeqCst) {
                    break;
                }
                if let Ok(link) = TcpLink::new(stream) {
                    accepting.play(link);
                }
            }
        })?;
        memory::register(address, &shared);
        Ok(Self { address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://address` and a path with its query.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What happened on each connection so far, in the order they were made.
    pub fn wires(&self) -> Vec<Wire> {
        self.shared.wires().iter().map(|wire| lock(wire).clone()).collect()
    }

    /// The requests of all connections, each connection's in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.wires().iter().flat_map(Wire::requests).collect()
    }

    /// Waits until this many connections were closed by the other side, or the time is up.
    pub fn wait_for_closed(&self, connections: usize, patience: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.wires().iter().filter(|wire| wire.peer_closed).count() >= connections {
                return true;
            }
            if start.elapsed() > patience {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Shared {
    fn wires(&self) -> MutexGuard<'_, Vec<Arc<Mutex<Wire>>>> {
        lock(&self.wires)
    }

    /// Plays the next script on a thread of its own.
    fn play(self: &Arc<Self>, link: impl Link + 'static) {
        let wire = Arc::<Mutex<Wire>>::default();
        let number = {
            let mut wires = self.wires();
            wires.push(Arc::clone(&wire));
            wires.len() - 1
        };
        let shared = Arc::clone(self);
        // Where no thread can be had the connection is closed, which is a fault like any other.
        let _ = std::thread::Builder::new().name("fault-connection".to_owned()).spawn(move || {
            let script = (shared.script)(number);
            player::play(link, &script, &wire, &shared.stop);
        });
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        memory::forget(self.address);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl std::fmt::Debug for FaultServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaultServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The lock of a mutex, whoever panicked while holding it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{ErrorKind, Read, Write};
    use std::task::{Context, Poll, Waker};

    /// What a client reads after it has sent two requests, and how the connection ended.
    fn over_tcp(server: &FaultServer) -> (Vec<u8>, Option<ErrorKind>) {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(b"GET /a HTTP/1.1\r\n\r\n").unwrap();
        std::thread::sleep(Duration::from_millis(30));
        let _ = stream.write_all(b"GET /b HTTP/1.1\r\n\r\n");
        let mut read = Vec::new();
        let end = stream.read_to_end(&mut read).err().map(|error| error.kind());
        (read, end)
    }

    fn in_memory(server: &FaultServer) -> (Vec<u8>, Option<ErrorKind>) {
        let mut cx = Context::from_waker(Waker::noop());
        let mut stream = dial(server.address()).unwrap();
        let requests = b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
        assert!(stream.poll_write(&mut cx, requests).is_ready());
        let (mut read, mut buffer) = (Vec::new(), [0; 5]);
        loop {
            match stream.poll_read(&mut cx, &mut buffer) {
                Poll::Ready(Ok(0)) => return (read, None),
                Poll::Ready(Ok(length)) => read.extend_from_slice(&buffer[..length]),
                Poll::Ready(Err(error)) => return (read, Some(error.kind())),
                Poll::Pending => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    #[test]
    fn a_script_is_played_and_recorded_over_both_links() {
        let script = Script::new().read_request().send("one").read_next().send("two").fin();
        for exchange in [over_tcp, in_memory] {
            let server = FaultServer::start(script.clone()).unwrap();
            assert_eq!(exchange(&server), (b"onetwo".to_vec(), None));
            let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
            assert_eq!(lines, ["GET /a HTTP/1.1", "GET /b HTTP/1.1"]);
            assert_eq!(server.wires()[0].sent, 6);
        }
    }

    #[test]
    fn a_reset_is_a_reset_over_both_links() {
        let script = Script::new().read_request().send("one").read_next().rst();
        for exchange in [over_tcp, in_memory] {
            let server = FaultServer::start(script.clone()).unwrap();
            assert_eq!(exchange(&server), (b"one".to_vec(), Some(ErrorKind::ConnectionReset)));
        }
    }

    #[test]
    fn who_closes_first_is_seen() {
        let server = FaultServer::start(Script::new().hold()).unwrap();
        drop(TcpStream::connect(server.address()).unwrap());
        assert!(server.wait_for_closed(1, Duration::from_secs(5)));
        drop(dial(server.address()).unwrap());
        assert!(server.wait_for_closed(2, Duration::from_secs(5)));
    }

    #[test]
    fn a_server_that_is_gone_refuses() {
        let address = FaultServer::start(Script::new()).unwrap().address();
        assert_eq!(dial(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    }
}

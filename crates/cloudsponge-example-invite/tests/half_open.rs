//! T28: five hundred clients that never finish their request hold nobody up, and are shown the door.
//!
//! The servers run in a process of their own, so that neither side needs more than the usual number of open files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const CLIENTS: usize = 500;
/// Ten seconds, and one for the servers to get round to it.
const CLOSED: Duration = Duration::from_secs(11);
/// What a busy machine may add to that.
const GRACE: Duration = Duration::from_secs(4);
/// So long takes a request at most, in 99 of 100 cases, where the machine is idle.
const QUICK: Duration = Duration::from_millis(100);

/// The example and its emulator.
struct Program {
    child: Child,
    site: SocketAddr,
    emulator: SocketAddr,
}

impl Program {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudsponge-example-invite"));
        let mut child = command.arg("--emulator").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = lines.next().unwrap().unwrap();
            let (_, rest) = line.split_once("http://").unwrap();
            rest.split('/').next().unwrap().parse().unwrap()
        };
        Self { site: address(), emulator: address(), child }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long each of so many requests takes, shortest first. Each has its own connection.
fn times(address: SocketAddr, path: &str, requests: usize) -> Vec<Duration> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let one = || {
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:.60}");
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..requests).map(|_| one()).collect();
    times.sort();
    times
}

/// A request that is never finished: not begun, in the middle of its head, or of its body.
fn half_open(address: SocketAddr, post: &str, index: usize) -> TcpStream {
    let head = format!("POST {post} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 100\r\n");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n\r\nservice=gm";
    let mut stream = TcpStream::connect(address).unwrap();
    match index % 3 {
        0 => {}
        1 => stream.write_all(&head.as_bytes()[..head.len() / 2]).unwrap(),
        _ => stream.write_all(format!("{head}{form}").as_bytes()).unwrap(),
    }
    stream.set_nonblocking(true).unwrap();
    stream
}

/// Whether the server has closed it, after an answer perhaps.
fn is_closed(stream: &mut TcpStream) -> bool {
    let mut part = [0; 4096];
    loop {
        match stream.read(&mut part) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != ErrorKind::WouldBlock,
        }
    }
}

fn holds_nobody_up(address: SocketAddr, get: &str, post: &str) {
    let p99 = |times: &[Duration]| times[times.len() * 99 / 100];
    let before = p99(&times(address, get, 100));
    let start = Instant::now();
    let mut clients: Vec<_> = (0..CLIENTS).map(|index| half_open(address, post, index)).collect();
    let opened = start.elapsed();
    let during = p99(&times(address, get, 200));
    let kept = clients.iter_mut().filter_map(|client| (!is_closed(client)).then_some(())).count();
    println!("{kept} half open after {:?}; p99 {before:?} before, {during:?} with them", start.elapsed());
    assert!(during < QUICK + 2 * before, "{during:?}, without them {before:?}");
    assert!(kept > CLIENTS / 2 || start.elapsed() > CLOSED / 2, "only {kept} were half open");
    while clients.iter_mut().any(|client| !is_closed(client)) {
        assert!(start.elapsed() < opened + CLOSED + GRACE, "some are still open");
        sleep(Duration::from_millis(50));
    }
    println!("all closed after {:?}", start.elapsed());
    times(address, get, 1);
}

#[test]
fn t28_half_open_connections_do_not_hold_the_site_up() {
    let program = Program::start();
    holds_nobody_up(program.site, "/", "/contacts/begin");
}

#[test]
fn t28_half_open_connections_do_not_hold_the_emulator_up() {
    let program = Program::start();
    holds_nobody_up(program.emulator, "/_cloudsponge/health", "/begin_import/user_consent.json");
}

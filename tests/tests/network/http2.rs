//! C21, C22: HTTP/2 connections that are given up, and streams that break, over a server that writes its frames by hand.

use super::{client, kind, runtime};
use cloudsponge::Transport;
use cloudsponge::proto::{Api, BaseUrl, Credentials, FailureKind, Format};
use cloudsponge_isahc::{IoTimer, IsahcTransport};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_tests::chaos::case::{Call, KEY, PASSWORD, api, body, make};
use cloudsponge_tests::chaos::row::is_healthy;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PREFACE: usize = 24;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

/// The kinds of frames that matter here.
mod frame {
    pub(super) const DATA: u8 = 0;
    pub(super) const HEADERS: u8 = 1;
    pub(super) const RST_STREAM: u8 = 3;
    pub(super) const SETTINGS: u8 = 4;
    pub(super) const PING: u8 = 6;
    pub(super) const GOAWAY: u8 = 7;
}

/// What the server does with a request that it has read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// GOAWAY that says it was not looked at, and the end of the connection.
    GoAway,
    /// The stream alone is refused.
    Refused,
    /// A head, then the stream is reset.
    ResetAfterHead,
    /// A head, half a body, then the stream is reset.
    ResetInBody,
    /// A head, then empty DATA without end.
    Flood,
}

/// A server whose first so many requests meet a fault.
struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    /// The first byte of each request's head: the method, in HPACK's static table.
    methods: Mutex<Vec<u8>>,
}

impl Server {
    fn start(call: Call, fault: Fault, times: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Seen>::default());
        let noted = Arc::clone(&seen);
        std::thread::spawn(move || {
            // The thread stays until the process ends: it waits for a connection that nobody makes.
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&noted);
                // A broken connection is what the test is about.
                std::thread::spawn(move || drop(serve(stream, call, fault, times, &seen)));
            }
        });
        Self { address, seen }
    }

    fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    fn posts(&self) -> usize {
        const POST: u8 = 0x83;
        self.seen.methods.lock().unwrap().iter().filter(|method| **method == POST).count()
    }
}

fn write(stream: &mut TcpStream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &id.to_be_bytes()].concat();
    stream.write_all(&[&head, payload].concat())
}

fn serve(mut stream: TcpStream, call: Call, fault: Fault, times: usize, seen: &Seen) -> io::Result<()> {
    stream.read_exact(&mut [0; PREFACE])?;
    write(&mut stream, frame::SETTINGS, 0, 0, &[])?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload)?;
        match head[3] {
            frame::SETTINGS if head[4] & ACK == 0 => write(&mut stream, frame::SETTINGS, ACK, 0, &[])?,
            frame::PING if head[4] & ACK == 0 => write(&mut stream, frame::PING, ACK, 0, &payload)?,
            frame::HEADERS => {
                // Priorities come first where the flag says so.
                let start = if head[4] & 0x20 == 0 { 0 } else { 5 };
                seen.methods.lock().unwrap().push(payload[start]);
            }
            _ => {}
        }
        if matches!(head[3], frame::HEADERS | frame::DATA) && head[4] & END_STREAM != 0 {
            let number = seen.requests.fetch_add(1, Ordering::SeqCst);
            let fault = if number < times { fault } else { Fault::None };
            answer(&mut stream, call, fault, id)?;
            if fault == Fault::GoAway {
                return Ok(());
            }
        }
    }
}

fn answer(stream: &mut TcpStream, call: Call, fault: Fault, id: u32) -> io::Result<()> {
    const REFUSED: [u8; 4] = [0, 0, 0, 7];
    const INTERNAL: [u8; 4] = [0, 0, 0, 2];
    let body = body(call, Format::Json);
    // `:status: 200` from the static table, and `content-type` as a literal.
    let head = [b"\x88\x5f\x10".as_slice(), b"application/json"].concat();
    match fault {
        Fault::GoAway => write(stream, frame::GOAWAY, 0, 0, &[0; 8]),
        Fault::Refused => write(stream, frame::RST_STREAM, 0, id, &REFUSED),
        Fault::None => {
            write(stream, frame::HEADERS, END_HEADERS, id, &head)?;
            write(stream, frame::DATA, END_STREAM, id, &body)
        }
        Fault::ResetAfterHead | Fault::ResetInBody => {
            write(stream, frame::HEADERS, END_HEADERS, id, &head)?;
            if fault == Fault::ResetInBody {
                write(stream, frame::DATA, 0, id, &body[..body.len() / 2])?;
            }
            write(stream, frame::RST_STREAM, 0, id, &INTERNAL)
        }
        Fault::Flood => {
            write(stream, frame::HEADERS, END_HEADERS, id, &head)?;
            loop {
                write(stream, frame::DATA, 0, id, &[])?;
            }
        }
    }
}

/// reqwest as it is, but for HTTP/2 from the first byte on: otherwise it is agreed upon under TLS only.
fn over_http2() -> Arc<dyn Transport> {
    let builder = ReqwestTransport::client_builder().tls_certs_only([]).http2_prior_knowledge();
    Arc::new(ReqwestTransport::with_client(builder.build().unwrap()))
}

/// libcurl would send a refused begin call again by itself, so isahc must not come to speak HTTP/2.
#[test]
fn c21_isahc_offers_no_http2() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let hello = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        stream.read_exact(&mut hello).unwrap();
        hello
    });
    let api = Api::new(Credentials::new(KEY, PASSWORD).unwrap()).with_base_url(BaseUrl::parse(&url).unwrap());
    let client = client(Arc::new(IsahcTransport::new().unwrap()), Arc::new(IoTimer::new()), api);
    let outcome = runtime().block_on(make(&client, Call::Login, 0));
    assert!(outcome.is_err());
    let hello = hello.join().unwrap();
    let offers = |name: &[u8]| hello.windows(name.len()).any(|bytes| bytes == name);
    assert!(offers(b"\x08http/1.1") && !offers(b"\x02h2"), "{hello:?}");
}

/// The first call meets the fault and must end as said; the next is answered. No begin call is on the wire twice.
fn meets(fault: Fault, right: &[FailureKind]) {
    let (runtime, transport) = (runtime(), over_http2());
    for call in Call::ALL {
        let what = format!("{call:?} {fault:?}");
        let server = Server::start(call, fault, 1);
        let api = api(&server.address.to_string(), Format::Json).unwrap();
        let client = client(Arc::clone(&transport), Arc::new(TokioTimer::new()), api);
        let start = Instant::now();
        let outcome = runtime.block_on(make(&client, call, 0));
        assert!(start.elapsed() < Duration::from_secs(4), "{what}: {:?}", start.elapsed());
        assert!(kind(&outcome).is_some_and(|kind| right.contains(&kind)), "{what}: {outcome:?}");
        assert_eq!((server.requests(), server.posts()), (1, usize::from(call.is_begin())), "{what}");
        assert!(outcome.unwrap_err().may_have_been_sent(), "{what}");

        let answer = runtime.block_on(make(&client, call, 0));
        assert!(answer.as_ref().is_ok_and(|it| is_healthy(call, Format::Json, it)), "{what}: {answer:?}");
        assert_eq!(server.requests(), 2, "{what}");
    }
}

#[test]
fn c21_a_connection_is_given_up() {
    meets(Fault::GoAway, &[FailureKind::Interrupted]);
}

#[test]
fn c21_a_stream_is_refused() {
    meets(Fault::Refused, &[FailureKind::Interrupted]);
}

#[test]
fn c22_a_stream_is_reset() {
    meets(Fault::ResetAfterHead, &[FailureKind::Interrupted]);
    meets(Fault::ResetInBody, &[FailureKind::Interrupted]);
}

#[test]
fn c22_empty_frames_without_end() {
    let before = memory();
    meets(Fault::Flood, &[FailureKind::Timeout, FailureKind::Interrupted, FailureKind::Protocol]);
    let grown = memory().saturating_sub(before);
    println!("grown by {} KiB", grown >> 10);
    assert!(grown < 64 << 20, "{grown} B");
}

/// The most memory this process ever had, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

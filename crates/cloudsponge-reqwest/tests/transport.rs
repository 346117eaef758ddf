//! The transport against a server that lies: raw sockets, no HTTP library on the other side.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use cloudsponge::proto::endpoints::{GetEvents, UserConsent};
use cloudsponge::proto::{Api, ApiErrorKind, BaseUrl, Credentials, FailureKind, ImportId, Service};
use cloudsponge::{Client, Error};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

type Heads = Arc<Mutex<Vec<String>>>;

/// A server that does `act` with each connection after it has read one request's head and body.
fn server(act: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> (SocketAddr, Heads) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Heads::default();
    let (log, act) = (Arc::clone(&heads), Arc::new(act));
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let (mut stream, log, act) = (stream.unwrap(), Arc::clone(&log), Arc::clone(&act));
            std::thread::spawn(move || {
                let head = read_request(&mut stream);
                log.lock().unwrap().push(head);
                act(stream, n);
            });
        }
    });
    (address, heads)
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return text,
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
        }
    }
}

fn client(address: SocketAddr) -> Client<ReqwestTransport, TokioTimer> {
    let api = Api::new(Credentials::new("the-domain-key", "the-domain-password").unwrap())
        .with_base_url(BaseUrl::parse(&format!("http://{address}")).unwrap());
    Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api)
}

async fn error_of(bytes: &'static [u8]) -> Error {
    let (address, _) = server(move |mut stream, _| {
        let _ = stream.write_all(bytes);
    });
    client(address).call(&GetEvents::new(ImportId::from(7))).await.unwrap_err()
}

fn kind(error: &Error) -> FailureKind {
    match error {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a1_refused_is_connect() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(address).call(&UserConsent::new(Service::GMAIL)).await.unwrap_err();
    assert_eq!(kind(&error), FailureKind::Connect);
    assert!(!error.may_have_been_sent() && error.is_retryable());
}

#[tokio::test]
async fn heads_and_bodies_that_end_early_are_interrupted() {
    for bytes in [
        &b""[..],
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ] {
        assert_eq!(
            kind(&error_of(bytes).await),
            FailureKind::Interrupted,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[tokio::test]
async fn c10_what_is_not_http_is_protocol() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        b"HTTP/1.1 2OO OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
    ] {
        assert_eq!(kind(&error_of(bytes).await), FailureKind::Protocol, "{}", String::from_utf8_lossy(bytes));
    }
}

#[tokio::test]
async fn g1_a_redirect_is_refused_and_the_other_host_sees_nothing() {
    let (other, seen) = server(|_, _| {});
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} X\r\nlocation: http://{other}/events/7.json?code=secret\r\ncontent-length: 0\r\n\r\n"
        );
        let (address, _) = server(move |mut stream, _| stream.write_all(answer.as_bytes()).unwrap());
        let error = client(address).call(&GetEvents::new(ImportId::from(7))).await.unwrap_err();
        let api = error.api().unwrap();
        assert_eq!(api.kind, ApiErrorKind::RedirectRefused);
        assert_eq!(api.redirect_origin, Some(format!("http://{other}")));
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn g12_cookies_are_not_kept() {
    let (address, heads) = server(|mut stream, _| {
        let body = r#"{"events":[]}"#;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nconnection: close\r\ncontent-length: 13\r\n\r\n{body}"
        )
        .unwrap();
    });
    let client = client(address);
    for _ in 0..2 {
        client.call(&GetEvents::new(ImportId::from(7))).await.unwrap();
    }
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 2);
    assert!(heads.iter().all(|head| !head.to_lowercase().contains("cookie")));
}

#[tokio::test]
async fn a_post_is_what_the_core_built() {
    let (address, heads) = server(|mut stream, _| {
        let body = r#"{"status":"success","import_id":7}"#;
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    client(address).call(&UserConsent::new(Service::GMAIL).user_id("o'neil + co")).await.unwrap();
    let request = heads.lock().unwrap()[0].clone();
    assert!(request.starts_with("POST /begin_import/user_consent.json HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nservice=gmail&user_id=o%27neil+%2B+co"), "{request}");
    for header in [
        "authorization: Basic dGhlLWRvbWFpbi1rZXk6dGhlLWRvbWFpbi1wYXNzd29yZA==",
        "content-type: application/x-www-form-urlencoded",
        "content-length: 37",
        "accept: application/json",
        "accept-encoding: gzip",
        "cache-control: no-store",
    ] {
        assert_eq!(request.matches(header).count(), 1, "{header} in {request}");
    }
}

#[tokio::test]
async fn a_dropped_call_frees_its_socket() {
    let (closed, when) = std::sync::mpsc::channel();
    let (address, _) = server(move |mut stream, _| {
        let start = Instant::now();
        let _ = stream.read(&mut [0]);
        closed.send(start.elapsed()).unwrap();
    });
    let client = client(address);
    let call = tokio::spawn(async move { client.call(&GetEvents::new(ImportId::from(7))).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    call.abort();
    let held = tokio::task::spawn_blocking(move || when.recv_timeout(Duration::from_secs(5)).unwrap())
        .await
        .unwrap();
    assert!(held < Duration::from_secs(3), "{held:?}");
}

/// Runs in a child process, whose environment can be set without disturbing the other tests.
#[test]
fn g14_environment_proxies_are_ignored() {
    let (proxy, seen) = server(|_, _| {});
    let proxy = format!("http://{proxy}");
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(name, &proxy);
    }
    let output = child.args(["--exact", "a_post_is_what_the_core_built"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(seen.lock().unwrap().is_empty());
}

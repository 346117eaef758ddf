//! The smallest HTTP client that will do: one request per connection, over the standard library's sockets.

use cloudsponge_emulator::{DEFAULT_KEY, DEFAULT_PASSWORD, Emulator};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1)
    }
}

/// Sends these bytes and reads until the other side closes.
pub(crate) fn raw(emulator: &Emulator, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(emulator.addr()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The other side may close before it has read all; what counts is its answer.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// One request with these header lines.
pub(crate) fn send(
    emulator: &Emulator,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|header| header.0 == "Host") {
        request += &format!("Host: {}\r\n", emulator.addr());
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if method != "GET" {
        request += &format!("Content-Length: {}\r\n", body.len());
    }
    request += "\r\n";
    let answer = raw(emulator, &[request.as_bytes(), body].concat());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// `Basic` with the default pair.
pub(crate) fn basic() -> String {
    format!("Basic {}", base64(format!("{DEFAULT_KEY}:{DEFAULT_PASSWORD}").as_bytes()))
}

pub(crate) fn get(emulator: &Emulator, target: &str) -> Answer {
    send(emulator, "GET", target, &[("Authorization", &basic())], b"")
}

pub(crate) fn post(emulator: &Emulator, target: &str, form: &str) -> Answer {
    let headers = [("Authorization", &*basic()), ("Content-Type", "application/x-www-form-urlencoded")];
    send(emulator, "POST", target, &headers, form.as_bytes())
}

/// A form sent from a page, without credentials.
pub(crate) fn submit(emulator: &Emulator, target: &str, form: &str) -> Answer {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Origin", "null"),
    ];
    send(emulator, "POST", target, &headers, form.as_bytes())
}

pub(crate) fn control(emulator: &Emulator, method: &str, call: &str, body: &str) -> Answer {
    let headers = [("X-Emulator-Token", emulator.control_token())];
    send(emulator, method, &format!("/_cloudsponge/{call}"), &headers, body.as_bytes())
}

/// Begins an import by consent: its id, and the path of its page.
pub(crate) fn begin(emulator: &Emulator, form: &str) -> (String, String) {
    let answer = post(emulator, "/begin_import/user_consent.json", form);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let begun: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let url = begun["url"].as_str().unwrap();
    (begun["import_id"].to_string(), url.strip_prefix(&emulator.url()).unwrap().to_owned())
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let encode = |chunk: &[u8]| {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        let digit = |place: usize| match place <= chunk.len() {
            true => char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]),
            false => '=',
        };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(encode).collect()
}

//! Requests and answers as bytes.

use std::io::{Read as _, Write as _};
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

/// One request on a connection that stays open: the answer's length is counted, as clients do.
pub(crate) fn exchange(name: &str, stream: &mut TcpStream, head: &str, body: &str) -> Answer {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut head = head.replace('\n', "\r\n");
    if head.starts_with("POST") {
        head += &format!("\r\nContent-Length: {}", body.len());
    }
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).unwrap();
    if head.contains("Expect: 100-continue") {
        let interim = read_head(stream);
        assert!(interim.starts_with("HTTP/1.1 100"), "{name}: {interim}");
    }
    stream.write_all(body.as_bytes()).unwrap();
    let head = read_head(stream);
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut answer = Answer { status, head, body: String::new() };
    let length: usize = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    answer.body = String::from_utf8(bytes).unwrap();
    answer
}

fn read_head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "closed within a head");
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

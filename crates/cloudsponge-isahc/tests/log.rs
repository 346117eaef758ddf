//! isahc writes URLs and every byte of the wire into the program's log, if it is let. In a process of its own, for a program
//! has one log.
#![allow(clippy::unwrap_used)]

use async_io::block_on;
use bytes::Bytes;
use cloudsponge::Transport;
use cloudsponge_conformance::server::{FaultServer, Script, answer};
use cloudsponge_isahc::IsahcTransport;
use http::Request;
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn o3_a_log_at_trace_shows_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::level_filters::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .init();
    let server = FaultServer::start_each(|number| match number {
        0 => {
            Script::new().read_request().send(answer(200, &["set-cookie: sentinel-header"], b"sentinel-body"))
        }
        _ => Script::new().read_request().send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nsentinel-body"),
    })
    .unwrap();
    let transport = IsahcTransport::new().unwrap();
    for _ in 0..2 {
        let request = Request::post(server.url("/contacts/7.json?echo=sentinel-query"))
            .header("authorization", "Basic sentinel-header")
            .header("content-length", "13")
            .body(Bytes::from_static(b"sentinel-body"))
            .unwrap();
        let answer = block_on(transport.send(request)).unwrap();
        drop(answer);
    }
    tracing::info!("the log is on");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is on"));
    assert!(!log.contains("sentinel"), "{log}");
}

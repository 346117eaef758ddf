//! Both ends of a large download, each for a process of its own: a server on loopback, and ways to download from it.

use crate::child;
use crate::ours::Feeder;
use crate::payload::{Form, Payload, Profile};
use crate::plain::Answer;
use crate::requests::client;
use crate::rounds::process_time;
use bytes::Bytes;
use cloudsponge::Transport;
use cloudsponge_proto::Format;
use cloudsponge_reqwest::ReqwestTransport;
use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// So many contacts of the mixed profile are about 100 MB.
pub const CONTACTS: usize = 240_000;

/// The size of a chunk on the wire.
const CHUNK: usize = 64 * 1024;

/// A way to download contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Chunks are dropped as they come: the limit.
    Drop,
    /// The whole body is kept, and not looked at.
    Bytes,
    /// The whole body is kept, then decoded by serde_json into owned contacts.
    Serde,
    /// reqwest's chunks go into our decoder.
    Flat,
    /// The chunks of our transport over reqwest go into our decoder.
    Transport,
}

/// What a download cost its process.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Cost {
    /// Processor time in seconds.
    pub seconds: f64,
    /// The most memory over what was held before, in bytes.
    pub memory: f64,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Drop, Self::Bytes, Self::Serde, Self::Flat, Self::Transport];

    /// Its name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Bytes => "bytes",
            Self::Serde => "serde",
            Self::Flat => "flat",
            Self::Transport => "transport",
        }
    }

    /// Its name in figures.
    pub fn label(self) -> &'static str {
        match self {
            Self::Drop => "limit: reqwest, chunks dropped",
            Self::Bytes => "reqwest, bytes() alone",
            Self::Serde => "reqwest, bytes() and serde_json",
            Self::Flat => "reqwest's chunks",
            Self::Transport => "ReqwestTransport",
        }
    }

    /// The way of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn from_name(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|way| way.name() == name).ok_or_else(|| format!("{name} is no way"))
    }
}

/// Serves for ever, after printing where.
///
/// # Errors
/// No port could be listened on.
pub fn serve() -> Result<String, String> {
    let failed = |error: std::io::Error| format!("the server: {error}");
    let payload = Payload::new(Profile::Mixed, Form::Json, CONTACTS);
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(failed)?;
    println!("{}", listener.local_addr().map_err(failed)?);
    loop {
        let (stream, _) = listener.accept().map_err(failed)?;
        // A client that goes away is its own business.
        let _ = answer(stream, &payload);
    }
}

/// Answers the requests of one connection: `/small` in brief, everything else with the contacts.
fn answer(stream: TcpStream, payload: &Payload) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    loop {
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            if lines.read_line(&mut request)? == 0 {
                return Ok(());
            }
        }
        if request.starts_with("GET /small ") {
            out.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
            )?;
            continue;
        }
        out.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        )?;
        for chunk in payload.chunks(CHUNK).filter(|chunk| !chunk.is_empty()) {
            out.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
            out.write_all(chunk)?;
            out.write_all(b"\r\n")?;
        }
        out.write_all(b"0\r\n\r\n")?;
    }
}

/// Downloads once from that address, after something small, and tells what it cost.
///
/// # Errors
/// The download failed, or the contacts were not all there.
pub fn download(way: Way, address: &str) -> Result<Cost, String> {
    let failed = |error: &dyn std::error::Error| format!("{}: {error}", way.name());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| failed(&e))?;
    runtime.block_on(async {
        let client = client();
        let transport = ReqwestTransport::with_client(client.clone());
        let get = |path: &str| client.get(format!("http://{address}{path}")).send();
        get("/small").await.map_err(|error| failed(&error))?.bytes().await.map_err(|error| failed(&error))?;
        child::forget_peak()?;
        let before = (process_time(), child::memory().unwrap_or_default());
        let contacts = if way == Way::Transport {
            let request = http::Request::get(format!("http://{address}/contacts")).body(Bytes::new());
            let response = transport.send(request.map_err(|error| failed(&error))?).await;
            let mut body = response.map_err(|error| failed(&error))?.into_body();
            let mut feeder = Feeder::new(Format::Json);
            while let Some(frame) = body.frame().await {
                if let Ok(chunk) = frame.map_err(|error| failed(&error))?.into_data() {
                    feeder.feed(&chunk);
                }
            }
            feeder.finish() as usize
        } else {
            let response = get("/contacts").await.map_err(|error| failed(&error))?;
            read(way, response).await.map_err(|error| failed(&*error))?
        };
        let seconds = (process_time() - before.0).as_secs_f64();
        let memory = child::peak_memory().unwrap_or_default().saturating_sub(before.1) as f64;
        if contacts == CONTACTS {
            Ok(Cost { seconds, memory })
        } else {
            Err(format!("{contacts} contacts came"))
        }
    })
}

/// Reads a body and says how many contacts were in it, or should be, where nobody looks.
async fn read(way: Way, mut response: reqwest::Response) -> Result<usize, Box<dyn std::error::Error>> {
    match way {
        Way::Drop => {
            while let Some(chunk) = response.chunk().await? {
                black_box(chunk);
            }
            Ok(CONTACTS)
        }
        Way::Bytes => {
            black_box(response.bytes().await?);
            Ok(CONTACTS)
        }
        Way::Serde => {
            let body = response.bytes().await?;
            let answer: Answer<String> = serde_json::from_slice(&body)?;
            Ok(answer.contacts.len())
        }
        Way::Flat | Way::Transport => {
            let mut feeder = Feeder::new(Format::Json);
            while let Some(chunk) = response.chunk().await? {
                feeder.feed(&chunk);
            }
            Ok(feeder.finish() as usize)
        }
    }
}

//! A polling call through the client beside the same call written by hand with the same HTTP stack and serde.
//!
//! The server belongs into a process of its own: of the client's everything counts, its threads included.

use cloudsponge::Client;
use cloudsponge::proto::endpoints::GetEvents;
use cloudsponge::proto::{Api, BaseUrl, Credentials, ImportId};
use cloudsponge_isahc::{IoTimer, IsahcTransport};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use isahc::AsyncReadResponseExt as _;
use serde::Deserialize;
use std::error::Error;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::str::FromStr;
use std::thread;

const KEY_AND_PASSWORD: (&str, &str) = ("bench-key", "bench-password");
const IMPORT_ID: u64 = 5_550_001;
const USER_AGENT: &str = concat!("cloudsponge-rust/", env!("CARGO_PKG_VERSION"));

/// The recorded shape of an answer in the middle of an import.
const EVENTS: &str = r#"{"events":[{"import_action_id":5550001,"import_id":5550001,"event_type":"INITIALIZING","value":0,"description":null,"status":"COMPLETED","created_at":"2016-03-11T15:12:10.000-07:00"},{"import_action_id":5550001,"import_id":5550001,"event_type":"GATHERING","value":140,"description":null,"status":"INPROGRESS","created_at":"2016-03-11T15:12:30.000-07:00"}],"import_id":5550001,"user_id":null,"id":5550001}"#;

/// An HTTP stack, used by the client and by hand alike, with the same settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stack {
    /// reqwest on tokio.
    Reqwest,
    /// isahc; no connection is used twice, by hand neither: libcurl repeats requests on those it reuses.
    Isahc,
}

/// Who makes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `cloudsponge`, its limits and its own decoder.
    Ours,
    /// The HTTP stack and serde, put together by hand.
    ByHand,
}

impl FromStr for Stack {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "reqwest" => Ok(Self::Reqwest),
            "isahc" => Ok(Self::Isahc),
            _ => Err(format!("no such stack: {word}")),
        }
    }
}

impl FromStr for Side {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "ours" => Ok(Self::Ours),
            "by-hand" => Ok(Self::ByHand),
            _ => Err(format!("no such side: {word}")),
        }
    }
}

/// A server on loopback that answers every request with the events of an import, each connection on a thread.
#[derive(Debug)]
pub struct Server(SocketAddr);

impl Server {
    /// Starts it; it ends with the process.
    ///
    /// # Errors
    /// No address is free.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || answer_all(stream));
            }
        });
        Ok(Self(address))
    }

    /// Where it is, as a base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.0)
    }
}

/// Serves until standard input ends, after a line that says where: an errand for the server's process.
///
/// # Errors
/// No address is free, or nobody listens.
pub fn serve() -> io::Result<()> {
    let server = Server::start()?;
    println!("{}", server.url());
    io::copy(&mut io::stdin(), &mut io::sink()).map(drop)
}

/// Answers requests without a body until the connection ends.
fn answer_all(mut stream: TcpStream) {
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncache-control: max-age=0, private\r\n\
         server: nginx\r\nx-request-id: 7a2d0a8e-4a1e-4f51-9c55-0b1c6a1b2c3d\r\nx-runtime: 0.008\r\n\
         date: Fri, 11 Mar 2016 22:12:31 GMT\r\ncontent-length: {}\r\n\r\n{EVENTS}",
        EVENTS.len()
    );
    let (mut seen, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        seen.extend_from_slice(piece.get(..length).unwrap_or_default());
        if seen.ends_with(b"\r\n\r\n") {
            seen.clear();
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// Polls so many times, one call after the other. Returns the events that were read.
///
/// # Errors
/// A call failed.
pub fn poll(stack: Stack, side: Side, url: &str, calls: usize) -> Result<usize, Box<dyn Error>> {
    crate::requests::set_tls_up();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match (stack, side) {
            (Stack::Reqwest, Side::Ours) => {
                let client = Client::new(ReqwestTransport::new()?, TokioTimer::new(), api(url)?);
                ours(&client, calls).await
            }
            (Stack::Isahc, Side::Ours) => {
                let client = Client::new(IsahcTransport::new()?, IoTimer::new(), api(url)?);
                ours(&client, calls).await
            }
            (Stack::Reqwest, Side::ByHand) => {
                let client = ReqwestTransport::client_builder().build()?;
                let mut events = 0;
                for _ in 0..calls {
                    events += black_box(with_reqwest(&client, url).await?).events.len();
                }
                Ok(events)
            }
            (Stack::Isahc, Side::ByHand) => {
                let client = IsahcTransport::client_builder().build()?;
                let mut events = 0;
                for _ in 0..calls {
                    events += black_box(with_isahc(&client, url).await?).events.len();
                }
                Ok(events)
            }
        }
    })
}

fn api(url: &str) -> Result<Api, Box<dyn Error>> {
    let (key, password) = KEY_AND_PASSWORD;
    Ok(Api::new(Credentials::new(key, password)?).with_base_url(BaseUrl::parse(url)?))
}

async fn ours<T, C>(client: &Client<T, C>, calls: usize) -> Result<usize, Box<dyn Error>>
where
    T: cloudsponge::Transport + 'static,
    C: cloudsponge::Timer + 'static,
{
    let call = GetEvents::new(ImportId::from(IMPORT_ID));
    let mut events = 0;
    for _ in 0..calls {
        events += black_box(client.call(&call).await?).events.len();
    }
    Ok(events)
}

/// What a caller would derive.
#[derive(Deserialize)]
struct Events {
    events: Vec<Event>,
    #[expect(dead_code, reason = "decoding it is what is measured")]
    import_id: Option<u64>,
    #[expect(dead_code, reason = "decoding it is what is measured")]
    user_id: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding them is what is measured")]
struct Event {
    import_id: Option<u64>,
    event_type: String,
    value: Option<i64>,
    description: Option<String>,
    status: String,
    created_at: Option<String>,
}

async fn with_reqwest(client: &reqwest::Client, url: &str) -> Result<Events, Box<dyn Error>> {
    let (key, password) = KEY_AND_PASSWORD;
    let response = client
        .get(format!("{url}/events/{IMPORT_ID}.json"))
        .basic_auth(key, Some(password))
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .send()
        .await?
        .error_for_status()?;
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

async fn with_isahc(client: &isahc::HttpClient, url: &str) -> Result<Events, Box<dyn Error>> {
    let request = isahc::Request::get(format!("{url}/events/{IMPORT_ID}.json"))
        .header("authorization", basic())
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .body(())?;
    let mut response = client.send_async(request).await?;
    if !response.status().is_success() {
        return Err(response.status().to_string().into());
    }
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

fn basic() -> String {
    use base64::Engine as _;
    let (key, password) = KEY_AND_PASSWORD;
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{key}:{password}"));
    format!("Basic {pair}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sides_read_the_same_events() {
        let server = Server::start().unwrap();
        for stack in [Stack::Reqwest, Stack::Isahc] {
            for side in [Side::Ours, Side::ByHand] {
                assert_eq!(poll(stack, side, &server.url(), 3).unwrap(), 6, "{stack:?} {side:?}");
            }
        }
    }
}

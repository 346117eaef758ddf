//! An HTTP client of the kind one writes in an afternoon.

use crate::bent::Outcome;
use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::Transport;
use cloudsponge::proto::FailureKind;
use http::{Request, Response};
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One bug for each way to make it.
#[derive(Default)]
pub(crate) struct Naive {
    reads_once: bool,
    idle: Option<Mutex<Option<TcpStream>>>,
}

impl Naive {
    /// Takes the first packet for the whole answer.
    pub(crate) fn reads_once() -> Self {
        Self { reads_once: true, ..Self::default() }
    }

    /// Takes all that comes, up to the end of the connection, for the answer.
    pub(crate) fn reads_to_the_end() -> Self {
        Self::default()
    }

    /// Uses a connection again without looking whether it still stands.
    pub(crate) fn keeps_connections() -> Self {
        Self { reads_once: true, idle: Some(Mutex::default()) }
    }

    async fn exchange(&self, request: Request<Bytes>) -> std::io::Result<Vec<u8>> {
        let (head, body) = request.into_parts();
        let authority = head.uri.authority().map_or("", |authority| authority.as_str()).to_owned();
        let kept = self.idle.as_ref().and_then(|idle| idle.lock().unwrap().take());
        let mut stream = match kept {
            Some(stream) => stream,
            None => TcpStream::connect(&authority).await?,
        };
        let mut bytes = format!("{} {} HTTP/1.1\r\nhost: {authority}\r\n", head.method, head.uri.path());
        for (name, value) in &head.headers {
            bytes += &format!("{name}: {}\r\n", value.to_str().unwrap_or_default());
        }
        stream.write_all(bytes.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        stream.write_all(&body).await?;
        let mut answer = Vec::new();
        if self.reads_once {
            stream.read_buf(&mut answer).await?;
            if let Some(idle) = &self.idle {
                *idle.lock().unwrap() = Some(stream);
            }
        } else {
            let patience = std::time::Duration::from_millis(200);
            let _ = tokio::time::timeout(patience, stream.read_to_end(&mut answer)).await;
        }
        Ok(answer)
    }
}

#[async_trait]
impl Transport for Naive {
    async fn send(&self, request: Request<Bytes>) -> Outcome {
        let answer = self.exchange(request).await.map_err(|_| FailureKind::Interrupted)?;
        let text = String::from_utf8_lossy(&answer);
        let status = text.get(9..12).and_then(|status| status.parse::<u16>().ok());
        let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body).as_bytes().to_vec();
        if self.idle.is_some() && answer.is_empty() {
            return Err(FailureKind::Interrupted.into());
        }
        Ok(Response::builder().status(status.unwrap_or(200)).body(body.into()).unwrap())
    }
}

//! An honest transport with one bend.

use async_trait::async_trait;
use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use cloudsponge::{Body, Transport, TransportError};
use cloudsponge_reqwest::ReqwestTransport;
use flate2::read::MultiGzDecoder;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response};
use http_body_util::BodyExt;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub(crate) type Outcome = Result<Response<Body>, TransportError>;

/// An honest transport whose calls go through a function.
pub(crate) struct Bent<F>(ReqwestTransport, F);

pub(crate) fn bent<F>(bend: F) -> Bent<F> {
    bent_over(ReqwestTransport::new().unwrap(), bend)
}

pub(crate) fn bent_over<F>(honest: ReqwestTransport, bend: F) -> Bent<F> {
    Bent(honest, bend)
}

#[async_trait]
impl<F, R> Transport for Bent<F>
where
    F: Fn(ReqwestTransport, Request<Bytes>) -> R + Send + Sync,
    R: Future<Output = Outcome> + Send,
{
    async fn send(&self, request: Request<Bytes>) -> Outcome {
        (self.1)(self.0.clone(), request).await
    }
}

pub(crate) async fn follow_redirects(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let again = request.clone();
    let answer = honest.send(request).await?;
    let target = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()?.parse().ok());
    match target {
        Some(uri) if answer.status().is_redirection() => {
            let mut again = again;
            *again.uri_mut() = uri;
            honest.send(again).await
        }
        _ => Ok(answer),
    }
}

pub(crate) async fn repeat_failed(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    match honest.send(request.clone()).await {
        Err(_) => honest.send(request).await,
        answer => answer,
    }
}

pub(crate) async fn repeat_unavailable(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let answer = honest.send(request.clone()).await?;
    if answer.status() == 503 { honest.send(request).await } else { Ok(answer) }
}

pub(crate) async fn drop_header(honest: ReqwestTransport, mut request: Request<Bytes>) -> Outcome {
    request.headers_mut().remove(header::USER_AGENT);
    honest.send(request).await
}

pub(crate) async fn add_header(honest: ReqwestTransport, mut request: Request<Bytes>) -> Outcome {
    request.headers_mut().insert("x-added", HeaderValue::from_static("1"));
    honest.send(request).await
}

pub(crate) async fn lower_case_path(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let uri = request.uri().to_string().to_lowercase();
    with_uri(honest, request, &uri).await
}

pub(crate) async fn escape_anew(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let uri = request.uri().to_string().replace("%27", "'").replace("%20", "+");
    with_uri(honest, request, &uri).await
}

async fn with_uri(honest: ReqwestTransport, mut request: Request<Bytes>, uri: &str) -> Outcome {
    *request.uri_mut() = uri.parse().unwrap();
    honest.send(request).await
}

pub(crate) async fn swallow_nul(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let (head, body) = honest.send(request).await?.into_parts();
    let mut bytes = body.collect().await?.to_bytes().to_vec();
    bytes.retain(|byte| *byte != 0);
    Ok(Response::from_parts(head, bytes.into()))
}

pub(crate) async fn judge_status(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let answer = honest.send(request).await?;
    if answer.status().is_server_error() { Err(FailureKind::Other.into()) } else { Ok(answer) }
}

pub(crate) async fn join_headers(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    bend_headers(honest, request, |headers| {
        let mut joined = HeaderMap::new();
        for name in headers.keys() {
            let values: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
            joined.insert(name, HeaderValue::from_bytes(&values.join(&b", "[..])).unwrap());
        }
        joined
    })
    .await
}

pub(crate) async fn lose_opaque(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    bend_headers(honest, request, |headers| {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            value.to_str().is_ok().then(|| (name.clone(), value.clone()))
        };
        headers.iter().filter_map(text).collect()
    })
    .await
}

pub(crate) async fn keep_fifty(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    match honest.send(request).await {
        Err(error) if error.kind() == FailureKind::TooLarge => Ok(Response::new(b"{}".to_vec().into())),
        answer => answer,
    }
}

async fn bend_headers(
    honest: ReqwestTransport,
    request: Request<Bytes>,
    bend: fn(&HeaderMap) -> HeaderMap,
) -> Outcome {
    let mut answer = honest.send(request).await?;
    *answer.headers_mut() = bend(answer.headers());
    Ok(answer)
}

pub(crate) async fn show_url(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let uri = request.uri().to_string();
    honest.send(request).await.map_err(|error| {
        TransportError::new(error.kind()).with_source(format!("error sending request for url ({uri})"))
    })
}

pub(crate) async fn show_body(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let body = String::from_utf8_lossy(request.body()).into_owned();
    honest.send(request).await.map_err(|error| TransportError::new(error.kind()).with_source(body))
}

/// What came before the end, whatever kind of end.
async fn read_up_to_any_end(mut body: Body) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        bytes.extend_from_slice(&frame.into_data().unwrap_or_default());
    }
    bytes
}

pub(crate) async fn end_quietly(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let (head, body) = honest.send(request).await?.into_parts();
    Ok(Response::from_parts(head, read_up_to_any_end(body).await.into()))
}

pub(crate) async fn decode_carelessly(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let (mut head, body) = honest.send(request).await?.into_parts();
    let bytes = read_up_to_any_end(body).await;
    if head.headers.remove(header::CONTENT_ENCODING).is_none() {
        return Ok(Response::from_parts(head, bytes.into()));
    }
    head.headers.remove(header::CONTENT_LENGTH);
    let mut decoded = Vec::new();
    // Half of it is better than none, it thinks.
    let _ = MultiGzDecoder::new(bytes.as_slice()).take(1 << 19).read_to_end(&mut decoded);
    Ok(Response::from_parts(head, decoded.into()))
}

pub(crate) async fn blur_refusal(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    honest.send(request).await.map_err(|_| FailureKind::Interrupted.into())
}

pub(crate) async fn deny_sending(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    honest.send(request).await.map_err(|_| FailureKind::Connect.into())
}

pub(crate) async fn blur_tls(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    honest.send(request).await.map_err(|_| FailureKind::Connect.into())
}

pub(crate) async fn detach(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    tokio::spawn(async move { honest.send(request).await }).await.unwrap()
}

pub(crate) async fn read_all(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let (head, body) = honest.send(request).await?.into_parts();
    let mut body = body;
    let mut bytes = Vec::new();
    // As much as a test may cost.
    while let Some(frame) = body.frame().await {
        bytes.extend_from_slice(&frame?.into_data().unwrap_or_default());
        if bytes.len() > 64 << 20 {
            break;
        }
    }
    Ok(Response::from_parts(head, bytes.into()))
}

pub(crate) async fn give_up_early(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let patience = Duration::from_millis(50);
    tokio::time::timeout(patience, honest.send(request)).await.unwrap_or(Err(FailureKind::Timeout.into()))
}

pub(crate) async fn end_stalled(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let (head, body) = honest.send(request).await?.into_parts();
    let patience = Duration::from_millis(50);
    let bytes = tokio::time::timeout(patience, body.collect()).await;
    let bytes = bytes.map_or_else(|_| Ok(Bytes::new()), |body| body.map(|body| body.to_bytes()))?;
    Ok(Response::from_parts(head, bytes.into()))
}

pub(crate) async fn preload(honest: ReqwestTransport, request: Request<Bytes>) -> Outcome {
    let answer = honest.send(request).await?;
    let link = answer.headers().get(header::LINK).and_then(|value| value.to_str().ok());
    if let Some(url) = link.and_then(|link| link.strip_prefix('<')?.split('>').next()) {
        let _ = honest.send(Request::get(url).body(Bytes::new()).unwrap()).await;
    }
    Ok(answer)
}

pub(crate) async fn answer_alone(_: ReqwestTransport, _: Request<Bytes>) -> Outcome {
    Ok(Response::new(Vec::new().into()))
}

/// Sends back the first cookie it was given.
pub(crate) struct KeepsCookies(ReqwestTransport, Mutex<Option<HeaderValue>>);

impl KeepsCookies {
    pub(crate) fn new() -> Self {
        Self(ReqwestTransport::new().unwrap(), Mutex::default())
    }
}

#[async_trait]
impl Transport for KeepsCookies {
    async fn send(&self, mut request: Request<Bytes>) -> Outcome {
        if let Some(cookie) = self.1.lock().unwrap().clone() {
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        let answer = self.0.send(request).await?;
        *self.1.lock().unwrap() = answer.headers().get(header::SET_COOKIE).cloned();
        Ok(answer)
    }
}

/// After one failure there are only failures.
pub(crate) struct BrokenForGood(ReqwestTransport, AtomicBool);

impl BrokenForGood {
    pub(crate) fn new() -> Self {
        Self(ReqwestTransport::new().unwrap(), AtomicBool::new(false))
    }
}

#[async_trait]
impl Transport for BrokenForGood {
    async fn send(&self, request: Request<Bytes>) -> Outcome {
        if self.1.load(Ordering::SeqCst) {
            return Err(FailureKind::Other.into());
        }
        let outcome = self.0.send(request).await;
        self.1.fetch_or(outcome.is_err(), Ordering::SeqCst);
        outcome
    }
}

/// Calls queue up.
pub(crate) struct OneAtATime(ReqwestTransport, tokio::sync::Mutex<()>);

impl OneAtATime {
    pub(crate) fn new() -> Self {
        Self(ReqwestTransport::new().unwrap(), tokio::sync::Mutex::default())
    }
}

#[async_trait]
impl Transport for OneAtATime {
    async fn send(&self, request: Request<Bytes>) -> Outcome {
        let _turn = self.1.lock().await;
        self.0.send(request).await
    }
}

/// Gives every call the first answer.
pub(crate) struct Remembers(ReqwestTransport, Mutex<Option<Bytes>>);

impl Remembers {
    pub(crate) fn new() -> Self {
        Self(ReqwestTransport::new().unwrap(), Mutex::default())
    }
}

#[async_trait]
impl Transport for Remembers {
    async fn send(&self, request: Request<Bytes>) -> Outcome {
        if let Some(body) = self.1.lock().unwrap().clone() {
            return Ok(Response::new(body.into()));
        }
        let (head, body) = self.0.send(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        *self.1.lock().unwrap() = Some(body.clone());
        Ok(Response::from_parts(head, body.into()))
    }
}

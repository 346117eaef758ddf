//! The thin shell around the engine: sockets in, one pure function from request to answer, sockets out.

mod api;
mod app;
mod control;
mod developer;
mod dress;
mod exchange;
mod guard;
mod html;
mod pages;
mod upstream;

use crate::shared::Shared;
use bytes::Bytes;
use exchange::Answer;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// Time for a request's head, and as much again for its body.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for requests in flight when the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);
/// Connections served at once; more wait in the listener's queue.
const CONNECTION_LIMIT: usize = 1024;
/// Largest head of a request, in bytes.
const HEAD_LIMIT: usize = 64 << 10;
/// Largest body of an API call, in bytes.
const BODY_LIMIT: usize = 64 << 10;
/// Largest body of a file upload: the file and its form around it.
const UPLOAD_BODY_LIMIT: usize = crate::upload::UPLOAD_LIMIT + (64 << 10);

/// A serving task; dropping it lets the task end by itself.
pub(crate) struct Server {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn stop(self) {
        drop(self.stop);
        // An error means that the task panicked or its runtime ended: stopped either way.
        let _ = self.task.await;
    }
}

/// Serves until the handle is dropped or stopped.
pub(crate) fn serve(listener: TcpListener, shared: Arc<Shared>) -> Server {
    let (stop, stopped) = oneshot::channel();
    Server { stop, task: tokio::spawn(accept(listener, shared, stopped)) }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    let permits = Arc::new(Semaphore::new(CONNECTION_LIMIT));
    let graceful = GracefulShutdown::new();
    // Dropping the set ends what is still open after the grace.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            _ = &mut stopped => break,
            next = next => next,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = graceful.watch(connection(stream, Arc::clone(&shared)));
                connections.spawn(async move {
                    // A broken connection is its client's affair.
                    let _ = connection.await;
                    drop(permit);
                });
            }
            // Out of file descriptors, most likely: some will come free.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = timeout(STOP_TIMEOUT, graceful.shutdown()).await;
}

/// The connection of a client dropped on purpose.
#[derive(Debug, thiserror::Error)]
#[error("dropped by the scenario")]
struct Dropped;

fn connection(
    stream: TcpStream,
    shared: Arc<Shared>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    // Small answers leave at once; the option cannot fail on an open socket, and is not needed if it does.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(request, Arc::clone(&shared)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, Dropped> {
    let request = match whole(request).await {
        Ok(request) => request,
        Err(status) => return Ok(app::plain(status).map(Full::new)),
    };
    let forwarded = upstream::answer(&shared, &request).await;
    // Drawing and writing many contacts takes long enough to hold up the other connections, and so do files.
    let answer = tokio::task::spawn_blocking(move || app::answer(&shared, &request, forwarded)).await;
    match answer {
        Ok(Answer::Response(response)) => Ok(response.map(Full::new)),
        Ok(Answer::Drop) | Err(_) => Err(Dropped),
    }
}

/// Waits for the body, within limits of time and size.
async fn whole(request: Request<Incoming>) -> Result<Request<Bytes>, StatusCode> {
    let (head, body) = request.into_parts();
    let limit = if head.uri.path().starts_with("/csv/") { UPLOAD_BODY_LIMIT } else { BODY_LIMIT };
    match timeout(READ_TIMEOUT, Limited::new(body, limit).collect()).await {
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Ok(Ok(body)) => Ok(Request::from_parts(head, body.to_bytes())),
    }
}

//! The recording proxy: calls of the API go on to the service behind it, everything else is answered here.

use super::{app, guard};
use crate::journal::JournalEntry;
use crate::shared::Shared;
use bytes::Bytes;
use cloudsponge_proto::BaseUrl;
use http::header::{self, HeaderName};
use http::{Request, Response, StatusCode, Uri};

/// What a client says that the service needs to know.
const HANDED_ON: [HeaderName; 5] = [
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::USER_AGENT,
    header::CONTENT_ENCODING,
];

/// What belongs to the connection behind, or to an encoding that is undone.
const LEFT_OUT: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::SET_COOKIE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The service's answer; `None` where there is no service behind, or the request is no call of the API.
pub(super) async fn answer(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let (base_url, client) = shared.upstream.as_ref()?;
    let is_call = ["/begin_import/", "/events", "/contacts"]
        .iter()
        .any(|start| request.uri().path().starts_with(start));
    // A refused origin is refused by the emulator itself.
    if !is_call || guard::origin(request).is_err() {
        return None;
    }
    let mut entry = JournalEntry::new(request.method(), request.uri(), shared.state().now());
    let mut response = match onward(base_url, request) {
        Some(onward) => client.forward(onward).await.unwrap_or_else(|reason| bad_gateway(&reason)),
        None => app::plain(StatusCode::BAD_REQUEST),
    };
    for name in &LEFT_OUT {
        response.headers_mut().remove(name);
    }
    entry.status = response.status().as_u16();
    shared.state().journal.push(entry);
    Some(response)
}

/// The same request, to the service.
fn onward(base_url: &BaseUrl, request: &Request<Bytes>) -> Option<Request<Bytes>> {
    let target = request.uri().path_and_query()?.as_str();
    let uri: Uri = format!("{}{}{target}", base_url.origin(), base_url.path_prefix()).parse().ok()?;
    let mut onward = Request::builder().method(request.method()).uri(uri);
    for name in &HANDED_ON {
        for value in request.headers().get_all(name) {
            onward = onward.header(name, value);
        }
    }
    onward.body(request.body().clone()).ok()
}

fn bad_gateway(reason: &str) -> Response<Bytes> {
    let text = format!("the service behind this recording proxy did not answer: {reason}");
    let mut response = app::plain(StatusCode::BAD_GATEWAY);
    *response.body_mut() = Bytes::from(text);
    response
}

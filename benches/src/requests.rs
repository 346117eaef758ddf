//! The same requests as the core builds, put together by hand, as [`http`] alone and as reqwest's builder make it easy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cloudsponge_reqwest::ReqwestTransport;
use http::Request;

/// The credentials of all sides.
pub const KEY_AND_PASSWORD: (&str, &str) = ("bench-key", "bench-password");

/// The import asked about.
pub const IMPORT_ID: u64 = 5_550_001;

/// The source of the begin call.
pub const SERVICE: &str = "gmail";
/// Its `user_id`.
pub const USER_ID: &str = "visitor-7";
/// Its `echo`, which has to be encoded.
pub const ECHO: &str = "tag seven & more";

const BASE: &str = "https://api.cloudsponge.com";
const USER_AGENT: &str = concat!("cloudsponge-rust/", env!("CARGO_PKG_VERSION"));

/// `GET /events/{import_id}.json`
///
/// # Errors
/// As [`http`] says.
pub fn naive_get(import_id: u64) -> http::Result<Request<Bytes>> {
    Request::builder()
        .method("GET")
        .uri(format!("{BASE}/events/{import_id}.json"))
        .header("authorization", basic())
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .body(Bytes::new())
}

/// `POST /begin_import/user_consent.json`
///
/// # Errors
/// As [`http`] says.
pub fn naive_post(service: &str, user_id: &str, echo: &str) -> http::Result<Request<Bytes>> {
    let body = form(service, user_id, echo);
    Request::builder()
        .method("POST")
        .uri(format!("{BASE}/begin_import/user_consent.json"))
        .header("authorization", basic())
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .header("content-length", body.len())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(body))
}

/// Sets TLS up as the command does: its reqwest comes without a provider.
pub fn set_tls_up() {
    // An error says that another call was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client as the transport has it.
///
/// # Panics
/// The client could not be built.
pub fn client() -> reqwest::Client {
    set_tls_up();
    ReqwestTransport::client_builder().build().expect("a client")
}

/// As [`naive_get`].
///
/// # Errors
/// As reqwest says.
pub fn reqwest_get(client: &reqwest::Client, import_id: u64) -> reqwest::Result<reqwest::Request> {
    let (key, password) = KEY_AND_PASSWORD;
    client
        .get(format!("{BASE}/events/{import_id}.json"))
        .basic_auth(key, Some(password))
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .build()
}

/// As [`naive_post`].
///
/// # Errors
/// As reqwest says.
pub fn reqwest_post(
    client: &reqwest::Client,
    service: &str,
    user_id: &str,
    echo: &str,
) -> reqwest::Result<reqwest::Request> {
    let (key, password) = KEY_AND_PASSWORD;
    client
        .post(format!("{BASE}/begin_import/user_consent.json"))
        .basic_auth(key, Some(password))
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form(service, user_id, echo))
        .build()
}

fn basic() -> String {
    let (key, password) = KEY_AND_PASSWORD;
    format!("Basic {}", STANDARD.encode(format!("{key}:{password}")))
}

fn form(service: &str, user_id: &str, echo: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("service", service).append_pair("user_id", user_id).append_pair("echo", echo);
    form.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ours::Requests;

    fn same(ours: &Request<Bytes>, theirs: &Request<Bytes>) {
        assert_eq!(ours.method(), theirs.method());
        assert_eq!(ours.uri(), theirs.uri());
        assert_eq!(ours.headers(), theirs.headers());
        assert_eq!(ours.body(), theirs.body());
    }

    #[test]
    fn all_sides_build_the_same_requests() {
        let ours = Requests::new();
        same(&ours.get(), &naive_get(IMPORT_ID).unwrap());
        same(&ours.post(), &naive_post(SERVICE, USER_ID, ECHO).unwrap());
    }

    #[test]
    fn reqwest_builds_the_same_but_for_the_length_it_adds_later() {
        let client = client();
        let theirs = reqwest_get(&client, IMPORT_ID).unwrap();
        let ours = Requests::new().get();
        assert_eq!(theirs.headers(), ours.headers());
        assert_eq!(theirs.url().as_str(), ours.uri().to_string());
        let theirs = reqwest_post(&client, SERVICE, USER_ID, ECHO).unwrap();
        let mut ours = Requests::new().post();
        assert_eq!(theirs.body().unwrap().as_bytes(), Some(&**ours.body()));
        ours.headers_mut().remove("content-length");
        assert_eq!(theirs.headers(), ours.headers());
    }
}

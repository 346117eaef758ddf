//! The same requests as the core builds, put together by hand from ready texts.

use bytes::Bytes;
use http::Request;

/// The credentials of both sides.
pub const KEY_AND_PASSWORD: (&str, &str) = ("bench-key", "bench-password");

const AUTHORIZATION: &str = "Basic YmVuY2gta2V5OmJlbmNoLXBhc3N3b3Jk";
const USER_AGENT: &str = concat!("cloudsponge-rust/", env!("CARGO_PKG_VERSION"));

/// `GET /contacts/{import_id}.json?start={start}&count={count}`
///
/// # Errors
/// As [`http`] says.
pub fn contacts(import_id: u64, start: u64, count: u64) -> http::Result<Request<Bytes>> {
    Request::builder()
        .method("GET")
        .uri(format!("https://api.cloudsponge.com/contacts/{import_id}.json?start={start}&count={count}"))
        .header("authorization", AUTHORIZATION)
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .body(Bytes::new())
}

/// `POST /begin_import/user_consent.json` with arguments that need no encoding.
///
/// # Errors
/// As [`http`] says.
pub fn user_consent(service: &str, user_id: &str) -> http::Result<Request<Bytes>> {
    let body = format!("service={service}&user_id={user_id}");
    Request::builder()
        .method("POST")
        .uri("https://api.cloudsponge.com/begin_import/user_consent.json")
        .header("authorization", AUTHORIZATION)
        .header("accept", "application/json")
        .header("accept-encoding", "identity")
        .header("cache-control", "no-store")
        .header("user-agent", USER_AGENT)
        .header("content-length", body.len())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudsponge_proto::endpoints::{GetContacts, UserConsent};
    use cloudsponge_proto::{Api, Credentials, EndpointExt, ImportId, Service};

    fn same(ours: Request<Bytes>, theirs: Request<Bytes>) {
        assert_eq!(ours.method(), theirs.method());
        assert_eq!(ours.uri(), theirs.uri());
        assert_eq!(ours.headers(), theirs.headers());
        assert_eq!(ours.body(), theirs.body());
    }

    #[test]
    fn both_sides_build_the_same_requests() {
        let (key, password) = KEY_AND_PASSWORD;
        let api = Api::new(Credentials::new(key, password).unwrap());
        let get = GetContacts::new(ImportId::from(5_550_001)).page(1000, 500);
        same(get.to_request(&api).unwrap(), contacts(5_550_001, 1000, 500).unwrap());
        let post = UserConsent::new(Service::GMAIL).user_id("visitor-7");
        same(post.to_request(&api).unwrap(), user_consent("gmail", "visitor-7").unwrap());
    }
}

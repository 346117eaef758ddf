//! Requests the core builds, byte for byte, and answers of the service.

use crate::bench::api;
use crate::{Violation, server};
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetContacts, GetEvents, UserConsent, UsernamePassword};
use cloudsponge::proto::{BuildError, EndpointExt, Format, ImportId, Service};
use http::Request;

/// What every golden request carries, but for `Accept`. The order does not matter, nor the case of names.
pub(crate) const COMMON: [(&str, &str); 4] = [
    ("authorization", "Basic c2VudGluZWwtZG9tYWluLWtleTpzZW50aW5lbC1kb21haW4tcGFzc3dvcmQ="),
    ("accept-encoding", "identity"),
    ("cache-control", "no-store"),
    ("user-agent", concat!("cloudsponge-rust/", env!("CARGO_PKG_VERSION"))),
];

/// Headers a transport may add to those of a request; their values are its own, except that of `host`.
pub const MAY_BE_ADDED: [&str; 2] = ["host", "connection"];

/// A request and what must be on the wire for it.
pub(crate) struct Golden {
    pub(crate) request: Request<Bytes>,
    pub(crate) line: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) body: &'static str,
}

/// One request of each shape.
pub(crate) fn requests(base_url: &str) -> Result<Vec<Golden>, Violation> {
    let (json, xml) = (api(base_url, Format::Json)?, api(base_url, Format::Xml)?);
    let id = || ImportId::from(1126);
    let login = || UsernamePassword::new(Service::ICLOUD, "ada@mail.example", "pa ss&w=rd%\u{e9}'~");
    let golden = |request: Result<Request<Bytes>, BuildError>, line, accept, body| {
        let request =
            request.map_err(|error| Violation::new(format!("the core built no request: {error}")))?;
        Ok::<_, Violation>(Golden { request, line, accept, body })
    };
    Ok(vec![
        golden(
            UserConsent::new(Service::GMAIL).user_id("o'neil + co").to_request(&json),
            "POST /begin_import/user_consent.json HTTP/1.1",
            "application/json",
            "service=gmail&user_id=o%27neil+%2B+co",
        )?,
        golden(
            login().to_request(&xml),
            "POST /begin_import/import.xml HTTP/1.1",
            "application/xml",
            "service=icloud&username=ada%40mail.example&password=pa+ss%26w%3Drd%25%C3%A9%27%7E",
        )?,
        golden(
            GetEvents::new(id()).to_request(&json),
            "GET /events/1126.json HTTP/1.1",
            "application/json",
            "",
        )?,
        golden(
            GetEvents::new(id()).to_request(&xml),
            "GET /events/1126.xml HTTP/1.1",
            "application/xml",
            "",
        )?,
        golden(
            GetContacts::new(id()).page(2000, 1000).to_request(&json),
            "GET /contacts/1126.json?start=2000&count=1000 HTTP/1.1",
            "application/json",
            "",
        )?,
    ])
}

/// An endpoint's successful answers, JSON and XML of each: begun, events, contacts.
pub(crate) fn answers() -> [(&'static str, Vec<u8>); 6] {
    let json = |body: &str| server::answer(200, &["content-type: application/json"], body.as_bytes());
    let xml = |body: &str| server::chunked(200, &["content-type: application/xml"], body.as_bytes(), 40);
    [
        (
            "begun.json",
            json(r#"{"status":"success","url":"https://api.cloudsponge.com/n/QX7TB2M","import_id":7}"#),
        ),
        (
            "begun.xml",
            xml(
                "<?xml version=\"1.0\"?><response><status>success</status><import-id type=\"integer\">7</import-id></response>",
            ),
        ),
        (
            "events.json",
            json(r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}],"import_id":7}"#),
        ),
        (
            "events.xml",
            xml(
                "<response><events type=\"array\"><event><event-type>COMPLETE</event-type><status>COMPLETED</status></event></events></response>",
            ),
        ),
        (
            "contacts.json",
            json(
                r#"{"contacts":[{"first_name":"Fern","email":[{"address":"fern@mail.example"}]}],"import_id":7}"#,
            ),
        ),
        (
            "contacts.xml",
            xml(
                "<response><contacts type=\"array\"><contact><first-name>Fern</first-name></contact></contacts></response>",
            ),
        ),
    ]
}

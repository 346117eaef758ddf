//! Errors may be printed and logged by anybody.

use crate::bench::{AnyClient, KEY, NOBODY, PASSWORD, tight};
use crate::server::{FaultServer, Script};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use bytes::Bytes;
use cloudsponge::proto::endpoints::{GetContacts, UsernamePassword};
use cloudsponge::proto::{ImportId, Service};
use http::Request;
use std::error::Error as StdError;

const SENTINELS: [&str; 7] = [
    KEY,
    PASSWORD,
    "sentinel-query",
    "sentinel-body",
    "sentinel-login",
    "sentinel-header",
    // The core's form of key and password.
    "c2VudGluZWwtZG9tYWluLWtleTp",
];

/// T, V34: however a call fails, neither the error, nor its `Debug`, nor any of its causes shows the URL's query, a header
/// or the body.
pub fn errors_name_no_secret(setup: &Setup) -> Verdict {
    let read = Script::new().read_request();
    let faults = [
        ("FIN", read.clone().fin()),
        ("RST", read.clone().rst()),
        ("no HTTP", read.clone().send("HTTP/1.1 2OO sentinel-header\r\n\r\n")),
        ("a malformed header", read.clone().send("HTTP/1.1 200 OK\r\nx: \0sentinel-header\r\n\r\n")),
        ("a cut body", read.clone().send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nsentinel-body")),
        (
            "a broken chunk",
            read.clone().send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nsentinel-body"),
        ),
        ("silence", read.hold()),
    ];
    setup.run(async |bench| {
        for (fault, script) in faults {
            let server = FaultServer::start(script)?;
            for request in [secret("GET", &server.url(""))?, secret("POST", &server.url(""))?] {
                let sending = crate::bench::collect(&bench.transport, request);
                if let Ok(Err(error)) = bench.in_time(tight().first_byte, sending).await {
                    clean(&error, fault)?;
                }
            }
            calls(&bench.client(&server, tight())?, fault).await?;
        }
        let Err(error) = bench.send(secret("POST", NOBODY)?).await? else {
            return Err(Violation::new("a refused connection answered"));
        };
        clean(&error, "a refused connection")
    })
}

async fn calls(client: &AnyClient, fault: &str) -> Verdict {
    let login = UsernamePassword::new(Service::ICLOUD, "sentinel-login", "sentinel-login");
    let contacts = GetContacts::new(ImportId::from(7)).echo("sentinel-query");
    for error in [client.call(&login).await.map(drop), client.call(&contacts).await.map(drop)] {
        let Err(error) = error else {
            return Err(Violation::new(format!("{fault} was taken for an answer")));
        };
        clean(&error, fault)?;
    }
    Ok(())
}

fn secret(method: &str, base_url: &str) -> Result<Request<Bytes>, Violation> {
    Ok(Request::builder()
        .method(method)
        .uri(format!("{base_url}/contacts/7.json?echo=sentinel-query"))
        .header("authorization", "Basic sentinel-header")
        .header("content-length", if method == "GET" { "0" } else { "13" })
        .body(if method == "GET" { Bytes::new() } else { Bytes::from_static(b"sentinel-body") })?)
}

/// Looks through what an error and its causes say of themselves.
fn clean(error: &(dyn StdError + 'static), fault: &str) -> Verdict {
    let mut next = Some(error);
    while let Some(error) = next {
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            for sentinel in SENTINELS {
                ensure!(!text.contains(sentinel), "{fault}: the error shows `{sentinel}`: {text}");
            }
        }
        next = error.source();
    }
    Ok(())
}

//! Nothing the service says makes a transport go elsewhere, or remember.

use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict};
use cloudsponge::Error;
use cloudsponge::proto::endpoints::{GetEvents, UserConsent};
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{ApiErrorKind, ImportId, Service};

/// G1-G9, T1: 301, 302, 303, 307 and 308, to another host, another port, to itself, to other schemes, to nowhere: one
/// request, the answer as it is, and through the driver a refusal.
pub fn no_redirect_is_followed(setup: &Setup) -> Verdict {
    let other = FaultServer::start(Script::new().read_request().send(answer(200, &[], b"{}")).again())?;
    let locations = [
        Some(other.url("/events/7.json?code=1")),
        Some("http://127.0.0.2:9/".to_owned()),
        Some("/events/7.json".to_owned()),
        Some("//elsewhere.example/x".to_owned()),
        Some("https://127.0.0.1/x".to_owned()),
        Some("file:///etc/hostname".to_owned()),
        Some("javascript:alert(1)".to_owned()),
        Some("\\\\elsewhere.example".to_owned()),
        Some(String::new()),
        None,
    ];
    setup.run(async |bench| {
        for status in [301, 302, 303, 307, 308] {
            for location in &locations {
                let header = location.as_ref().map(|location| format!("location: {location}"));
                let headers: Vec<&str> = header.as_deref().into_iter().collect();
                let script = Script::new().read_request().send(answer(status, &headers, b"moved")).again();
                let server = FaultServer::start(script)?;
                let found = bench.get(&server.url("/events/7.json")).await?;
                ensure!(found.status == status, "{status} to {location:?} became {}", found.status);
                let client = bench.client(&server, Limits::default())?;
                let events = client.call(&GetEvents::new(ImportId::from(7))).await.map(drop);
                let begun = client.call(&UserConsent::new(Service::GMAIL)).await.map(drop);
                for outcome in [events, begun] {
                    let kind = outcome.as_ref().err().and_then(Error::api).map(|error| error.kind);
                    ensure!(
                        kind == Some(ApiErrorKind::RedirectRefused),
                        "{status} to {location:?} became {outcome:?}"
                    );
                }
                let requests = server.requests().len();
                ensure!(requests == 3, "{status} to {location:?}: 3 calls made {requests} requests");
            }
        }
        ensure!(other.wires().is_empty(), "the host of a Location was contacted");
        Ok(())
    })
}

/// C20, G12: cookies are handed over and forgotten.
pub fn no_cookie_is_kept(setup: &Setup) -> Verdict {
    let cookies: Vec<String> = (0..50).map(|n| format!("set-cookie: c{n}=v; Path=/")).collect();
    let headers: Vec<&str> = cookies.iter().map(String::as_str).collect();
    let server = FaultServer::start(Script::new().read_request().send(answer(200, &headers, b"{}")).again())?;
    setup.run(async |bench| {
        for _ in 0..3 {
            let answer = bench.get(&server.url("/events/7.json")).await?;
            let count = answer.headers.get_all("set-cookie").iter().count();
            ensure!(count == 50, "50 cookies became {count}");
        }
        for request in server.requests() {
            ensure!(request.header("cookie").is_empty(), "a cookie was sent: {:?}", request.header("cookie"));
        }
        Ok(())
    })
}

/// G11: `Refresh`, `Alt-Svc`, `Link: preload`, `Strict-Transport-Security` change nothing, now or later.
pub fn hints_are_ignored(setup: &Setup) -> Verdict {
    let other = FaultServer::start(Script::new().read_request().send(answer(200, &[], b"{}")).again())?;
    let hints = [
        format!("refresh: 0; url={}", other.url("/")),
        format!("alt-svc: h2=\"{0}\", http/1.1=\"{0}\"; ma=9999", other.address()),
        format!("link: <{}>; rel=preload", other.url("/x")),
        "strict-transport-security: max-age=31536000".to_owned(),
        "connection: upgrade".to_owned(),
        "upgrade: h2c".to_owned(),
    ];
    let headers: Vec<&str> = hints.iter().map(String::as_str).collect();
    let server = FaultServer::start(Script::new().read_request().send(answer(200, &headers, b"{}")).again())?;
    setup.run(async |bench| {
        for _ in 0..3 {
            bench.get(&server.url("/events/7.json")).await?;
        }
        let requests = server.requests().len();
        ensure!(requests == 3, "3 calls made {requests} requests");
        ensure!(other.wires().is_empty(), "a hint was taken");
        Ok(())
    })
}

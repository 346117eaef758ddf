//! What arrives at the service is what the core built.

use crate::bench::{get, post};
use crate::golden::{self, COMMON, MAY_BE_ADDED};
use crate::server::{FaultServer, Recorded, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use bytes::Bytes;
use http::Request;

fn healthy() -> Result<FaultServer, Violation> {
    Ok(FaultServer::start(Script::new().read_request().send(answer(200, &[], b"{}")).again())?)
}

/// Method, path, query, headers and body arrive as they were given: escapes, case and order of the query, every byte of
/// the body, an empty one, and a large one without an `Expect` before it. What is added is `host` and `connection` only.
pub fn requests_arrive_unchanged(setup: &Setup) -> Verdict {
    const PATHS: [&str; 5] = [
        "/",
        "/Events/1126.json",
        "/a//b?q",
        "/contacts/7.json?start=0&count=1000&echo=%27%20%2B%2f%2F~!()*",
        "/x?b=2&a=1&a=1&empty=",
    ];
    let server = healthy()?;
    setup.run(async |bench| {
        for path in PATHS {
            let mut request = get(&server.url(path))?;
            for (name, value) in
                [("accept", "text/x"), ("user-agent", "tester/1"), ("x-One", "a, b;c=\"d\"  e")]
            {
                request.headers_mut().append(
                    name.parse::<http::HeaderName>().map_err(http::Error::from)?,
                    http::HeaderValue::from_static(value),
                );
            }
            let found = sent(&server, bench.send(request).await?)?;
            expect(
                &found,
                &format!("GET {path} HTTP/1.1"),
                &[("accept", "text/x"), ("user-agent", "tester/1"), ("x-one", "a, b;c=\"d\"  e")],
                b"",
            )?;
        }
        let every_byte: Vec<u8> = (0..=255).collect();
        let large = vec![b'x'; 1_500_000];
        for body in [&b""[..], b"service=gmail", &every_byte, &large] {
            let mut request = post(&server.url("/begin_import/import.xml"), body.to_vec())?;
            request.headers_mut().insert("accept", http::HeaderValue::from_static("*/*"));
            request.headers_mut().insert("user-agent", http::HeaderValue::from_static("tester/1"));
            let found = sent(&server, bench.send(request).await?)?;
            let length = body.len().to_string();
            let headers = [
                ("accept", "*/*"),
                ("user-agent", "tester/1"),
                ("content-type", "application/x-www-form-urlencoded"),
                ("content-length", length.as_str()),
            ];
            expect(&found, "POST /begin_import/import.xml HTTP/1.1", &headers, body)?;
        }
        for method in ["PUT", "DELETE"] {
            let request = Request::builder().method(method).uri(server.url("/m")).header("content-length", 1);
            let found = sent(&server, bench.send(request.body(Bytes::from_static(b"x"))?).await?)?;
            ensure!(
                found.line == format!("{method} /m HTTP/1.1") && found.body == b"x",
                "{method} became {found:?}"
            );
        }
        Ok(())
    })
}

/// The requests the core builds, in both formats, are on the wire byte for byte; only order and case of header names are
/// free, and [`MAY_BE_ADDED`] may be added.
pub fn golden_requests_are_sent_as_built(setup: &Setup) -> Verdict {
    let server = healthy()?;
    setup.run(async |bench| {
        for golden in golden::requests(&server.url(""))? {
            let found = sent(&server, bench.send(golden.request).await?)?;
            let length = golden.body.len().to_string();
            let mut headers = COMMON.to_vec();
            headers.push(("accept", golden.accept));
            if found.is_post() {
                headers.push(("content-length", &length));
                headers.push(("content-type", "application/x-www-form-urlencoded"));
            }
            expect(&found, golden.line, &headers, golden.body.as_bytes())?;
            let host = server.address().to_string();
            ensure!(found.header("host") == [host.as_str()], "host is {:?}", found.header("host"));
        }
        Ok(())
    })
}

/// The request of the call that has just come to its end.
fn sent<A, E: std::fmt::Debug>(server: &FaultServer, outcome: Result<A, E>) -> Result<Recorded, Violation> {
    outcome.map_err(|error| Violation::new(format!("a healthy call failed: {error:?}")))?;
    server.requests().pop().ok_or_else(|| Violation::new("no request arrived"))
}

fn expect(found: &Recorded, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Verdict {
    ensure!(found.line == line, "`{line}` became `{}`", found.line);
    ensure!(
        found.body == body,
        "a body of {} bytes became one of {} bytes, or others",
        body.len(),
        found.body.len()
    );
    for (name, value) in headers {
        let values = found.header(name);
        ensure!(values == [*value], "`{name}: {value}` became {values:?}");
    }
    for (name, value) in &found.headers {
        let known = headers.iter().any(|(known, _)| known == name) || MAY_BE_ADDED.contains(&name.as_str());
        ensure!(known, "`{name}: {value}` was added");
    }
    Ok(())
}

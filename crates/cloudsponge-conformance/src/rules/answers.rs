//! Heads: every answer is an answer, and what is none is not.

use crate::bench::expect_kind;
use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict};
use cloudsponge::proto::FailureKind;
use cloudsponge::proto::exchange::Limits;
use std::time::Duration;

/// F, G13, C12, C18: a transport judges no status, follows none up and keeps the body, authentication challenges included.
pub fn any_status_is_an_answer(setup: &Setup) -> Verdict {
    const STATUSES: [u16; 33] = [
        200, 201, 202, 203, 204, 206, 226, 299, 300, 304, 305, 306, 400, 401, 402, 403, 404, 405, 407, 408,
        409, 410, 418, 422, 425, 429, 451, 500, 501, 502, 503, 504, 999,
    ];
    setup.run(async |bench| {
        for status in STATUSES {
            let bodiless = matches!(status, 204 | 304);
            let body: &[u8] = if bodiless { b"" } else { b"{\"error\":\"no\"}" };
            let headers =
                ["www-authenticate: Negotiate", "proxy-authenticate: Basic realm=\"x\"", "retry-after: 0"];
            let mut bytes = answer(status, &headers, body);
            if bodiless {
                bytes = format!("HTTP/1.1 {status} Word\r\nx: y\r\n\r\n").into_bytes();
            }
            let server = FaultServer::start(Script::new().read_request().send(bytes).again())?;
            let answer = bench.get(&server.url("/events/7.json")).await?;
            ensure!(answer.status == status, "status {status} became {}", answer.status);
            ensure!(answer.body == body, "the body of status {status} became {:?}", answer.body);
            let requests = server.requests().len();
            ensure!(requests == 1, "status {status} was answered with {} more requests", requests - 1);
        }
        Ok(())
    })
}

/// Headers that come twice come twice, in order; values that are not UTF-8 come as they are.
pub fn repeated_and_opaque_headers_are_kept(setup: &Setup) -> Verdict {
    let mut bytes = b"HTTP/1.1 200 OK\r\nx-name: caf\xe9\r\nX-Twice: b\r\n".to_vec();
    bytes.extend_from_slice(
        b"set-cookie: a=1\r\nx-twice: a\r\nset-cookie: b=2\r\nx-empty:\r\ncontent-length: 0\r\n\r\n",
    );
    let server = FaultServer::start(Script::new().read_request().send(bytes).again())?;
    setup.run(async |bench| {
        let answer = bench.get(&server.url("/")).await?;
        let all =
            |name| answer.headers.get_all(name).iter().map(|value| value.as_bytes()).collect::<Vec<_>>();
        for (name, wanted) in [
            ("x-name", vec![&b"caf\xe9"[..]]),
            ("x-twice", vec![b"b", b"a"]),
            ("set-cookie", vec![b"a=1", b"b=2"]),
            ("x-empty", vec![b""]),
            ("content-length", vec![b"0"]),
        ] {
            ensure!(all(name) == wanted, "{name} became {:?}", all(name));
        }
        Ok(())
    })
}

/// 100, 102 and 103 are no answers; the one behind them is.
pub fn informational_heads_are_passed_over(setup: &Setup) -> Verdict {
    let early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nx: 1\r\n\r\nHTTP/1.1 103 Hints\r\nlink: </x>\r\n\r\n";
    let server = FaultServer::start(
        Script::new()
            .read_request()
            .send(early)
            .sleep(Duration::from_millis(20))
            .send(answer(201, &[], b"{}"))
            .again(),
    )?;
    setup.run(async |bench| {
        let answer = bench.get(&server.url("/")).await?;
        ensure!(answer.status == 201, "status 201 became {}", answer.status);
        ensure!(answer.body == b"{}", "the body became {:?}", answer.body);
        ensure!(!answer.headers.contains_key("link"), "a header of an informational head was kept");
        Ok(())
    })
}

/// C5: an answer in single bytes is an answer.
pub fn a_head_in_single_bytes_is_read(setup: &Setup) -> Verdict {
    let bytes = answer(200, &["content-type: application/json"], b"{}");
    let server =
        FaultServer::start(Script::new().read_request().drip(bytes, Duration::from_millis(2)).again())?;
    setup.run(async |bench| {
        let answer = bench.get(&server.url("/")).await?;
        ensure!(answer.status == 200 && answer.body == b"{}", "it became {answer:?}");
        Ok(())
    })
}

/// C8, C9: 101 header lines, 20 000, a value of 1 MB: through the driver all are refused as too large.
pub fn a_head_beyond_the_limits_is_too_large(setup: &Setup) -> Verdict {
    let lines = |count: usize| (0..count).map(|n| format!("x-{n}: v\r\n")).collect::<String>();
    let faults = [
        ("101 header lines", lines(101)),
        ("20 000 header lines", lines(20_000)),
        ("a header of 100 kB", format!("x-large: {}\r\n", "v".repeat(100_000))),
        ("a header of 1 MB", format!("x-large: {}\r\n", "v".repeat(1_000_000))),
    ];
    setup.run(async |bench| {
        for (fault, lines) in faults {
            let bytes = format!("HTTP/1.1 200 OK\r\n{lines}content-length: 2\r\n\r\n{{}}");
            let server = FaultServer::start(Script::new().read_request().send(bytes).hold())?;
            let kind = bench.events_failure(&server, Limits::default()).await?;
            expect_kind(kind, FailureKind::TooLarge, fault)?;
        }
        Ok(())
    })
}

/// C10, C11, C13, C15, C17: other protocols, malformed status lines, header lines that are none, lengths that contradict
/// each other or are no numbers.
pub fn what_is_not_http_is_protocol(setup: &Setup) -> Verdict {
    const FAULTS: [&[u8]; 11] = [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html>no HTTP at all</html>\r\n\r\n",
        b"HTTP/1.1 2OO OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/9.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: nul\0byte\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n",
    ];
    setup.run(async |bench| {
        for bytes in FAULTS {
            let fault = format!("{:?}", String::from_utf8_lossy(bytes));
            let server = FaultServer::start(Script::new().read_request().send(bytes))?;
            let outcome = bench.send(crate::bench::get(&server.url("/"))?).await?;
            let kind = match outcome {
                Err(error) => error.kind(),
                Ok(answer) => return Err(crate::Violation::new(format!("{fault} was taken for {answer:?}"))),
            };
            expect_kind(kind, FailureKind::Protocol, &fault)?;
        }
        Ok(())
    })
}

//! Connections that fail, or end before an answer.

use crate::bench::{NOBODY, expect_kind, post};
use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::proto::FailureKind;
use cloudsponge::proto::exchange::Limits;

/// A1: a port where nobody listens is `Connect`, which means that nothing was sent.
pub fn refused_is_connect(setup: &Setup) -> Verdict {
    setup.run(async |bench| {
        let url = format!("{NOBODY}/events/7.json");
        expect_kind(bench.get_failure(&url).await?, FailureKind::Connect, "a refused connection")?;
        match bench.send(post(&url, "service=gmail")?).await? {
            Ok(answer) => Err(Violation::new(format!("a refused connection answered {answer:?}"))),
            Err(error) => expect_kind(error.kind(), FailureKind::Connect, "a refused POST"),
        }
    })
}

/// A6, A7, A8, C3: closed by FIN or RST at once, in the middle of the request, after it, in the middle of the status line:
/// `Interrupted`, which means that the request may have been processed.
pub fn closed_before_an_answer_is_interrupted(setup: &Setup) -> Verdict {
    let read = Script::new().read_request();
    let line = read.clone().send("HTTP/1.1 20");
    let head = read.clone().send("HTTP/1.1 200 OK\r\ncontent-le");
    let faults = [
        ("FIN at once", Script::new().fin()),
        ("RST at once", Script::new().rst()),
        ("RST after the head", Script::new().read_head().rst()),
        ("FIN after the request", read.clone().fin()),
        ("RST after the request", read.clone().rst()),
        ("FIN in the status line", line.clone().fin()),
        ("RST in the status line", line.rst()),
        ("FIN in the head", head.clone().fin()),
        ("RST in the head", head.rst()),
    ];
    setup.run(async |bench| {
        for (fault, script) in faults {
            let server = FaultServer::start(script)?;
            let kind = bench.events_failure(&server, Limits::default()).await?;
            expect_kind(kind, FailureKind::Interrupted, &format!("GET, {fault}"))?;
            let kind = bench.begin_failure(&server, Limits::default()).await?;
            expect_kind(kind, FailureKind::Interrupted, &format!("POST, {fault}"))?;
        }
        Ok(())
    })
}

/// O9: after each kind of failure the same transport still works.
pub fn a_failure_leaves_the_transport_usable(setup: &Setup) -> Verdict {
    let broken = [
        Script::new().rst(),
        Script::new().read_request().send("HTTP/1.1 2OO\r\n\r\n"),
        Script::new().read_request().send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"),
        Script::new().read_request().send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n"),
    ];
    let healthy = FaultServer::start(Script::new().read_request().send(answer(200, &[], b"{}")).again())?;
    setup.run(async |bench| {
        for script in broken {
            let server = FaultServer::start(script)?;
            bench.get_failure(&server.url("/")).await?;
            let answer = bench.get(&healthy.url("/")).await?;
            ensure!(answer.body == b"{}", "after a failure a healthy call got {answer:?}");
        }
        Ok(())
    })
}

//! A begin call never goes out twice.

use crate::bench::{Bench, expect_kind, post};
use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::proto::FailureKind;
use std::time::Duration;

const BEGIN: &str = "/begin_import/import.json";

/// V4: a POST whose answer does not come is on the wire once.
pub fn a_post_is_sent_once(setup: &Setup) -> Verdict {
    let read = Script::new().read_request();
    setup.run(async |bench| {
        for (fault, script) in [
            ("FIN", read.clone().fin()),
            ("RST", read.clone().rst()),
            ("half an answer and FIN", read.clone().send("HTTP/1.1 200 OK\r\n").fin()),
            ("no HTTP", read.clone().send("no\r\n\r\n")),
        ] {
            let server = FaultServer::start(script)?;
            let outcome = bench.send(post(&server.url(BEGIN), "username=a&password=b")?).await?;
            ensure!(outcome.is_err(), "{fault} was taken for {outcome:?}");
            bench.sleep(Duration::from_millis(50)).await;
            let posts = server.requests().len();
            ensure!(posts == 1, "{fault} after the request: 1 call made {posts} requests");
        }
        Ok(())
    })
}

/// A11, A12, V4: a connection that was good for one call closes after it has read the next POST. The call ends without an
/// answer, and there are never more POSTs than calls: libcurl repeats such a request by itself.
pub fn a_post_on_a_reused_connection_is_sent_once(setup: &Setup) -> Verdict {
    let first = Script::new().read_request().send(answer(200, &[], b"{}")).read_next();
    setup.run(async |bench| {
        for (end, script) in [("FIN", first.clone().fin()), ("RST", first.clone().rst())] {
            let server = FaultServer::start(script)?;
            for call in 1..=4 {
                let answered = bench.send(post(&server.url(BEGIN), "username=a&password=b")?).await?.is_ok();
                bench.sleep(Duration::from_millis(20)).await;
                check(&server, call, end)?;
                let connections = server.wires().len();
                // Connection n has one answer to give; the call that reused one has none.
                ensure!(
                    answered || connections < call,
                    "{end}: call {call} failed on a connection of its own"
                );
            }
        }
        Ok(())
    })
}

fn check(server: &FaultServer, calls: usize, end: &str) -> Verdict {
    let posts = server.requests().iter().filter(|request| request.is_post()).count();
    if posts > calls {
        return Err(Violation::new(format!(
            "{end} on a reused connection: {calls} calls made {posts} POSTs"
        )));
    }
    Ok(())
}

/// A10, A13: connections the server closed while they were idle cost no call, and no POST goes out twice for them.
pub fn a_dead_idle_connection_costs_nothing(setup: &Setup) -> Verdict {
    let script =
        Script::new().read_request().send(answer(200, &[], b"{}")).sleep(Duration::from_millis(20)).fin();
    let server = FaultServer::start(script)?;
    setup.run(async |bench| {
        for call in 1..=4 {
            let outcome = bench.send(post(&server.url(BEGIN), "service=gmail")?).await?;
            ensure!(outcome.is_ok(), "call {call} after an idle connection was closed: {outcome:?}");
            bench.sleep(Duration::from_millis(200)).await;
            let posts = server.requests().len();
            ensure!(posts == call, "{call} calls made {posts} requests");
        }
        Ok(())
    })
}

/// F7, F13, F21: no status makes a transport ask again, whatever `Retry-After` says.
pub fn no_status_is_retried(setup: &Setup) -> Verdict {
    setup.run(async |bench| {
        for status in [408, 417, 421, 425, 429, 500, 502, 503, 504] {
            let bytes = answer(status, &["retry-after: 0", "connection: close"], b"later");
            let server = FaultServer::start(Script::new().read_request().send(bytes))?;
            let answer = bench.send(post(&server.url(BEGIN), "service=gmail")?).await?;
            let found = answer.map_or(0, |answer| answer.status);
            ensure!(found == status, "status {status} became {found}");
            bench.sleep(Duration::from_millis(20)).await;
            let posts = server.requests().len();
            ensure!(posts == 1, "status {status}: 1 call made {posts} requests");
        }
        no_failure_is_retried(&bench).await
    })
}

async fn no_failure_is_retried(bench: &Bench) -> Verdict {
    let server = FaultServer::start(Script::new().read_request().fin())?;
    let kind = bench.get_failure(&server.url("/events/7.json")).await?;
    expect_kind(kind, FailureKind::Interrupted, "FIN after a GET")?;
    ensure!(server.requests().len() == 1, "a GET was repeated; the driver decides about that");
    Ok(())
}

//! Time: the driver's limits hold over this transport.

use crate::bench::{Bench, expect_kind, post, tight};
use crate::server::{FaultServer, Script};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::proto::FailureKind;
use cloudsponge::proto::exchange::Limits;
use std::time::{Duration, Instant};

/// What a busy machine may add.
const SLACK: Duration = Duration::from_secs(1);

/// C1, C2, C6, C7: no byte, half a status line, a head that drips, informational heads without end.
pub fn silence_is_a_timeout(setup: &Setup) -> Verdict {
    let read = Script::new().read_request();
    let wait = "HTTP/1.1 100 Continue\r\n\r\n".repeat(2000);
    let faults = [
        ("silence", read.clone().hold()),
        ("half a status line", read.clone().send("HTTP/1.1 20").hold()),
        (
            "a head that drips",
            read.clone().drip("HTTP/1.1 200 OK\r\nx: y", Duration::from_millis(100)).hold(),
        ),
        ("100 Continue without end", read.drip(wait, Duration::from_millis(1))),
    ];
    setup.run(async |bench| {
        for (fault, script) in faults {
            late(&bench, fault, &script, tight(), tight().first_byte).await?;
        }
        Ok(())
    })
}

/// D4, D5: a body that stops, and one that drips.
pub fn a_stalled_body_is_a_timeout(setup: &Setup) -> Verdict {
    let head = Script::new().read_request().send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"e");
    setup.run(async |bench| {
        late(&bench, "a body that stops", &head.clone().hold(), tight(), tight().idle).await?;
        let drip = head.drip([b' '; 90], Duration::from_millis(150));
        // On a busy machine a drop may be late; it must not be the stop that ends the call.
        let mut limits = tight();
        limits.idle = limits.total;
        late(&bench, "a body that drips", &drip, limits, limits.total).await
    })
}

/// A9: a server that does not read; the request does not fit into the buffers on the way.
pub fn an_unread_request_is_a_timeout(setup: &Setup) -> Verdict {
    let server = FaultServer::start(Script::new().sleep(Duration::from_secs(30)))?;
    setup.run(async |bench| {
        let request = post(&server.url("/begin_import/import.json"), vec![b'x'; 64 << 20])?;
        let sending = bench.transport.send(request);
        let outcome = bench.in_time(Duration::from_millis(500), sending).await;
        // The driver would now drop the call: what matters is that it is still waiting, and that dropping it works.
        match outcome {
            Err(_) => Ok(()),
            Ok(Err(error)) => expect_kind(error.kind(), FailureKind::Timeout, "a request nobody reads"),
            Ok(Ok(_)) => Err(Violation::new("a request nobody read was answered")),
        }
    })
}

async fn late(bench: &Bench, fault: &str, script: &Script, limits: Limits, limit: Duration) -> Verdict {
    let server = FaultServer::start(script.clone())?;
    let start = Instant::now();
    let kind = bench.events_failure(&server, limits).await?;
    let took = start.elapsed();
    expect_kind(kind, FailureKind::Timeout, fault)?;
    ensure!(
        took + Duration::from_millis(50) >= limit && took <= limit + SLACK,
        "{fault}: {took:?} for a limit of {limit:?}"
    );
    ensure!(server.wait_for_closed(1, Duration::from_secs(2)), "{fault}: the connection stayed open");
    Ok(())
}

//! Dropping a call, and many at once.

use crate::bench::{all_at_once, get};
use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// M1, M2: a call that is dropped before its answer, in its head or in its body closes its connection, and at once.
pub fn dropping_the_call_frees_the_socket(setup: &Setup) -> Verdict {
    let read = Script::new().read_request();
    let points = [
        ("before the answer", read.clone().hold()),
        ("in the head", read.clone().send("HTTP/1.1 200 OK\r\nx:").hold()),
        ("in the body", read.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}").hold()),
    ];
    setup.run(async |bench| {
        for (point, script) in points {
            let server = FaultServer::start(script)?;
            let sending = crate::bench::collect(&bench.transport, get(&server.url("/"))?);
            let arriving = async {
                while server.requests().is_empty() {
                    bench.sleep(Duration::from_millis(10)).await;
                }
                bench.sleep(Duration::from_millis(100)).await;
            };
            let dropped = bench.in_time(Duration::from_secs(5), drop_after(sending, arriving)).await?;
            ensure!(dropped.is_none(), "{point}: it came to an end with {dropped:?}");
            ensure!(
                server.wait_for_closed(1, Duration::from_secs(1)),
                "dropped {point}, the call kept its connection for more than a second"
            );
        }
        Ok(())
    })
}

/// What the first future gives, unless the second ends before it.
async fn drop_after<R>(future: impl Future<Output = R>, event: impl Future<Output = ()>) -> Option<R> {
    let (mut future, mut event) = (pin!(future), pin!(event));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => event.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// M5: calls do not wait for each other, and each gets its own answer.
pub fn thirty_two_calls_run_at_once(setup: &Setup) -> Verdict {
    const CALLS: usize = 32;
    const PAUSE: Duration = Duration::from_millis(300);
    let server = FaultServer::start_each(|number| {
        let body = number.to_string();
        Script::new().read_request().sleep(PAUSE).send(answer(200, &["connection: close"], body.as_bytes()))
    })?;
    setup.run(async |bench| {
        let urls = (0..CALLS).map(|number| server.url(&format!("/{number}")));
        let requests = urls.map(|url| get(&url)).collect::<Result<Vec<_>, Violation>>()?;
        let calls = requests.into_iter().map(|request| {
            let transport = Arc::clone(&bench.transport);
            async move { crate::bench::collect(&transport, request).await }
        });
        let answers = bench.in_time(PAUSE * 8, all_at_once(calls)).await.map_err(|violation| {
            Violation::new(format!("{CALLS} calls of {PAUSE:?} each, all at once: {violation}"))
        })?;
        let wires = server.wires();
        for (number, answer) in answers.into_iter().enumerate() {
            let answer =
                answer.map_err(|error| Violation::new(format!("call {number} failed: {error:?}")))?;
            let connection = String::from_utf8_lossy(&answer.body).parse::<usize>().ok();
            let request =
                connection.and_then(|connection| wires.get(connection)?.requests().into_iter().next());
            let line = request.map(|request| request.line);
            ensure!(
                line == Some(format!("GET /{number} HTTP/1.1")),
                "call {number} got the answer to {line:?}"
            );
        }
        Ok(())
    })
}

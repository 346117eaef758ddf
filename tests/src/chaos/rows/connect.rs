//! A: connections that are refused, closed early, or closed between calls.

use crate::chaos::case::{Call, Case};
use crate::chaos::expect::{fails, good};
use crate::chaos::row::{Fault, Row};
use cloudsponge::proto::FailureKind::{Connect, Interrupted, Timeout};
use cloudsponge_conformance::server::Script;
use std::sync::Arc;
use std::time::Duration;

/// A row about connections that are used again, where the transport does that.
fn reused(
    id: &'static str,
    what: &'static str,
    expect: crate::chaos::expect::Expect,
    calls: usize,
    then: fn(Script, &Case) -> Script,
    later: fn(&Case) -> Script,
) -> Row {
    // Calls made at once are all out before the first is answered, so that none is sent on another's dying connection.
    let together = Duration::from_millis(if calls > 1 { 50 } else { 0 });
    let then =
        move |case: &Case| then(Script::new().read_request().sleep(together).send(case.lasting()), case);
    let mut row =
        Row::new(id, what, expect, Fault::Reused { calls, then: Arc::new(then), later: Arc::new(later) });
    row.requests = calls + 1;
    row.alone()
}

pub(super) fn rows() -> Vec<Row> {
    let mut dead = Row::new("A1", "nobody listens", fails(Connect), Fault::Dead).alone();
    dead.requests = 0;
    let mut second = Row::answer("A5", "the name has a dead address too", good(), Case::good);
    second.host = "localhost";
    let mut unread = Row::script("A9", "a form of 1 MB is never read", fails(Timeout), |_| {
        Script::new().sleep(Duration::from_millis(2000))
    });
    unread.echo = 1 << 20;
    let pause = Duration::from_millis(10);
    vec![
        dead,
        second.alone(),
        Row::script("A6", "closed at once", fails(Interrupted), |_| Script::new().fin()),
        Row::script("A7", "reset at the first byte", fails(Interrupted), |_| Script::new().rst()),
        Row::script("A8-fin", "closed after the request's head", fails(Interrupted), |_| {
            Script::new().read_head().fin()
        }),
        Row::script("A8-rst", "reset after the request's head", fails(Interrupted), |_| {
            Script::new().read_head().rst()
        }),
        Row::script("A8-read-fin", "closed after the request", fails(Interrupted), |_| {
            Script::new().read_request().fin()
        }),
        Row::script("A8-read-rst", "reset after the request", fails(Interrupted), |_| {
            Script::new().read_request().rst()
        }),
        unread.short().calls(|call| call == Call::Consent).alone(),
        reused("A10-fin", "closed between calls", good(), 1, |script, _| script.fin(), healthy),
        reused("A10-rst", "reset between calls", good(), 1, |script, _| script.rst(), healthy),
        reused(
            "A10-late",
            "closed a moment after the answer",
            good(),
            1,
            |script, _| script.sleep(Duration::from_millis(5)).fin(),
            healthy,
        ),
        reused(
            "A11",
            "kept open, then closed after the next request",
            fails(Interrupted),
            1,
            |script, _| script.read_request().fin(),
            |_| Script::new().read_request().fin(),
        ),
        reused(
            "A11-head",
            "kept open, then closed after the next request's head",
            fails(Interrupted),
            1,
            |script, _| script.read_head().fin(),
            |_| Script::new().read_head().fin(),
        ),
        reused(
            "A12",
            "kept open, then reset after the next request",
            fails(Interrupted),
            1,
            |script, _| script.read_request().rst(),
            |_| Script::new().read_request().rst(),
        ),
        reused(
            "A12-half",
            "kept open, then half an answer and reset",
            fails(Interrupted),
            1,
            |script, case| script.read_request().send(half(case)).rst(),
            |case| Script::new().read_request().send(half(case)).rst(),
        ),
        reused(
            "A12-silent",
            "kept open, then silent",
            fails(Timeout),
            1,
            |script, _| script.read_request().hold(),
            |_| Script::new().read_request().hold(),
        )
        .short(),
        reused("A13", "six pooled connections are dead", good(), 6, |script, _| script.fin(), healthy),
        Row::script("A16", "half closed before the answer", good(), move |case| {
            Script::new().read_request().sleep(pause).send(case.good()).half_close().hold()
        }),
    ]
}

fn healthy(case: &Case) -> Script {
    Script::new().read_request().send(case.good()).fin()
}

fn half(case: &Case) -> Vec<u8> {
    let mut answer = case.good();
    answer.truncate(answer.len() / 2);
    answer
}

//! Bodies: every byte, no other byte, and never a part for the whole.

use crate::bench::{expect_kind, get};
use crate::golden;
use crate::server::{FaultServer, Script, answer, chunked};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::proto::FailureKind;
use cloudsponge::proto::exchange::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// D8, D9, D12: all 256 bytes, NULs, none at all, under every framing, arrive as they were sent. An empty body without
/// its length is left out.
pub fn exact_bytes_arrive(setup: &Setup) -> Verdict {
    let every: Vec<u8> = (0..=255).chain([0, 0, 0]).collect();
    let long: Vec<u8> = every.iter().copied().cycle().take(300_000).collect();
    let until_the_end = |body: &[u8]| [&b"HTTP/1.1 200 OK\r\n\r\n"[..], body].concat();
    setup.run(async |bench| {
        for body in [&b""[..], b"\0", &every, &long] {
            for (framing, bytes) in [
                ("with its length", answer(200, &[], body)),
                ("in chunks", chunked(200, &[], body, if body.len() > 1000 { 4096 } else { 1 })),
                ("until the connection ends", until_the_end(body)),
            ] {
                // Some HTTP clients cannot tell it from a head that was cut.
                if body.is_empty() && framing != "with its length" {
                    continue;
                }
                let server = FaultServer::start(Script::new().read_request().send(bytes))?;
                let answer = bench.get(&server.url("/")).await?;
                ensure!(
                    answer.body == body,
                    "a body of {} bytes, {framing}, became one of {} bytes, or others",
                    body.len(),
                    answer.body.len()
                );
            }
        }
        Ok(())
    })
}

/// D1, D2, D8: a body that ends early, by FIN or by RST, is an error and no answer.
pub fn a_cut_body_is_interrupted(setup: &Setup) -> Verdict {
    const FAULTS: [(&str, &[u8]); 4] = [
        ("3 bytes of 100", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}\n"),
        ("no byte of 2", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"),
        ("no last chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        ("half a chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{}"),
    ];
    setup.run(async |bench| {
        for (fault, bytes) in FAULTS {
            let sent = Script::new().read_request().send(bytes);
            for (end, script) in [("FIN", sent.clone().fin()), ("RST", sent.clone().rst())] {
                let server = FaultServer::start(script)?;
                let kind = bench.get_failure(&server.url("/")).await?;
                expect_kind(kind, FailureKind::Interrupted, &format!("{fault}, then {end}"))?;
            }
        }
        Ok(())
    })
}

/// C3, C4, D3: six golden answers, cut after every byte by FIN and by RST. None is ever taken for complete.
pub fn cut_at_any_byte_no_answer_is_complete(setup: &Setup) -> Verdict {
    setup.run(async |bench| {
        for (name, whole) in golden::answers() {
            let cut = Arc::new(AtomicUsize::new(0));
            let (next, bytes) = (Arc::clone(&cut), whole.clone());
            // Two connections for each place to cut at.
            let server = FaultServer::start_each(move |_| {
                let number = next.load(Ordering::SeqCst);
                let script = Script::new().read_request().send(bytes.get(..number / 2).unwrap_or_default());
                if number % 2 == 0 { script.fin() } else { script.rst() }
            })?;
            let url = server.url("/events/7.json");
            for number in 0..whole.len() * 2 {
                cut.store(number, Ordering::SeqCst);
                let kind = bench.get_failure(&url).await.map_err(|violation| {
                    Violation::new(format!(
                        "{name} cut after {} of {} bytes: {violation}",
                        number / 2,
                        whole.len()
                    ))
                })?;
                expect_kind(
                    kind,
                    FailureKind::Interrupted,
                    &format!("{name} cut after {} bytes", number / 2),
                )?;
            }
        }
        Ok(())
    })
}

/// D7: chunks whose size is no size. HTTP clients notice at different moments, so it is `Protocol` or `Interrupted`.
pub fn broken_chunks_are_an_error(setup: &Setup) -> Verdict {
    setup.run(async |bench| {
        for size in ["ZZ", "", "-1", "123456789abcdef01", "0x2"] {
            let bytes =
                format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");
            let server = FaultServer::start(Script::new().read_request().send(bytes))?;
            let kind = bench.get_failure(&server.url("/")).await?;
            ensure!(
                matches!(kind, FailureKind::Protocol | FailureKind::Interrupted),
                "chunk size {size:?}: expected Protocol or Interrupted, got {kind:?}"
            );
        }
        Ok(())
    })
}

/// D13, D16: what comes behind an answer's end belongs to nobody, least of all to the next call.
pub fn a_second_answer_is_never_the_next_calls(setup: &Setup) -> Verdict {
    let forged = answer(200, &[], b"forged");
    let glued = [answer(200, &[], b"first"), forged].concat();
    let server = FaultServer::start_each(move |number| match number {
        0 => Script::new().read_request().send(&glued).hold(),
        _ => Script::new().read_request().send(answer(200, &[], b"second")).again(),
    })?;
    setup.run(async |bench| {
        let first = bench.get(&server.url("/1")).await?;
        ensure!(first.body == b"first", "the first answer became {:?}", String::from_utf8_lossy(&first.body));
        bench.sleep(std::time::Duration::from_millis(50)).await;
        // An error is allowed, another's answer is not.
        if let Ok(second) = bench.send(get(&server.url("/2"))?).await? {
            ensure!(
                second.body == b"second",
                "the next call got {:?}",
                String::from_utf8_lossy(&second.body)
            );
        }
        Ok(())
    })
}

/// D10, D11: through the driver a body of 1 GB is refused, by its length before it is read and else at the limit; the
/// transport does not take in much more than was asked of it.
pub fn a_body_beyond_the_limit_is_too_large(setup: &Setup) -> Verdict {
    const GIGABYTE: u64 = 1 << 30;
    const LIMIT: usize = 1 << 20;
    const TAKEN: u64 = 24 << 20;
    let piece = vec![b' '; 64 * 1024];
    let chunk = [b"10000\r\n".as_slice(), &piece, b"\r\n"].concat();
    let declared = format!("HTTP/1.1 200 OK\r\ncontent-length: {GIGABYTE}\r\n\r\n");
    let faults = [
        ("a declared giant", declared.as_str(), &piece),
        ("an endless row of chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", &chunk),
        ("a body without end", "HTTP/1.1 200 OK\r\n\r\n", &piece),
    ];
    let mut limits = Limits::default();
    limits.body = LIMIT;
    setup.run(async |bench| {
        for (fault, head, piece) in faults {
            let script = Script::new().read_request().send(head).repeat(piece, GIGABYTE >> 16);
            let server = FaultServer::start(script)?;
            let kind = bench.events_failure(&server, limits).await?;
            expect_kind(kind, FailureKind::TooLarge, fault)?;
            let sent: u64 = server.wires().iter().map(|wire| wire.sent).sum();
            ensure!(sent < TAKEN, "{fault}: {sent} bytes were taken in for a limit of {LIMIT}");
        }
        Ok(())
    })
}

//! TLS: whom a transport believes, and that it says nothing to anybody else.

use crate::bench::{Bench, expect_kind, get, tight};
use crate::server::{Certificate, FaultServer, Script, TlsServer, Validity, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::Client;
use cloudsponge::proto::endpoints::GetEvents;
use cloudsponge::proto::{FailureKind, Format, ImportId};
use std::sync::Arc;

/// B8, D12: a certificate of a trusted authority for this address is accepted; a body whose length is known, or that ends as
/// TLS demands, is whole.
pub fn a_trusted_certificate_is_accepted(setup: &Setup) -> Verdict {
    let certificate = Certificate::new(Validity::Good)?;
    let until_the_end = b"HTTP/1.1 200 OK\r\n\r\n{}".to_vec();
    setup.run_trusting(certificate.authority(), async |bench| {
        for (bytes, close_notify) in [(answer(200, &[], b"{}"), false), (until_the_end, true)] {
            let server = TlsServer::start(&certificate, bytes, close_notify)?;
            let answer = bench.get(&server.url("/events/7.json")).await?;
            ensure!(answer.status == 200 && answer.body == b"{}", "over TLS the answer became {answer:?}");
            ensure!(
                server.received().starts_with(b"GET /events/7.json HTTP/1.1\r\n"),
                "the request did not arrive"
            );
        }
        Ok(())
    })
}

/// B1, B2, B3, B10: an authority nobody knows, another host's certificate, one that names the host where it does not count,
/// one that has expired and one that is not valid yet: `Tls`, and not a byte of HTTP.
pub fn a_foreign_certificate_is_tls(setup: &Setup) -> Verdict {
    let unknown = Certificate::new(Validity::Good)?;
    setup.run(async |bench| refused(&bench, &unknown, "an unknown authority").await)?;
    for validity in [Validity::OtherHost, Validity::CommonNameOnly, Validity::Expired, Validity::NotYet] {
        let certificate = Certificate::new(validity)?;
        let fault = format!("{validity:?}");
        setup.run_trusting(certificate.authority(), async |bench| {
            refused(&bench, &certificate, &fault).await
        })?;
    }
    Ok(())
}

async fn refused(bench: &Bench, certificate: &Certificate, fault: &str) -> Verdict {
    let server = TlsServer::start(certificate, answer(200, &[], b"{}"), true)?;
    expect_kind(bench.get_failure(&server.url("/")).await?, FailureKind::Tls, fault)?;
    ensure!(server.received().is_empty(), "{fault}: the request was sent");
    Ok(())
}

/// B4: what answers in clear where TLS should be.
pub fn plain_http_on_the_tls_port_is_tls(setup: &Setup) -> Verdict {
    let server =
        FaultServer::start(Script::new().send(answer(400, &["connection: close"], b"speak HTTP")).hold())?;
    setup.run(async |bench| {
        let kind = bench.get_failure(&format!("https://{}/", server.address())).await?;
        expect_kind(kind, FailureKind::Tls, "HTTP in clear on the TLS port")
    })
}

/// B6: a handshake that does not go on ends at the driver's limit, and its connection with it.
pub fn a_stalled_handshake_is_a_timeout(setup: &Setup) -> Verdict {
    let server = FaultServer::start(Script::new().hold())?;
    setup.run(async |bench| {
        let api = crate::bench::api(&format!("https://{}", server.address()), Format::Json)?;
        let client =
            Client::new(Arc::clone(&bench.transport), Arc::clone(&bench.timer), api).with_limits(tight());
        let outcome = client.call(&GetEvents::new(ImportId::from(7))).await;
        let timeout = outcome.as_ref().is_err_and(cloudsponge::Error::is_timeout);
        ensure!(timeout, "a handshake that stalls became {outcome:?}");
        let closed = server.wait_for_closed(1, std::time::Duration::from_secs(2));
        ensure!(closed, "a handshake that stalls kept its connection");
        Ok(())
    })
}

/// B9, D1: a connection closed below TLS ends no body; one whose end is not known, or that is too short, is `Interrupted`.
pub fn an_unfinished_answer_over_tls_is_interrupted(setup: &Setup) -> Verdict {
    let certificate = Certificate::new(Validity::Good)?;
    setup.run_trusting(certificate.authority(), async |bench| {
        for bytes in [
            &b"HTTP/1.1 200 OK\r\n\r\n{}"[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}",
            b"HTTP/1.1 2",
        ] {
            let server = TlsServer::start(&certificate, bytes.to_vec(), false)?;
            let outcome = bench.send(get(&server.url("/"))?).await?;
            let fault = String::from_utf8_lossy(bytes).into_owned();
            match outcome {
                Err(error) => expect_kind(error.kind(), FailureKind::Interrupted, &fault)?,
                Ok(answer) => {
                    return Err(Violation::new(format!(
                        "{fault:?}, cut below TLS, was taken for {answer:?}"
                    )));
                }
            }
        }
        Ok(())
    })
}

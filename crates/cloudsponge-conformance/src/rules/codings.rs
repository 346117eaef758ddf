//! Compressed bodies: the transport leaves them alone, the driver decodes gzip and bounds what comes out.

use crate::bench::{expect_kind, get};
use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict, Violation};
use cloudsponge::Error;
use cloudsponge::proto::endpoints::GetEvents;
use cloudsponge::proto::exchange::Limits;
use cloudsponge::proto::{FailureKind, ImportId, ResponseError};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const EVENTS: &[u8] =
    br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}],"import_id":7}"#;

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Violation> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// E1, E6: whatever the coding, the transport hands over the bytes on the wire and the header that names it.
pub fn codings_are_left_to_the_driver(setup: &Setup) -> Verdict {
    let compressed = gzip(EVENTS)?;
    setup.run(async |bench| {
        for coding in ["gzip", "x-gzip", "deflate", "br", "zstd", "unheard-of"] {
            let header = format!("content-encoding: {coding}");
            let bytes = answer(200, &[&header], &compressed);
            let server = FaultServer::start(Script::new().read_request().send(bytes).again())?;
            let mut request = get(&server.url("/"))?;
            request.headers_mut().insert("accept-encoding", http::HeaderValue::from_static("gzip"));
            let answer = bench.send(request).await?;
            let answer = answer.map_err(|error| Violation::new(format!("{coding} failed: {error:?}")))?;
            ensure!(answer.body == compressed, "{coding}: the body was decoded or changed");
            let kept = answer.headers.get("content-encoding").map(|value| value.as_bytes());
            ensure!(kept == Some(coding.as_bytes()), "content-encoding {coding} became {kept:?}");
        }
        Ok(())
    })
}

/// E1, E3, E4, E6: through the driver good gzip is read; gzip that was cut, has a wrong checksum or something behind it is
/// an error, however right the framing; another coding is refused by name.
pub fn gzip_is_decoded_and_checked(setup: &Setup) -> Verdict {
    let whole = gzip(EVENTS)?;
    let half = whole.get(..whole.len() / 2).unwrap_or_default().to_vec();
    let mut wrong = whole.clone();
    if let Some(byte) = wrong.iter_mut().rev().nth(7) {
        *byte ^= 1;
    }
    let junk = [whole.as_slice(), b"something behind it"].concat();
    setup.run(async |bench| {
        let call = async |headers: &[&str], body: &[u8]| {
            let server = FaultServer::start(Script::new().read_request().send(answer(200, headers, body)).again())?;
            let client = bench.client(&server, Limits::default())?;
            let outcome = client.call(&GetEvents::new(ImportId::from(7))).await;
            Ok::<_, Violation>(outcome)
        };
        let good = call(&["content-encoding: gzip"], &whole).await?;
        ensure!(good.is_ok(), "good gzip: {good:?}");
        for (fault, body, wanted) in [
            ("gzip cut in half", &half, FailureKind::Interrupted),
            ("a wrong checksum", &wrong, FailureKind::Interrupted),
            ("junk behind the gzip", &junk, FailureKind::Protocol),
            ("no gzip at all", &EVENTS.to_vec(), FailureKind::Protocol),
        ] {
            match call(&["content-encoding: gzip"], body).await? {
                Err(Error::Transport(error)) => expect_kind(error.kind(), wanted, fault)?,
                other => return Err(Violation::new(format!("{fault}: expected an error, got {other:?}"))),
            }
        }
        for headers in [&["content-encoding: br"][..], &["content-encoding: gzip, gzip"], &["content-encoding: gzip"; 50]] {
            let refused = call(headers, &whole).await?;
            ensure!(
                matches!(&refused, Err(Error::Response(ResponseError::UnexpectedFormat(error))) if error.encoded),
                "{headers:?}: expected it to be refused, got {refused:?}"
            );
        }
        Ok(())
    })
}

/// E2, E5: 300 MB of spaces in 1 MB of gzip end at the limit; in an error page they change nothing.
pub fn a_gzip_bomb_is_too_large(setup: &Setup) -> Verdict {
    // gzip members in a row are one stream, so it need not be made in full.
    let bomb = gzip(&vec![b' '; 10_000_000])?.repeat(30);
    let mut limits = Limits::default();
    limits.body = 1 << 20;
    setup.run(async |bench| {
        let serve = |status| {
            FaultServer::start(
                Script::new().read_request().send(answer(status, &["content-encoding: gzip"], &bomb)).again(),
            )
        };
        let server = serve(200)?;
        expect_kind(bench.events_failure(&server, limits).await?, FailureKind::TooLarge, "a gzip bomb")?;
        let server = serve(500)?;
        let outcome = bench.client(&server, limits)?.call(&GetEvents::new(ImportId::from(7))).await;
        let status = outcome.as_ref().err().and_then(Error::status).map(|status| status.as_u16());
        ensure!(status == Some(500), "a gzip bomb in an error page: expected the status, got {outcome:?}");
        Ok(())
    })
}

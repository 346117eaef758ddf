//! From isahc's errors to the kinds every transport reports.

use cloudsponge::TransportError;
use cloudsponge::proto::FailureKind;
use isahc::error::ErrorKind;
use std::error::Error as StdError;
use std::io;

/// An error before the answer's head.
pub(crate) fn send_error(error: isahc::Error) -> TransportError {
    TransportError::new(kind(&error)).with_source(error)
}

/// An error in the middle of the body.
pub(crate) fn read_error(error: io::Error) -> TransportError {
    let isahc = error.get_ref().and_then(|inner| inner.downcast_ref::<isahc::Error>());
    TransportError::new(isahc.map_or(FailureKind::Interrupted, kind)).with_source(error)
}

fn kind(error: &isahc::Error) -> FailureKind {
    if let Some(curl) = error.source().and_then(|source| source.downcast_ref::<curl::Error>()) {
        return curl_kind(curl.code(), curl.extra_description().unwrap_or_default());
    }
    match error.kind() {
        ErrorKind::Timeout => FailureKind::Timeout,
        ErrorKind::InvalidRequest => FailureKind::Other,
        // No thread or no descriptor for it: nothing was sent.
        ErrorKind::ClientInitialization | ErrorKind::ConnectionFailed | ErrorKind::NameResolution => {
            FailureKind::Connect
        }
        // What happened to a request that was under way is not known; its end is.
        _ => FailureKind::Interrupted,
    }
}

/// libcurl's numbers, which it never changes. Where one stands for several things only its text tells them apart.
fn curl_kind(code: u32, text: &str) -> FailureKind {
    match code {
        // The name of proxy or host was not resolved, or neither could be reached.
        5..=7 => FailureKind::Connect,
        28 if CONNECTING.iter().any(|phase| text.starts_with(phase)) => FailureKind::ConnectTimeout,
        28 => FailureKind::Timeout,
        // The handshake failed; the engine, a certificate, a cipher or the store of roots is not usable.
        35 | 51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 82 | 83 | 90 | 91 | 98 => FailureKind::Tls,
        // Data came that is no chunk, or a chunk is malformed.
        56 if text.contains("chunk") => FailureKind::Protocol,
        // Not HTTP, not a version of it, not a head of it (23: isahc refuses a line), not a coding.
        1 | 8 | 23 | 61 => FailureKind::Protocol,
        // The head or a file exceeds libcurl's own bounds.
        63 | 100 => FailureKind::TooLarge,
        // A request that cannot be expressed, or no memory for it.
        2 | 3 | 27 | 43 => FailureKind::Other,
        // Half an answer, none, broken off in either direction, or a stream of HTTP/2 reset.
        _ => FailureKind::Interrupted,
    }
}

/// How libcurl begins what it says when time runs out before anything was sent.
const CONNECTING: [&str; 5] = [
    "Connection timed out",
    "Connection timeout",
    "Resolving timed out",
    "Failed to resolve",
    "SSL connection timeout",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_runs_out_while_connecting_is_told_from_the_rest() {
        assert_eq!(
            curl_kind(28, "Connection timed out after 5001 milliseconds"),
            FailureKind::ConnectTimeout
        );
        assert_eq!(curl_kind(28, "Resolving timed out after 5001 milliseconds"), FailureKind::ConnectTimeout);
        assert_eq!(
            curl_kind(28, "Operation timed out after 9 milliseconds with 0 bytes received"),
            FailureKind::Timeout
        );
    }

    #[test]
    fn what_is_not_known_may_have_been_sent() {
        assert!(!curl_kind(9999, "").is_unsent());
    }
}

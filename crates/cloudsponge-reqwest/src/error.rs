//! From reqwest's errors to the kinds every transport reports.

use cloudsponge::TransportError;
use cloudsponge::proto::FailureKind;
use std::error::Error as StdError;
use std::io;

/// Classifies an error and takes the URL out of it, whose query may hold anything.
pub(crate) fn transport_error(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    TransportError::new(kind(&error)).with_source(error)
}

fn kind(error: &reqwest::Error) -> FailureKind {
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => return FailureKind::ConnectTimeout,
        (false, true) => return FailureKind::Timeout,
        (true, false) => return connect_kind(error),
        (false, false) => {}
    }
    let Some(hyper) = in_chain::<hyper::Error>(error) else {
        // What happened to a request that was under way is not known; its end is.
        return if error.is_builder() { FailureKind::Other } else { FailureKind::Interrupted };
    };
    if hyper.is_parse_too_large() {
        FailureKind::TooLarge
    } else if hyper.is_parse() {
        FailureKind::Protocol
    } else {
        FailureKind::Interrupted
    }
}

/// A connection that failed in the TLS handshake failed with data, not with a refusal.
fn connect_kind(error: &reqwest::Error) -> FailureKind {
    match in_chain::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => FailureKind::Tls,
        Some(io::ErrorKind::TimedOut) => FailureKind::ConnectTimeout,
        _ => FailureKind::Connect,
    }
}

/// The innermost error of this type among the causes.
fn in_chain<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |error| error.source()).filter_map(|error| error.downcast_ref()).last()
}

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
    // hyper tells a head that is too large from one that is malformed only in its text.
    match hyper.is_parse() {
        true if hyper.to_string().contains("too large") => FailureKind::TooLarge,
        true => FailureKind::Protocol,
        false => FailureKind::Interrupted,
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
    let (mut next, mut found) = (Some(error), None);
    while let Some(error) = next {
        found = error.downcast_ref().or(found);
        // An I/O error passes over what it wraps and names that one's cause.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as _).or_else(|| error.source());
    }
    found
}

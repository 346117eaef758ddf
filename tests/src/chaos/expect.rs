//! How a call ended, in the words all transports share, and how it should have.

use super::case::{Answer, Case};
use super::row::is_healthy;
use cloudsponge::Error;
use cloudsponge::proto::codec::Sniffed;
use cloudsponge::proto::import::ImportErrorKind;
use cloudsponge::proto::{ApiErrorKind, CodecErrorKind, FailureKind, ResponseError};
use std::mem::discriminant;

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// With the healthy answer.
    Good,
    /// With another answer.
    Decoded,
    /// Without an answer.
    Transport(FailureKind),
    /// With a refusal.
    Api(ApiErrorKind),
    /// With a web page.
    Html,
    /// With a body in the wrong format or under a coding.
    Format,
    /// With a body that is wrong in this way.
    Codec(CodecErrorKind),
    /// With an error no call should have.
    Other(String),
}

impl Seen {
    /// Looks at what a call returned.
    pub fn of(case: &Case, outcome: &Result<Answer, Error>) -> Self {
        match outcome {
            Ok(answer) if is_healthy(case.call, case.format, answer) => Self::Good,
            Ok(_) => Self::Decoded,
            Err(Error::Transport(error)) => Self::Transport(error.kind()),
            Err(Error::Response(error)) => Self::of_response(error),
            Err(error) => Self::Other(format!("{error:?}")),
        }
    }

    fn of_response(error: &ResponseError) -> Self {
        match error {
            ResponseError::Api(error) => Self::Api(error.kind),
            ResponseError::UnexpectedFormat(error) if error.found == Sniffed::Html => Self::Html,
            ResponseError::UnexpectedFormat(_) => Self::Format,
            ResponseError::Codec(body) => Self::Codec(body.error.kind().clone()),
            error => Self::Other(format!("{error:?}")),
        }
    }
}

/// The ends that are right.
#[derive(Clone, Debug)]
pub struct Expect {
    any_of: Vec<Seen>,
    /// Any error of the decoder is right.
    codec: bool,
    /// Any decoded answer is right.
    decoded: bool,
}

/// The healthy answer.
pub fn good() -> Expect {
    one(Seen::Good)
}

/// Any answer that was decoded.
pub fn decoded() -> Expect {
    Expect { any_of: Vec::new(), codec: false, decoded: true }
}

/// No answer.
pub fn fails(kind: FailureKind) -> Expect {
    one(Seen::Transport(kind))
}

/// A refusal.
pub fn refused(kind: ApiErrorKind) -> Expect {
    one(Seen::Api(kind))
}

/// A web page in place of an answer.
pub fn page() -> Expect {
    one(Seen::Html)
}

/// A body in the wrong format or under a coding.
pub fn format() -> Expect {
    one(Seen::Format)
}

/// A body that is wrong in this way; what the kind says beyond its name does not count.
pub fn codec(kind: CodecErrorKind) -> Expect {
    one(Seen::Codec(kind))
}

/// A body that is wrong in any way.
pub fn undecodable() -> Expect {
    Expect { any_of: Vec::new(), codec: true, decoded: false }
}

fn one(seen: Seen) -> Expect {
    Expect { any_of: vec![seen], codec: false, decoded: false }
}

impl Expect {
    /// Either is right.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.any_of.extend(other.any_of);
        self.codec |= other.codec;
        self.decoded |= other.decoded;
        self
    }

    /// Whether this end is right.
    pub fn allows(&self, seen: &Seen) -> bool {
        let listed = self.any_of.iter().any(|right| match (right, seen) {
            (Seen::Codec(right), Seen::Codec(seen)) => discriminant(right) == discriminant(seen),
            (right, seen) => right == seen,
        });
        listed
            || (self.codec && matches!(seen, Seen::Codec(_)))
            || (self.decoded && matches!(seen, Seen::Decoded | Seen::Good))
    }
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// With all contacts.
    Done,
    /// It is not known whether it began.
    StartUnknown,
    /// A call got no answer.
    NoAnswer(FailureKind),
    /// A call was refused.
    Refused(ApiErrorKind),
    /// The contacts are gone.
    Gone,
    /// An answer made no sense.
    Undecodable,
    /// Another error.
    Other(String),
}

impl End {
    /// Looks at an import's error.
    pub fn of(error: &Error) -> Self {
        use cloudsponge::proto::import::Cause;
        match error.import().map(|error| error.kind()) {
            Some(ImportErrorKind::StartOutcomeUnknown(_)) => Self::StartUnknown,
            Some(ImportErrorKind::NoAnswer(Cause::Transport(kind))) => Self::NoAnswer(*kind),
            Some(ImportErrorKind::Refused(error)) => Self::Refused(error.kind),
            Some(ImportErrorKind::Gone { .. }) => Self::Gone,
            Some(ImportErrorKind::Undecodable { .. }) => Self::Undecodable,
            other => Self::Other(format!("{other:?}")),
        }
    }

    /// How an import must end if one of its calls ends so, once: what provably never left goes out again, a poll or a
    /// page is asked for again where that may help, and nothing else is repeated.
    pub fn after(begin: bool, seen: &Seen) -> Self {
        use ApiErrorKind as Api;
        match seen {
            Seen::Good => Self::Done,
            Seen::Transport(kind) if kind.is_unsent() && (begin || kind.is_retryable()) => Self::Done,
            Seen::Transport(_) if begin => Self::StartUnknown,
            Seen::Transport(FailureKind::Timeout | FailureKind::Interrupted) => Self::Done,
            Seen::Transport(kind) => Self::NoAnswer(*kind),
            Seen::Api(Api::Server | Api::Unavailable | Api::RequestTimeout) if begin => Self::StartUnknown,
            Seen::Api(kind) if begin => Self::Refused(*kind),
            Seen::Api(Api::Gone) => Self::Gone,
            Seen::Api(Api::NotReady | Api::UnknownImport) => Self::Done,
            Seen::Api(Api::RateLimited | Api::RequestTimeout | Api::Unavailable | Api::Server) => Self::Done,
            Seen::Api(kind) => Self::Refused(*kind),
            Seen::Html | Seen::Format | Seen::Codec(_) if begin => Self::StartUnknown,
            Seen::Html | Seen::Codec(CodecErrorKind::Empty | CodecErrorKind::Truncated) => Self::Done,
            Seen::Format | Seen::Codec(_) => Self::Undecodable,
            Seen::Decoded | Seen::Other(_) => Self::Other("no rule".to_owned()),
        }
    }
}

//! What to do about each error of the library, and with which exit code it ends the command.

#[cfg(test)]
mod tests;

use crate::exit::{Exit, Failure, Unhinted};
use cloudsponge::Error;
use cloudsponge_emulator::{ConfigError, StartError};
use cloudsponge_proto::codec::CodecErrorKind;
use cloudsponge_proto::import::{Cause, ImportErrorKind, ImportFailure, StateError};
use cloudsponge_proto::model::{ErrorCode, RetryHint};
use cloudsponge_proto::{ApiErrorKind, BaseUrlError, BuildError, CredentialsError, FailureKind, ImportError};
use cloudsponge_proto::{DecodeError, ImportIdError, ResponseError};

/// For what a newer library may bring.
const OTHER: &str = "run the command again with --verbose to see more";

/// What an error of the library means for the command.
pub(crate) fn failure(error: &Error) -> Failure {
    if let Some(reason) = error.failure() {
        return Failure::ending(Exit::ImportFailed, error).hint(failed(reason));
    }
    if let Some(import) = error.import().filter(|import| import.is_deadline()) {
        return Failure::ending(Exit::Deadline, error).hint(deadline(import));
    }
    with_cause(Exit::Error, error).hint(match error {
        Error::Build(error) => build(error),
        Error::Transport(error) => transport(error.kind()),
        Error::Response(error) => response(error),
        Error::Import { error, .. } => import(error.kind()),
        Error::State(error) => state(error),
        _ => OTHER,
    })
}

/// A transport that could not be built.
pub(crate) fn no_client(error: &dyn std::error::Error) -> Failure {
    with_cause(Exit::Error, error)
        .hint("check that the system's certificates can be read: SSL_CERT_FILE, SSL_CERT_DIR")
}

/// Settings of the emulator that cannot be used.
pub(crate) fn config(error: &ConfigError) -> Failure {
    let failure = match error {
        ConfigError::Read(_) | ConfigError::Book(_) => Failure::error(error),
        _ => Failure::usage(error),
    };
    failure.hint(match error {
        ConfigError::Read(_) => "check the path given to --config",
        ConfigError::Syntax { .. } => "write one `name = value` a line; --print-config shows such a file",
        ConfigError::Unknown(_) => "`cloudsponge emulator --help` lists the flags, which have the same names",
        ConfigError::Value { .. } => {
            "look for it in the flags, in CLOUDSPONGE_EMULATOR_ variables and in the file of --config"
        }
        ConfigError::Book(_) => "give a CSV or vCard file, a JSON array of contacts, or a contacts reply",
        ConfigError::Together(_) => "--print-config shows which settings are in use",
        _ => OTHER,
    })
}

/// An emulator that does not start.
pub(crate) fn start(error: &StartError) -> Failure {
    Failure::error(format_args!("the emulator did not start: {error}")).hint(match error {
        StartError::Credentials(error) => credentials(error),
        StartError::NotLoopback(_) => {
            "it has no transport security: let others reach it through a tunnel of your own"
        }
        StartError::Speed => "give --speed a number such as 10",
        StartError::Listen { .. } => "give another address with --listen, for example 127.0.0.1:0",
        StartError::Random => "try again: the system had no randomness to give",
        StartError::Record(_) => "--record takes an empty directory, --replay one that was recorded into",
        StartError::Together => "give --upstream together with --record, and --replay alone",
        StartError::BaseUrl(error) => base_url(error),
        _ => OTHER,
    })
}

/// A captured reply that cannot be read.
pub(crate) fn decode(error: &DecodeError) -> Failure {
    Failure::error(error).hint(match error {
        DecodeError::Codec(error) => codec(error.kind()),
        DecodeError::Refused(_) => api(ApiErrorKind::Rejected),
        _ => OTHER,
    })
}

/// A request that cannot be built.
pub(crate) fn build(error: &BuildError) -> &'static str {
    match error {
        BuildError::UrlTooLong => "shorten --echo or --user-id; nothing was sent",
        BuildError::SecretInUrl(_) => "this is a defect of the program; nothing was sent",
        BuildError::RedirectUrl => "give --redirect-url a whole address, https://…; nothing was sent",
        BuildError::Empty(_) => "give the argument a value, or leave it out; nothing was sent",
        BuildError::Path => "this is a defect of the program; nothing was sent",
        _ => OTHER,
    }
}

/// No answer, or half of one.
pub(crate) fn transport(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Connect => "check the network and --base-url; `cloudsponge doctor` looks into it",
        FailureKind::ConnectTimeout => {
            "check that the network lets this machine reach the service, then try again"
        }
        FailureKind::Tls => {
            "the certificate is not accepted: check the clock, the system's certificates, and what inspects TLS on the way"
        }
        FailureKind::Timeout => "try again in a while; if it was a begin call, an import may have begun",
        FailureKind::Interrupted => "try again; if it was a begin call, an import may have begun",
        FailureKind::Protocol => "check that --base-url names the service and not another server",
        FailureKind::TooLarge => "ask for fewer contacts at a time with --page-size or --count",
        FailureKind::Other => "run the command again with --log debug to see what the transport says",
        _ => OTHER,
    }
}

/// The service said no.
pub(crate) fn api(kind: ApiErrorKind) -> &'static str {
    match kind {
        ApiErrorKind::BadRequest => "check the arguments: `cloudsponge services` lists the service codes",
        ApiErrorKind::Unauthorized => {
            "check the domain key and domain password; `cloudsponge config` shows where they come from"
        }
        ApiErrorKind::NotFound => "check --base-url",
        ApiErrorKind::NotReady => "follow `cloudsponge events` until COMPLETE, then ask again",
        ApiErrorKind::UnknownImport => "check the import's id, and that it was begun at this --base-url",
        ApiErrorKind::Gone => "begin a new import: contacts can be downloaded for a short time only",
        ApiErrorKind::RateLimited => "wait a little, then ask again",
        ApiErrorKind::RequestTimeout => "try again; a slow network may need a few tries",
        ApiErrorKind::Unavailable => "try again in a while: the service is not there at the moment",
        ApiErrorKind::Server => "try again later; if it stays, tell the service's support the request id",
        ApiErrorKind::Rejected => "check the service code, the user's login and the settings of the account",
        ApiErrorKind::RedirectRefused => "name the address it points to with --base-url, if you trust it",
        ApiErrorKind::UnexpectedStatus => "check that nothing on the way answers in the service's place",
        _ => OTHER,
    }
}

/// An answer that could not be used.
pub(crate) fn response(error: &ResponseError) -> &'static str {
    match error {
        ResponseError::Api(error) => api(error.kind),
        ResponseError::UnexpectedFormat(_) => {
            "check --base-url, and that nothing on the way answers in the service's place"
        }
        ResponseError::Codec(body) => codec(body.error.kind()),
        _ => OTHER,
    }
}

/// A body that could not be read or written.
pub(crate) fn codec(kind: &CodecErrorKind) -> &'static str {
    match kind {
        CodecErrorKind::Empty => "the body is empty: was it saved whole, without the headers?",
        CodecErrorKind::Encoding => {
            "the body must be UTF-8: was it compressed, or re-encoded when it was saved?"
        }
        CodecErrorKind::Syntax => "look at the place named; was another --format meant?",
        CodecErrorKind::Trailing => "remove what follows the document, or give one reply at a time",
        CodecErrorKind::Truncated => "the end is missing: get or save it again",
        CodecErrorKind::Doctype => {
            "the service sends no document type: remove the declaration if you trust the rest"
        }
        CodecErrorKind::Entity => "the service sends no such reference: correct it if you trust the rest",
        CodecErrorKind::Depth | CodecErrorKind::TooLarge(_) => {
            "no reply of the service is like this: is it another file?"
        }
        CodecErrorKind::Root => "name what the reply answers with --kind",
        CodecErrorKind::Duplicate(_) | CodecErrorKind::Missing(_) => {
            "look at the place named; was another --kind meant?"
        }
        CodecErrorKind::Type { .. } | CodecErrorKind::Value(_) => {
            "look at the place named; if the service sent it so, please report it"
        }
        CodecErrorKind::Unencodable(_) => "use --format json, which can carry it",
        _ => OTHER,
    }
}

/// An import that ended early, other than by an ERROR event or by its deadline.
pub(crate) fn import(kind: &ImportErrorKind) -> &'static str {
    match kind {
        ImportErrorKind::Build(error) => build(error),
        ImportErrorKind::Refused(error) => api(error.kind),
        ImportErrorKind::Failed(reason) => failed(reason),
        ImportErrorKind::StartOutcomeUnknown(_) => "ask the user, then begin again",
        ImportErrorKind::NoAnswer(without) => cause(without),
        ImportErrorKind::BudgetExhausted { .. } => "wait until the service answers again",
        ImportErrorKind::DeadlineExceeded { .. } => "allow more time with --deadline",
        ImportErrorKind::Gone { .. } => "begin a new import, and download at once",
        ImportErrorKind::Inconsistent(_) => "begin again; if it stays, try --page-size 0",
        ImportErrorKind::Undecodable { error, .. } => response(error),
        _ => OTHER,
    }
}

/// Why there was no usable answer.
pub(crate) fn cause(cause: &Cause) -> &'static str {
    match cause {
        Cause::Transport(kind) => transport(*kind),
        Cause::Api(error) => api(error.kind),
        Cause::Response(error) => response(error),
        _ => OTHER,
    }
}

/// The import failed at the source, or the user gave it up.
fn failed(reason: &ImportFailure) -> &'static str {
    match reason.code.map_or(RetryHint::Final, ErrorCode::retry_hint) {
        RetryHint::Transient => "begin again in a while",
        RetryHint::WaitThenRetry => "wait before beginning again: trying too soon makes it worse",
        RetryHint::NeedsUser if reason.is_abandoned() => "begin again if the user wants to",
        RetryHint::NeedsUser => "only the user can change that; then begin again",
        RetryHint::Integration => "check the arguments and the settings of the account",
        _ => "beginning again is unlikely to help: tell the service's support the import's id",
    }
}

fn deadline(error: &ImportError) -> &'static str {
    match error.import_id() {
        Some(_) => "allow more time with --deadline",
        None => "the service was never reached: check the network and --base-url",
    }
}

/// A saved state that cannot be resumed.
pub(crate) fn state(error: &StateError) -> &'static str {
    match error {
        StateError::Damaged | StateError::TooLong => {
            "is it the file given to --state? Otherwise begin the import again"
        }
        StateError::Version { .. } => "resume with the version that wrote it, or begin again",
        StateError::OtherOrigin => "give --base-url as it was when the import began",
        StateError::NotBegun => "begin it with `cloudsponge import`",
        StateError::StartOutcomeUnknown => "ask the user whether the page was shown, then begin again",
        StateError::Failed => "begin a new import with `cloudsponge import`",
        _ => OTHER,
    }
}

/// A text that is no base URL.
pub(crate) fn base_url(error: &BaseUrlError) -> &'static str {
    match error {
        BaseUrlError::Empty => "leave --base-url and CLOUDSPONGE_BASE_URL out to use the public service",
        BaseUrlError::PlainHttp => {
            "plain http is for an emulator on this machine, for example http://127.0.0.1:4141"
        }
        BaseUrlError::UserInfo => "give the domain key and password by the environment, a file or the prompt",
        BaseUrlError::TooLong
        | BaseUrlError::Character { .. }
        | BaseUrlError::Scheme
        | BaseUrlError::Host
        | BaseUrlError::Port
        | BaseUrlError::Path
        | BaseUrlError::Query
        | BaseUrlError::Fragment => "write it like https://api.cloudsponge.com or http://127.0.0.1:4141",
        _ => OTHER,
    }
}

/// A text that is no import id.
pub(crate) fn import_id(error: &ImportIdError) -> &'static str {
    match error {
        ImportIdError::Empty | ImportIdError::TooLong | ImportIdError::Character { .. } => {
            "give the `import_id` of the begin reply, for example 5550001"
        }
        _ => OTHER,
    }
}

/// Credentials that cannot be sent.
pub(crate) fn credentials(error: &CredentialsError) -> &'static str {
    match error {
        CredentialsError::Empty(_) => "copy both from the account's settings page",
        CredentialsError::ColonInKey { .. } => "set key and password apart, in a variable or a line each",
        CredentialsError::Control { .. } => "set it again, without a line break at its end",
        _ => OTHER,
    }
}

/// An error with the innermost of its causes, which tells most.
fn with_cause(exit: Exit, error: &dyn std::error::Error) -> Unhinted {
    let what = error.to_string();
    let cause =
        std::iter::successors(error.source(), |cause| (**cause).source()).last().map(ToString::to_string);
    match cause.filter(|cause| !what.contains(cause.as_str())) {
        Some(cause) => Failure::ending(exit, format_args!("{what} ({cause})")),
        None => Failure::ending(exit, what),
    }
}

//! The service to talk to: its address, our credentials, the client; and what its errors mean for the command.

use crate::args::{ConnectionArgs, WireFormat};
use crate::credentials;
use crate::exit::{Exit, Failure};
use cloudsponge::Error;
use cloudsponge_proto::import::ImportErrorKind;
use cloudsponge_proto::model::{ErrorCode, RetryHint};
use cloudsponge_proto::{Api, BaseUrl, Credentials};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};

/// The client of this program.
pub(crate) type Client = cloudsponge::Client<ReqwestTransport, TokioTimer>;

/// The service the arguments name, with the domain's credentials.
pub(crate) fn api(args: &ConnectionArgs) -> Result<Api, Failure> {
    let base_url = args.base_url.as_deref().map_or_else(|| Ok(BaseUrl::default()), base_url)?;
    Ok(api_at(base_url, args.format, credentials::domain(args.credentials_file.as_deref())?))
}

/// A service at this address.
pub(crate) fn api_at(base_url: BaseUrl, format: WireFormat, credentials: Credentials) -> Api {
    Api::new(credentials).with_base_url(base_url).with_format(format.into())
}

/// Reads the address of a service.
pub(crate) fn base_url(text: &str) -> Result<BaseUrl, Failure> {
    BaseUrl::parse(text).map_err(|error| Failure::usage(format_args!("--base-url: {error}")))
}

pub(crate) fn client(api: Api) -> Result<Client, Failure> {
    let transport = ReqwestTransport::new().map_err(|error| with_cause(Exit::Error, &error))?;
    Ok(Client::new(transport, TokioTimer::new(), api))
}

/// What an error of the library means for the command.
pub(crate) fn failure(error: &Error) -> Failure {
    if let Some(reason) = error.failure() {
        let failure = Failure::new(Exit::ImportFailed, error);
        let hint = reason.code.map_or(RetryHint::Final, ErrorCode::retry_hint);
        return match hint {
            RetryHint::Transient => failure.hint("begin again in a while"),
            RetryHint::WaitThenRetry => {
                failure.hint("wait before beginning again: trying too soon makes it worse")
            }
            RetryHint::NeedsUser if reason.is_abandoned() => failure.hint("begin again if the user wants to"),
            RetryHint::NeedsUser => failure.hint("only the user can change that; then begin again"),
            RetryHint::Integration => failure.hint("check the arguments and the settings of the account"),
            _ => failure,
        };
    }
    if error.import().is_some_and(|error| error.is_deadline()) {
        let failure = Failure::new(Exit::Deadline, error);
        return match error.import().and_then(|error| error.import_id()) {
            Some(_) => failure.hint("allow more time with --deadline"),
            None => failure.hint("the service was never reached: check the network and --base-url"),
        };
    }
    let failure = with_cause(Exit::Error, error);
    let status = error.status().map(|status| status.as_u16());
    match (status, error.import().map(|error| error.kind())) {
        (Some(401 | 403), _) => failure.hint("check the domain key and domain password"),
        (_, Some(ImportErrorKind::Build(_))) => failure.hint("correct the argument; nothing was sent"),
        (_, Some(ImportErrorKind::BudgetExhausted { .. })) => {
            failure.hint("wait until the service answers again")
        }
        _ => match error {
            Error::Build(_) => failure.hint("correct the argument; nothing was sent"),
            Error::Transport(_) | Error::Import { source: Some(_), .. } => {
                failure.hint("check the network and --base-url, then try again")
            }
            _ => failure,
        },
    }
}

pub(crate) fn interrupted() -> Failure {
    Failure::new(Exit::Interrupted, "interrupted")
}

/// An error with the innermost of its causes, which tells most.
fn with_cause(exit: Exit, error: &dyn std::error::Error) -> Failure {
    let what = error.to_string();
    let cause =
        std::iter::successors(error.source(), |cause| (**cause).source()).last().map(ToString::to_string);
    match cause.filter(|cause| !what.contains(cause.as_str())) {
        Some(cause) => Failure::new(exit, format_args!("{what} ({cause})")),
        None => Failure::new(exit, what),
    }
}

//! The service to talk to: its address, our credentials, the client.

use crate::args::{ConnectionArgs, WireFormat};
use crate::credentials;
use crate::exit::{Exit, Failure};
use crate::hints;
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
    BaseUrl::parse(text)
        .map_err(|error| Failure::usage(format_args!("--base-url: {error}")).hint(hints::base_url(&error)))
}

pub(crate) fn client(api: Api) -> Result<Client, Failure> {
    let transport = ReqwestTransport::new().map_err(|error| hints::no_client(&error))?;
    Ok(Client::new(transport, TokioTimer::new(), api))
}

pub(crate) fn interrupted() -> Failure {
    Failure::ending(Exit::Interrupted, "interrupted").hint("with --state, an import can be resumed")
}

//! From the arguments to a begin call.

use crate::args::RequestArgs;
use crate::credentials;
use crate::exit::Failure;
use cloudsponge_proto::Service;
use cloudsponge_proto::endpoints::{Begin, Include, UserConsent, UsernamePassword};
use cloudsponge_proto::service::ImportMethod;
use zeroize::Zeroizing;

/// The login that an emulated mailbox accepts like any other.
const EMULATED_LOGIN: (&str, &str) = ("fern@example.com", "emulated");

/// The begin call these arguments ask for. A service that wants a login gets an invented one from the emulator's user.
pub(crate) fn begin(args: &RequestArgs, emulated: bool) -> Result<Begin, Failure> {
    let service = service(&args.service)?;
    let login = login(args, &service, emulated)?;
    let include = args.include.iter().map(|what| include(what)).collect::<Result<Vec<_>, _>>()?;
    let Some((username, password)) = login else {
        let mut call = UserConsent::new(service);
        for what in include {
            call = call.include(what);
        }
        if let Some(user_id) = &args.user_id {
            call = call.user_id(user_id);
        }
        if let Some(echo) = &args.echo {
            call = call.echo(echo);
        }
        if let Some(url) = &args.redirect_url {
            call = call.redirect_url(url);
        }
        return Ok(call.into());
    };
    if args.redirect_url.is_some() {
        return Err(Failure::usage("--redirect-url is for consent in a browser, which a login does without")
            .hint("leave it out, or leave --username out"));
    }
    let mut call = UsernamePassword::new(service, username, password.as_str());
    for what in include {
        call = call.include(what);
    }
    if let Some(user_id) = &args.user_id {
        call = call.user_id(user_id);
    }
    if let Some(echo) = &args.echo {
        call = call.echo(echo);
    }
    Ok(call.into())
}

fn service(text: &str) -> Result<Service, Failure> {
    Service::new(text).map_err(|error| {
        Failure::usage(format_args!("SERVICE: {error}")).hint("`cloudsponge services` lists them")
    })
}

fn include(text: &str) -> Result<Include, Failure> {
    Include::new(text).ok_or_else(|| {
        Failure::usage("--include takes names of lower-case letters, digits and _")
            .hint("mailing_address is the documented one")
    })
}

/// The user's login, where one is given or the service wants one.
fn login(
    args: &RequestArgs,
    service: &Service,
    emulated: bool,
) -> Result<Option<(String, Zeroizing<String>)>, Failure> {
    if let Some(username) = &args.username {
        return Ok(Some((username.clone(), credentials::mailbox_password(args.password_stdin)?)));
    }
    let wanted = service.info().is_some_and(|info| info.method() == Some(ImportMethod::UsernamePassword));
    match (wanted, emulated) {
        (false, _) => Ok(None),
        (true, true) => {
            let (username, password) = EMULATED_LOGIN;
            Ok(Some((username.to_owned(), Zeroizing::new(password.to_owned()))))
        }
        (true, false) => Err(Failure::usage(format_args!("{service} is imported with the user's login"))
            .hint("give --username; the password comes from a prompt, stdin or the environment")),
    }
}

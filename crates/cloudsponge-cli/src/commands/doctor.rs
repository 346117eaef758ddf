//! `cloudsponge doctor`: is everything there that an import needs? One harmless call tells.

mod checks;

use super::block_on;
use crate::args::{ConnectionArgs, DoctorArgs, ReplyOutput};
use crate::exit::{Exit, Failure};
use crate::interrupt::Interrupt;
use crate::{connection, credentials, hints, output};
use checks::{Check, State};
use cloudsponge_proto::endpoints::GetEvents;
use cloudsponge_proto::{Api, BaseUrl, EndpointExt as _, ImportId};
use http::header::AUTHORIZATION;
use serde_json::json;
use std::time::{Instant, SystemTime};

/// No import has this id: ids begin far above.
const NO_IMPORT: u64 = 0;

/// Checks and reports.
pub(super) fn run(args: &DoctorArgs) -> Result<(), Failure> {
    let mut report = Vec::new();
    examine(&args.connection, &mut report)?;
    let failed = report.iter().filter(|check| check.state == State::Fail).count();
    output::print(&match args.output {
        ReplyOutput::Table => report.iter().map(Check::to_line).collect(),
        ReplyOutput::Jsonl => report.iter().map(output::line).collect(),
        ReplyOutput::Json => output::pretty(&json!({ "ok": failed == 0, "checks": report })),
    })?;
    match failed {
        0 => Ok(()),
        1 => Err(Failure::ending(Exit::Error, "one check failed")
            .hint("the line that begins with `fail` says what to do")),
        more => Err(Failure::ending(Exit::Error, format_args!("{more} checks failed"))
            .hint("the lines that begin with `fail` say what to do; begin with the first")),
    }
}

/// Each check needs those before it; what cannot be looked at is skipped.
fn examine(args: &ConnectionArgs, report: &mut Vec<Check>) -> Result<(), Failure> {
    let base_url = args.base_url.as_deref().map_or_else(|| Ok(BaseUrl::default()), connection::base_url);
    report.push(checks::base_url(&base_url));
    let credentials = credentials::domain(args.credentials_file.as_deref());
    report.push(checks::credentials(&credentials, args.credentials_file.as_deref()));
    report.extend(checks::proxy());
    let Ok(base_url) = base_url else {
        report.extend(
            ["reach", "tls", "clock", "accepted"].map(|name| Check::skip(name, "there is no address to ask")),
        );
        return Ok(());
    };
    let https = base_url.origin().starts_with("https:");
    let sent = credentials.is_ok();
    // Without credentials the way to the service can be looked at all the same.
    let api = connection::api_at(base_url, args.format, credentials.or_else(|_| credentials::stand_in())?);
    let answer = block_on(ask(api, sent))?;
    report.push(checks::reach(&answer));
    report.push(checks::tls(https, &answer));
    report.push(checks::clock(&answer));
    report.push(checks::accepted(&answer, sent));
    Ok(())
}

/// Asks for the events of an import that cannot exist: it needs credentials and changes nothing.
async fn ask(api: Api, with_credentials: bool) -> Result<checks::Answer, Failure> {
    let mut interrupt = Interrupt::watch();
    let call = GetEvents::new(ImportId::from(NO_IMPORT));
    let mut request =
        call.to_request(&api).map_err(|error| Failure::error(&error).hint(hints::build(&error)))?;
    if !with_credentials {
        request.headers_mut().remove(AUTHORIZATION);
    }
    let client = connection::client(api)?;
    let begun = Instant::now();
    let response = tokio::select! {
        response = client.send(request) => response,
        () = interrupt.wait() => return Err(connection::interrupted()),
    };
    Ok(checks::Answer { response, took: begun.elapsed(), local: SystemTime::now() })
}

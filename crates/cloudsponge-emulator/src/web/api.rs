//! The calls of the API: credentials, the engine's answer, and its dress.

use super::exchange::{Answer, Exchange};
use super::{dress, pages};
use crate::engine::{Kind, Refused};
use crate::shared::Shared;
use bytes::Bytes;
use cloudsponge_proto::model::{ErrorCode, Refusal};
use cloudsponge_proto::server::{BeginArguments, Call, Presented, ResponseStyle, ServerRequest, respond};
use cloudsponge_proto::{Format, Message};
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};

/// An official client sends its credentials only after this challenge.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"CloudSponge emulator\"");

/// Answers what is neither a page nor the control plane.
pub(super) fn answer(exchange: &Exchange<'_>) -> Answer {
    let read = match ServerRequest::read(exchange.request, &exchange.shared.read_options) {
        Ok(read) => read,
        Err(error) => {
            let mut response = refusal(exchange, error.format, error.status(), error.refusal());
            if let Some(allow) = error.allow() {
                response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
            }
            return Answer::Response(response);
        }
    };
    if let Call::Auth(arguments) = &read.call {
        return Answer::Response(pages::auth(exchange, arguments));
    }
    let format = read.format;
    if exchange.shared.state().down {
        let fault = Refused::Fault(Some(StatusCode::SERVICE_UNAVAILABLE));
        return Answer::Response(refuse(exchange, format, fault));
    }
    let Some(domain) = domain(exchange.shared, &read.credentials) else {
        let code = ErrorCode::CREDENTIALS_REFUSED;
        let refused = Refusal::new(format!("{} (code {code})", code.meaning().unwrap_or_default()));
        return Answer::Response(refusal(exchange, format, StatusCode::UNAUTHORIZED, refused));
    };
    match call(exchange, domain, format, read.call) {
        Ok(response) => Answer::Response(response),
        Err(Refused::Fault(None)) => Answer::Drop,
        Err(refused) => Answer::Response(refuse(exchange, format, refused)),
    }
}

fn call(
    exchange: &Exchange<'_>,
    domain: usize,
    format: Format,
    call: Call,
) -> Result<Response<Bytes>, Refused> {
    let now = exchange.now;
    let begin = |kind, arguments: BeginArguments| {
        let origin = &exchange.origin;
        let begun = exchange.shared.state().engine.begin(domain, kind, arguments, origin, now)?;
        Ok(success(exchange, format, &begun))
    };
    match call {
        Call::BeginUserConsent { begin: arguments, redirect_url } => {
            begin(Kind::UserConsent { redirect_url }, arguments)
        }
        Call::BeginImport { begin: arguments, mailbox } => begin(Kind::Import { mailbox }, arguments),
        Call::BeginDesktopApplet { begin: arguments } => begin(Kind::DesktopApplet, arguments),
        Call::Events { import_id, echo } => {
            let events = exchange.shared.state().engine.events(domain, &import_id, echo, now)?;
            Ok(success(exchange, format, &events))
        }
        Call::Contacts { import_id, start, count, echo } => {
            let page =
                exchange.shared.state().engine.contacts(domain, &import_id, (start, count), echo, now)?;
            Ok(success(exchange, format, &page.message()))
        }
        // The hand-off is answered before, and there is no other call.
        _ => Err(Refused::Unknown),
    }
}

/// The domain these credentials belong to. Every domain is compared, so that time does not tell which.
fn domain(shared: &Shared, presented: &Presented) -> Option<usize> {
    shared.domains.iter().enumerate().fold(None, |found, (index, domain)| {
        if presented.matches(&domain.key, &domain.password) { Some(index) } else { found }
    })
}

fn success(exchange: &Exchange<'_>, format: Format, message: &impl Message) -> Response<Bytes> {
    let style = ResponseStyle::new(StatusCode::OK, exchange.request_id);
    dress::dress(respond(message, format, &style), format, &exchange.shared.quirks)
}

fn refuse(exchange: &Exchange<'_>, format: Format, refused: Refused) -> Response<Bytes> {
    let quirks = &exchange.shared.quirks;
    if refused == Refused::TooSoon {
        // The answer of the throttle that presumably stands before the service: plain text in any format.
        let mut response = Response::new(Bytes::from(refused.message()));
        *response.status_mut() = refused.status();
        ResponseStyle::new(refused.status(), exchange.request_id).headers(response.headers_mut());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        if quirks.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        return response;
    }
    let begin = matches!(refused, Refused::Begin(_) | Refused::RedirectUrl | Refused::Scenario);
    let status = if begin && quirks.errors_as_200 { StatusCode::OK } else { refused.status() };
    refusal(exchange, format, status, Refusal::new(refused.message()))
}

fn refusal(exchange: &Exchange<'_>, format: Format, status: StatusCode, refusal: Refusal) -> Response<Bytes> {
    let quirks = &exchange.shared.quirks;
    let refusal = if quirks.status_error { refusal.with_status("error") } else { refusal };
    let style = ResponseStyle::new(status, exchange.request_id);
    let mut response = dress::dress(respond(&refusal, format, &style), format, quirks);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
    }
    response
}

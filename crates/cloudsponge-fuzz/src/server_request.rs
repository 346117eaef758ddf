//! Any request is a call or a refusal, and shows no secret; and a call is what a client sends again.

use bytes::Bytes;
use cloudsponge_proto::endpoints::{
    Begin, DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword,
};
use cloudsponge_proto::model::Refusal;
use cloudsponge_proto::server::{
    BeginArguments, Call, Presented, ReadOptions, RequestError, ResponseStyle, ServerRequest, respond,
};
use cloudsponge_proto::{Api, Credentials, Endpoint, EndpointExt, Message, Service};
use http::Request;

/// The bytes as an HTTP/1 request: a line with method and target, headers, an empty line, the body.
pub fn server_request(input: &[u8]) {
    let Some(request) = request(input) else { return };
    for legacy in [false, true] {
        match ServerRequest::read(&request, &ReadOptions::default().with_legacy_get(legacy)) {
            Ok(read) => {
                quiet(&read);
                again(&read);
            }
            Err(error) => refused(&error),
        }
    }
}

fn request(input: &[u8]) -> Option<Request<Bytes>> {
    let end = input.windows(2).position(|two| two == b"\n\n").unwrap_or(input.len());
    let (head, body) = input.split_at(end);
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut words = lines.next()?.split(|byte| *byte == b' ');
    let mut request = Request::builder().method(words.next()?).uri(words.next()?);
    for line in lines.take(100) {
        let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':')?);
        request = request.header(name, value.get(1..)?.trim_ascii());
    }
    request.body(Bytes::copy_from_slice(body.get(2..).unwrap_or_default())).ok()
}

fn refused(error: &RequestError) {
    assert!(error.status().is_client_error());
    assert_eq!(error.allow().is_some(), error.status() == http::StatusCode::METHOD_NOT_ALLOWED);
    let answer = respond(&error.refusal(), error.format, &ResponseStyle::new(error.status(), 7));
    assert_eq!(answer.status(), error.status(), "both formats carry every refusal");
    assert_eq!(Refusal::decode(error.format, answer.body()), Ok(error.refusal()));
}

/// No secret that could be told from the words around it is shown.
fn quiet(read: &ServerRequest) {
    let shown = format!("{read:?}");
    let mut secrets = Vec::new();
    if let Presented::Basic { key, password } | Presented::Params { key, password } = &read.credentials {
        assert!(read.credentials.matches(key, password));
        assert!(!read.credentials.matches(key, &format!("{}!", password.as_str())));
        secrets.extend([key.clone(), password.clone()]);
    }
    match &read.call {
        Call::BeginImport { mailbox: Some(mailbox), .. } => {
            secrets.extend([mailbox.username.clone(), mailbox.password.clone()]);
        }
        Call::Auth(arguments) => secrets.extend(arguments.code.clone()),
        _ => {}
    }
    for secret in secrets {
        let tellable = secret.len() > 8 && secret.contains(['@', '!', '$', '%', '/']);
        assert!(!tellable || !shown.contains(secret.as_str()), "{shown}");
    }
}

/// The same call, made by this workspace's own client, reads as the same call.
fn again(read: &ServerRequest) {
    let Ok(credentials) = Credentials::new("key", "password") else { return };
    let api = Api::new(credentials).with_format(read.format);
    match &read.call {
        Call::BeginUserConsent { begin, redirect_url } => {
            let Some(service) = service(begin) else { return };
            let call = dressed(begin, UserConsent::new(service), UserConsent::include);
            let call = optional(&begin.user_id, call, |call, id| call.user_id(id));
            let call = optional(&begin.echo, call, |call, echo| call.echo(echo));
            same(&api, read, &optional(redirect_url, call, |call, url| call.redirect_url(url)));
        }
        Call::BeginImport { begin, mailbox: Some(mailbox) } => {
            let Some(service) = service(begin) else { return };
            let call = UsernamePassword::new(service, mailbox.username.as_str(), mailbox.password.as_str());
            let call = dressed(begin, call, UsernamePassword::include);
            let call = optional(&begin.user_id, call, |call, id| call.user_id(id));
            same(&api, read, &Begin::from(optional(&begin.echo, call, |call, echo| call.echo(echo))));
        }
        Call::BeginDesktopApplet { begin } => {
            let Some(service) = service(begin) else { return };
            let call = dressed(begin, DesktopApplet::new(service), DesktopApplet::include);
            let call = optional(&begin.user_id, call, |call, id| call.user_id(id));
            same(&api, read, &optional(&begin.echo, call, |call, echo| call.echo(echo)));
        }
        Call::Events { import_id, echo } => {
            let call = GetEvents::new(import_id.clone());
            same(&api, read, &optional(echo, call, |call, echo| call.echo(echo)));
        }
        Call::Contacts { import_id, start, count, echo } => {
            let call = GetContacts::new(import_id.clone()).page(*start, *count);
            same(&api, read, &optional(echo, call, |call, echo| call.echo(echo)));
        }
        _ => {}
    }
}

fn service(begin: &BeginArguments) -> Option<Service> {
    begin.service.as_ref()?.as_ref().ok().cloned()
}

fn dressed<C>(begin: &BeginArguments, call: C, include: impl Fn(C, Include) -> C) -> C {
    begin.include.iter().cloned().fold(call, include)
}

fn optional<C>(value: &Option<String>, call: C, set: impl Fn(C, String) -> C) -> C {
    match value {
        Some(value) => set(call, value.clone()),
        None => call,
    }
}

fn same(api: &Api, read: &ServerRequest, call: &impl Endpoint) {
    // A client is stricter than the service about `redirect_url`.
    let Ok(request) = call.to_request(api) else { return };
    let mut again = ServerRequest::read(&request, &ReadOptions::default()).expect("what is sent is read");
    assert!(again.credentials.matches("key", "password") && !again.secrets_in_query);
    let mut call = read.call.clone();
    for begin in [&mut again.call, &mut call].into_iter().filter_map(begin_of) {
        // A value sent twice is asked for once.
        let mut seen = Vec::new();
        begin.include.retain(|value| {
            !seen.contains(value) && {
                seen.push(value.clone());
                true
            }
        });
    }
    assert!(again.call == call, "{:?} is sent as {:?}", read.call, again.call);
}

fn begin_of(call: &mut Call) -> Option<&mut BeginArguments> {
    match call {
        Call::BeginUserConsent { begin, .. }
        | Call::BeginImport { begin, .. }
        | Call::BeginDesktopApplet { begin } => Some(begin),
        _ => None,
    }
}

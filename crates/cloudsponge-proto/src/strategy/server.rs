//! Calls as the service sees them, and how it answers: for those who write a service of their own.

use super::calls::{begin, get_contacts, get_events, hand_off_target, include};
use super::text::{optional, text};
use super::values::{any_import_id, api, format, service};
use crate::server::multipart::{MultipartError, Part};
use crate::server::{
    AuthArguments, BeginArguments, Call, Mailbox, Presented, ReadOptions, RequestError, RequestErrorKind,
    ResponseStyle, ServerRequest,
};
use crate::{EndpointExt, Service};
use bytes::Bytes;
use http::{Request, StatusCode};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::time::Duration;
use zeroize::Zeroizing;

/// A whole request as one of our [endpoints](crate::endpoints) sends it.
pub fn request() -> BoxedStrategy<Request<Bytes>> {
    let begins = (api(), begin()).prop_filter_map("a request", |(api, call)| call.to_request(&api).ok());
    let events = (api(), get_events()).prop_filter_map("a request", |(api, call)| call.to_request(&api).ok());
    let contacts =
        (api(), get_contacts()).prop_filter_map("a request", |(api, call)| call.to_request(&api).ok());
    prop_oneof![begins, events, contacts].boxed()
}

/// A [`ServerRequest`] as it is read.
pub fn server_request() -> BoxedStrategy<ServerRequest> {
    let prefix = |request: &Request<Bytes>| request.uri().path().matches('/').count() > 2;
    request()
        .prop_filter("a service at the root", move |request| !prefix(request))
        .prop_filter_map("a call", |request| ServerRequest::read(&request, &ReadOptions::default()).ok())
        .boxed()
}

/// [`ReadOptions`].
pub fn read_options() -> impl Strategy<Value = ReadOptions> + Clone {
    any::<bool>().prop_map(|on| ReadOptions::default().with_legacy_get(on))
}

/// [`BeginArguments`], complete or not.
pub fn begin_arguments() -> BoxedStrategy<BeginArguments> {
    let service = option::of(prop_oneof![
        4 => service().prop_map(Ok),
        1 => "[ !?]{1,5}".prop_map(|code| Service::new(&code)),
    ]);
    (service, vec(include(), 0..3), optional(&text()), optional(&text()))
        .prop_map(|(service, include, user_id, echo)| BeginArguments { service, include, user_id, echo })
        .boxed()
}

/// A [`Mailbox`]: a login at the source.
pub fn mailbox() -> BoxedStrategy<Mailbox> {
    (text(), text())
        .prop_map(|(username, password)| Mailbox { username: username.into(), password: password.into() })
        .boxed()
}

/// [`AuthArguments`] of a hand-off.
pub fn auth_arguments() -> BoxedStrategy<AuthArguments> {
    let state = prop_oneof![hand_off_target().prop_map(|target| target.to_state()), text()];
    (optional(&text()), option::of(state), optional(&text()), optional(&text()))
        .prop_map(|(code, state, error, error_code)| AuthArguments {
            code: code.map(Zeroizing::new),
            state,
            error,
            error_code,
        })
        .boxed()
}

/// Any [`Call`].
pub fn call() -> BoxedStrategy<Call> {
    let echo = || optional(&text());
    prop_oneof![
        (begin_arguments(), optional(&text()))
            .prop_map(|(begin, redirect_url)| Call::BeginUserConsent { begin, redirect_url }),
        (begin_arguments(), option::of(mailbox()))
            .prop_map(|(begin, mailbox)| Call::BeginImport { begin, mailbox }),
        begin_arguments().prop_map(|begin| Call::BeginDesktopApplet { begin }),
        (any_import_id(), echo()).prop_map(|(import_id, echo)| Call::Events { import_id, echo }),
        (any_import_id(), any::<u64>(), any::<u64>(), echo())
            .prop_map(|(import_id, start, count, echo)| Call::Contacts { import_id, start, count, echo }),
        auth_arguments().prop_map(Call::Auth),
    ]
    .boxed()
}

/// [`Presented`] credentials.
pub fn presented() -> BoxedStrategy<Presented> {
    let pair = || (text().prop_map(Zeroizing::new), text().prop_map(Zeroizing::new));
    prop_oneof![
        Just(Presented::None),
        pair().prop_map(|(key, password)| Presented::Basic { key, password }),
        pair().prop_map(|(key, password)| Presented::Params { key, password }),
        Just(Presented::Conflicting),
        Just(Presented::Malformed),
    ]
    .boxed()
}

/// A [`RequestErrorKind`].
pub fn request_error_kind() -> impl Strategy<Value = RequestErrorKind> + Clone {
    use RequestErrorKind::{
        MalformedMultipart, MethodNotAllowed, NotANumber, NotFound, TooManyArguments, UnknownExtension,
        UnsupportedMediaType,
    };
    let (method, number) = (MethodNotAllowed { allow: "POST" }, NotANumber { name: "start" });
    let plain = [NotFound, UnknownExtension, UnsupportedMediaType, MalformedMultipart, TooManyArguments];
    select([&plain[..], &[method, number]].concat())
}

/// A [`RequestError`].
pub fn request_error() -> impl Strategy<Value = RequestError> + Clone {
    (request_error_kind(), format()).prop_map(|(kind, format)| RequestError { kind, format })
}

/// A [`ResponseStyle`] of any status that has a body.
pub fn response_style() -> impl Strategy<Value = ResponseStyle> + Clone {
    let status = select(&[200, 201, 400, 401, 404, 410, 429, 500, 503][..])
        .prop_filter_map("a status", |code| StatusCode::from_u16(code).ok());
    (status, any::<u128>(), 0..60_000_u64).prop_map(|(status, request_id, runtime)| ResponseStyle {
        status,
        request_id,
        runtime: Duration::from_millis(runtime),
    })
}

/// A [`Part`] of a multipart form.
pub fn part() -> BoxedStrategy<Part> {
    let kind = option::of(select(&["text/csv", "text/vcard"][..]).prop_map(str::to_owned));
    (text(), optional(&text()), kind, vec(any::<u8>(), 0..60))
        .prop_map(|(name, file_name, content_type, bytes)| Part {
            name,
            file_name,
            content_type,
            bytes: bytes.into(),
        })
        .boxed()
}

/// A [`MultipartError`], from bodies that earn one.
pub fn multipart_error() -> impl Strategy<Value = MultipartError> + Clone {
    let bodies = ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"];
    select(bodies.to_vec()).prop_filter_map("an error", |content_type| {
        crate::server::multipart::read(content_type, &Bytes::from_static(b"--y\r\n")).err()
    })
}

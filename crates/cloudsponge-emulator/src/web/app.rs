//! The whole emulator as one function: a request and the shared state in, an answer out.

use super::exchange::{Answer, Exchange};
use super::{api, control, developer, guard, pages};
use crate::journal::JournalEntry;
use crate::shared::Shared;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, SERVER};
use http::{Request, Response, StatusCode};

/// What the emulator says of itself in every answer.
const NAME: &str = concat!("cloudsponge-emulator/", env!("CARGO_PKG_VERSION"), " (not the real service)");

/// Answers a request that has arrived whole. `forwarded`: what a service behind the emulator has answered.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
    forwarded: Option<Response<Bytes>>,
) -> Answer {
    let mut answer = forwarded.map_or_else(|| routed(shared, request), Answer::Response);
    if let Answer::Response(response) = &mut answer {
        // An exchange that is missing from a recording would be noticed too late.
        let recorder = shared.recorder.as_ref().filter(|_| guard::origin(request).is_ok());
        if let Some(Err(error)) = recorder.map(|recorder| recorder.record(request, response)) {
            *response = plain(StatusCode::INTERNAL_SERVER_ERROR);
            *response.body_mut() = Bytes::from(format!("the exchange could not be recorded: {error}"));
        }
        response.headers_mut().insert(SERVER, HeaderValue::from_static(NAME));
    }
    answer
}

fn routed(shared: &Shared, request: &Request<Bytes>) -> Answer {
    let origin = match guard::origin(request) {
        Ok(origin) => origin,
        Err(status) => return Answer::Response(plain(status)),
    };
    let path = request.uri().path();
    if let Some(call) = path.strip_prefix("/_cloudsponge/") {
        if let Some(page) = developer::answer(request.method(), call) {
            return Answer::Response(page);
        }
        return Answer::Response(control::answer(shared, request, call, &origin));
    }
    let (now, request_id) = {
        let mut state = shared.state();
        state.answers += 1;
        (state.now(), state.engine.request_id(state.answers))
    };
    let mut entry = JournalEntry::new(request.method(), request.uri(), now);
    let exchange = Exchange { shared, request, origin, now, request_id };
    let answer = match path.strip_prefix("/n/").or_else(|| path.strip_prefix("/csv/")) {
        Some(_) if shared.replay.is_some() => Answer::Response(replay_page()),
        Some(code) => Answer::Response(pages::page(&exchange, code)),
        None => match &shared.replay {
            Some(replay) => Answer::Response(replay.answer(request, &exchange.origin)),
            None => api::answer(&exchange),
        },
    };
    if let Answer::Response(response) = &answer {
        entry.status = response.status().as_u16();
    }
    shared.state().journal.push(entry);
    answer
}

/// What stands at the address of a recorded consent page.
fn replay_page() -> Response<Bytes> {
    let mut response = plain(StatusCode::OK);
    *response.body_mut() = Bytes::from_static(
        b"This is a replay of recorded exchanges, not the real service: there is nothing to allow or to refuse here.",
    );
    response
}

/// A bare status with its reason as text.
pub(super) fn plain(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(status.canonical_reason().unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Rules};
    use crate::{Book, Profile, Quirks, Scenario};
    use proptest::prelude::*;
    use std::time::Duration;
    use std::time::{Instant, UNIX_EPOCH};
    use zeroize::Zeroizing;

    fn shared() -> Shared {
        let rules = Rules {
            seed: 1,
            book: Book::generate(Profile::Yahoo, 1, 3),
            scenario: Scenario::Flaky,
            auto_consent: Some(Duration::ZERO),
            consent_timeout: Duration::from_secs(600),
            ttl: Duration::from_secs(300),
            quirks: Quirks::default(),
            speed: 1.0,
            epoch: UNIX_EPOCH,
        };
        let clock = crate::clock::Clock::new(1.0, Instant::now()).unwrap();
        Shared::new(Vec::new(), Quirks::default(), Zeroizing::new("token".into()), Engine::new(rules), clock)
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn n5_arbitrary_requests_never_panic(
            method in prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("HEAD"), Just("BREW")],
            start in prop_oneof![
                Just("/"), Just("/n/"), Just("/csv/"), Just("/auth?"), Just("/events/"), Just("/contacts.xml/"),
                Just("/begin_import/"), Just("/_cloudsponge/"), Just("/_cloudsponge/imports/"), Just("http://x/"),
            ],
            rest in "[ -~]{0,30}",
            name in prop_oneof![
                Just("authorization"), Just("content-type"), Just("sec-fetch-site"), Just("origin"), Just("x-emulator-token"),
            ],
            value in proptest::collection::vec(any::<u8>(), 0..30),
            host in prop_oneof![Just("localhost"), Just("evil.example")],
            body in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let request = Request::builder().method(method).uri(format!("{start}{rest}"));
            let request = request.header("host", host).header(name, value).body(Bytes::from(body));
            if let Ok(request) = request {
                match answer(&shared(), &request, None) {
                    Answer::Drop => prop_assert!(false, "nothing here is flaky yet"),
                    Answer::Response(response) => {
                        prop_assert!(response.headers().contains_key(SERVER));
                        let foreign = host != "localhost" || request.uri().authority().is_some();
                        prop_assert!(!foreign || response.status().is_client_error());
                    }
                }
            }
        }
    }
}

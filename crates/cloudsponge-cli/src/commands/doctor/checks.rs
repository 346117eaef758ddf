//! The single checks and how each reads its evidence.

use crate::exit::Failure;
use crate::hints;
use cloudsponge::TransportError;
use cloudsponge_proto::endpoints::GetEvents;
use cloudsponge_proto::{ApiErrorKind, BaseUrl, Credentials, EndpointExt as _, FailureKind, ResponseError};
use http::Response;
use http::header::DATE;
use serde::Serialize;
use std::error::Error as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A clock that is further off than this confuses deadlines and logs; certificates bear more.
const CLOCK_NOTE: Duration = Duration::from_secs(60);
/// A clock that is further off than this makes certificates look expired or not yet valid.
const CLOCK_FAIL: Duration = Duration::from_secs(24 * 60 * 60);

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Ok,
    /// Worth knowing; an import works all the same.
    Note,
    Fail,
    /// It could not be looked at.
    Skip,
}

/// One line of the report.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) state: State,
    name: &'static str,
    what: String,
    hint: Option<String>,
}

/// What came of the one call.
pub(super) struct Answer {
    pub(super) response: Result<Response<Vec<u8>>, TransportError>,
    pub(super) took: Duration,
    /// Our clock when the answer came.
    pub(super) local: SystemTime,
}

impl Check {
    fn new(state: State, name: &'static str, what: impl Into<String>) -> Self {
        Self { state, name, what: what.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn skip(name: &'static str, what: &str) -> Self {
        Self::new(State::Skip, name, what)
    }

    fn failed(name: &'static str, failure: &Failure) -> Self {
        Self::new(State::Fail, name, failure.to_string()).hint(failure.hint_text().unwrap_or_default())
    }

    /// `ok    clock        0.2 s off`
    pub(super) fn to_line(&self) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Note => "note",
            State::Fail => "fail",
            State::Skip => "skip",
        };
        let line = |first: &str, second: &str, text: &str| {
            format!("{first:<6}{second:<13}{}\n", crate::text::line(text))
        };
        let hint = self.hint.iter().map(|hint| line("", "", &format!("hint: {hint}")));
        std::iter::once(line(state, self.name, &self.what)).chain(hint).collect()
    }
}

pub(super) fn base_url(base_url: &Result<BaseUrl, Failure>) -> Check {
    match base_url {
        Ok(base_url) => Check::new(State::Ok, "base URL", base_url.to_string()),
        Err(failure) => Check::failed("base URL", failure),
    }
}

pub(super) fn credentials(credentials: &Result<Credentials, Failure>, file: Option<&Path>) -> Check {
    match (credentials, file) {
        (Ok(_), Some(path)) => Check::new(State::Ok, "credentials", format!("found in {}", path.display())),
        (Ok(_), None) => Check::new(State::Ok, "credentials", "found in the environment, or typed in"),
        (Err(failure), _) => Check::failed("credentials", failure),
    }
}

/// This program uses no proxy; where one is needed, that explains a lot.
pub(super) fn proxy() -> Option<Check> {
    const NAMES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let name =
        NAMES.into_iter().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))?;
    // Its value may hold a password.
    Some(
        Check::new(
            State::Note,
            "proxy",
            format!("{name} is set; this program connects directly all the same"),
        )
        .hint("a proxy would see the calls; to use one, configure the HTTP client of the library"),
    )
}

pub(super) fn reach(answer: &Answer) -> Check {
    let milliseconds = answer.took.as_millis();
    match &answer.response {
        Ok(response) => {
            let status = response.status().as_u16();
            Check::new(State::Ok, "reach", format!("answered with status {status} after {milliseconds} ms"))
        }
        Err(error) if error.kind() == FailureKind::Tls => {
            Check::new(State::Ok, "reach", "something answers there, see tls")
        }
        Err(error) => {
            let cause = std::iter::successors(error.source(), |cause| (**cause).source()).last();
            let cause = cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
            Check::new(State::Fail, "reach", format!("{}{cause}", error.kind()))
                .hint(hints::transport(error.kind()))
        }
    }
}

pub(super) fn tls(https: bool, answer: &Answer) -> Check {
    match &answer.response {
        _ if !https => Check::skip("tls", "plain http on this machine needs none"),
        Ok(_) => Check::new(State::Ok, "tls", "the certificate is valid for this address"),
        Err(error) if error.kind() == FailureKind::Tls => {
            let cause = std::iter::successors(error.source(), |cause| (**cause).source()).last();
            let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
            Check::new(State::Fail, "tls", format!("the secure connection was not made{cause}"))
                .hint(hints::transport(FailureKind::Tls))
        }
        Err(_) => Check::skip("tls", "nothing was reached"),
    }
}

pub(super) fn clock(answer: &Answer) -> Check {
    let date = answer.response.as_ref().ok().and_then(|response| response.headers().get(DATE)?.to_str().ok());
    let Some(service) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Check::skip("clock", "no answer told the time");
    };
    let (off, way) = match answer.local.duration_since(service) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let what = format!("{} {way} the service's", spoken(off));
    match off {
        off if off >= CLOCK_FAIL => Check::new(State::Fail, "clock", what)
            .hint("set this machine's clock: certificates and deadlines depend on it"),
        off if off >= CLOCK_NOTE => {
            Check::new(State::Note, "clock", what).hint("let this machine's clock be set by the network")
        }
        // The service tells whole seconds.
        _ => Check::new(
            State::Ok,
            "clock",
            format!("agrees with the service's within {} s", off.as_secs() + 1),
        ),
    }
}

pub(super) fn accepted(answer: &Answer, sent: bool) -> Check {
    let name = "accepted";
    if !sent {
        return Check::skip(name, "there were no credentials to send");
    }
    let Ok(response) = &answer.response else { return Check::skip(name, "nothing was reached") };
    let status = response.status().as_u16();
    let mut plain = Response::new(response.body().as_slice());
    (*plain.status_mut(), *plain.headers_mut()) = (response.status(), response.headers().clone());
    match GetEvents::read_response(plain) {
        Err(ResponseError::Api(error)) => match error.kind {
            ApiErrorKind::UnknownImport => Check::new(
                State::Ok,
                name,
                "the service took the credentials, and knows no import of this id, as it should",
            ),
            ApiErrorKind::RateLimited => Check::new(State::Note, name, "the service says: too many requests")
                .hint(hints::api(error.kind)),
            kind => Check::new(State::Fail, name, error.to_string()).hint(hints::api(kind)),
        },
        // Wherever that came from, the service has no such import.
        Ok(_) => Check::new(State::Fail, name, format!("status {status} for an import that cannot exist"))
            .hint("check that --base-url names the service and not another server"),
        Err(error) => Check::new(State::Fail, name, error.to_string()).hint(hints::response(&error)),
    }
}

fn spoken(duration: Duration) -> String {
    match duration.as_secs() {
        seconds if seconds < 120 => format!("{seconds} s"),
        seconds if seconds < 7200 => format!("{} min", seconds / 60),
        seconds if seconds < 172_800 => format!("{} h", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    /// Wed, 21 Oct 2015 07:28:00 GMT
    const SERVICE: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
    const SECONDS: u64 = 1_445_412_480;

    fn answer(status: u16, body: &str, local: u64) -> Answer {
        let response = Response::builder()
            .status(status)
            .header(DATE, SERVICE)
            .header("content-type", "application/json");
        let response = response.body(body.as_bytes().to_vec()).unwrap();
        Answer {
            response: Ok(response),
            took: Duration::from_millis(7),
            local: UNIX_EPOCH + Duration::from_secs(local),
        }
    }

    fn dead(kind: FailureKind) -> Answer {
        Answer { response: Err(kind.into()), took: Duration::ZERO, local: UNIX_EPOCH }
    }

    #[test]
    fn the_clock_is_compared_with_the_services() {
        let state = |local| clock(&answer(404, "{}", local)).state;
        assert_eq!(state(SECONDS), State::Ok);
        assert_eq!(state(SECONDS + 59), State::Ok);
        assert_eq!(state(SECONDS - 300), State::Note);
        assert_eq!(state(SECONDS + 400 * 86_400), State::Fail);
        let line = clock(&answer(404, "{}", SECONDS - 3 * 3600)).to_line();
        assert!(
            line.starts_with("note  clock        3 h behind the service's\n") && line.contains("hint: "),
            "{line}"
        );
        assert_eq!(clock(&dead(FailureKind::Connect)).state, State::Skip);
    }

    #[test]
    fn what_the_service_says_is_told_apart() {
        let state = |status, body| accepted(&answer(status, body, SECONDS), true).state;
        assert_eq!(state(404, "{}"), State::Ok);
        assert_eq!(state(401, "{}"), State::Fail);
        assert_eq!(state(403, "{}"), State::Fail);
        assert_eq!(state(429, "{}"), State::Note);
        assert_eq!(state(503, "{}"), State::Fail);
        assert_eq!(state(302, ""), State::Fail);
        assert_eq!(state(200, "<html>"), State::Fail);
        assert_eq!(state(200, r#"{"events":[],"import_id":7}"#), State::Fail);
        assert_eq!(accepted(&dead(FailureKind::Timeout), true).state, State::Skip);
    }

    #[test]
    fn a_connection_that_fails_is_told_apart_from_tls() {
        let states = |kind| (reach(&dead(kind)).state, tls(true, &dead(kind)).state);
        assert_eq!(states(FailureKind::Connect), (State::Fail, State::Skip));
        assert_eq!(states(FailureKind::Tls), (State::Ok, State::Fail));
        assert_eq!(tls(false, &answer(404, "", SECONDS)).state, State::Skip);
        assert_eq!(tls(true, &answer(404, "", SECONDS)).state, State::Ok);
    }
}

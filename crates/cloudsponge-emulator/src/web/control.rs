//! The control plane: what test suites in other languages steer the emulator by.

use super::guard::is_own_or_no_page;
use crate::Scenario;
use crate::shared::Shared;
use bytes::Bytes;
use cloudsponge_proto::ImportId;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Answers a call below `/_cloudsponge/`.
pub(super) fn answer(shared: &Shared, request: &Request<Bytes>, call: &str, origin: &str) -> Response<Bytes> {
    let (status, body) = match permitted(shared, request, call, origin) {
        Ok(()) => perform(shared, request, call).unwrap_or_else(|refused| refused),
        Err(refused) => refused,
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

type Reply = (StatusCode, Value);

fn permitted(shared: &Shared, request: &Request<Bytes>, call: &str, origin: &str) -> Result<(), Reply> {
    if !is_own_or_no_page(request.headers(), origin) {
        return Err(refuse(StatusCode::FORBIDDEN, "not for pages of other origins"));
    }
    let token = request.headers().get("x-emulator-token").map_or(b"".as_slice(), |token| token.as_bytes());
    if call != "health" && !shared.is_token(token) {
        return Err(refuse(
            StatusCode::UNAUTHORIZED,
            "send the token printed at the start in X-Emulator-Token",
        ));
    }
    Ok(())
}

fn perform(shared: &Shared, request: &Request<Bytes>, call: &str) -> Result<Reply, Reply> {
    let (get, post, put) = match *request.method() {
        Method::GET => (true, false, false),
        Method::POST => (false, true, false),
        Method::PUT => (false, false, true),
        _ => (false, false, false),
    };
    let mut state = shared.state();
    let now = state.now();
    let body = match call {
        "health" if get => json!({
            "status": "ok",
            "service": "cloudsponge-emulator",
            "version": env!("CARGO_PKG_VERSION"),
            "notice": "This is an emulator, not the real service.",
        }),
        "reset" if post => {
            state.engine.reset();
            state.journal = Default::default();
            state.down = false;
            if let Some(replay) = &shared.replay {
                replay.reset();
            }
            json!({ "status": "ok" })
        }
        "state" if get => json!({ "now_ms": millis(now), "imports": state.engine.views(now) }),
        "scenario" if get => json!({ "scenario": state.engine.scenario.to_string() }),
        "scenario" if put => {
            let scenario = read_scenario(request)?;
            state.engine.scenario = scenario;
            json!({ "scenario": scenario.to_string() })
        }
        "clock" if get => json!(ClockView { now_ms: millis(now), speed: state.clock.speed() }),
        "clock" if put => {
            let wanted: SetClock = read(request)?;
            if let Some(speed) = wanted.speed {
                if !state.clock.set_speed(speed, Instant::now()) {
                    return Err(refuse(
                        StatusCode::BAD_REQUEST,
                        "speed must be above 0 and at most a million",
                    ));
                }
                state.engine.set_speed(speed);
            }
            state.clock.advance(Duration::from_millis(wanted.advance_ms.unwrap_or(0)));
            json!(ClockView { now_ms: millis(state.now()), speed: state.clock.speed() })
        }
        "outage" if get => json!({ "down": state.down }),
        "outage" if put => {
            let wanted: SetOutage = read(request)?;
            state.down = wanted.down;
            json!({ "down": state.down })
        }
        "requests" if get => json!({ "requests": state.journal.entries() }),
        "health" | "reset" | "state" | "scenario" | "clock" | "outage" | "requests" => {
            return Err(refuse(StatusCode::METHOD_NOT_ALLOWED, "this call wants another method"));
        }
        _ => {
            let unknown = || refuse(StatusCode::NOT_FOUND, "there is no such import");
            let import = call.strip_prefix("imports/").and_then(|rest| rest.split_once('/'));
            let Some((id, part)) = import else {
                return Err(refuse(StatusCode::NOT_FOUND, "there is no such control call"));
            };
            let id = id.parse::<ImportId>().map_err(|_| unknown())?;
            match part {
                "grant" | "deny" if post => {
                    let decided = state.engine.decide(&id, part == "grant", now);
                    json!({ "allowed": decided.ok_or_else(unknown)?.allowed })
                }
                "scenario" if put => {
                    let scenario = state.engine.set_scenario(&id, read_scenario(request)?, now);
                    json!({ "scenario": scenario.ok_or_else(unknown)?.to_string() })
                }
                "events" if get => {
                    json!({ "events": state.engine.history(&id, now).ok_or_else(unknown)? })
                }
                _ => return Err(refuse(StatusCode::NOT_FOUND, "there is no such control call")),
            }
        }
    };
    Ok((StatusCode::OK, body))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetScenario {
    scenario: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetOutage {
    down: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    speed: Option<f64>,
    advance_ms: Option<u64>,
}

#[derive(Serialize)]
struct ClockView {
    now_ms: u64,
    speed: f64,
}

fn read<T: serde::de::DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Reply> {
    serde_json::from_slice(request.body())
        .map_err(|_| refuse(StatusCode::BAD_REQUEST, "the body is not the JSON object this call wants"))
}

fn read_scenario(request: &Request<Bytes>) -> Result<Scenario, Reply> {
    let wanted: SetScenario = read(request)?;
    let parsed = wanted.scenario.parse();
    parsed.map_err(|error: crate::ScenarioError| refuse(StatusCode::BAD_REQUEST, &error.to_string()))
}

fn refuse(status: StatusCode, message: &str) -> Reply {
    (status, json!({ "error": message }))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

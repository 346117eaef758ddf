//! Answers from a directory of recorded exchanges.

use super::RecordError;
use super::file::{Exchange, call_lines};
use super::scrub::REPLAY_ORIGIN;
use bytes::Bytes;
use cloudsponge_proto::model::Refusal;
use cloudsponge_proto::server::{ReadOptions, ResponseStyle, ServerRequest, respond};
use http::header::{HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Recorded answers by call, and how many of them were given.
pub(crate) struct Replay {
    calls: Mutex<HashMap<String, Answers>>,
}

#[derive(Default)]
struct Answers {
    exchanges: Vec<Exchange>,
    given: usize,
}

impl Replay {
    /// Reads all exchanges of a directory, in the order of their names.
    pub(crate) fn load(directory: &Path) -> Result<Self, RecordError> {
        let mut calls: HashMap<String, Answers> = HashMap::new();
        for path in recordings(directory)? {
            let text = std::fs::read_to_string(&path);
            let text = text.map_err(|source| RecordError::Io { path: path.clone(), source })?;
            let exchange = Exchange::parse(&text);
            let exchange = exchange.map_err(|reason| RecordError::Malformed { path, reason })?;
            calls.entry(exchange.call.clone()).or_default().exchanges.push(exchange);
        }
        if calls.is_empty() {
            return Err(RecordError::Nothing(directory.to_owned()));
        }
        Ok(Self { calls: Mutex::new(calls) })
    }

    /// All answers begin again.
    pub(crate) fn reset(&self) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values_mut()
            .for_each(|answers| answers.given = 0);
    }

    /// The recorded answer to a call, under the origin at which the client reaches this emulator.
    pub(crate) fn answer(&self, request: &Request<Bytes>, origin: &str) -> Response<Bytes> {
        let read = match ServerRequest::read(request, &ReadOptions::default().with_legacy_get(true)) {
            Ok(read) => read,
            Err(error) => {
                let style = ResponseStyle::new(error.status(), 0);
                return respond(&error.refusal(), error.format, &style);
            }
        };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = call_lines(&read).and_then(|call| calls.get_mut(&call));
        let Some(exchange) = answers.and_then(Answers::next) else {
            let refusal = Refusal::new("this is a replay, and no such call was recorded");
            return respond(&refusal, read.format, &ResponseStyle::new(StatusCode::NOT_FOUND, 0));
        };
        let mut response = Response::new(Bytes::from(exchange.body.replace(REPLAY_ORIGIN, origin)));
        *response.status_mut() = exchange.status;
        ResponseStyle::new(exchange.status, 0).headers(response.headers_mut());
        for (name, value) in &exchange.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

impl Answers {
    fn next(&mut self) -> Option<&Exchange> {
        let at = self.given.min(self.exchanges.len().saturating_sub(1));
        self.given += 1;
        self.exchanges.get(at)
    }
}

/// The recorded exchanges of a directory, sorted by name.
pub(super) fn recordings(directory: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let cannot = |source| RecordError::Io { path: directory.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let numbered = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.ends_with(".http") && name.starts_with(|c: char| c.is_ascii_digit()));
        if numbered {
            found.push(path);
        }
    }
    // Numbers grow past four digits.
    found.sort_by_key(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let number: u64 = name.split('-').next().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX);
        (number, name)
    });
    Ok(found)
}

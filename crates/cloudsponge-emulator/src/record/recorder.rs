//! Writes exchanges into a directory.

use super::RecordError;
use super::file::{Exchange, call_lines, call_name};
use super::scrub::Scrubber;
use bytes::Bytes;
use cloudsponge_proto::Format;
use cloudsponge_proto::codec::{Sniffed, sniff};
use cloudsponge_proto::server::{ReadOptions, ServerRequest};
use http::{Request, Response};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Headers that are kept.
const KEPT: [&str; 4] = ["content-type", "retry-after", "www-authenticate", "allow"];
/// The throttle's own words, which hold nothing of anybody's.
const RETRY_LATER: &[u8] = b"Retry later";

/// Writes each call and its answer into a file of its own.
pub(crate) struct Recorder {
    directory: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    number: u64,
    scrubber: Scrubber,
}

impl Recorder {
    /// Takes a directory without recordings; it is created if it is not there.
    pub(crate) fn new(directory: &Path) -> Result<Self, RecordError> {
        let cannot = |source| RecordError::Io { path: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(cannot)?;
        if !super::replay::recordings(directory)?.is_empty() {
            return Err(RecordError::NotEmpty(directory.to_owned()));
        }
        Ok(Self { directory: directory.to_owned(), state: Mutex::default() })
    }

    /// Writes one exchange down, if it is a call of the API.
    pub(crate) fn record(
        &self,
        request: &Request<Bytes>,
        response: &Response<Bytes>,
    ) -> Result<(), RecordError> {
        let read = ServerRequest::read(request, &ReadOptions::default().with_legacy_get(true)).ok();
        let Some(call) = read.as_ref().and_then(call_lines) else { return Ok(()) };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let headers = KEPT.iter().filter_map(|name| {
            let value = response.headers().get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        });
        let exchange = Exchange {
            status: response.status(),
            headers: headers.collect(),
            body: body(&mut state.scrubber, response.body()),
            call,
        };
        state.number += 1;
        let name = format!("{:04}-{}.http", state.number, call_name(&exchange.call));
        let path = self.directory.join(name);
        write(&path, exchange.to_text().as_bytes()).map_err(|source| RecordError::Io { path, source })
    }
}

/// The body without anybody's data; empty if it cannot be read.
fn body(scrubber: &mut Scrubber, body: &[u8]) -> String {
    let scrubbed = match sniff(body) {
        Sniffed::Json => scrubber.scrub(Format::Json, body),
        Sniffed::Xml => scrubber.scrub(Format::Xml, body),
        _ if body == RETRY_LATER => Some(String::from_utf8_lossy(body).into_owned()),
        _ => None,
    };
    scrubbed.unwrap_or_default()
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

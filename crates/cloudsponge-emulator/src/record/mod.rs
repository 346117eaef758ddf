//! Record and replay: exchanges with the service as files, without secrets and without personal data.
//!
//! **Recording.** [`EmulatorBuilder::record`](crate::EmulatorBuilder::record) writes each call of the API and its answer
//! into a directory, one file each. The answers are the emulator's own; with an
//! [`upstream`](crate::EmulatorBuilder::upstream) the emulator is a proxy, and they are those of the service behind it,
//! with the client's own credentials. The client sees the answers as they are; what is written down is scrubbed first.
//!
//! **Replay.** [`EmulatorBuilder::replay`](crate::EmulatorBuilder::replay) answers each call with what was recorded for
//! it: the same endpoint, import id, format, service, `start` and `count`, with or without credentials (whose values do
//! not matter, nor does the form in which the client sends the call). Where a call was recorded several times, as events
//! are, the answers come in their order, and the last one stays. A call that was never recorded is answered with 404 and
//! a message that says so.
//!
//! # What a file holds
//!
//! ```text
//! cloudsponge exchange 1
//! GET /contacts/5550001.json
//! credentials given
//! argument start=0
//! argument count=2
//!
//! 200
//! content-type application/json; charset=utf-8
//!
//! {
//!   "contacts": [
//!     {
//!       "first_name": "first_name-1",
//!       "email": [{ "address": "scrubbed-2@example.com", ...
//! ```
//!
//! # What is scrubbed
//!
//! Only what is listed here is kept as it came; everything else is replaced or left out.
//!
//! | part | kept | replaced or left out |
//! |---|---|---|
//! | request | endpoint, format, import id, `service`, `start`, `count`; whether credentials were given | credentials, `user_id`, `echo`, `include`, `redirect_url`, login and password, headers |
//! | status and headers | status, `Content-Type`, `Retry-After`, `WWW-Authenticate`, `Allow` | all others |
//! | body: names of fields, nulls, booleans, empty texts, white space around texts | as they are | names that are no plain words |
//! | body: `status`, `event_type`, `import_type`, `created_at`, known labels in `type` | as they are, if they are plain words or a time | |
//! | body: outside the contacts, numbers in `value`, `start`, `count`, `total`, `id`, `import_id`, `import_action_id`, `code` | as they are | every other number becomes 0 |
//! | body: `url` | that there is one | a page of the emulator that says it is a replay |
//! | body: every other text | which texts are equal, within one recording | an invented one: `first_name-1`, `scrubbed-2@example.com` |
//! | body that is neither JSON nor XML, or damaged | `Retry later` | the whole body |
//!
//! Files are created for their owner only, in a directory that holds no recording yet.

mod file;
mod recorder;
mod replay;
mod scrub;

pub(crate) use recorder::Recorder;
pub(crate) use replay::Replay;

use bytes::Bytes;
use http::{Request, Response};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// The service behind a recording proxy: whoever builds the emulator brings the HTTP client.
///
/// The request's URL is absolute; it carries the client's credentials, so it must go nowhere else. The answer must be
/// decoded (no `Content-Encoding`) and whole, and redirects must not be followed.
pub trait Upstream: Send + Sync {
    /// Sends the request.
    ///
    /// The future's error is a sentence for the developer; it must hold no secret.
    fn forward(&self, request: Request<Bytes>) -> Forwarded<'_>;
}

/// What [`Upstream::forward`] returns.
pub type Forwarded<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, String>> + Send + 'a>>;

/// Why a directory cannot be recorded into, or not be replayed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The operating system could not list, read or write.
    #[error("{path} cannot be used: {source}", path = .path.display())]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// Recordings that are mixed cannot be told apart again.
    #[error("{} holds recorded exchanges already: choose an empty directory", .0.display())]
    NotEmpty(PathBuf),
    /// There is nothing to answer with.
    #[error("{} holds no recorded exchanges (files named NUMBER-CALL.http)", .0.display())]
    Nothing(PathBuf),
    /// A file is not what the recorder writes.
    #[error("{path} is no recorded exchange: {reason}", path = .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
}

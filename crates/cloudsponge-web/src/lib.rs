//! The popup flow of CloudSponge imports as an axum router: nest it, and the site can ask visitors for their contacts.
//!
//! ```no_run
//! use axum::Router;
//! use cloudsponge::Client;
//! use cloudsponge::proto::{Api, BaseUrl, Credentials};
//! use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
//! use cloudsponge_web::Options;
//!
//! # async fn f() -> Result<(), Box<dyn std::error::Error>> {
//! let api = Api::new(Credentials::new("my-key", "my-password")?);
//! let client = Client::new(ReqwestTransport::new()?, TokioTimer::new(), api);
//! let options = Options::new().public_url(BaseUrl::parse("https://app.example/contacts")?);
//! let site: Router = Router::new().nest("/contacts", cloudsponge_web::router(client, options));
//! # Ok(()) }
//! ```
//!
//! A page of the application shows the picker with
//! `<script type="module" src="/contacts/picker.js"></script><cloudsponge-picker></cloudsponge-picker>`; or link to
//! `/contacts`, a whole page that works without scripts too.
//!
//! # What is where
//!
//! Paths are relative to where the router is nested.
//!
//! | request | answer |
//! |---|---|
//! | `GET /` | a page with the picker, and a form for browsers without scripts; makes a session |
//! | `GET /picker.js`, `/picker.css`, `/assets/NAME` | the picker; `ETag`, `no-cache` |
//! | `GET /session` | `{"csrf","providers":[{"code","name","popup":{"width","height"},"upload":null\|"csv"\|"vcard"}],"imports":[{"handle","service","phase","consent_url"}]}`, latest import first; makes a session. `phase` is `consent`, `gathering`, `downloading`, `ready`, `failed` or `cancelled`; `consent_url` is null in all but the first |
//! | `POST /imports` `{"service","include"?}` | 201 `{"handle","consent_url":string\|null,"service"}` |
//! | `GET /imports/HANDLE/events` | as `text/event-stream` if asked for by `Accept`: `progress` `{"phase","gathered","total"}`, then one of `ready` `{"total"}`, `failed` `{"reason","code","message"}`, `cancelled` `{}`, and the end. Otherwise the latest of them once, with its name as `state` |
//! | `GET /imports/HANDLE/contacts?start=&count=` | `{"contacts":[{"id","name","email","emails","phones","photo","organization"}],"start","total","owner":{"name","email"}\|null,"unreadable","complete"}`; `id` is the place in the list from 0; at most 1 000 at a time |
//! | `POST /imports/HANDLE/cancel` | 204; the run ends, and what came is dropped |
//! | `GET`, `POST /auth` | the Proxy URL: hands a provider's callback on to the service |
//! | `POST /begin`, `GET /imports/HANDLE/consent`, `GET /return/HANDLE`, `GET /imports/HANDLE`, `POST /imports/HANDLE/select` | the way without scripts, page by page |
//! | `POST /select` | what was picked on the start page, for [`Options::on_select`] |
//!
//! `gathered` counts the contacts found in the phase `gathering` and those fetched in `downloading`; `total` is null until it
//! is known. `reason` is `declined`, `abandoned`, `timed_out`, `failed` or `unavailable`; `code` is the service's number for
//! it or null.
//!
//! Requests that change something carry the session's token: in the header `X-CSRF-Token`, or as the field `csrf` of a form.
//! Refusals are `{"error":{"reason","code","message"}}`, or a page where a person sees them; `message` is for people. The
//! statuses: 400 malformed or a source that is not offered, 403 token or origin, 404 unknown, foreign and expired handles
//! alike, 408, 413, 415, 429 too many, 431, and 502 or 503 where the service does not do its part.
//!
//! # What it holds to
//!
//! - The domain's credentials and import ids never reach a browser. It knows an import by a random handle, good in its
//!   session only.
//! - An import has one run, so one poll a second at most, however many pages look at it; and the run ends by its deadline
//!   though nobody looks.
//! - Everything kept is bounded in number, size and age ([`Bounds`]). Contacts live in memory only.
//! - A browser is sent to the site's own paths, the service, and [allowed origins](Options::redirects) only.
//! - What contacts are called is text wherever it is shown. An address that is longer than 320 bytes or holds a control
//!   character, the end of a line say, counts as none. Others are handed on as they came, so check them before you mail.
//! - Every answer, errors included, forbids framing, foreign scripts, referrers and caching.
//!
//! # What is yours
//!
//! - **https**, in front of the router or by it.
//! - **Bounds of what comes before a request.** A router sees whole heads only; a connection that never finishes its head,
//!   or sends none, is the server's. It must close those in about 10 s, bound a head's size (64 KiB is plenty) and how many
//!   connections are open at once. `axum::serve` does none of this: put a proxy that does before it, or serve with hyper's
//!   `http1::Builder` and its `timer`, `header_read_timeout` and `max_buf_size`, behind a semaphore, as the 60 lines of
//!   `serve.rs` in the example `cloudsponge-example-invite` do. The router itself waits 10 s for a body.
//! - **Who it is**, where people log in and out: [`Options::identify`].
//! - **Several processes** need a shared [`SessionStore`], and a visitor must come to the same process each time.
//! - **A tokio runtime.**
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod app;
mod cookie;
mod gateway;
mod guard;
mod imports;
mod options;
mod random;
mod redirect;
mod refusal;
mod router;
mod routes;
mod select;
mod session;

pub use options::{Bounds, HandOffMode, Options};
pub use redirect::{RedirectError, Redirects};
pub use router::router;
pub use select::{Chosen, SelectError, Selection};
pub use session::{MemorySessions, Session, SessionId, SessionStore, StoreError};

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

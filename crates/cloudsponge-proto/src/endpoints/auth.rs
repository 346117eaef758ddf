//! `GET /auth` and `POST /auth`
//!
//! The Proxy URL: a page on the customer's own domain, registered as redirect URI with the providers. When a provider
//! sends the browser there after consent, the page hands the OAuth parameters on to the service; if it does not, the
//! import looks abandoned. These are the pure functions of such a page:
//!
//! ```text
//!  provider ──browser──> your page ──HandOff::from_request──┬─ filtered ──────> redirect ──browser──> {base}/auth
//!                                                           └─ pass_through ──> request ──your HTTP──> {base}/auth
//!                                                              browser <── relay ── response ──────────────┘
//! ```
//!
//! *Filtered* is the current way: the browser itself goes on to the service, with the five known parameters only.
//! *Pass-through* is the older one: your server carries everything to the service and the answer back. It alone carries
//! OAuth 1 (`oauth_token` without `state`) and providers that POST a form.
//!
//! A page of your own should first check that [`HandOff::target`] is an import of the visitor's session. The domain's
//! credentials are not needed, and never sent.
//!
//! ```
//! use cloudsponge_proto::{BaseUrl, endpoints::auth::{HandOff, HandOffTarget, relay}};
//!
//! let callback = http::Request::get("/oauth?code=4%2Fabc&state=_csAuth%3D1%26import_id%3D1126").body("")?;
//! let hand_off = HandOff::from_request(&callback)?;
//! assert_eq!(hand_off.target(), Some(HandOffTarget::Import(1126.into())));
//!
//! let redirect = hand_off.filtered(&BaseUrl::default())?;
//! assert_eq!(
//!     redirect.headers()["location"],
//!     "https://api.cloudsponge.com/auth?code=4%2Fabc&state=_csAuth%3D1%26import_id%3D1126",
//! );
//!
//! // ... or carry it yourself, without following redirects, and answer the browser with:
//! let request = hand_off.pass_through(&BaseUrl::default())?;
//! let response = http::Response::builder().status(302).header("location", "https://app.example/done").body("")?;
//! assert_eq!(relay(&response).headers()["location"], "https://app.example/done");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hand_off;
mod pairs;
mod relay;
mod target;

pub use hand_off::{AuthError, HandOff};
pub use relay::relay;
pub use target::HandOffTarget;

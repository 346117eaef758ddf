//! The sans-IO core of the CloudSponge client.
//!
//! Nothing here opens a socket, reads a clock or draws a random number. A call is a value
//! ([`Endpoint`]), a request is a value ([`http::Request`]), and so is a whole import ([`Import`]):
//! you, or a driver such as the `cloudsponge` crate, carry bytes between them and the network.
//!
//! | to … | use |
//! |---|---|
//! | name the service, the domain's credentials and the wire format | [`Api`], [`BaseUrl`], [`Credentials`], [`Format`] |
//! | build one request and read one answer | [`endpoints`], [`EndpointExt`] |
//! | run an import from consent to contacts | [`Import`], [`Policy`], [`ImportState`] |
//! | decode contacts fast, in chunks, or in constant memory | [`contacts`] |
//! | look at what came back | [`model`], [`Service`], [`ErrorCode`] |
//! | decode or encode a message of your own | [`Message`], [`codec`] |
//! | test your code with whatever may come (feature `proptest`) | `strategy` |
//! | stand in for the service in a test (feature `server`) | `server` |
#![cfg_attr(docsrs, feature(doc_cfg))]
//!
//! # One call by hand
//!
//! ```
//! use cloudsponge_proto::{Api, Credentials, EndpointExt, Service, endpoints::UserConsent};
//!
//! let api = Api::new(Credentials::new("my-key", "my-password")?);
//! let request = UserConsent::new(Service::GMAIL).user_id("visitor-7").to_request(&api)?;
//! assert_eq!(request.uri(), "https://api.cloudsponge.com/begin_import/user_consent.json");
//! assert_eq!(request.body().as_ref(), b"service=gmail&user_id=visitor-7");
//!
//! // ... any HTTP stack sends it; here is the answer it brought:
//! let answer = http::Response::new(
//!     br#"{"status":"success","url":"https://api.cloudsponge.com/n/QX7TB2M","import_id":5550001}"#.as_slice(),
//! );
//! let begun = UserConsent::read_response(answer)?;
//! assert_eq!(begun.import_id.as_str(), "5550001");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod api;
mod base_url;
pub mod codec;
mod consent_url;
pub mod contacts;
mod credentials;
mod decimal;
mod download;
mod endpoint;
pub mod endpoints;
mod error;
pub mod exchange;
pub mod import;
mod import_id;
mod message;
pub mod model;
mod params;
mod request;
mod retry_after;
#[cfg(feature = "server")]
pub mod server;
pub mod service;
#[cfg(any(test, feature = "proptest"))]
pub mod strategy;
mod web_url;

pub use api::{Api, ExtensionPlace};
pub use base_url::{BaseUrl, BaseUrlError};
pub use codec::{CodecError, CodecErrorKind, Format};
pub use consent_url::{ConsentUrl, ConsentUrlError};
pub use contacts::{
    AddressRef, ContactDecoder, ContactPage, ContactRef, EmailRef, PageDecoder, PhoneRef, UndecodedPage,
};
pub use credentials::{Credentials, CredentialsError};
pub use download::{ContactDownload, Downloaded};
pub use endpoint::{Endpoint, EndpointExt, request_id};
pub use error::{
    ApiError, ApiErrorKind, BuildError, FailureKind, ResponseError, UnexpectedFormat, UnreadableBody,
};
pub use import::{Import, ImportError, ImportEvent, ImportState, Policy};
pub use import_id::{ImportId, ImportIdError};
pub use message::{DecodeError, Message};
pub use model::ErrorCode;
pub use params::Params;
pub use retry_after::retry_after;
pub use service::Service;

/// The programs in the README run as they stand.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

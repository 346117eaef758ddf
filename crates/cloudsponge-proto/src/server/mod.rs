//! The other side of the wire: reads requests and writes answers, for emulators and test doubles.
//!
//! Still sans-IO: a whole request comes in as a value, a whole response goes out as one. What any of this crate's
//! [endpoints](crate::endpoints) sends, [`ServerRequest::read`] reads back, and so it does what other clients of the
//! service were seen to send: three forms of URL, three encodings of the body, two ways to present credentials.
//!
//! ```
//! use cloudsponge_proto::server::{Call, ReadOptions, ResponseStyle, ServerRequest, respond};
//! use cloudsponge_proto::{Api, Credentials, EndpointExt, Service, endpoints::UserConsent, model::Begun};
//!
//! // A client's request, however it arrived ...
//! let api = Api::new(Credentials::new("my-key", "my-password")?);
//! let request = UserConsent::new(Service::GMAIL).user_id("visitor-7").to_request(&api)?;
//!
//! // ... is read into a call,
//! let read = ServerRequest::read(&request, &ReadOptions::default())?;
//! assert!(read.credentials.matches("my-key", "my-password"));
//! let Call::BeginUserConsent { begin, .. } = read.call else { panic!("another call") };
//! assert_eq!(begin.user_id.as_deref(), Some("visitor-7"));
//!
//! // and answered in the format it asked for.
//! let begun = Begun::new(5550001.into());
//! let answer = respond(&begun, read.format, &ResponseStyle::default());
//! assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arguments;
mod call;
mod error;
pub mod multipart;
mod presented;
mod request;
mod response;
mod route;

pub use call::{AuthArguments, BeginArguments, Call, Mailbox};
pub use error::{RequestError, RequestErrorKind};
pub use presented::Presented;
pub use request::{ReadOptions, ServerRequest};
pub use response::{ResponseStyle, respond};

#[cfg(test)]
mod tests;

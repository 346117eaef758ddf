//! Fault scripts: what the network and the service do to one request after another.
//!
//! A script is played against an [`Import`]: you make the healthy answer, the fault decides what arrives of it.
//!
//! ```
//! use cloudsponge_proto::import::{Import, Output, Policy};
//! use cloudsponge_proto::strategy::faults;
//! use cloudsponge_proto::{Api, Credentials, ImportId};
//! use proptest::prelude::*;
//! # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
//!
//! proptest!(ProptestConfig::with_cases(16), |(script in faults::script(1..20))| {
//!     let api = Api::new(Credentials::new("key", "password").unwrap());
//!     let (start, policy) = (clock(), Policy::default());
//!     let deadline = start + std::time::Duration::from_secs(600);
//!     let mut import = Import::attach(api, ImportId::from(7), policy, start);
//!     let (mut now, mut faults) = (start, script.iter().cycle());
//!     // It never completes, so whatever happens it must give up, and not after its deadline.
//!     let error = loop {
//!         match import.poll_output(now) {
//!             Ok(Output::Request(_)) => {
//!                 let healthy = http::Response::new(br#"{"events":[]}"#.as_slice());
//!                 faults.next().unwrap().play(&mut import, now, healthy);
//!             }
//!             Ok(Output::Wait(until)) => now = until,
//!             Ok(_) => {}
//!             Err(error) => break error,
//!         }
//!     };
//!     prop_assert!(now <= deadline, "{error}");
//! });
//! ```

use super::values::failure_kind;
use crate::FailureKind;
use crate::import::{Import, Input};
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use proptest::collection::{SizeRange, vec};
use proptest::prelude::*;
use proptest::sample::select;
use std::time::Instant;

/// What is done to one request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing: the answer arrives.
    None,
    /// The answer arrives in pieces: its body is cut at these shares of its length, from 0 to 255.
    Pieces(Vec<u8>),
    /// Another answer arrives instead.
    Answer {
        /// Its status.
        status: StatusCode,
        /// Its `Retry-After`, any bytes a header can hold.
        retry_after: Option<HeaderValue>,
        /// Its body.
        body: Vec<u8>,
    },
    /// The body breaks off after this share of its length, from 0 to 255, and the transport notices.
    CutOff(u8),
    /// The body ends after this share of its length, from 0 to 254, and the transport does not notice.
    Truncated(u8),
    /// There is no answer, and the transport says why.
    Failure(FailureKind),
    /// Nothing happens at all.
    Silence,
}

impl Fault {
    /// Hands the import what arrives of this answer. After [`Silence`](Self::Silence), go on to the instant of the next
    /// `Wait`.
    pub fn play(&self, import: &mut Import, now: Instant, healthy: Response<&[u8]>) {
        let share = |share: &u8, of: usize| of.saturating_mul(usize::from(*share)) / 255;
        let (head, body) = healthy.into_parts();
        match self {
            Self::None => import.handle_response(now, Response::from_parts(head, body)),
            Self::Pieces(cuts) => {
                let mut cuts: Vec<usize> = cuts.iter().map(|cut| share(cut, body.len())).collect();
                cuts.sort_unstable();
                cuts.push(body.len());
                import.handle_input(Input::Head(now, head));
                let mut from = 0;
                for to in cuts {
                    import.handle_input(Input::Body(now, body.get(from..to).unwrap_or_default()));
                    from = to;
                }
                import.handle_input(Input::End(now));
            }
            Self::Answer { status, retry_after, body } => {
                let mut response = Response::new(body.as_slice());
                *response.status_mut() = *status;
                if let Some(value) = retry_after {
                    response.headers_mut().insert(header::RETRY_AFTER, value.clone());
                }
                import.handle_response(now, response);
            }
            Self::CutOff(at) | Self::Truncated(at) => {
                import.handle_input(Input::Head(now, head));
                import.handle_input(Input::Body(now, body.get(..share(at, body.len())).unwrap_or_default()));
                import.handle_input(match self {
                    Self::CutOff(_) => Input::Failure(now, FailureKind::Interrupted),
                    _ => Input::End(now),
                });
            }
            Self::Failure(kind) => import.handle_input(Input::Failure(now, *kind)),
            Self::Silence => {}
        }
    }

    /// Whether the service's own answer arrives whole.
    pub fn is_harmless(&self) -> bool {
        matches!(self, Self::None | Self::Pieces(_))
    }
}

/// A script of so many faults, healthy answers among them.
pub fn script(length: impl Into<SizeRange>) -> BoxedStrategy<Vec<Fault>> {
    vec(prop_oneof![2 => harmless(), 3 => fault()], length).boxed()
}

/// Any [`Fault`], permanent ones among them: a refusal that ends an import.
pub fn fault() -> BoxedStrategy<Fault> {
    let refusal = select(&[400, 401, 403, 410, 422, 302, 307, 200, 204][..]);
    let body = prop_oneof![
        Just(b"<!DOCTYPE html><title>Error</title>".to_vec()),
        Just(br#"{"status":"failure","error":{"message":"no"}}"#.to_vec()),
        vec(any::<u8>(), 0..40),
    ];
    prop_oneof![
        6 => passing(),
        1 => (refusal, body).prop_map(|(status, body)| Fault::Answer {
            status: StatusCode::from_u16(status).unwrap_or_default(),
            retry_after: None,
            body,
        }),
        1 => (0..255_u8).prop_map(Fault::Truncated),
        1 => failure_kind().prop_map(Fault::Failure),
    ]
    .boxed()
}

/// A [`Fault`] after which it is worth asking again: the service is busy or away, or the connection broke.
pub fn passing() -> BoxedStrategy<Fault> {
    let status = select(&[408, 425, 429, 500, 502, 503, 504][..])
        .prop_filter_map("a status", |code| StatusCode::from_u16(code).ok());
    let after = prop_oneof![
        Just(None),
        "[-0-9a-z]{0,12}".prop_map(Some),
        (0..400_u32).prop_map(|seconds| Some(seconds.to_string())),
    ];
    let after = after.prop_map(|text| text.and_then(|text| HeaderValue::from_str(&text).ok()));
    let lost =
        [FailureKind::Connect, FailureKind::ConnectTimeout, FailureKind::Timeout, FailureKind::Interrupted];
    prop_oneof![
        (status, after).prop_map(|(status, retry_after)| Fault::Answer {
            status,
            retry_after,
            body: Vec::new()
        }),
        any::<u8>().prop_map(Fault::CutOff),
        select(lost.to_vec()).prop_map(Fault::Failure),
        Just(Fault::Silence),
    ]
    .boxed()
}

/// A [`Fault`] that is none.
pub fn harmless() -> BoxedStrategy<Fault> {
    prop_oneof![Just(Fault::None), vec(any::<u8>(), 0..6).prop_map(Fault::Pieces)].boxed()
}

//! What the handle and all connections share.

use crate::clock::Clock;
use crate::engine::Engine;
use crate::journal::Journal;
use crate::record::{Recorder, Replay, Upstream};
use cloudsponge_proto::BaseUrl;
use cloudsponge_proto::server::ReadOptions;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// One domain that may call.
pub(crate) struct Domain {
    pub(crate) key: Zeroizing<String>,
    pub(crate) password: Zeroizing<String>,
}

pub(crate) struct Shared {
    pub(crate) domains: Vec<Domain>,
    pub(crate) quirks: crate::Quirks,
    pub(crate) read_options: ReadOptions,
    /// Writes down what is asked and answered.
    pub(crate) recorder: Option<Recorder>,
    /// Answers in place of the engine.
    pub(crate) replay: Option<Replay>,
    /// Answers in place of the engine.
    pub(crate) upstream: Option<(BaseUrl, Arc<dyn Upstream>)>,
    token: Zeroizing<String>,
    state: Mutex<State>,
}

/// What changes; every lock is short, no answer is written under it.
pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) clock: Clock,
    pub(crate) journal: Journal,
    pub(crate) answers: u64,
    /// Every API call is answered with 503.
    pub(crate) down: bool,
}

impl Shared {
    pub(crate) fn new(
        domains: Vec<Domain>,
        quirks: crate::Quirks,
        token: Zeroizing<String>,
        engine: Engine,
        clock: Clock,
    ) -> Self {
        let state = State { engine, clock, journal: Journal::default(), answers: 0, down: false };
        let read_options = ReadOptions::default().with_legacy_get(quirks.legacy_get);
        let state = Mutex::new(state);
        Self { domains, quirks, read_options, recorder: None, replay: None, upstream: None, token, state }
    }

    /// The state, also after a panic of another holder: nothing is left half-changed that would matter.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token of the control plane.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Compares in the same time wherever the two differ.
    pub(crate) fn is_token(&self, presented: &[u8]) -> bool {
        self.token.as_bytes().ct_eq(presented).into()
    }
}

impl State {
    /// Emulated time.
    pub(crate) fn now(&self) -> Duration {
        self.clock.now(Instant::now())
    }
}

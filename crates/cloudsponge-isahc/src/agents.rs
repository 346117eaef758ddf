//! One isahc client, that is one thread of libcurl, for each call under way.
//!
//! isahc closes the connection of a dropped call only when its next byte arrives, or at the time-out; a client that is
//! dropped closes its connections at once. So a call has a client to itself and takes it along when it is dropped.

use isahc::HttpClient;
use std::sync::{Arc, Mutex, PoisonError};

/// Clients that wait for their next call; what is beyond ends with its call.
const IDLE: usize = 8;

type Make = dyn Fn() -> Result<HttpClient, isahc::Error> + Send + Sync;

/// The clients of one transport.
pub(crate) struct Agents {
    make: Box<Make>,
    idle: Mutex<Vec<HttpClient>>,
}

impl Agents {
    pub(crate) fn new(make: impl Fn() -> Result<HttpClient, isahc::Error> + Send + Sync + 'static) -> Self {
        Self { make: Box::new(make), idle: Mutex::default() }
    }

    /// A client for one call.
    pub(crate) fn lease(self: &Arc<Self>) -> Result<Lease, isahc::Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let client = idle.map_or_else(|| (self.make)(), Ok)?;
        Ok(Lease { client: Some(client), agents: Arc::clone(self) })
    }
}

/// A client in use. Dropping it ends its call, whatever its state.
pub(crate) struct Lease {
    client: Option<HttpClient>,
    agents: Arc<Agents>,
}

impl Lease {
    /// The client; there is one until the lease ends.
    pub(crate) fn client(&self) -> Option<&HttpClient> {
        self.client.as_ref()
    }

    /// Gives the client back, after its call has come to an end.
    pub(crate) fn give_back(mut self) {
        let mut idle = self.agents.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.extend(self.client.take());
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        // Dropping a client waits for its thread, which may be busy; whoever drops a future must not wait. Where no
        // thread can be had, the closure and the client in it are dropped here.
        let _ = std::thread::Builder::new().name("isahc-end".to_owned()).spawn(move || drop(client));
    }
}

//! The transports, each with its timer.

use super::memory::MemoryTransport;
use cloudsponge::{Timer, Transport};
use cloudsponge_isahc::{IoTimer, IsahcTransport};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::sync::Arc;

/// A transport and the timer that belongs to it.
pub type Made = (Arc<dyn Transport>, Arc<dyn Timer>);

/// A transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// reqwest, on sockets.
    Reqwest,
    /// isahc, on sockets.
    Isahc,
    /// HTTP/1 in memory.
    Memory,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reqwest, Self::Isahc, Self::Memory];

    /// A new one, with no connection yet.
    ///
    /// # Errors
    /// It could not be built.
    pub fn make(self) -> Result<Made, String> {
        Ok(match self {
            Self::Reqwest => {
                // No roots: nothing here speaks TLS, and reading the system's takes longer than a row.
                let builder = ReqwestTransport::client_builder().tls_certs_only([]);
                let client = builder.build().map_err(|error| error.to_string())?;
                (Arc::new(ReqwestTransport::with_client(client)), Arc::new(TokioTimer::new()))
            }
            Self::Isahc => {
                let transport = IsahcTransport::new().map_err(|error| error.to_string())?;
                (Arc::new(transport), Arc::new(IoTimer::new()))
            }
            Self::Memory => (Arc::new(MemoryTransport), Arc::new(TokioTimer::new())),
        })
    }
}

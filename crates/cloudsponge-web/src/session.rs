//! Who a visitor is: a cookie with a random id, and what is stored under it.

mod memory;

pub use memory::MemorySessions;

use crate::random;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The random id in a visitor's cookie: 256 bits in hexadecimal.
///
/// Whoever has it is the visitor, so `Debug` does not show it. A store that others can read should keep it hashed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionId(Box<str>);

/// What is stored of a visitor. It holds no contact and no import.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    csrf: Box<str>,
    identity: Option<Box<str>>,
}

/// Where sessions are kept. The default is [`MemorySessions`]; implement it over your database or cache to share sessions
/// between processes.
///
/// # What an implementation must guarantee
///
/// - [`load`](Self::load) returns exactly what was [`insert`](Self::insert)ed under the same id, or `None`: never another
///   visitor's session, and nothing for an id that was never inserted or was removed.
/// - Once `insert` has returned, `load` finds the session, from any process that serves this router.
/// - Once [`remove`](Self::remove) has returned, `load` does not.
/// - Sessions expire (some hours after their last `load` do well) and their number is bounded, for anybody can make one by
///   asking for a page.
/// - Comparing ids takes no part of a secret's time: look them up by a hash, or in an index.
///
/// Imports under way live in the process that began them. Where several serve one site, send a visitor to the same one.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// The session with this id.
    ///
    /// # Errors
    /// The store cannot be asked now.
    async fn load(&self, id: &SessionId) -> Result<Option<Session>, StoreError>;

    /// Keeps a new session.
    ///
    /// # Errors
    /// The store cannot take it now.
    async fn insert(&self, id: &SessionId, session: &Session) -> Result<(), StoreError>;

    /// Forgets a session. It is no error if there is none.
    ///
    /// # Errors
    /// The store cannot be asked now; the session may still be there.
    async fn remove(&self, id: &SessionId) -> Result<(), StoreError>;
}

/// A store of sessions that does not work at the moment. Visitors see a page that says to try again.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the store of sessions does not answer")]
pub struct StoreError {
    #[source]
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl SessionId {
    pub(crate) fn random() -> Result<Self, random::NoRandom> {
        Ok(Self(random::hex::<32>()?.into()))
    }

    /// The id a cookie holds, if it can be one.
    pub(crate) fn from_cookie(value: &str) -> Option<Self> {
        random::is_hex::<32>(value).then(|| Self(value.into()))
    }

    /// The id: a secret of the visitor's.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares without telling by its duration where two ids differ.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        bool::from(self.0.as_bytes().ct_eq(other.0.as_bytes()))
    }
}

impl std::fmt::Debug for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionId(redacted)")
    }
}

impl Session {
    pub(crate) fn new(identity: Option<&str>) -> Result<Self, random::NoRandom> {
        Ok(Self { csrf: random::hex::<16>()?.into(), identity: identity.map(Into::into) })
    }

    /// Who the application said the visitor is, when the session began.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// The token that every changing request must carry.
    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }

    pub(crate) fn is_csrf(&self, token: &str) -> bool {
        bool::from(self.csrf.as_bytes().ct_eq(token.as_bytes()))
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(redacted)")
    }
}

impl StoreError {
    /// An error without a cause to tell.
    pub fn new() -> Self {
        Self { source: None }
    }

    /// An error of the database or cache behind the store. Visitors never see it.
    pub fn with_source(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)) }
    }
}

impl Default for StoreError {
    fn default() -> Self {
        Self::new()
    }
}

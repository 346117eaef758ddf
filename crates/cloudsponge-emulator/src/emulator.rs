//! The handle of a running emulator.

use crate::shared::Shared;
use crate::web::Server;
use crate::{Book, EmulatorBuilder, JournalEntry};
use cloudsponge_proto::{Api, BaseUrl, Credentials, ImportId};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// A running emulator. It stops when it is dropped, or gracefully by [`stop`](Self::stop).
#[must_use = "an emulator stops when it is dropped"]
pub struct Emulator {
    address: SocketAddr,
    base_url: BaseUrl,
    credentials: Credentials,
    book: Book,
    shared: Arc<Shared>,
    server: Server,
}

impl Emulator {
    /// Settings to start from: Gmail-like contacts, 100 of them, on a free port of `127.0.0.1`.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    pub(crate) fn new(
        address: SocketAddr,
        base_url: BaseUrl,
        credentials: Credentials,
        book: Book,
        shared: Arc<Shared>,
        server: Server,
    ) -> Self {
        Self { address, base_url, credentials, book, shared, server }
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// `http://` and the address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same, for an [`Api`].
    pub fn base_url(&self) -> BaseUrl {
        self.base_url.clone()
    }

    /// The credentials it takes.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// Where it is and the credentials it takes, ready for a client; the format is JSON.
    pub fn api(&self) -> Api {
        Api::new(self.credentials()).with_base_url(self.base_url())
    }

    /// What the control plane wants in `X-Emulator-Token`; random for each start. Show it to the developer only.
    pub fn control_token(&self) -> &str {
        self.shared.token()
    }

    /// The address book imports deliver, unless a file is uploaded.
    pub fn book(&self) -> Book {
        self.book.clone()
    }

    /// The latest 10 000 requests received, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shared.state().journal.entries()
    }

    /// The user presses Allow. `false` if there is no such import; an import that was answered already stays as it is.
    pub fn grant(&self, import: &ImportId) -> bool {
        self.decide(import, true)
    }

    /// The user presses Deny. `false` if there is no such import; an import that was answered already stays as it is.
    pub fn deny(&self, import: &ImportId) -> bool {
        self.decide(import, false)
    }

    /// Lets emulated time jump ahead.
    pub fn advance(&self, by: Duration) {
        self.shared.state().clock.advance(by);
    }

    /// Stops: takes no more connections, and gives requests in flight up to 2 s to finish.
    pub async fn stop(self) {
        self.server.stop().await;
    }

    fn decide(&self, import: &ImportId, allow: bool) -> bool {
        let mut state = self.shared.state();
        let now = state.now();
        state.engine.decide(import, allow, now).is_some()
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}

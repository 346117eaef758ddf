//! How the router behaves: what it offers, what it keeps, and where it hands results.

use crate::select::{SelectError, SelectFn, Selection};
use crate::{MemorySessions, RedirectError, Redirects, SessionStore};
use cloudsponge::proto::service::{self, ImportMethod};
use cloudsponge::proto::{BaseUrl, Service};
use http::request::Parts;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Identify = Arc<dyn Fn(&Parts) -> Option<String> + Send + Sync>;

/// The settings of a [`router`](crate::router()). The defaults suit a site whose router is reached under the path it is
/// nested at.
#[derive(Clone)]
#[must_use]
pub struct Options {
    pub(crate) providers: Vec<Service>,
    pub(crate) public_url: Option<BaseUrl>,
    pub(crate) base_path: Option<String>,
    pub(crate) hosts: Vec<String>,
    pub(crate) photos: bool,
    pub(crate) sessions: Arc<dyn SessionStore>,
    pub(crate) identify: Option<Identify>,
    pub(crate) on_select: Option<SelectFn>,
    pub(crate) submit_to: Option<String>,
    pub(crate) hand_off: HandOffMode,
    pub(crate) redirects: Redirects,
    pub(crate) deadline: Duration,
    pub(crate) page_size: u64,
    pub(crate) bounds: Bounds,
}

/// How the Proxy URL hands a provider's callback on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandOffMode {
    /// The browser itself goes on to the service, with the known parameters only.
    #[default]
    Filtered,
    /// This server carries the callback to the service through the client's transport, and the answer's redirect back.
    PassThrough,
}

/// What is kept in memory at most. What is over is refused with 429, or the least recently used makes room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// Imports under way per visitor; 4 by default. One more is refused.
    pub running_per_session: usize,
    /// Imports under way in all; 1 000 by default. One more is refused.
    pub running: usize,
    /// Imports kept per visitor, ended ones included; 12 by default. The least recently used ended one makes room.
    pub kept_per_session: usize,
    /// Imports kept in all, ended ones included; 10 000 by default. The least recently used ended one makes room.
    pub kept: usize,
    /// Contacts kept per import; 200 000 by default. What is over is left out, and the list says that it is not complete.
    pub contacts_per_import: usize,
    /// Contacts kept in all; 2 000 000 by default. The least recently used ended import makes room.
    pub contacts: usize,
    /// How long an ended import and its contacts are kept; 15 minutes by default.
    pub keep: Duration,
    /// Listeners to the events of one import at a time; 16 by default. One more is refused, and can poll.
    pub listeners: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            running_per_session: 4,
            running: 1_000,
            kept_per_session: 12,
            kept: 10_000,
            contacts_per_import: 200_000,
            contacts: 2_000_000,
            keep: Duration::from_secs(15 * 60),
            listeners: 16,
        }
    }
}

impl Options {
    /// The defaults: all current sources that ask for consent in a browser, sessions in memory, no photos, 10 minutes per
    /// import.
    pub fn new() -> Self {
        let consent = |info: &&service::ServiceInfo| {
            info.method() == Some(ImportMethod::UserConsent) && !info.is_retired()
        };
        Self {
            providers: service::services().iter().filter(consent).map(|info| info.service()).collect(),
            public_url: None,
            base_path: None,
            hosts: Vec::new(),
            photos: false,
            sessions: Arc::new(MemorySessions::default()),
            identify: None,
            on_select: None,
            submit_to: None,
            hand_off: HandOffMode::default(),
            redirects: Redirects::default(),
            deadline: Duration::from_secs(10 * 60),
            page_size: 1_000,
            bounds: Bounds::default(),
        }
    }

    /// The sources to offer, in this order; others are refused. Each must ask for consent in a browser.
    pub fn providers(mut self, providers: impl IntoIterator<Item = Service>) -> Self {
        self.providers = providers.into_iter().collect();
        self
    }

    /// Where browsers see this router, path included: `https://app.example/contacts`. It decides the cookie's security, the
    /// origin that changing requests must come from, and the page that consent without a popup returns to. Set it in
    /// production.
    pub fn public_url(mut self, url: BaseUrl) -> Self {
        self.public_url = Some(url);
        self
    }

    /// The path browsers see, if it is neither the one this router is nested at nor that of
    /// [`public_url`](Self::public_url): `/contacts`, without a slash at the end, or empty.
    ///
    /// # Errors
    /// It is no plain path.
    pub fn base_path(mut self, path: &str) -> Result<Self, RedirectError> {
        if !path.is_empty() {
            Redirects::default().check(path)?;
            if !path.starts_with('/') || path.contains(['?', '#']) {
                return Err(RedirectError::Form);
            }
        }
        self.base_path = Some(path.trim_end_matches('/').to_owned());
        Ok(self)
    }

    /// Without [`public_url`](Self::public_url): hosts, as in the `Host` header (`app.example`, `127.0.0.1:8080`), that may
    /// be taken for the site's own when the address to return to is made. Others' flow without a popup ends on the
    /// service's own page.
    pub fn trusted_hosts<I>(mut self, hosts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.hosts = hosts.into_iter().map(|host| host.into().to_ascii_lowercase()).collect();
        self
    }

    /// Shows contacts' photos from the sources' own `https` servers, which then learn who looks. Off by default.
    pub fn photos(mut self, show: bool) -> Self {
        self.photos = show;
        self
    }

    /// Where sessions are kept; in memory by default.
    pub fn sessions(mut self, store: impl SessionStore + 'static) -> Self {
        self.sessions = Arc::new(store);
        self
    }

    /// Who the application says the visitor is, from a request's head, for instance from an extension that its log-in layer
    /// set; `None` for nobody. A session is good for the one it began with only; when somebody else comes with its cookie,
    /// it ends and its imports with it: two people who share a browser never see each other's contacts.
    ///
    /// A provider sends the browser back from its own site, so what this reads must come along from there: a log-in cookie
    /// with `SameSite=Lax`, not `Strict`.
    pub fn identify(mut self, identify: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        self.identify = Some(Arc::new(identify));
        self
    }

    /// Takes the contacts a visitor chose on the page without scripts, and says where to go on: a path of the site, or a URL
    /// of an [allowed origin](Self::redirects).
    pub fn on_select<F, A>(mut self, take: F) -> Self
    where
        F: Fn(Selection) -> A + Send + Sync + 'static,
        A: Future<Output = Result<String, SelectError>> + Send + 'static,
    {
        self.on_select = Some(Arc::new(move |selection| Box::pin(take(selection))));
        self
    }

    /// Sends the form of that page to a path of the application instead: a POST with one `contact[]` per chosen contact,
    /// its primary address. Protecting that path is the application's.
    ///
    /// # Errors
    /// It is no path of the site.
    pub fn submit_to(mut self, path: &str) -> Result<Self, RedirectError> {
        Redirects::default().check(path)?;
        self.submit_to = Some(path.to_owned());
        Ok(self)
    }

    /// How the Proxy URL hands callbacks on; [filtered](HandOffMode::Filtered) by default.
    pub fn hand_off(mut self, mode: HandOffMode) -> Self {
        self.hand_off = mode;
        self
    }

    /// Where a browser may be sent, beside the site's own paths and the service: by [`on_select`](Self::on_select), and by
    /// the service's answer to a [passed-through](HandOffMode::PassThrough) callback.
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// How long an import may take, consent included; 10 minutes by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How many contacts to ask the service for at a time; 1 000 by default.
    pub fn page_size(mut self, contacts: u64) -> Self {
        self.page_size = contacts;
        self
    }

    /// What is kept in memory at most.
    pub fn bounds(mut self, change: impl FnOnce(&mut Bounds)) -> Self {
        change(&mut self.bounds);
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("providers", &self.providers)
            .field("public_url", &self.public_url)
            .field("hand_off", &self.hand_off)
            .field("deadline", &self.deadline)
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

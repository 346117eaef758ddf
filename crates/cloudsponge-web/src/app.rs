//! What all routes share, and what a request says about where and who it is.

use crate::gateway::Gateway;
use crate::imports::{Handle, Record, Registry};
use crate::refusal::Refusal;
use crate::session::{Session, SessionId};
use crate::{Options, Redirects, cookie};
use axum::extract::OriginalUri;
use http::header::{self, HeaderValue};
use http::request::Parts;
use std::sync::Arc;

pub(crate) struct App {
    pub(crate) options: Options,
    pub(crate) gateway: Box<dyn Gateway>,
    pub(crate) imports: Arc<Registry>,
    pub(crate) redirects: Redirects,
}

/// The path this router is reached under, without a slash at its end: empty at the root.
pub(crate) struct Base(String);

/// A visitor with a session.
pub(crate) struct Visitor {
    pub(crate) id: SessionId,
    pub(crate) session: Session,
    /// The cookie to set, if the session is new.
    pub(crate) cookie: Option<HeaderValue>,
}

impl App {
    pub(crate) fn new(gateway: Box<dyn Gateway>, options: Options) -> Self {
        let local = gateway.base_url().is_loopback();
        let imports = Arc::new(Registry::new(options.bounds, options.photos, local));
        let mut redirects = options.redirects.clone();
        redirects.allow(gateway.base_url().origin());
        if let Some(url) = &options.public_url {
            redirects.allow(url.origin());
        }
        Self { options, gateway, imports, redirects }
    }

    /// The path this router is reached under.
    pub(crate) fn base_path(&self, parts: &Parts) -> Base {
        if let Some(path) = &self.options.base_path {
            return Base(path.clone());
        }
        if let Some(url) = &self.options.public_url {
            return Base(url.path_prefix().to_owned());
        }
        let whole =
            parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.path(), |uri| uri.0.path());
        let own = parts.uri.path();
        let base = whole.strip_suffix(own).or_else(|| whole.strip_suffix(own.trim_end_matches('/')));
        let base = base.unwrap_or_default().trim_end_matches('/');
        // Nested under a path with parameters, it is the visitor's text.
        if Redirects::default().check(base).is_ok() { Base(base.to_owned()) } else { Base(String::new()) }
    }

    /// The absolute URL this router is reached under, where that is known for sure.
    pub(crate) fn public_url(&self, parts: &Parts) -> Option<String> {
        if let Some(url) = &self.options.public_url {
            return Some(url.to_string());
        }
        let host = host(parts)?.to_ascii_lowercase();
        if !self.options.hosts.contains(&host) {
            return None;
        }
        let scheme = if is_loopback(&host) { "http" } else { "https" };
        Some(format!("{scheme}://{host}{}", self.base_path(parts)))
    }

    /// Cookies travel over https only, unless the site is this machine.
    pub(crate) fn is_secure(&self, parts: &Parts) -> bool {
        match &self.options.public_url {
            Some(url) => url.origin().starts_with("https:"),
            None => !host(parts).is_some_and(is_loopback),
        }
    }

    /// The visitor, if there is a session.
    pub(crate) async fn known(&self, parts: &Parts) -> Result<Option<Visitor>, Refusal> {
        let Some(id) = cookie::read(&parts.headers, self.is_secure(parts))? else { return Ok(None) };
        let sessions = &self.options.sessions;
        let Some(session) = sessions.load(&id).await? else { return Ok(None) };
        let identity = self.identity(parts);
        if session.identity() != identity.as_deref() {
            if session.identity().is_some() && identity.is_some() {
                // Somebody else logged in: nothing of the one before is left.
                self.imports.end_session(&id);
                sessions.remove(&id).await?;
            }
            return Ok(None);
        }
        Ok(Some(Visitor { id, session, cookie: None }))
    }

    /// The visitor, with a new session if there is none. An id that is not in the store is never taken over.
    pub(crate) async fn known_or_new(&self, parts: &Parts) -> Result<Visitor, Refusal> {
        if let Some(visitor) = self.known(parts).await? {
            return Ok(visitor);
        }
        let id = SessionId::random()?;
        let session = Session::new(self.identity(parts).as_deref())?;
        self.options.sessions.insert(&id, &session).await?;
        let cookie = cookie::set(&id, self.is_secure(parts));
        Ok(Visitor { id, session, cookie })
    }

    /// An import of this visitor's; everything else is equally unknown.
    pub(crate) async fn import(
        &self,
        parts: &Parts,
        handle: &str,
    ) -> Result<(Visitor, Arc<Record>), Refusal> {
        let visitor = self.known(parts).await?.ok_or(Refusal::NotFound)?;
        let handle = Handle::parse(handle).ok_or(Refusal::NotFound)?;
        let record = self.imports.find(&visitor.id, &handle).ok_or(Refusal::NotFound)?;
        Ok((visitor, record))
    }

    fn identity(&self, parts: &Parts) -> Option<String> {
        self.options.identify.as_ref().and_then(|identify| identify(parts))
    }
}

impl Base {
    /// The path of the start page.
    pub(crate) fn home(&self) -> &str {
        if self.0.is_empty() { "/" } else { &self.0 }
    }
}

impl std::fmt::Display for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and port the browser asked for.
pub(crate) fn host(parts: &Parts) -> Option<&str> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => parts.uri.authority().map(http::uri::Authority::as_str),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    cloudsponge::proto::BaseUrl::parse(&format!("https://{host}")).is_ok_and(|url| url.is_loopback())
}

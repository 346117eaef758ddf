//! Reads a whole request into a call of the service.

use super::arguments::Arguments;
use super::call::{AuthArguments, BeginArguments, Call, Mailbox};
use super::route::{Route, route};
use super::{Presented, RequestError, RequestErrorKind};
use crate::endpoints::Include;
use crate::{Format, Service};
use bytes::Bytes;
use http::{Method, Request};

/// A request, read: the call it makes, as whom, and in which format it wants the answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerRequest {
    /// The call and its arguments.
    pub call: Call,
    /// The format to answer in: the path's extension, or JSON. `Accept` is ignored.
    pub format: Format,
    /// The domain's credentials as presented; not checked.
    pub credentials: Presented,
    /// A domain or mailbox password stands in the URL, where it ends in logs. The service was seen to take it;
    /// a test double does well to complain.
    pub secrets_in_query: bool,
}

/// What a reader lets pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Takes the begin calls by GET too, as the service did for some clients until about 2015. Off by default.
    pub legacy_get: bool,
}

impl ReadOptions {
    /// Takes the begin calls by GET too, or not.
    #[must_use]
    pub fn with_legacy_get(mut self, on: bool) -> Self {
        self.legacy_get = on;
        self
    }
}

impl ServerRequest {
    /// Reads a request that has arrived whole. Bound its size beforehand; this takes time linear in it.
    ///
    /// # Errors
    /// It is not a call of the service; the error says how to answer.
    pub fn read(request: &Request<Bytes>, options: &ReadOptions) -> Result<Self, RequestError> {
        let routed = route(request.uri().path());
        let format = routed.format;
        let error = |kind| RequestError { kind, format };
        let route = routed.route.map_err(error)?;
        check_method(&route, request.method(), options).map_err(error)?;
        let arguments = Arguments::read(request).map_err(error)?;
        Ok(Self {
            call: call(route, &arguments).map_err(error)?,
            format,
            credentials: Presented::read(request.headers(), &arguments),
            secrets_in_query: arguments.secrets_in_query,
        })
    }
}

fn check_method(route: &Route, method: &Method, options: &ReadOptions) -> Result<(), RequestErrorKind> {
    let (get, post, allow) = match route {
        Route::UserConsent | Route::Import | Route::DesktopApplet if options.legacy_get => {
            (true, true, "GET, POST")
        }
        Route::UserConsent | Route::Import | Route::DesktopApplet => (false, true, "POST"),
        Route::Events(_) | Route::Contacts(_) => (true, false, "GET"),
        Route::Auth => (true, true, "GET, POST"),
    };
    if (get && *method == Method::GET) || (post && *method == Method::POST) {
        Ok(())
    } else {
        Err(RequestErrorKind::MethodNotAllowed { allow })
    }
}

fn call(route: Route, arguments: &Arguments) -> Result<Call, RequestErrorKind> {
    let echo = arguments.owned("echo");
    Ok(match route {
        Route::UserConsent => Call::BeginUserConsent {
            begin: begin(arguments, echo),
            redirect_url: arguments.owned("redirect_url"),
        },
        Route::Import => {
            let login = arguments.secret("username").zip(arguments.secret("password"));
            let mailbox = login.map(|(username, password)| Mailbox { username, password });
            Call::BeginImport { begin: begin(arguments, echo), mailbox }
        }
        Route::DesktopApplet => Call::BeginDesktopApplet { begin: begin(arguments, echo) },
        Route::Events(import_id) => Call::Events { import_id, echo },
        Route::Contacts(import_id) => {
            let start = arguments.number("start")?;
            // Documented: `count` counts only where `start` is given.
            let count = if start.is_some() { arguments.number("count")? } else { None };
            let (start, count) = (start.unwrap_or(0), count.unwrap_or(0));
            Call::Contacts { import_id, start, count, echo }
        }
        Route::Auth => Call::Auth(AuthArguments {
            code: arguments.secret("code"),
            state: arguments.owned("state"),
            error: arguments.owned("error"),
            error_code: arguments.owned("error_code"),
        }),
    })
}

fn begin(arguments: &Arguments, echo: Option<String>) -> BeginArguments {
    let include = arguments.get("include").unwrap_or_default();
    BeginArguments {
        service: arguments.get("service").map(Service::new),
        include: include.split(',').filter_map(|value| Include::new(value.trim())).collect(),
        user_id: arguments.owned("user_id"),
        echo,
    }
}

//! What is written down of a call while it goes on: a span for `tracing`, a report for the client's observer.
//!
//! Names of fields follow OpenTelemetry's conventions for HTTP clients. Of the URL only scheme, host, port and path are
//! written, of the answer the status and the service's request id: a query, a header or a body may hold secrets or
//! personal data.

use crate::{CallOutcome, CallReport, Observer};
use bytes::Bytes;
use cloudsponge_proto::{FailureKind, request_id};
use http::response::Parts;
use http::{Method, Request, StatusCode, Uri};
use std::sync::Arc;
use std::time::Instant;
use tracing::{Span, field, info_span};

/// Who wants to hear of calls.
pub(crate) type Watcher = Option<Arc<dyn Observer>>;

/// A call that somebody watches.
pub(crate) struct Watch {
    span: Span,
    observer: Watcher,
    method: Method,
    path: String,
    import_id: Option<String>,
    started: Instant,
    /// The last moment at which something happened: what is dropped has no clock.
    touched: Instant,
    status: Option<StatusCode>,
    request_id: Option<String>,
    received: u64,
    resends: u32,
}

impl Watch {
    /// Begins to watch a call; nothing if nobody would see it, which costs next to nothing.
    pub(crate) fn begin(
        request: &Request<Bytes>,
        observer: &Watcher,
        resends: u32,
        now: Instant,
    ) -> Option<Box<Self>> {
        let (method, uri) = (request.method(), request.uri());
        let span = info_span!(
            target: "cloudsponge",
            "call",
            otel.name = field::Empty,
            otel.kind = "client",
            otel.status_code = field::Empty,
            http.request.method = method.as_str(),
            http.request.resend_count = (resends > 0).then_some(resends),
            url.scheme = uri.scheme_str(),
            url.template = field::Empty,
            server.address = uri.host(),
            server.port = port(uri),
            http.response.status_code = field::Empty,
            http.response.body.size = field::Empty,
            error.type = field::Empty,
            cloudsponge.import_id = field::Empty,
            cloudsponge.request_id = field::Empty,
        );
        if span.is_disabled() && observer.is_none() {
            return None;
        }
        let (path, import_id) = template(uri.path());
        span.record("otel.name", format_args!("{method} {path}"));
        span.record("url.template", &*path);
        span.record("cloudsponge.import_id", import_id.as_deref());
        Some(Box::new(Self {
            span,
            observer: observer.clone(),
            method: method.clone(),
            path,
            import_id,
            started: now,
            touched: now,
            status: None,
            request_id: None,
            received: 0,
            resends,
        }))
    }

    /// Runs the transport inside the call's span.
    pub(crate) fn inside<R>(&self, f: impl FnOnce() -> R) -> R {
        self.span.in_scope(f)
    }

    /// The answer begins.
    pub(crate) fn head(&mut self, head: &Parts, now: Instant) {
        self.touched = now;
        self.status = Some(head.status);
        self.request_id = request_id(&head.headers).map(str::to_owned);
    }

    /// So much of the body has come by now.
    pub(crate) fn body(&mut self, received: u64, now: Instant) {
        (self.received, self.touched) = (received, now);
    }

    /// The call is over.
    pub(crate) fn end(mut self, failure: Option<FailureKind>, now: Instant) {
        self.touched = now;
        let outcome = match (failure, self.status) {
            (Some(kind), _) => CallOutcome::Failed(kind),
            (None, Some(status)) => CallOutcome::Answered(status),
            (None, None) => CallOutcome::Cancelled,
        };
        self.tell(outcome);
        // Told already: nothing is left to be told by dropping it.
        (self.span, self.observer) = (Span::none(), None);
    }

    fn tell(&self, outcome: CallOutcome) {
        let span = &self.span;
        span.record("http.response.status_code", self.status.map(|status| status.as_u16()));
        span.record("http.response.body.size", self.received);
        span.record("cloudsponge.request_id", self.request_id.as_deref());
        if let Some(error) = outcome.error_type() {
            span.record("error.type", error.as_str());
            span.record("otel.status_code", "ERROR");
        }
        if let Some(observer) = &self.observer {
            observer.on_call(&CallReport {
                method: &self.method,
                path: &self.path,
                import_id: self.import_id.as_deref(),
                outcome,
                request_id: self.request_id.as_deref(),
                duration: self.touched.saturating_duration_since(self.started),
                received: self.received,
                resends: self.resends,
            });
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.observer.is_some() || !self.span.is_disabled() {
            self.tell(CallOutcome::Cancelled);
        }
    }
}

/// The port, or the scheme's own.
fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| match uri.scheme_str()? {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

/// The path without the import's id, and the id.
fn template(path: &str) -> (String, Option<String>) {
    let of_import = path.rsplit_once('/').filter(|(front, _)| {
        let endpoint = front.rsplit('/').next();
        matches!(endpoint, Some("events" | "contacts"))
    });
    let Some((front, last)) = of_import else { return (path.to_owned(), None) };
    let (id, extension) = match last.split_once('.') {
        Some((id, extension)) => (id, format!(".{extension}")),
        None => (last, String::new()),
    };
    (format!("{front}/{{import_id}}{extension}"), Some(id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_out_of_paths() {
        let of = |path| {
            let (path, id) = template(path);
            (path, id.unwrap_or_default())
        };
        assert_eq!(of("/events/1126.json"), ("/events/{import_id}.json".into(), "1126".into()));
        assert_eq!(of("/base/contacts/1126"), ("/base/contacts/{import_id}".into(), "1126".into()));
        let begin = "/begin_import/user_consent.xml";
        assert_eq!(of(begin), (begin.into(), String::new()));
        assert_eq!(of("/auth"), ("/auth".into(), String::new()));
        assert_eq!(of(""), (String::new(), String::new()));
    }

    #[test]
    fn the_port_is_told_where_it_is_not_written() {
        let of = |uri: &'static str| port(&Uri::from_static(uri));
        assert_eq!(of("https://api.example.com/events/1"), Some(443));
        assert_eq!(of("http://127.0.0.1:4141/events/1"), Some(4141));
        assert_eq!(of("http://localhost/events/1"), Some(80));
        assert_eq!(of("/events/1"), None);
    }

    #[test]
    fn nobody_watching_costs_no_allocation() {
        let request = Request::new(Bytes::new());
        #[allow(clippy::disallowed_methods)]
        let now = Instant::now();
        assert!(Watch::begin(&request, &None, 0, now).is_none());
    }
}

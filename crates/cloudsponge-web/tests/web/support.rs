//! A site with the router nested in it, and browsers that visit it.

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use cloudsponge::proto::{Api, BaseUrl, Credentials, FailureKind};
use cloudsponge::{Client, Transport, TransportError};
use cloudsponge_emulator::{Emulator, EmulatorBuilder};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_web::{Options, router};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::ServiceExt;

pub(crate) const HOST: &str = "127.0.0.1:8080";
pub(crate) const ORIGIN: &str = "http://127.0.0.1:8080";

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn location(&self) -> &str {
        self.headers["location"].to_str().unwrap()
    }
}

/// A cookie jar, and the token that the pages of its session hold.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) site: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) csrf: String,
}

impl Browser {
    /// A visitor without cookies.
    pub(crate) fn stranger(site: &Router) -> Self {
        Self { site: site.clone(), cookie: None, csrf: String::new() }
    }

    /// A visitor with a session.
    pub(crate) async fn visit(site: &Router) -> Self {
        let mut browser = Self::stranger(site);
        let session = browser.get("/contacts/session").await;
        assert_eq!(session.status, 200, "{}", session.body);
        browser.csrf = session.json()["csrf"].as_str().unwrap().to_owned();
        browser
    }

    pub(crate) async fn raw(&mut self, request: Request<Body>) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        parts.headers.entry("host").or_insert(HOST.parse().unwrap());
        if let Some(cookie) = &self.cookie {
            parts.headers.entry("cookie").or_insert(cookie.parse().unwrap());
        }
        let response = self.site.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
        if let Some(cookie) = response.headers().get("set-cookie") {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        response
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        let (head, body) = self.raw(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status: head.status, headers: head.headers, body }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Request<Body> {
        Request::post(path)
            .header("content-type", "application/json")
            .header("x-csrf-token", &self.csrf)
            .body(body.to_string().into())
            .unwrap()
    }

    pub(crate) fn post_form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish().into())
            .unwrap()
    }

    pub(crate) async fn begin(&mut self, service: &str) -> Answer {
        self.send(self.post_json("/contacts/imports", &json!({ "service": service }))).await
    }

    /// Begins an import that must begin, and says its handle.
    pub(crate) async fn begun(&mut self) -> String {
        let begun = self.begin("gmail").await;
        assert_eq!(begun.status, 201, "{}", begun.body);
        begun.json()["handle"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn cancel(&mut self, handle: &str) -> Answer {
        self.send(self.post_json(&format!("/contacts/imports/{handle}/cancel"), &Value::Null)).await
    }

    pub(crate) async fn snapshot(&mut self, handle: &str) -> Value {
        self.get(&format!("/contacts/imports/{handle}/events")).await.json()
    }

    /// The first snapshot of this state.
    pub(crate) async fn until(&mut self, handle: &str, state: &str) -> Value {
        for _ in 0..1000 {
            let snapshot = self.snapshot(handle).await;
            if snapshot["state"] == state {
                return snapshot;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never {state}");
    }
}

pub(crate) fn nested(inner: Router) -> Router {
    Router::new().nest("/contacts", inner)
}

/// A site that imports from a new emulator.
pub(crate) async fn site(emulator: EmulatorBuilder, options: Options) -> (Router, Emulator) {
    let emulator = emulator.start().await.unwrap();
    let site = nested(router(client(&emulator), options));
    (site, emulator)
}

pub(crate) fn client(emulator: &Emulator) -> Client<ReqwestTransport, TokioTimer> {
    let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
    Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api)
}

/// A service made of canned answers: imports that wait for consent, and `/auth` as a test wants it.
#[derive(Clone, Default)]
pub(crate) struct Canned(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    imports: u64,
    auth: Option<Upstream>,
    requests: Vec<(Method, String, HeaderMap, Bytes)>,
    down: Option<(&'static str, FailureKind)>,
    events: Option<String>,
}

type Upstream = (u16, Vec<(&'static str, String)>, String);

impl Canned {
    /// The site over this service, which the browsers see as `https://app.example/contacts`.
    pub(crate) fn site(&self, options: Options) -> Router {
        let url = BaseUrl::parse("https://app.example/contacts").unwrap();
        nested(router(self.client(), options.public_url(url)))
    }

    pub(crate) fn client(&self) -> Client<Self, TokioTimer> {
        let api = Api::new(Credentials::new("sentinel-key", "sentinel-password").unwrap());
        Client::new(self.clone(), TokioTimer::new(), api)
    }

    pub(crate) fn answer_auth(&self, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.state().auth = Some((status, headers, body.to_owned()));
    }

    pub(crate) fn answer_events(&self, body: &str) {
        self.state().events = Some(body.to_owned());
    }

    /// Requests whose path begins like this fail from now on.
    pub(crate) fn fail(&self, path: &'static str, kind: FailureKind) {
        self.state().down = Some((path, kind));
    }

    pub(crate) fn requests(&self, path: &str) -> Vec<(Method, String, HeaderMap, Bytes)> {
        self.state().requests.iter().filter(|request| request.1.starts_with(path)).cloned().collect()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<cloudsponge::Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().unwrap().to_string();
        let mut state = self.state();
        state.requests.push((parts.method, path.clone(), parts.headers, body));
        if let Some((_, kind)) = state.down.filter(|(down, _)| path.starts_with(down)) {
            return Err(TransportError::new(kind));
        }
        if path.starts_with("/auth") {
            let (status, headers, body) = state.auth.clone().unwrap();
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            return Ok(response.body(Bytes::from(body).into()).unwrap());
        }
        let body = if path.starts_with("/begin_import") {
            state.imports += 1;
            let id = 7000 + state.imports;
            format!(
                r#"{{"status":"success","import_id":{id},"url":"https://api.cloudsponge.com/n/QX7TB{id}"}}"#
            )
        } else if path.starts_with("/events") {
            let waiting = r#"{"events":[{"event_type":"INITIALIZING","status":"INPROGRESS","value":0}]}"#;
            state.events.clone().unwrap_or_else(|| waiting.to_owned())
        } else {
            r#"{"contacts":[{"first_name":"Fern","email":[{"address":"fern@example.com"}]}],"start":0,"total":1}"#.to_owned()
        };
        Ok(Response::new(Bytes::from(body).into()))
    }
}

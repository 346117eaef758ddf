//! A small application with the picker in a form, and the emulator behind it.

use axum::extract::{Path, Request};
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Router, serve};
use bytes::Bytes;
use cloudsponge::Client;
use cloudsponge::proto::{Api, Format};
use cloudsponge_emulator::{Book, Emulator, Profile, Scenario};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_web::Options;
use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the service behind the site is like.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) book: Book,
    pub(crate) format: Format,
    pub(crate) scenario: Scenario,
    /// Emulated seconds per real second.
    pub(crate) speed: f64,
    /// How long the consent page waits for an answer, in emulated time.
    pub(crate) consent_timeout: Duration,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            book: Book::generate(Profile::Gmail, 7, 40),
            format: Format::Json,
            scenario: Scenario::Allow,
            speed: 5.0,
            consent_timeout: Duration::from_secs(36_000),
        }
    }
}

/// A running site.
pub(crate) struct Site {
    /// With a slash at the end.
    pub(crate) url: String,
    /// A page that the consent page could lead to, of another origin; it cuts itself off from whoever opened it.
    pub(crate) sign_in: String,
    hold: watch::Sender<bool>,
    pub(crate) emulator: Emulator,
    servers: [JoinHandle<()>; 2],
}

impl Site {
    pub(crate) async fn start(service: Service) -> Self {
        let emulator = Emulator::builder()
            .book(service.book)
            .scenario(service.scenario)
            .speed(service.speed)
            .consent_timeout(service.consent_timeout)
            .ttl(Duration::from_secs(36_000))
            .start()
            .await
            .expect("the emulator starts");
        let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
        let transport = ReqwestTransport::new().expect("a transport");
        let client = Client::new(transport, TokioTimer::new(), api.with_format(service.format));

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let options = Options::new()
            .trusted_hosts([address.to_string()])
            .identify(|head| user(&head.headers))
            .submit_to("/invite")
            .expect("a path of the site");
        let hold = watch::Sender::new(false);
        let held = hold.subscribe();
        let slow_begin = from_fn(move |request: Request, next: Next| {
            let mut held = held.clone();
            async move {
                if request.uri().path().ends_with("/imports") {
                    let _ = held.wait_for(|held| !held).await;
                }
                next.run(request).await
            }
        });
        let contacts = cloudsponge_web::router(client, options).layer(slow_begin);
        let site = Router::new()
            .route("/", get(async || page(HOME)))
            .route("/invite", post(async |form: Bytes| page(&invited(&form))))
            .route("/login/{user}", get(login))
            .nest("/contacts", contacts);
        let provider = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let sign_in = format!("http://{}/sign-in", provider.local_addr().expect("it is bound"));
        let sign_in_page = Router::new().route("/sign-in", get(async || (CUT_OFF, Html(SIGN_IN))));
        let servers = [(listener, site), (provider, sign_in_page)].map(|(listener, router)| {
            tokio::spawn(async move { serve(listener, router).await.expect("it serves") })
        });
        Self { url: format!("http://{address}/"), sign_in, hold, emulator, servers }
    }

    /// Keeps begin calls from being passed on, or lets them.
    pub(crate) fn hold_begin_calls(&self, hold: bool) {
        self.hold.send_replace(hold);
    }

    /// Takes the service down, or up again: calls of its API are answered with 503.
    pub(crate) async fn set_down(&self, down: bool) {
        self.control("PUT", "outage", &format!("{{\"down\":{down}}}")).await;
    }

    /// Lets the emulated time jump.
    pub(crate) async fn advance(&self, by: Duration) {
        self.control("PUT", "clock", &format!("{{\"advance_ms\":{}}}", by.as_millis())).await;
    }

    /// Gives access to the only import, as if the person did it in a window that the browser knows nothing of.
    pub(crate) async fn grant(&self) {
        let state = self.control("GET", "state", "").await;
        let imports = state["imports"].as_array().expect("a list");
        let [import] = imports.as_slice() else { panic!("there are {} imports", imports.len()) };
        self.control("POST", &format!("imports/{}/grant", import["import_id"]), "").await;
    }

    /// A call of the emulator's control plane.
    async fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let (host, token) = (self.emulator.addr(), self.emulator.control_token());
        let call = format!(
            "{method} /_cloudsponge/{path} HTTP/1.1\r\nHost: {host}\r\nX-Emulator-Token: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.expect("the emulator listens");
        stream.write_all(call.as_bytes()).await.expect("it takes the call");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

const CUT_OFF: [(&str, &str); 1] = [("cross-origin-opener-policy", "same-origin")];

const SIGN_IN: &str = r#"<!doctype html><html lang="en"><title>Sign in</title><link rel="icon" href="data:,">
<h1>Sign in</h1>"#;

const HOME: &str = r#"<h1>Invite your friends</h1>
<form method="post" action="/invite">
<cloudsponge-picker name="contact[]" names="name[]" action="Invite" required>
<p><a href="/contacts">Choose from your address book</a></p>
</cloudsponge-picker>
</form>"#;

/// A page under a policy as strict as the picker allows.
fn page(content: &str) -> impl IntoResponse + use<> {
    let policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
    let html = format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Supper</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><script type="module" src="/contacts/picker.js"></script></head>
<body><main>{content}</main></body></html>"#
    );
    ([(CONTENT_SECURITY_POLICY, policy)], Html(html))
}

/// The addresses a form holds, as a list.
fn invited(form: &[u8]) -> String {
    let fields = url::form_urlencoded::parse(form).filter(|field| field.0 == "contact[]");
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let items: String = fields.map(|field| format!("<li>{}</li>", escaped(&field.1))).collect();
    format!("<h1>Invited</h1><ol id=\"invited\">{items}</ol>")
}

/// Logs somebody in; `nobody` logs out.
async fn login(Path(user): Path<String>) -> impl IntoResponse {
    (
        StatusCode::SEE_OTHER,
        [(SET_COOKIE, format!("user={user}; Path=/; SameSite=Lax")), (LOCATION, "/".into())],
    )
}

fn user(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split("; "));
    pairs.find_map(|pair| pair.strip_prefix("user=")).filter(|&user| user != "nobody").map(str::to_owned)
}

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
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
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
    /// How long a begin call waits before it is passed on.
    pub(crate) begin_delay: Duration,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            book: Book::generate(Profile::Gmail, 7, 40),
            format: Format::Json,
            scenario: Scenario::Allow,
            speed: 5.0,
            consent_timeout: Duration::from_secs(36_000),
            begin_delay: Duration::ZERO,
        }
    }
}

/// A running site.
pub(crate) struct Site {
    /// With a slash at the end.
    pub(crate) url: String,
    pub(crate) emulator: Emulator,
    server: JoinHandle<()>,
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
        let delay = service.begin_delay;
        let slow_begin = from_fn(move |request: Request, next: Next| async move {
            if request.uri().path().ends_with("/imports") {
                tokio::time::sleep(delay).await;
            }
            next.run(request).await
        });
        let contacts = cloudsponge_web::router(client, options).layer(slow_begin);
        let site = Router::new()
            .route("/", get(async || page(HOME)))
            .route("/invite", post(async |form: Bytes| page(&invited(&form))))
            .route("/login/{user}", get(login))
            .nest("/contacts", contacts);
        let server = tokio::spawn(async move { serve(listener, site).await.expect("it serves") });
        Self { url: format!("http://{address}/"), emulator, server }
    }

    /// Takes the service down, or up again: calls of its API are answered with 503.
    pub(crate) async fn set_down(&self, down: bool) {
        let (host, token) = (self.emulator.addr(), self.emulator.control_token());
        let body = format!("{{\"down\":{down}}}");
        let call = format!(
            "PUT /_cloudsponge/outage HTTP/1.1\r\nHost: {host}\r\nX-Emulator-Token: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.expect("the emulator listens");
        stream.write_all(call.as_bytes()).await.expect("it takes the call");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

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

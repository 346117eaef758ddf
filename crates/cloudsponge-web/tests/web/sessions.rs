//! N13, N17: cookies, log-ins, and stores that fail.

use crate::support::{Browser, Canned, nested};
use async_trait::async_trait;
use axum::body::Body;
use cloudsponge::proto::BaseUrl;
use cloudsponge_web::{Options, Session, SessionId, SessionStore, StoreError, router};
use http::Request;

async fn cookie_of(options: Options, host: &str) -> String {
    let site = nested(router(Canned::default().client(), options));
    let request = Request::get("/contacts/session").header("host", host).body(Body::empty()).unwrap();
    let answer = Browser::stranger(&site).send(request).await;
    answer.headers["set-cookie"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn n13_the_cookie_is_secure_except_on_this_machine() {
    let public = |url: &str| Options::new().public_url(BaseUrl::parse(url).unwrap());
    for (options, host, secure) in [
        (public("https://app.example/contacts"), "127.0.0.1:8080", true),
        (public("http://127.0.0.1:8080/contacts"), "127.0.0.1:8080", false),
        (Options::new(), "app.example", true),
        (Options::new(), "127.0.0.1:8080", false),
        (Options::new(), "[::1]:8080", false),
        (Options::new(), "localhost", false),
        (Options::new(), "localhost.evil.example", true),
    ] {
        let cookie = cookie_of(options, host).await;
        let (value, rest) = cookie.split_once("; ").unwrap();
        let (name, id) = value.split_once('=').unwrap();
        assert_eq!(id.len(), 64);
        let expected = if secure {
            ("__Host-cloudsponge", "Path=/; HttpOnly; SameSite=Lax; Secure")
        } else {
            ("cloudsponge", "Path=/; HttpOnly; SameSite=Lax")
        };
        assert_eq!((name, rest), expected, "{host}");
    }
}

#[tokio::test]
async fn n13_an_id_of_the_visitors_own_making_is_not_taken_over() {
    let site = Canned::default().site(Options::new());
    let planted = format!("__Host-cloudsponge={}", "ab".repeat(32));
    let mut browser = Browser::stranger(&site);
    browser.cookie = Some(planted.clone());
    browser.get("/contacts").await;
    assert_ne!(browser.cookie, Some(planted));
    // Once made, the session stays, and no other cookie is set.
    assert!(!browser.get("/contacts").await.headers.contains_key("set-cookie"));
    assert!(!browser.get("/contacts/session").await.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn n17_another_log_in_ends_the_session_and_its_imports() {
    let identify =
        |parts: &http::request::Parts| Some(parts.headers.get("x-user")?.to_str().ok()?.to_owned());
    let service = Canned::default();
    let site = service.site(Options::new().identify(identify));
    let mut browser = Browser::stranger(&site);
    let as_user =
        |user: &str, path: &str| Request::get(path).header("x-user", user).body(Body::empty()).unwrap();
    let session = browser.send(as_user("ann", "/contacts/session")).await.json();
    browser.csrf = session["csrf"].as_str().unwrap().to_owned();
    let mut begin = browser.post_json("/contacts/imports", &serde_json::json!({ "service": "gmail" }));
    begin.headers_mut().insert("x-user", "ann".parse().unwrap());
    let handle = browser.send(begin).await.json()["handle"].as_str().unwrap().to_owned();
    let events = format!("/contacts/imports/{handle}/events");
    assert_eq!(browser.send(as_user("ann", &events)).await.status, 200);

    // Logged out, the import is out of sight, and not lost.
    assert_eq!(browser.get(&events).await.status, 404);
    assert_eq!(browser.send(as_user("ann", &events)).await.status, 200);

    let before = browser.cookie.clone();
    assert_eq!(browser.send(as_user("bob", &events)).await.status, 404);
    let session = browser.send(as_user("bob", "/contacts/session")).await.json();
    assert_eq!(session["imports"], serde_json::json!([]));
    assert_ne!(session["csrf"], browser.csrf.as_str());
    assert_ne!(browser.cookie, before);
    // Nor does the first one come back with the old cookie: the session is gone.
    browser.cookie = before;
    assert_eq!(browser.send(as_user("ann", &events)).await.status, 404);
    let polls = service.requests("/events").len();
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(service.requests("/events").len(), polls);
}

struct Broken;

#[async_trait]
impl SessionStore for Broken {
    async fn load(&self, _: &SessionId) -> Result<Option<Session>, StoreError> {
        Err(StoreError::with_source(std::io::Error::other("sentinel: database password")))
    }
    async fn insert(&self, _: &SessionId, _: &Session) -> Result<(), StoreError> {
        Err(StoreError::new())
    }
    async fn remove(&self, _: &SessionId) -> Result<(), StoreError> {
        Err(StoreError::new())
    }
}

#[tokio::test]
async fn n14_a_store_that_fails_is_told_kindly() {
    let site = Canned::default().site(Options::new().sessions(Broken));
    let mut browser = Browser::stranger(&site);
    for cookie in [None, Some(format!("__Host-cloudsponge={}", "ab".repeat(32)))] {
        browser.cookie = cookie;
        for path in ["/contacts", "/contacts/session"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 503, "{path}");
            assert!(answer.body.contains("try again") && !answer.body.contains("sentinel"));
        }
    }
}

#[test]
fn secrets_do_not_show() {
    let session: Session = serde_json::from_str(r#"{"csrf":"sentinel","identity":"sentinel"}"#).unwrap();
    assert_eq!(format!("{session:?}"), "Session(redacted)");
}

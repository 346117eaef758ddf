//! T25: the headers of every answer, errors included, to the letter.

use crate::support::{Answer, Browser, Canned};
use axum::body::Body;
use cloudsponge_web::Options;
use http::Request;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Every header but those a row names must be exactly these.
fn assert_golden(what: &str, answer: &Answer, cache: &str) {
    let own = [
        "content-type",
        "content-length",
        "location",
        "set-cookie",
        "etag",
        "allow",
        "retry-after",
        "x-accel-buffering",
    ];
    let mut headers: Vec<(&str, &str)> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| !own.contains(name))
        .collect();
    headers.sort_unstable();
    let expected = [
        ("cache-control", cache),
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin-allow-popups"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ];
    assert_eq!(headers, expected, "{what}");
    if !answer.body.is_empty() {
        assert!(answer.headers.contains_key("content-type"), "{what}");
    }
}

#[tokio::test]
async fn t25_golden_headers_of_every_route() {
    let service = Canned::default();
    let site = service.site(Options::new().on_select(|_| async { Ok("/done".into()) }));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let imports = format!("/contacts/imports/{handle}");
    let csrf = browser.csrf.clone();
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let page = |path: &str| Request::get(path).header("accept", "text/html").body(Body::empty()).unwrap();
    let form = |path: &str, fields: &[(&str, &str)]| Browser::post_form(path, fields);
    let rows = [
        ("no-store", 200, get("/contacts")),
        ("no-store", 200, get("/contacts/session")),
        ("no-cache", 200, get("/contacts/pages.css")),
        ("no-store", 404, get("/contacts/assets/none.js")),
        ("no-store", 404, get("/contacts/none")),
        ("no-store", 404, page("/contacts/none")),
        ("no-store", 404, page("/contacts/imports/none")),
        ("no-store", 200, get(&imports)),
        ("no-store", 200, get(&format!("{imports}/consent"))),
        ("no-store", 200, get(&format!("{imports}/events"))),
        ("no-store", 200, get(&format!("{imports}/contacts"))),
        ("no-store", 303, get(&format!("/contacts/return/{handle}"))),
        ("no-store", 403, form("/contacts/begin", &[])),
        ("no-store", 415, Request::post("/contacts/begin").body(Body::empty()).unwrap()),
        ("no-store", 400, form("/contacts/begin", &[("csrf", &csrf), ("service", "none")])),
        ("no-store", 303, form("/contacts/begin", &[("csrf", &csrf), ("service", "gmail")])),
        ("no-store", 403, Request::post("/contacts/imports").body(Body::empty()).unwrap()),
        ("no-store", 201, browser.post_json("/contacts/imports", &serde_json::json!({"service": "yahoo"}))),
        ("no-store", 303, form(&format!("{imports}/select"), &[("csrf", &csrf)])),
        ("no-store", 404, form("/contacts/select", &[("csrf", &csrf)])),
        ("no-store", 400, get("/contacts/auth")),
        ("no-store", 400, get("/contacts/auth?code=1&state=x")),
        ("no-store", 302, get("/contacts/auth?code=1&state=_csAuth%3D1%26import_id%3Dproxy-test")),
        ("no-store", 302, get("/contacts/auth?code=1&state=_csAuth%3D1%26import_id%3D7001")),
        ("no-store", 405, get("/contacts/begin")),
        ("no-store", 405, Request::put("/contacts/auth").body(Body::empty()).unwrap()),
        ("no-store", 204, browser.post_json(&format!("{imports}/cancel"), &serde_json::Value::Null)),
        (
            "no-store",
            431,
            Request::get("/contacts").header("cookie", "a=b;".repeat(3000)).body(Body::empty()).unwrap(),
        ),
    ];
    for (cache, status, request) in rows {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_golden(&what, &answer, cache);
    }
}

#[tokio::test]
async fn t25_a_stream_has_them_too() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let listen =
        Request::get(format!("/contacts/imports/{handle}/events")).header("accept", "text/event-stream");
    let response = browser.raw(listen.body(Body::empty()).unwrap()).await;
    let answer =
        Answer { status: response.status(), headers: response.headers().clone(), body: String::new() };
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    assert_eq!(answer.headers["x-accel-buffering"], "no");
    assert_golden("stream", &answer, "no-store");
}

#[tokio::test]
async fn assets_are_checked_with_their_server_each_time() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::stranger(&site);
    let first = browser.get("/contacts/assets/api.js").await;
    assert_eq!(first.status, 200);
    assert_eq!(first.headers["content-type"], "text/javascript; charset=utf-8");
    assert_golden("asset", &first, "no-cache");
    let etag = first.headers["etag"].to_str().unwrap().to_owned();
    for (tag, status) in [(etag.clone(), 304), (format!("\"x\", W/{etag}"), 304), ("\"x\"".to_owned(), 200)] {
        let again = Request::get("/contacts/assets/api.js")
            .header("if-none-match", &tag)
            .body(Body::empty())
            .unwrap();
        let again = browser.send(again).await;
        assert_eq!(again.status, status, "{tag}");
        assert_golden("asset", &again, "no-cache");
    }
    for path in ["..%2fsrc%2flib.rs", "%2e%2e/Cargo.toml", "", "api.js/", "API.JS"] {
        assert_eq!(browser.get(&format!("/contacts/assets/{path}")).await.status, 404, "{path}");
    }
    assert!(browser.cookie.is_none());
}

#[tokio::test]
async fn photos_are_allowed_by_option_only() {
    let site = Canned::default().site(Options::new().photos(true));
    let answer = Browser::stranger(&site).get("/contacts").await;
    assert!(
        answer.headers["content-security-policy"].to_str().unwrap().contains("img-src 'self' data: https:;")
    );
}

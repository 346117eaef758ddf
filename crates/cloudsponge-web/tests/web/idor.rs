//! T18: another visitor's import is as unknown as one that never was.

use crate::support::{Browser, Canned};
use axum::body::Body;
use cloudsponge_web::Options;
use http::Request;
use std::time::Duration;

/// Every address with a handle in it, as this visitor would ask.
fn requests(browser: &Browser, handle: &str) -> Vec<Request<Body>> {
    let path = |rest: &str| format!("/contacts/imports/{handle}{rest}");
    let get = |path: String| Request::get(path).body(Body::empty()).unwrap();
    let csrf = [("csrf", browser.csrf.as_str()), ("contact", "0")];
    let stream = Request::get(path("/events")).header("accept", "text/event-stream");
    vec![
        get(path("")),
        get(path("?start=0")),
        get(path("/consent")),
        get(path("/events")),
        stream.body(Body::empty()).unwrap(),
        get(path("/contacts")),
        get(path("/contacts?start=0&count=1000")),
        get(format!("/contacts/return/{handle}")),
        browser.post_json(&path("/cancel"), &serde_json::Value::Null),
        Browser::post_form(&path("/cancel"), &csrf),
        Browser::post_form(&path("/select"), &csrf),
    ]
}

#[tokio::test]
async fn t18_foreign_unknown_and_malformed_handles_are_equal() {
    let site = Canned::default().site(Options::new().on_select(|_| async { Ok("/done".into()) }));
    let mut owner = Browser::visit(&site).await;
    let mut other = Browser::visit(&site).await;
    let foreign = owner.begun().await;
    other.begun().await;
    let unknown = "0".repeat(32);
    let handles = [&foreign, &unknown, "7001", "x", &"f".repeat(33), "%2e%2e", &foreign.to_uppercase()]
        .map(str::to_owned);
    let mut expected = Vec::new();
    for request in requests(&other, &unknown) {
        let answer = other.send(request).await;
        assert_eq!(answer.status, 404);
        expected.push((answer.headers, answer.body));
    }
    for handle in &handles {
        for (request, expected) in requests(&other, handle).into_iter().zip(&expected) {
            let what = format!("{} {}", request.method(), request.uri());
            let answer = other.send(request).await;
            assert_eq!(answer.status, 404, "{what}");
            assert_eq!((&answer.headers, &answer.body), (&expected.0, &expected.1), "{what}");
            assert!(!answer.headers.contains_key("set-cookie"), "{what}");
        }
    }
    // Nothing of that disturbed the import; and a visitor without a session sees the same as one with.
    assert_eq!(owner.snapshot(&foreign).await["phase"], "consent");
    let mut stranger = Browser::stranger(&site);
    for (request, expected) in requests(&stranger, &foreign).into_iter().zip(&expected) {
        if request.method() == http::Method::GET {
            let answer = stranger.send(request).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.headers, &answer.body),
                (404, &expected.0, &expected.1)
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn t18_an_expired_handle_is_equal_too() {
    let service = Canned::default();
    let options = Options::new().bounds(|bounds| bounds.keep = Duration::from_secs(60));
    let site = service.site(options);
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    service.answer_events(r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#);
    browser.until(&handle, "ready").await;
    assert_eq!(browser.get(&format!("/contacts/imports/{handle}/contacts")).await.json()["total"], 1);
    tokio::time::sleep(Duration::from_secs(61)).await;
    let unknown = "0".repeat(32);
    for (expired, never) in requests(&browser, &handle).into_iter().zip(requests(&browser, &unknown)) {
        let (expired, never) = (browser.send(expired).await, browser.send(never).await);
        assert_eq!(
            (expired.status.as_u16(), &expired.headers, &expired.body),
            (404, &never.headers, &never.body)
        );
    }
    assert_eq!(browser.get("/contacts/session").await.json()["imports"], serde_json::json!([]));
}

#[tokio::test]
async fn a5_no_import_id_and_no_credential_reaches_a_browser() {
    let service = Canned::default();
    let site = service.site(Options::new());
    let mut browser = Browser::visit(&site).await;
    let begun = browser.begin("gmail").await;
    let handle = begun.json()["handle"].as_str().unwrap().to_owned();
    let mut seen = vec![begun.body.replace("QX7TB7001", "")];
    for path in ["session", "", &format!("imports/{handle}"), &format!("imports/{handle}/events")] {
        let answer = browser.get(format!("/contacts/{path}").trim_end_matches('/')).await;
        assert_eq!(answer.status, 200, "{path}");
        seen.push(format!("{:?} {}", answer.headers, answer.body.replace("QX7TB7001", "")));
    }
    for text in seen {
        assert!(!text.contains("7001") && !text.contains("sentinel"), "{text}");
    }
}

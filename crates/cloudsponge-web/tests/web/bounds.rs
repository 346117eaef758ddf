//! T29: imports, contacts and listeners are bounded.

use crate::support::{Browser, Canned};
use axum::body::Body;
use cloudsponge_web::Options;
use http::Request;
use serde_json::json;
use tokio::time::Instant;

const COMPLETE: &str = r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#;

#[tokio::test]
async fn t29_imports_under_way_are_bounded_per_visitor() {
    let service = Canned::default();
    let site = service.site(Options::new().bounds(|bounds| bounds.running_per_session = 2));
    let mut browser = Browser::visit(&site).await;
    let first = browser.begun().await;
    browser.begun().await;
    let refused = browser.begin("gmail").await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.json()["error"]["reason"], "busy");
    assert_eq!(service.requests("/begin_import").len(), 2);
    let mut other = Browser::visit(&site).await;
    other.begun().await;
    browser.cancel(&first).await;
    browser.begun().await;
}

#[tokio::test]
async fn t29_imports_under_way_are_bounded_in_all() {
    let site = Canned::default().site(Options::new().bounds(|bounds| bounds.running = 3));
    for expected in [201, 201, 201, 429, 429] {
        let mut browser = Browser::visit(&site).await;
        assert_eq!(browser.begin("gmail").await.status, expected);
    }
}

#[tokio::test]
async fn t29_ended_imports_make_room_least_recently_used_first() {
    let options = Options::new().bounds(|bounds| bounds.kept_per_session = 3);
    let site = Canned::default().site(options);
    let mut browser = Browser::visit(&site).await;
    let mut handles = Vec::new();
    for _ in 0..3 {
        let handle = browser.begun().await;
        browser.cancel(&handle).await;
        handles.push(handle);
    }
    browser.snapshot(&handles[0]).await;
    browser.begun().await;
    let status = async |handle: &str| {
        let mut browser = browser.clone();
        browser.get(&format!("/contacts/imports/{handle}/events")).await.status.as_u16()
    };
    assert_eq!(
        [status(&handles[0]).await, status(&handles[1]).await, status(&handles[2]).await],
        [200, 404, 200]
    );

    let site = Canned::default().site(Options::new().bounds(|bounds| bounds.kept = 10));
    for _ in 0..100 {
        let mut browser = Browser::visit(&site).await;
        let handle = browser.begun().await;
        browser.cancel(&handle).await;
    }
}

#[tokio::test(start_paused = true)]
async fn t29_contacts_are_bounded() {
    let service = Canned::default();
    service.answer_events(COMPLETE);
    let site = service.site(Options::new().bounds(|bounds| bounds.contacts_per_import = 0));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    assert_eq!(browser.until(&handle, "ready").await["total"], 0);
    let page = browser.get(&format!("/contacts/imports/{handle}/contacts")).await.json();
    assert_eq!(page["complete"], false);

    let site = service.site(Options::new().bounds(|bounds| bounds.contacts = 2));
    let mut handles = Vec::new();
    let mut browser = Browser::visit(&site).await;
    for _ in 0..3 {
        let handle = browser.begun().await;
        browser.until(&handle, "ready").await;
        handles.push(handle);
    }
    let statuses: Vec<u16> = {
        let mut statuses = Vec::new();
        for handle in &handles {
            statuses.push(browser.get(&format!("/contacts/imports/{handle}/contacts")).await.status.as_u16());
        }
        statuses
    };
    assert_eq!(statuses, [404, 200, 200]);

    let site = service.site(Options::new().bounds(|bounds| bounds.contacts = 0));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    assert_eq!(browser.until(&handle, "failed").await["reason"], "unavailable");
}

#[tokio::test]
async fn t29_listeners_are_bounded_and_give_their_place_back() {
    let site = Canned::default().site(Options::new().bounds(|bounds| bounds.listeners = 2));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let stream = || {
        let request =
            Request::get(format!("/contacts/imports/{handle}/events")).header("accept", "text/event-stream");
        request.body(Body::empty()).unwrap()
    };
    let one = browser.raw(stream()).await;
    let two = browser.raw(stream()).await;
    assert_eq!((one.status().as_u16(), two.status().as_u16()), (200, 200));
    assert_eq!(browser.raw(stream()).await.status(), 429);
    assert_eq!(browser.snapshot(&handle).await["state"], "progress");
    drop(one);
    assert_eq!(browser.raw(stream()).await.status(), 200);
}

#[tokio::test]
async fn numbers_in_the_query_are_taken_with_care() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    for query in [
        "?start=-1",
        "?start=99999999999999999999",
        "?start=18446744073709551615&count=18446744073709551615",
        "?count=x",
        "?start=7&start=8",
        "?%ff",
    ] {
        let answer = browser.get(&format!("/contacts/imports/{handle}/contacts{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["contacts"]), (200, &json!([])), "{query}");
        assert_eq!(browser.get(&format!("/contacts/imports/{handle}{query}")).await.status, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn t28_bodies_that_never_end_are_given_up() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::visit(&site).await;
    for request in [
        Browser::post_form("/contacts/begin", &[]),
        Browser::post_form("/contacts/select", &[]),
        Browser::post_form("/contacts/auth", &[]),
        browser.post_json("/contacts/imports", &json!({})),
    ] {
        let path = request.uri().path().to_owned();
        let endless = futures_util::stream::pending::<Result<&[u8], std::io::Error>>();
        let start = Instant::now();
        let answer = browser.send(request.map(|_| Body::from_stream(endless))).await;
        assert_eq!((answer.status.as_u16(), start.elapsed().as_secs()), (408, 10), "{path}");
    }
}

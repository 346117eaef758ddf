//! N14: the API is down at each step. The page says what happened, another try works, nothing of the inside shows.

use crate::support::{Browser, Canned};
use cloudsponge::proto::FailureKind;
use cloudsponge_web::Options;
use std::time::Duration;

const COMPLETE: &str = r#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED","value":0}]}"#;

fn assert_for_people(text: &str) {
    assert!(text.contains("again") || text.contains("another"), "{text}");
    for inside in ["sentinel", "7001", "panic", "cloudsponge::", "Transport", "api.cloudsponge.com", "http 5"]
    {
        assert!(!text.contains(inside), "{inside}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn n14_down_at_begin() {
    for kind in [
        FailureKind::Connect,
        FailureKind::Tls,
        FailureKind::Timeout,
        FailureKind::Interrupted,
        FailureKind::Protocol,
    ] {
        let service = Canned::default();
        let site = service.site(Options::new());
        let mut browser = Browser::visit(&site).await;
        service.fail("/begin_import", kind);
        let answer = browser.begin("gmail").await;
        assert_eq!(answer.status, 503, "{kind:?}");
        assert_eq!(answer.json()["error"]["reason"], "unavailable");
        assert_for_people(&answer.body);
        let csrf = browser.csrf.clone();
        let page = browser
            .send(Browser::post_form("/contacts/begin", &[("csrf", &csrf), ("service", "gmail")]))
            .await;
        assert_eq!(page.status, 503);
        assert_for_people(&page.body);
        assert_eq!(browser.get("/contacts/session").await.json()["imports"].as_array().unwrap().len(), 0);
        if !kind.is_unsent() {
            assert_eq!(service.requests("/begin_import").len(), 2, "begin calls are not repeated");
        }
        service.fail("/none", kind);
        assert_eq!(browser.begin("gmail").await.status, 201);
    }
}

#[tokio::test(start_paused = true)]
async fn n14_down_while_polling() {
    let service = Canned::default();
    let site = service.site(Options::new().deadline(Duration::from_secs(30)));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    service.fail("/events", FailureKind::Connect);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(browser.snapshot(&handle).await["state"], "progress");
    // It comes back, and nobody noticed.
    service.fail("/none", FailureKind::Connect);
    service.answer_events(COMPLETE);
    assert_eq!(browser.until(&handle, "ready").await["total"], 1);

    let handle = browser.begun().await;
    service.fail("/events", FailureKind::Connect);
    tokio::time::sleep(Duration::from_secs(32)).await;
    let snapshot = browser.snapshot(&handle).await;
    assert_eq!(snapshot["state"], "failed", "{snapshot}");
    assert_for_people(snapshot["message"].as_str().unwrap());
    let polls = service.requests("/events").len();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(service.requests("/events").len(), polls, "no poll after the deadline");
}

#[tokio::test(start_paused = true)]
async fn n14_down_while_downloading() {
    let service = Canned::default();
    let site = service.site(Options::new().deadline(Duration::from_secs(30)));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    service.fail("/contacts", FailureKind::Interrupted);
    service.answer_events(COMPLETE);
    assert_eq!(browser.until(&handle, "failed").await["state"], "failed");
    let page = browser.get(&format!("/contacts/imports/{handle}")).await;
    assert_eq!(page.status, 200);
    assert_for_people(&page.body);
    let contacts = browser.get(&format!("/contacts/imports/{handle}/contacts")).await.json();
    assert_eq!((&contacts["total"], &contacts["complete"]), (&0.into(), &false.into()));
    service.fail("/none", FailureKind::Interrupted);
    let again = browser.begun().await;
    browser.until(&again, "ready").await;
}

#[tokio::test(start_paused = true)]
async fn t21_polls_stop_at_the_deadline_though_nobody_looks() {
    let service = Canned::default();
    let site = service.site(Options::new().deadline(Duration::from_secs(20)));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    tokio::time::sleep(Duration::from_secs(22)).await;
    let polls = service.requests("/events").len();
    assert!((15..=21).contains(&polls), "{polls}");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(service.requests("/events").len(), polls);
    assert_eq!(browser.snapshot(&handle).await["reason"], "timed_out");
}

#[tokio::test(start_paused = true)]
async fn imports_end_with_the_router() {
    let service = Canned::default();
    let site = service.site(Options::new());
    let mut browser = Browser::visit(&site).await;
    browser.begun().await;
    drop((site, browser));
    tokio::time::sleep(Duration::from_secs(5)).await;
    let polls = service.requests("/events").len();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(service.requests("/events").len(), polls);
}

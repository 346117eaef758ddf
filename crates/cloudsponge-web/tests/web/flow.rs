//! Whole imports from the emulator: two tabs, two visitors, deny, cancel, reload.

use crate::support::{Answer, Browser, site};
use axum::body::Body;
use cloudsponge_emulator::{Emulator, Scenario};
use cloudsponge_web::Options;
use http::Request;
use http_body_util::BodyExt;
use std::time::Duration;

fn polls(emulator: &Emulator) -> Vec<u64> {
    emulator
        .journal()
        .iter()
        .filter(|entry| entry.path.starts_with("/events"))
        .map(|entry| entry.at_ms)
        .collect()
}

fn stream(handle: &str) -> Request<Body> {
    let request =
        Request::get(format!("/contacts/imports/{handle}/events")).header("accept", "text/event-stream");
    request.body(Body::empty()).unwrap()
}

/// The names and data of the events of a stream that ended.
fn events(answer: &Answer) -> Vec<(String, serde_json::Value)> {
    let field = |event: &str, name: &str| {
        event
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map(|value| value.trim_start_matches(": ").to_owned())
    };
    let blocks = answer.body.split("\n\n").filter(|block| block.contains("event:"));
    blocks
        .map(|event| {
            (field(event, "event").unwrap(), serde_json::from_str(&field(event, "data").unwrap()).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn t21_two_tabs_and_polling_beside_them_make_one_poller() {
    let (site, emulator) = site(Emulator::builder().contacts(2340), Options::new()).await;
    let mut tab = Browser::visit(&site).await;
    let begun = tab.begin("gmail").await;
    assert_eq!(begun.status, 201);
    let begun = begun.json();
    let handle = begun["handle"].as_str().unwrap().to_owned();
    assert!(begun["consent_url"].as_str().unwrap().starts_with(&emulator.url()));
    let (mut other, mut third) = (tab.clone(), tab.clone());
    let consent = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(emulator.grant(&1126.into()) || grant_any(&emulator));
    };
    let polling = async {
        let mut states = Vec::new();
        loop {
            let snapshot = third.snapshot(&handle).await;
            states.push(snapshot["state"].as_str().unwrap().to_owned());
            if snapshot["state"] != "progress" {
                return states;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let (first, second, states, ()) =
        tokio::join!(tab.send(stream(&handle)), other.send(stream(&handle)), polling, consent);
    for answer in [&first, &second] {
        let events = events(answer);
        assert_eq!(events[0].0, "progress");
        assert_eq!(events[0].1["phase"], "consent");
        assert_eq!(events.last().unwrap(), &("ready".to_owned(), serde_json::json!({ "total": 2340 })));
    }
    assert_eq!(states.last().unwrap(), "ready");
    let polls = polls(&emulator);
    assert!(polls.len() >= 2);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= 950), "{polls:?}");

    let page = tab.get(&format!("/contacts/imports/{handle}/contacts?start=2000&count=5000")).await.json();
    assert_eq!(
        (page["contacts"].as_array().unwrap().len(), &page["start"], &page["total"]),
        (340, &2000.into(), &2340.into())
    );
    assert_eq!((&page["complete"], &page["contacts"][0]["id"]), (&true.into(), &2000.into()));
    assert!(page["owner"].is_object());
    let page = tab.get(&format!("/contacts/imports/{handle}/contacts?count=5000")).await.json();
    assert_eq!(page["contacts"].as_array().unwrap().len(), 1000);
    let first = &page["contacts"][0];
    for field in ["id", "name", "email", "emails", "phones", "photo", "organization"] {
        assert!(first.get(field).is_some(), "{field}");
    }

    // A browser that reconnects after the end is told so, once.
    let again = tab.send(stream(&handle)).await;
    assert_eq!(events(&again).len(), 1);
    let id = again.body.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned();
    let mut reconnect = stream(&handle);
    reconnect.headers_mut().insert("last-event-id", id.parse().unwrap());
    assert_eq!(tab.send(reconnect).await.status, 204);
}

/// The emulator's ids follow from its seed; a grant of every one it could have given finds the import.
fn grant_any(emulator: &Emulator) -> bool {
    let ids = emulator.journal().iter().find_map(|entry| {
        let id = entry.path.strip_prefix("/events/")?;
        id.trim_end_matches(".json").parse().ok()
    });
    ids.is_some_and(|id| emulator.grant(&id))
}

#[tokio::test]
async fn n15_a_reload_finds_the_import_again() {
    let (site, _emulator) = site(Emulator::builder(), Options::new()).await;
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let session = browser.get("/contacts/session").await.json();
    assert_eq!(session["csrf"], browser.csrf.as_str());
    let import = &session["imports"][0];
    assert_eq!(
        (&import["handle"], &import["service"], &import["phase"]),
        (&handle.into(), &"gmail".into(), &"consent".into())
    );
    assert!(import["consent_url"].is_string());
    let providers = session["providers"].as_array().unwrap();
    let gmail =
        serde_json::json!({"code":"gmail","name":"Gmail","popup":{"width":987,"height":600},"upload":null});
    assert_eq!(providers[0], gmail);
    let upload = |code: &str| providers.iter().find(|p| p["code"] == code).map(|p| p["upload"].clone());
    assert_eq!(
        (upload("csv"), upload("addressbook"), upload("icloud")),
        (Some("csv".into()), Some("vcard".into()), None)
    );
}

#[tokio::test]
async fn two_visitors_import_beside_each_other() {
    let emulator = Emulator::builder().contacts(7).auto_consent(Duration::ZERO).speed(10.0);
    let (site, _emulator) = site(emulator, Options::new()).await;
    let (mut one, mut two) = (Browser::visit(&site).await, Browser::visit(&site).await);
    let (first, second) = tokio::join!(one.begun(), two.begun());
    assert_ne!(first, second);
    let ((), ()) = tokio::join!(async { assert_eq!(one.until(&first, "ready").await["total"], 7) }, async {
        assert_eq!(two.until(&second, "ready").await["total"], 7)
    },);
    assert_eq!(one.get("/contacts/session").await.json()["imports"].as_array().unwrap().len(), 1);
    assert_eq!(one.get(&format!("/contacts/imports/{second}/contacts")).await.status, 404);
}

#[tokio::test]
async fn failures_say_what_happened_and_a_way_on() {
    for (scenario, reason, code) in [
        (Scenario::Deny, "declined", 514),
        (Scenario::Abandon, "abandoned", 517),
        ("fail:518".parse().unwrap(), "unavailable", 518),
        ("fail".parse().unwrap(), "failed", 512),
    ] {
        let emulator = Emulator::builder().scenario(scenario).auto_consent(Duration::ZERO).speed(10.0);
        let (site, _emulator) = site(emulator, Options::new()).await;
        let mut browser = Browser::visit(&site).await;
        let handle = browser.begun().await;
        let failed = browser.until(&handle, "failed").await;
        assert_eq!((&failed["reason"], &failed["code"]), (&reason.into(), &code.into()));
        assert!(!failed["message"].as_str().unwrap().is_empty());
        let page = browser.get(&format!("/contacts/imports/{handle}")).await;
        assert!(page.body.contains(failed["message"].as_str().unwrap()));
        // Another try is free.
        assert_eq!(browser.begin("gmail").await.status, 201);
    }
}

#[tokio::test]
async fn cancelling_ends_polls_and_streams_and_drops_contacts() {
    let (site, emulator) = site(Emulator::builder(), Options::new()).await;
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let (mut tab, listening) = (browser.clone(), stream(&handle));
    let (answer, cancelled) = tokio::join!(tab.send(listening), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.cancel(&handle).await
    });
    assert_eq!(cancelled.status, 204);
    assert_eq!(events(&answer).last().unwrap(), &("cancelled".to_owned(), serde_json::json!({})));
    let before = polls(&emulator).len();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(polls(&emulator).len(), before);
    assert_eq!(browser.cancel(&handle).await.status, 204);
    assert_eq!(browser.snapshot(&handle).await, serde_json::json!({ "state": "cancelled" }));
}

#[tokio::test]
async fn cancelling_a_finished_import_forgets_its_contacts() {
    let emulator = Emulator::builder().auto_consent(Duration::ZERO).speed(10.0);
    let (site, _emulator) = site(emulator, Options::new()).await;
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    browser.until(&handle, "ready").await;
    assert_eq!(browser.cancel(&handle).await.status, 204);
    let page = browser.get(&format!("/contacts/imports/{handle}/contacts")).await.json();
    assert_eq!(
        (&page["total"], &page["owner"], &page["complete"]),
        (&0.into(), &serde_json::Value::Null, &false.into())
    );
}

#[tokio::test]
async fn a_stream_sends_heartbeats_and_ids() {
    let (site, _emulator) = site(Emulator::builder(), Options::new()).await;
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    tokio::time::pause();
    let mut body = browser.raw(stream(&handle)).await.into_body();
    let mut next = async || {
        String::from_utf8(body.frame().await.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
    };
    let first = next().await;
    assert!(first.starts_with("event: progress\nid: ") && first.contains("\nretry: 2000\n"), "{first}");
    assert_eq!(next().await, ": still here\n\n");
}

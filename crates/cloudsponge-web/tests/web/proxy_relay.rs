//! T23, T24, N18: the Proxy URL relays nothing but what it should, once, for the visitor whose import it is.

use crate::support::{Browser, Canned};
use axum::Router;
use axum::body::Body;
use cloudsponge::proto::FailureKind;
use cloudsponge_web::{HandOffMode, Options};
use http::Request;
use std::time::Duration;

fn callback(import_id: &str) -> String {
    format!("/contacts/auth?code=S3CRET%2B1&scope=all&state=_csAuth%3D1%26import_id%3D{import_id}")
}

async fn pass_through(service: &Canned) -> (Router, Browser) {
    let site = service.site(Options::new().hand_off(HandOffMode::PassThrough));
    let mut browser = Browser::visit(&site).await;
    browser.begun().await;
    (site, browser)
}

#[tokio::test]
async fn t23_filtered_sends_the_browser_to_the_service_only() {
    let service = Canned::default();
    let site = service.site(Options::new());
    let mut browser = Browser::visit(&site).await;
    browser.begun().await;
    let answer = browser.get(&callback("7001")).await;
    assert_eq!(answer.status, 302);
    assert_eq!(
        answer.location(),
        "https://api.cloudsponge.com/auth?code=S3CRET%2B1&state=_csAuth%3D1%26import_id%3D7001"
    );
    assert!(answer.body.is_empty() && service.requests("/auth").is_empty());
}

#[tokio::test]
async fn t23_without_a_state_of_this_session_nothing_is_called() {
    let service = Canned::default();
    let (site, mut browser) = pass_through(&service).await;
    let mut other = Browser::visit(&site).await;
    other.begun().await;
    let mut stranger = Browser::stranger(&site);
    for path in [
        "/contacts/auth".to_owned(),
        "/contacts/auth?".to_owned(),
        "/contacts/auth?code=1".to_owned(),
        "/contacts/auth?oauth_token=1&oauth_verifier=2".to_owned(),
        "/contacts/auth?code=1&state=".to_owned(),
        "/contacts/auth?code=1&state=7001".to_owned(),
        "/contacts/auth?code=1&state=import_id%3D7001".to_owned(),
        "/contacts/auth?state=_csAuth%3D1%26import_id%3D7001".to_owned(),
        "/contacts/auth?code=1&state=_csAuth%3D1%26import_id%3D7001&state=_csAuth%3D1%26import_id%3D7002"
            .to_owned(),
        "/contacts/auth?code=1&state=_csAuth%3D1%26import_id%3D7001%26import_id%3D7002".to_owned(),
        callback("7002"),
        callback("9999"),
        callback("../7001"),
        callback("%0d%0aX"),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(!answer.headers.contains_key("location") && !answer.body.contains("7001"), "{path}");
        assert_eq!(stranger.get(&path).await.status, 400, "{path}");
    }
    assert_eq!(stranger.get(&callback("7001")).await.status, 400);
    for (method, status) in [("PUT", 405), ("DELETE", 405), ("PATCH", 405)] {
        let request = Request::builder().method(method).uri(callback("7001")).body(Body::empty()).unwrap();
        assert_eq!(browser.send(request).await.status, status);
    }
    assert!(service.requests("/auth").is_empty());
}

#[tokio::test]
async fn t23_only_known_things_go_to_the_service() {
    let service = Canned::default();
    service.answer_auth(200, &[], "");
    let (_, mut browser) = pass_through(&service).await;
    let request = Request::get(callback("7001"))
        .header("x-forwarded-for", "192.0.2.1")
        .header("referer", "https://provider.example/?code=S3CRET")
        .header("authorization", "Bearer x")
        .header("user-agent", "browser");
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    let requests = service.requests("/auth");
    assert_eq!(requests.len(), 1);
    let (method, path, headers, body) = &requests[0];
    assert_eq!(method, "GET");
    assert_eq!(path, "/auth?code=S3CRET%2B1&scope=all&state=_csAuth%3D1%26import_id%3D7001");
    let names: Vec<&str> = headers.keys().map(http::HeaderName::as_str).collect();
    assert_eq!((names.as_slice(), body.len()), (["accept-encoding"].as_slice(), 0));
}

#[tokio::test]
async fn t23_nothing_hostile_comes_back() {
    let long = format!("https://api.cloudsponge.com/{}", "a".repeat(3000));
    for (status, location, expected) in [
        (302, Some("https://api.cloudsponge.com/done"), 303),
        (301, Some("https://app.example/contacts"), 303),
        (302, Some("https://evil.example/"), 502),
        (302, Some("//evil.example"), 502),
        (302, Some("/done"), 502),
        (302, Some("javascript:alert(1)"), 502),
        (302, Some("https://api.cloudsponge.com@evil.example/"), 502),
        (302, Some("https://api.cloudsponge.com.evil.example/"), 502),
        (302, Some("http://api.cloudsponge.com/"), 502),
        (302, Some("http://127.0.0.1:1/"), 502),
        (302, Some("https://api.cloudsponge.com\\@evil.example/"), 502),
        (307, Some("https://api.cloudsponge.com/\tx"), 502),
        (302, Some(long.as_str()), 502),
        (302, None, 502),
        (200, Some("https://evil.example/"), 200),
        (201, None, 200),
        (204, None, 200),
        (304, None, 502),
        (400, None, 502),
        (404, None, 502),
        (500, None, 502),
    ] {
        let service = Canned::default();
        let mut headers = vec![
            ("set-cookie", "evil=1"),
            ("content-type", "text/html"),
            ("refresh", "0;url=https://evil.example"),
            ("access-control-allow-origin", "*"),
        ];
        headers.extend(location.map(|location| ("location", location)));
        service.answer_auth(status, &headers, "<script>evil()</script> sentinel-password");
        let (_, mut browser) = pass_through(&service).await;
        let answer = browser.get(&callback("7001")).await;
        assert_eq!(answer.status, expected, "{status} {location:?}");
        assert_eq!(answer.headers.contains_key("location"), expected == 303, "{status} {location:?}");
        for name in ["set-cookie", "refresh", "access-control-allow-origin"] {
            assert!(!answer.headers.contains_key(name), "{status} {location:?} {name}");
        }
        assert!(!answer.body.contains("evil") && !answer.body.contains("sentinel"), "{}", answer.body);
        assert_eq!(service.requests("/auth").len(), 1);
    }
}

#[tokio::test]
async fn t23_bodies_are_forms_of_bounded_length() {
    let service = Canned::default();
    service.answer_auth(200, &[], "");
    let (_, mut browser) = pass_through(&service).await;
    let post = |content_type: &str, body: Vec<u8>| {
        Request::post(callback("7001")).header("content-type", content_type).body(Body::from(body)).unwrap()
    };
    let form = "application/x-www-form-urlencoded";
    for (request, status) in [
        (post("text/plain", b"a=b".to_vec()), 415),
        (post("application/json", b"{}".to_vec()), 415),
        (post(form, vec![b'x'; 64 * 1024 + 1]), 413),
        (
            Request::get(format!("{}&x={}", callback("7001"), "a".repeat(17_000)))
                .body(Body::empty())
                .unwrap(),
            414,
        ),
    ] {
        assert_eq!(browser.send(request).await.status, status);
    }
    assert!(service.requests("/auth").is_empty());
    assert_eq!(browser.send(post(form, b"appctx=1".to_vec())).await.status, 200);
    let requests = service.requests("/auth");
    assert_eq!((requests[0].0.as_str(), requests[0].3.as_ref()), ("POST", &b"appctx=1"[..]));
}

#[tokio::test]
async fn t24_a_posted_callback_without_the_cookie_comes_again_with_it() {
    let service = Canned::default();
    let site = service.site(Options::new());
    let mut browser = Browser::visit(&site).await;
    browser.begun().await;
    // SameSite=Lax: a form that another site posts carries no cookie.
    let fields = [("code", "S3CRET"), ("state", "_csAuth=1&import_id=7001"), ("id_token", "x")];
    let first = Browser::stranger(&site).send(Browser::post_form("/contacts/auth", &fields)).await;
    assert_eq!(first.status, 303);
    assert_eq!(first.location(), "/contacts/auth?code=S3CRET&state=_csAuth%3D1%26import_id%3D7001");
    let second = browser.get(first.location()).await;
    assert_eq!(second.status, 302);
    assert!(second.location().starts_with("https://api.cloudsponge.com/auth?code=S3CRET&"));
}

#[tokio::test]
async fn t24_replay_swap_and_double_submit() {
    for mode in [HandOffMode::Filtered, HandOffMode::PassThrough] {
        let service = Canned::default();
        service.answer_auth(302, &[("location", "https://api.cloudsponge.com/done")], "");
        let site = service.site(Options::new().hand_off(mode));
        let mut victim = Browser::visit(&site).await;
        let mut attacker = Browser::visit(&site).await;
        victim.begun().await;
        attacker.begun().await;
        // Swap: the attacker's consent in the victim's browser, and the other way round.
        assert_eq!(victim.get(&callback("7002")).await.status, 400);
        assert_eq!(attacker.get(&callback("7001")).await.status, 400);
        assert!(victim.get(&callback("7001")).await.status.is_redirection());
        // Replay, with the same code and with another.
        assert_eq!(victim.get(&callback("7001")).await.status, 400);
        assert_eq!(
            victim.get("/contacts/auth?code=2&state=_csAuth%3D1%26import_id%3D7001").await.status,
            400
        );
        // Double submit: at once.
        let (mut one, mut two) = (attacker.clone(), attacker.clone());
        let path = callback("7002");
        let (one, two) = tokio::join!(one.get(&path), two.get(&path));
        assert_eq!([one.status, two.status].iter().filter(|status| status.is_redirection()).count(), 1);
        let expected = if mode == HandOffMode::PassThrough { 2 } else { 0 };
        assert_eq!(service.requests("/auth").len(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn t24_a_callback_expires_after_ten_minutes_or_with_its_import() {
    let service = Canned::default();
    let site = service.site(Options::new().deadline(Duration::from_secs(3600)));
    let mut browser = Browser::visit(&site).await;
    browser.begun().await;
    let late = browser.begun().await;
    tokio::time::sleep(Duration::from_secs(599)).await;
    assert_eq!(browser.get(&callback("7001")).await.status, 302);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(browser.snapshot(&late).await["phase"], "consent");
    assert_eq!(browser.get(&callback("7002")).await.status, 400);
    let cancelled = browser.begun().await;
    browser.cancel(&cancelled).await;
    assert_eq!(browser.get(&callback("7003")).await.status, 400);
}

#[tokio::test]
async fn t24_a_callback_that_never_left_can_be_sent_again() {
    let service = Canned::default();
    let (_, mut browser) = pass_through(&service).await;
    service.fail("/auth", FailureKind::Connect);
    assert_eq!(browser.get(&callback("7001")).await.status, 502);
    service.fail("/none", FailureKind::Connect);
    service.answer_auth(200, &[], "");
    assert_eq!(browser.get(&callback("7001")).await.status, 200);
    browser.begun().await;
    service.fail("/auth", FailureKind::Timeout);
    assert_eq!(browser.get(&callback("7002")).await.status, 502);
    service.fail("/none", FailureKind::Connect);
    assert_eq!(browser.get(&callback("7002")).await.status, 400);
}

#[tokio::test]
async fn the_self_check_needs_no_session() {
    let test = "/contacts/auth?code=1&state=_csAuth%3D1%26import_id%3Dproxy-test";
    let service = Canned::default();
    service.answer_auth(200, &[], "<b>ok</b>");
    let filtered = service.site(Options::new());
    assert_eq!(Browser::stranger(&filtered).get(test).await.status, 302);
    let passing = service.site(Options::new().hand_off(HandOffMode::PassThrough));
    let answer = Browser::stranger(&passing).get(test).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("The Proxy URL works") && !answer.body.contains("<b>"));
}

//! N16: the way without scripts, page by page.

use crate::support::{Browser, Canned, ORIGIN, client, nested};
use cloudsponge::proto::BaseUrl;
use cloudsponge::proto::model::{Contact, Email};
use cloudsponge_emulator::{Book, Emulator};
use cloudsponge_web::{Options, SelectError, Selection, router};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The value of an attribute behind a marker in a page.
fn after<'a>(page: &'a str, marker: &str) -> &'a str {
    let start = page.find(marker).unwrap_or_else(|| panic!("{marker} in {page}")) + marker.len();
    page[start..].split('"').next().unwrap()
}

fn nasty_book() -> Book {
    let contact = |name: &str, email: Option<&str>| {
        let mut contact = Contact::default();
        contact.first_name = Some(name.to_owned());
        contact.email.extend(email.map(Email::new));
        contact
    };
    let contacts = vec![
        contact("Fern Mockup", Some("fern@example.com")),
        contact("<script>alert(1)</script>", Some("\"><img src=x onerror=alert(1)>@example.com")),
        contact("{{ csrf }}", None),
        contact("דנה", Some("dana@example.com")),
    ];
    Book::from_contacts(contacts, None)
}

#[tokio::test]
async fn n16_the_whole_way_without_scripts() {
    let emulator = Emulator::builder().book(nasty_book()).start().await.unwrap();
    let taken: Arc<Mutex<Vec<Selection>>> = Arc::default();
    let keep = Arc::clone(&taken);
    let options = Options::new()
        .public_url(BaseUrl::parse(&format!("{ORIGIN}/contacts")).unwrap())
        .on_select(move |selection| {
            let keep = Arc::clone(&keep);
            async move {
                if selection.contacts.is_empty() {
                    return Err(SelectError::new("Choose <somebody> & try again."));
                }
                keep.lock().unwrap().push(selection);
                Ok("/invited".to_owned())
            }
        });
    let site = nested(router(client(&emulator), options));
    let mut browser = Browser::stranger(&site);

    let start = browser.get("/contacts").await;
    assert_eq!(start.status, 200);
    assert!(start.body.contains("<cloudsponge-picker") && start.body.contains("/contacts/picker.js"));
    let csrf = after(&start.body, "name=\"csrf\" value=\"").to_owned();
    assert_eq!(after(&start.body, "action=\""), "/contacts/begin");
    let begin =
        browser.send(Browser::post_form("/contacts/begin", &[("csrf", &csrf), ("service", "gmail")])).await;
    assert_eq!(begin.status, 303, "{}", begin.body);
    let consent = browser.get(begin.location()).await;
    assert_eq!(consent.status, 200);
    let url = after(&consent.body, "content=\"0;url=").to_owned();
    assert!(url.starts_with(&format!("{}/n/", emulator.url())), "{url}");
    assert!(consent.body.contains(&emulator.url()));

    // The visitor presses Allow at the provider, whose page sends the browser back.
    let answer = reqwest_post(&url, "decision=allow").await;
    assert!(answer.starts_with(&format!("{ORIGIN}/contacts/return/")), "{answer}");
    let returned = browser.get(answer.strip_prefix(ORIGIN).unwrap()).await;
    assert_eq!(returned.status, 303);
    let import = returned.location().to_owned();
    let mut page = browser.get(&import).await;
    for _ in 0..100 {
        if !page.body.contains("http-equiv=\"refresh\" content=\"2\"") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        page = browser.get(&import).await;
    }
    assert!(page.body.contains("4 contacts were found"), "{}", page.body);
    assert!(
        page.body.contains("&#60;script&#62;alert(1)")
            && !page.body.contains("<script>alert")
            && !page.body.contains("<img")
    );
    assert!(page.body.contains("<bdi>דנה</bdi>"));

    // Back in the history: the consent page leads on, not to the provider again.
    let back = browser.get(begin.location()).await;
    assert_eq!((back.status.as_u16(), back.location()), (303, import.as_str()));

    let select = after(&page.body, "<form method=\"post\" action=\"").to_owned();
    let nobody = browser.send(Browser::post_form(&select, &[("csrf", &csrf)])).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.body.contains("Choose &#60;somebody&#62; &#38; try again."));
    let fields = [
        ("csrf", csrf.as_str()),
        ("contact", "3"),
        ("contact", "0"),
        ("contact", "0"),
        ("contact", "99"),
        ("contact", "x"),
    ];
    let chosen = browser.send(Browser::post_form(&select, &fields)).await;
    assert_eq!((chosen.status.as_u16(), chosen.location()), (303, "/invited"));
    // The picker on the start page sends addresses; only imported ones count.
    let form =
        [("csrf", csrf.as_str()), ("contact[]", "dana@example.com"), ("contact[]", "stranger@example.com")];
    let picked = browser.send(Browser::post_form("/contacts/select", &form)).await;
    assert_eq!((picked.status.as_u16(), picked.location()), (303, "/invited"));
    let taken = taken.lock().unwrap();
    assert_eq!(taken[1].contacts.len(), 1);
    assert_eq!(taken[1].contacts[0].name.as_deref(), Some("דנה"));
    let emails: Vec<_> = taken[0].contacts.iter().map(|contact| contact.email.clone().unwrap()).collect();
    assert_eq!(emails, ["fern@example.com", "dana@example.com"]);
    assert!(!format!("{:?}", taken[0]).contains("fern"));
}

/// Posts a form as the provider's page does and says where it sends the browser.
async fn reqwest_post(url: &str, body: &'static str) -> String {
    use cloudsponge::Transport;
    let origin = url.split("/n/").next().unwrap().to_owned();
    let request = http::Request::post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", origin)
        .body(bytes::Bytes::from_static(body.as_bytes()));
    let response =
        cloudsponge_reqwest::ReqwestTransport::new().unwrap().send(request.unwrap()).await.unwrap();
    response
        .headers()
        .get("location")
        .map(|location| location.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn the_form_can_go_to_the_application_instead() {
    let emulator = Emulator::builder().book(nasty_book()).auto_consent(Duration::ZERO).start().await.unwrap();
    let options = Options::new().submit_to("/invitations").unwrap();
    let site = nested(router(client(&emulator), options));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    browser.until(&handle, "ready").await;
    let page = browser.get(&format!("/contacts/imports/{handle}")).await.body;
    assert_eq!(after(&page, "<form method=\"post\" action=\""), "/invitations");
    assert!(page.contains("name=\"contact[]\" value=\"fern@example.com\""));
    assert!(!page.contains(&browser.csrf), "the token is no business of another path");
}

#[tokio::test]
async fn without_a_known_address_the_consent_page_opens_in_another_tab() {
    let service = Canned::default();
    let site = nested(router(service.client(), Options::new()));
    let mut browser = Browser::visit(&site).await;
    let csrf = browser.csrf.clone();
    let begin =
        browser.send(Browser::post_form("/contacts/begin", &[("csrf", &csrf), ("service", "yahoo")])).await;
    assert!(!begin.location().ends_with("/consent"));
    let page = browser.get(begin.location()).await.body;
    assert!(page.contains("target=\"_blank\" rel=\"noopener noreferrer\"") && page.contains("content=\"2\""));
    let cancel = after(&page, "<form method=\"post\" action=\"").to_owned();
    let cancelled = browser.send(Browser::post_form(&cancel, &[("csrf", &csrf)])).await;
    assert_eq!((cancelled.status.as_u16(), cancelled.location()), (303, "/contacts"));
    assert!(browser.get(begin.location()).await.body.contains("was cancelled"));
}

#[tokio::test]
async fn long_books_come_in_pages() {
    let emulator = Emulator::builder().contacts(1200).auto_consent(Duration::ZERO).start().await.unwrap();
    let site = nested(router(client(&emulator), Options::new()));
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    browser.until(&handle, "ready").await;
    for (query, rows, previous, next) in [
        ("", 500, false, true),
        ("?start=500", 500, true, true),
        ("?start=1000", 200, true, false),
        ("?start=5000", 0, true, false),
    ] {
        let page = browser.get(&format!("/contacts/imports/{handle}{query}")).await.body;
        assert_eq!(page.matches("<li>").count(), rows, "{query}");
        assert_eq!(
            (page.contains("Previous contacts"), page.contains("More contacts")),
            (previous, next),
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_know_where_they_are() {
    let service = Canned::default();
    let at_root = router(service.client(), Options::new());
    let deep = axum::Router::new().nest("/a/{tenant}/contacts", router(service.client(), Options::new()));
    let behind = nested(router(service.client(), Options::new().base_path("/outside/path/").unwrap()));
    for (site, path, expected) in [
        (at_root, "/", "/picker.js"),
        (deep, "/a/one/contacts", "/a/one/contacts/picker.js"),
        (behind, "/contacts", "/outside/path/picker.js"),
    ] {
        let mut browser = Browser::stranger(&site);
        let page = browser.get(path).await.body;
        assert_eq!(after(&page, "<script type=\"module\" src=\""), expected);
    }
}

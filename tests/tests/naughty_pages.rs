//! V38: pages that show what strangers wrote, read by a browser's parser: the same elements as with plain text, and the
//! text as it was.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use axum::body::Body;
use cloudsponge::Client;
use cloudsponge::proto::model::{Contact, Email};
use cloudsponge::proto::{Api, Service, endpoints::UserConsent};
use cloudsponge_emulator::{Book, Emulator, book::naughty};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_web::{Options, router};
use html5ever::tendril::TendrilSink as _;
use http::Request;
use http_body_util::BodyExt as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::time::Duration;
use tower::ServiceExt as _;

/// The page's elements with the names of their attributes, and the texts of its `bdi` elements.
fn outline(page: &str) -> (Vec<String>, Vec<String>) {
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(page);
    let (mut elements, mut texts) = (Vec::new(), Vec::new());
    walk(&dom.document, 0, &mut elements, &mut texts);
    (elements, texts)
}

fn walk(node: &Handle, depth: usize, elements: &mut Vec<String>, texts: &mut Vec<String>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let names: Vec<String> =
            attrs.borrow().iter().map(|attribute| attribute.name.local.to_string()).collect();
        elements.push(format!("{depth} {} {}", name.local, names.join(" ")));
        if &*name.local == "bdi" {
            texts.push(text(node));
        }
    }
    for child in node.children.borrow().iter() {
        walk(child, depth + 1, elements, texts);
    }
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

/// As a browser shows it: parsers of HTML turn line ends, and nothing else.
fn shown(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The page on which a visitor chooses among these contacts.
async fn contacts_page(contacts: Vec<Contact>) -> String {
    let book = Book::from_contacts(contacts, None);
    let builder = Emulator::builder().book(book).auto_consent(Duration::ZERO).speed(60.0);
    let emulator = builder.ttl(Duration::from_secs(24 * 3600)).start().await.unwrap();
    let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
    let client = Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api);
    let site = axum::Router::new().nest("/contacts", router(client, Options::new()));
    let send = async |request: Request<Body>| {
        let answer = site.clone().oneshot(request).await.unwrap();
        let cookie = answer.headers().get("set-cookie").map(|cookie| cookie.to_str().unwrap().to_owned());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (cookie, String::from_utf8(body.to_vec()).unwrap())
    };
    let get = |path: &str| Request::get(path).header("host", "127.0.0.1:8080");
    let (cookie, session) = send(get("/contacts/session").body(Body::empty()).unwrap()).await;
    let cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
    let value = |json: &str, key: &str| {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        value.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let begin = Request::post("/contacts/imports")
        .header("host", "127.0.0.1:8080")
        .header("cookie", &cookie)
        .header("content-type", "application/json")
        .header("x-csrf-token", value(&session, "csrf"))
        .body(r#"{"service":"gmail"}"#.into());
    let handle = value(&send(begin.unwrap()).await.1, "handle");
    let path = format!("/contacts/imports/{handle}");
    for _ in 0..600 {
        let events = get(&format!("{path}/events")).header("cookie", &cookie).body(Body::empty()).unwrap();
        if value(&send(events).await.1, "state") == "ready" {
            return send(get(&path).header("cookie", &cookie).body(Body::empty()).unwrap()).await.1;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import did not end");
}

fn contact(name: &str, address: String) -> Contact {
    let mut contact = Contact::default();
    contact.first_name = Some(name.to_owned());
    contact.email = vec![Email::new(address)];
    contact
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v38_a_page_of_naughty_contacts_has_the_elements_of_a_plain_one() {
    let strings = naughty::strings();
    let naughty = strings.iter().enumerate().map(|(at, text)| contact(text, format!("n{at}@example.com")));
    let plain = (0..strings.len()).map(|at| contact("Fern", format!("n{at}@example.com")));
    let (elements, texts) = outline(&contacts_page(naughty.collect()).await);
    let (wanted, _) = outline(&contacts_page(plain.collect()).await);
    assert_eq!(elements, wanted);
    let names: Vec<String> = texts.into_iter().step_by(2).collect();
    let expected: Vec<String> = strings.iter().map(|text| shown(text.trim())).collect();
    assert_eq!(names.len(), expected.len());
    for (name, expected) in names.iter().zip(&expected) {
        // Very long ones are cut.
        let cut = expected.chars().count() > 200 && expected.starts_with(name.trim().trim_end_matches('…'));
        assert!(name.trim() == expected || cut, "{name:?} for {expected:?}");
    }
}

/// The emulator's consent page names the owner of the book.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v38_a_consent_page_has_the_same_elements_whoever_owns_the_book() {
    let http = reqwest::Client::new();
    let mut wanted = None;
    for text in std::iter::once("fern@example.com".to_owned()).chain(naughty::strings().iter().cloned()) {
        let mut owner = contact(&text, text.clone());
        owner.owner = Some(true);
        let book = Book::from_contacts(Vec::new(), Some(owner));
        let emulator = Emulator::builder().book(book).start().await.unwrap();
        let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
        let client = Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api);
        let begun = client.call(&UserConsent::new(Service::GMAIL)).await.unwrap();
        let page = http.get(begun.url.unwrap().as_str()).send().await.unwrap().text().await.unwrap();
        let (elements, _) = outline(&page);
        assert!(elements.len() > 10, "{page}");
        assert_eq!(&elements, wanted.get_or_insert_with(|| elements.clone()), "{text:?}");
    }
}

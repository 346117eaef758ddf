//! Names and addresses that break pages which put them together carelessly: the emulator's whole book of them.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::{Book, Profile};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use thirtyfour::prelude::*;

/// Elements that text would have to become to do anything.
const ACTING: &str = "script, img, iframe, svg, style, meta, base, details, object, embed";

/// What the rows hold, by scrolling from the first to the last.
const READ_ROWS: &str = "const done = arguments[0];
    const root = document.querySelector('cloudsponge-picker').shadowRoot;
    const list = root.querySelector('[role=listbox]');
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        const rows = [];
        for (let top = 0; ; top += list.clientHeight) {
            list.scrollTop = top;
            await frame(); await frame();
            for (const row of root.querySelectorAll('[role=option]')) {
                rows[row.ariaPosInSet - 1] = ['.name', '.address'].map(css => row.querySelector(css).textContent);
            }
            if (top >= list.scrollHeight - list.clientHeight) break;
        }
        list.scrollTop = 0;
        done(rows);
    })();";

/// Searches for each of some texts; which of them lead to no row of that name, and how many were found among a few.
const SEARCH: &str = "const [names, done] = arguments;
    const root = document.querySelector('cloudsponge-picker').shadowRoot;
    const [search, list] = ['input.search', '[role=listbox]'].map(css => root.querySelector(css));
    (async () => {
        const lost = [];
        let few = 0;
        for (const name of names) {
            search.value = name.replace(/[\\r\\n]+/g, ' ');
            search.dispatchEvent(new Event('input'));
            // The list follows at its own pace; on a busy machine it takes some frames.
            let whole = false;
            let there = false;
            for (let frames = 0; frames < 120 && !there; frames++) {
                await new Promise(requestAnimationFrame);
                const rows = [...root.querySelectorAll('[role=option]')];
                // Of very many only those in sight are there.
                whole = rows.length > 0 && rows.length === Number(rows[0].ariaSetSize);
                there = !list.hidden
                    && (!whole || rows.some(row => row.querySelector('.name').textContent === name));
            }
            if (!there) lost.push(name);
            else if (whole) few += 1;
        }
        search.value = '';
        search.dispatchEvent(new Event('input'));
        done([lost, few]);
    })();";

/// Without the blanks at its ends, by the rules of Rust and of JavaScript.
fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()
}

/// The names and addresses that a page must show, by the rules the router's documentation states.
fn expected(book: &Book) -> BTreeSet<(String, String)> {
    let contacts = book.iter().filter_map(|contact| {
        let usable = |email: &&str| email.len() <= 320 && !email.contains(char::is_control);
        let email = contact.primary_email().filter(usable)?.to_owned();
        let name = contact.display_name().unwrap_or_default();
        Some((trimmed(&name.chars().take(200).collect::<String>()), trimmed(&email)))
    });
    contacts.collect()
}

async fn no_element_is_made(stage: &Stage, root: &str) {
    let made = stage.value(&format!("[...{root}.querySelectorAll({})].length", json!(ACTING))).await;
    assert_eq!(made, 0, "elements made of texts");
}

async fn listed_found_chosen_and_sent(stage: &Stage) {
    let expected = expected(&stage.site.emulator.book());
    assert!(expected.len() > 600, "{}", expected.len());
    stage.open("/").await;
    stage.begin("gmail").await;
    stage.answer("allow").await;
    stage.until_whole_book().await;
    stage.picture("book").await;

    let rows = stage.web.execute_async(READ_ROWS, vec![]).await.unwrap();
    let rows: Vec<(String, String)> = rows.convert().unwrap();
    let shown: BTreeSet<_> = rows.iter().map(|(name, email)| (trimmed(name), trimmed(email))).collect();
    let missing: Vec<_> = expected.difference(&shown).collect();
    assert!(
        missing.is_empty() && shown.len() == expected.len(),
        "{} rows; missing: {missing:?}",
        shown.len()
    );
    no_element_is_made(stage, "document.querySelector('cloudsponge-picker').shadowRoot").await;
    let title = stage.inside("root.querySelector('h2').textContent").await;
    assert!(title.as_str().unwrap().contains("<img src=x onerror=alert('owner')>"), "{title}");

    let names: BTreeSet<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.starts_with("Address ")).collect();
    let mut few = 0;
    for some in names.chunks(100) {
        let answer = stage.web.execute_async(SEARCH, vec![json!(some)]).await.unwrap();
        let (lost, found): (Vec<String>, usize) = answer.convert().unwrap();
        assert!(lost.is_empty(), "searched in vain: {lost:?}");
        few += found;
    }
    println!("{} rows; {} names searched for, {few} of them found among a few", rows.len(), names.len());
    assert!(few > 200, "{few}");
    stage.picture("searched").await;

    // As a person does it: key by key.
    let search = stage.part("input.search").await;
    search.send_keys("</bdi></li><img src=x onerror").await.unwrap();
    stage.until_shown("found").await;
    stage.picture("found").await;
    search.send_keys(Key::Escape).await.unwrap();

    let handle = "fetch('/contacts/session').then(r => r.json()).then(s => s.imports[0].handle)";
    let handle = stage.value(handle).await.as_str().unwrap().to_owned();
    stage.click_control("Select all").await;
    stage.click_control(&format!("Invite {} contacts", expected.len())).await;
    let invited: BTreeSet<String> = stage.invited().await.iter().map(|email| trimmed(email)).collect();
    assert_eq!(invited, expected.iter().map(|(_, email)| email.clone()).collect());

    the_page_without_scripts(stage, &handle, &expected).await;
}

/// It writes the same texts into its own form.
async fn the_page_without_scripts(stage: &Stage, handle: &str, expected: &BTreeSet<(String, String)>) {
    let mut emails = BTreeSet::new();
    let mut next = Value::from(format!("/contacts/imports/{handle}"));
    while let Some(path) = next.as_str() {
        stage.open(path).await;
        stage.until("the list", "document.querySelector('ul.contacts li')").await;
        no_element_is_made(stage, "document.body").await;
        let values =
            "[...document.querySelectorAll(\"ul.contacts input[name='contact[]']\")].map(i => i.value)";
        let values: Vec<String> = serde_json::from_value(stage.value(values).await).unwrap();
        emails.extend(values.iter().map(|email| trimmed(email)));
        if emails.len() == values.len() {
            stage.picture("page").await;
        }
        next = stage.value("document.querySelector('a[rel=next]')?.getAttribute('href') ?? null").await;
    }
    assert_eq!(emails, expected.iter().map(|(_, email)| email.clone()).collect());
}

#[tokio::test]
async fn names_are_text_whatever_they_hold() {
    let book = Book::generate(Profile::Naughty, 0, Profile::Naughty.recorded_len());
    Play { service: Service { book, ..Service::default() }, ..Play::default() }
        .run_in_both_formats("naughty", listed_found_chosen_and_sent)
        .await;
}

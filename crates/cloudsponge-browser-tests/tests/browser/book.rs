//! The address book: strange names, keys only, very many contacts, and how soon it is there.

use crate::support::{Play, Service, Stage};
use cloudsponge::proto::model::Contact;
use cloudsponge_emulator::{Book, Profile};
use serde_json::json;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

fn with_book(book: Book) -> Play {
    Play { service: Service { book, ..Service::default() }, ..Play::default() }
}

/// Names that break pages which put them together carelessly.
const NAUGHTY: [&str; 18] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=//collector.example/pixel.png>",
    "\"><svg onload=alert(1)>",
    "'-alert(1)-'",
    "javascript:alert(1)",
    "</bdi></div><iframe src=\"//collector.example/\">",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "&lt;b&gt; &amp;amp; &#x3C;",
    "<style>*{background:url(//collector.example/)}</style>",
    "\u{202e}txt.exe\u{202c}",
    "\u{0645}\u{0631}\u{062d}\u{0628}\u{0627} \u{05e9}\u{05dc}\u{05d5}\u{05dd}",
    "Z\u{0351}\u{0325}\u{0347}a\u{0489}\u{0321}l\u{0337}g\u{0321}\u{0360}o\u{0321}",
    "\u{1f469}\u{200d}\u{1f4bb}\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
    "\u{feff}\u{200b}\u{00ad}",
    "constructor",
    "__proto__",
    "NULL\nnil\tundefined",
];

#[tokio::test]
async fn names_are_text_whatever_they_hold() {
    let contacts = NAUGHTY.iter().enumerate().map(|(index, name)| {
        let email = [json!({ "address": format!("n{index}@example.com"), "type": "home" })];
        let contact = json!({ "first_name": name, "last_name": "", "email": email, "companies": [name] });
        serde_json::from_value::<Contact>(contact).unwrap()
    });
    let owner = serde_json::from_value(json!({ "first_name": NAUGHTY[1], "email": [] })).unwrap();
    with_book(Book::from_contacts(contacts.collect(), Some(owner)))
        .run_in_both_formats("naughty", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            stage.picture("book").await;
            let made = stage.inside("root.querySelectorAll('script, img, iframe, svg, style').length").await;
            assert_eq!(made, 0);
            let search = stage.part("input.search").await;
            search.send_keys(NAUGHTY[1]).await.unwrap();
            stage.until_shown("1 contact found").await;
            assert_eq!(
                stage.inside("root.querySelector('[role=option] .name').textContent").await,
                NAUGHTY[1]
            );
            search.send_keys(Key::Escape).await.unwrap();
            stage.click_control("Select all").await;
            stage.click_control("Invite 18 contacts").await;
            assert_eq!(stage.invited().await.len(), NAUGHTY.len());
            // The page without scripts writes them too.
            let session = "fetch('/contacts/session').then(r => r.json()).then(s => s.imports[0].handle)";
            let handle = stage.value(session).await.as_str().unwrap().to_owned();
            stage.open(&format!("/contacts/imports/{handle}")).await;
            stage.until("the list", "document.querySelectorAll('ul.contacts li').length === 18").await;
            stage.picture("page").await;
            assert_eq!(
                stage.value("document.querySelectorAll('script, img, iframe, svg, style').length").await,
                0
            );
        })
        .await;
}

/// The focused element, through shadow roots.
const FOCUS: &str = "(() => { let e = document.activeElement; \
                     while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return e; })()";

/// Presses Tab until the focus is on something.
async fn tab_to(stage: &Stage, css: &str) {
    for _ in 0..60 {
        if stage.value(&format!("Boolean({FOCUS}?.matches({}))", json!(css))).await == true {
            return;
        }
        stage.press(Key::Tab).await;
    }
    panic!("Tab never leads to {css}");
}

#[tokio::test]
async fn keys_are_enough() {
    Play::default()
        .run_in_both_formats("keyboard", async |stage: &Stage| {
            stage.open("/").await;
            stage.part("button[data-service=gmail]").await;
            tab_to(stage, "button[data-service=gmail]").await;
            stage.picture("focus").await;
            stage.press(Key::Enter).await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            tab_to(stage, "button[value=allow]").await;
            let _ = stage.web.action_chain().send_keys(Key::Enter).perform().await;
            stage.leave_popup().await;
            stage.until_book().await;
            tab_to(stage, "input.search").await;
            stage.press(Key::Down).await;
            stage.press(" ").await;
            stage.press(Key::Down).await;
            stage.press(Key::Down).await;
            stage.press(" ").await;
            stage.control("Invite 2 contacts").await;
            let active = stage.inside(
                "root.getElementById(root.querySelector('[role=listbox]').getAttribute('aria-activedescendant'))\
                 ?.ariaPosInSet",
            );
            assert_eq!(active.await, "3", "a screen reader is told the row");
            stage.picture("chosen").await;
            tab_to(stage, "button.primary").await;
            stage.press(Key::Enter).await;
            assert_eq!(stage.invited().await.len(), 2);
        })
        .await;
}

#[tokio::test]
async fn a_hundred_thousand_contacts_do_not_freeze_the_page() {
    with_book(Book::generate(Profile::Gmail, 7, 100_000))
        .run("hundred-thousand", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            let began = Instant::now();
            let shown = "document.querySelector('cloudsponge-picker')?.state === 'book'";
            stage.within(Duration::from_secs(60), "the book", shown).await;
            stage.until_book().await;
            let whole = "!document.querySelector('cloudsponge-picker').shadowRoot.querySelector('.below').innerText\
                         .includes('Loading')";
            stage.within(Duration::from_secs(60), "the whole book", whole).await;
            println!("100 000 contacts after {:?}", began.elapsed());
            let rows = stage.inside("Number(root.querySelector('[role=option]').ariaSetSize)").await;
            assert!(rows.as_u64().unwrap() > 80_000, "{rows}");

            // To the end and back in steps of a screen or many: few rows exist at any time, and no frame is long.
            let scroll = r"const done = arguments[0];
                const root = document.querySelector('cloudsponge-picker').shadowRoot;
                const list = root.querySelector('[role=listbox]');
                const frame = () => new Promise(requestAnimationFrame);
                (async () => {
                    let most = 0, longest = 0;
                    const end = list.scrollHeight - list.clientHeight;
                    for (let step = 0; step <= 60; step += 1) {
                        list.scrollTop = step % 3 === 0 ? end * step / 60 : list.scrollTop + 300;
                        const began = performance.now();
                        await frame(); await frame();
                        longest = Math.max(longest, performance.now() - began);
                        most = Math.max(most, root.querySelectorAll('*').length);
                    }
                    list.scrollTop = end;
                    await frame(); await frame();
                    const last = [...root.querySelectorAll('[role=option]')].map(e => Number(e.ariaPosInSet));
                    done([most, longest, Math.max(...last)]);
                })();";
            let result = stage.web.execute_async(scroll, vec![]).await.unwrap();
            let [most, longest, last]: [f64; 3] = result.convert().unwrap();
            println!("scrolling: {most} nodes at most, two frames in {longest:.0} ms at most");
            assert!(most < 500.0, "{most} nodes");
            assert!(longest < 1_500.0, "{longest} ms");
            assert_eq!(last, rows.as_f64().unwrap(), "the last row is reached");
            stage.picture("end").await;

            let began = Instant::now();
            stage.part("input.search").await.send_keys("example").await.unwrap();
            stage.until_shown("found").await;
            println!("found after {:?}", began.elapsed());
            assert!(began.elapsed() < Duration::from_secs(15));
            let heap = stage.value("performance.memory.usedJSHeapSize / 1048576").await;
            println!("heap: {:.0} MiB", heap.as_f64().unwrap());
            assert!(heap.as_f64().unwrap() < 400.0);
        })
        .await;
}

#[tokio::test]
async fn two_thousand_contacts_are_there_a_poll_after_consent() {
    let book = Book::generate(Profile::Gmail, 7, 2_000);
    // So fast that the service's own work takes no time: what is left is ours.
    let service = Service { book, speed: 200.0, ..Service::default() };
    Play { service, ..Play::default() }
        .run("two-thousand", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            // Between two polls, so that the answer to one does not come by chance.
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            let began = Instant::now();
            stage.press_decision("allow").await;
            stage.leave_popup().await;
            stage.until_book().await;
            let took = began.elapsed();
            println!("2 000 contacts on screen {took:?} after Allow; the aim is a poll's second and 300 ms");
            // Three times the aim: other tests run beside this one.
            assert!(took < Duration::from_millis(3 * 1_300), "{took:?}");
            stage.picture("book").await;
        })
        .await;
}

//! The address book: keys only, very many contacts, and how soon it is there.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::{Book, Profile};
use serde_json::json;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

fn with_book(book: Book) -> Play {
    Play { service: Service { book, ..Service::default() }, ..Play::default() }
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

/// Writes down what the count and the buttons beside it show in each frame from now on, and what the rows show. After
/// everything else in a frame, which is when the observer of a size is called.
const WATCH_COUNTS: &str = "window.shown = [];
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.display = 'block';
    new ResizeObserver(() => {
        const root = document.querySelector('cloudsponge-picker').shadowRoot;
        const texts = ['.count', '.tools', '.line button'].map(css => root.querySelector(css)?.innerText);
        const listed = Number(root.querySelector('[role=option]')?.ariaSetSize ?? 0);
        const marked = root.querySelectorAll('[aria-selected=true]').length;
        const now = JSON.stringify([listed, marked, ...texts]);
        if (texts[0] !== undefined && window.shown.at(-1) !== now) window.shown.push(now);
    }).observe(probe);
    let frames = 0;
    const frame = () => {
        probe.style.height = `${frames++ % 2}px`;
        requestAnimationFrame(frame);
    };
    frame();";

#[tokio::test]
async fn no_count_is_ever_wrong() {
    with_book(Book::generate(Profile::Gmail, 7, 2_500))
        .run("counts", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.web.execute(WATCH_COUNTS, vec![]).await.unwrap();
            stage.answer("allow").await;
            stage.until_book().await;
            stage.choose(0).await;
            stage.choose(1).await;
            stage.until("the whole book", "!JSON.parse(window.shown.at(-1))[3].includes('Loading')").await;
            let shown = stage.value("window.shown.map(JSON.parse)").await;
            let shown = shown.as_array().unwrap();
            println!("{} different sights of the counts", shown.len());
            let mut chosen = Vec::new();
            for sight in shown {
                let [listed, marked] = [0, 1].map(|place| sight[place].as_u64().unwrap());
                let [count, tools, done] = [2, 3, 4].map(|place| sight[place].as_str().unwrap());
                if listed == 0 {
                    assert_eq!((count, done), ("", "Invite"), "before there is a contact");
                    assert!(tools.starts_with("Select all\n"), "{tools}");
                    continue;
                }
                chosen.push(marked);
                let many = |n: u64| match n {
                    0..1_000 => n.to_string(),
                    _ => format!("{},{:03}", n / 1_000, n % 1_000),
                };
                assert_eq!(count, format!("{marked} of {} contacts selected", many(listed)));
                assert!(tools.starts_with(&format!("Select all {}\n", many(listed))), "{tools}");
                assert_eq!(done.contains(&format!("Invite {marked} contact")), marked > 0, "{done}");
            }
            chosen.dedup();
            assert_eq!(chosen, [0, 1, 2]);
        })
        .await;
}

/// Whether two boxes inside the picker share a pixel.
const OVERLAP: &str =
    "((a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)";

#[tokio::test]
async fn nothing_covers_the_notes_below_the_list() {
    Play::default()
        .run("notes", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            stage.choose(0).await;
            stage.until_shown("2 contacts without an email address are not shown.").await;
            for width in [390, 768, 1280] {
                let size = json!({ "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width == 390 });
                stage.web.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
                for place in ["top", "end"] {
                    let scroll = format!("scrollTo(0, '{place}' === 'top' ? 0 : document.body.scrollHeight)");
                    stage.web.execute(scroll, vec![]).await.unwrap();
                    stage.picture(&format!("{width}-{place}")).await;
                    // Each line of the note, the count, and the button: all in sight, none over another.
                    let boxes = "[...root.querySelectorAll('.below .hint, .count, .line button')].flatMap(e => {
                        const range = document.createRange();
                        range.selectNodeContents(e);
                        return e.matches('button') ? [e.getBoundingClientRect()] : [...range.getClientRects()];
                    })";
                    let hidden = format!(
                        "{boxes}.filter(b => b.top < 0 || b.bottom > innerHeight || b.left < 0 || b.right > innerWidth
                            || !root.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2)?.closest('.foot')).length"
                    );
                    assert_eq!(stage.inside(&hidden).await, 0, "{width}, {place}: covered or out of sight");
                    let shared = format!(
                        "(boxes => boxes.filter((a, i) => boxes.some((b, j) => j > i && {OVERLAP}(a, b))).length)({boxes})"
                    );
                    assert_eq!(stage.inside(&shared).await, 0, "{width}, {place}: two over each other");
                    let count = stage.inside(&format!("{boxes}.length")).await;
                    assert!(count.as_u64().unwrap() >= 3, "{count} boxes");
                }
            }
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
            stage.until_whole_book().await;
            println!("100 000 contacts after {:?}", began.elapsed());

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
                    // Rows are drawn a frame behind what they show.
                    const rows = [...root.querySelectorAll('[role=option]')];
                    const last = rows.map(row => Number(row.ariaPosInSet));
                    done([most, longest, Math.max(...last), Number(rows[0].ariaSetSize)]);
                })();";
            let result = stage.web.execute_async(scroll, vec![]).await.unwrap();
            let [most, longest, last, rows]: [f64; 4] = result.convert().unwrap();
            println!("scrolling: {most} nodes at most, two frames in {longest:.0} ms at most");
            assert!(most < 500.0, "{most} nodes");
            assert!(longest < 1_500.0, "{longest} ms");
            assert!(rows > 80_000.0, "{rows}");
            assert_eq!(last, rows, "the last row is reached");
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

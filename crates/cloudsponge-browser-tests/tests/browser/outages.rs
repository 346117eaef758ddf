//! The service is down at one step or another, or the site itself.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::{Book, Profile};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn down_at_the_begin_call() {
    Play::default()
        .run_in_both_formats("down-begin", async |stage: &Stage| {
            stage.expect_logged("503");
            stage.expect_logged("502");
            stage.open("/").await;
            stage.part("button[data-service=gmail]").await;
            stage.site.set_down(true).await;
            stage.begin("gmail").await;
            stage.until_state("failed").await;
            stage.until_windows(1).await;
            stage.picture("failed").await;
            stage.site.set_down(false).await;
            stage.click_control("Try again").await;
            stage.answer("allow").await;
            stage.until_book().await;
        })
        .await;
}

#[tokio::test]
async fn down_while_polling() {
    Play::default()
        .run_in_both_formats("down-polling", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.site.set_down(true).await;
            tokio::time::sleep(Duration::from_secs(3)).await;
            stage.leave_popup().await;
            // Nothing is lost yet, so nothing is said.
            stage.until_state("waiting").await;
            stage.picture("waiting").await;
            stage.site.set_down(false).await;
            stage.answer("allow").await;
            stage.until_book().await;
        })
        .await;
}

#[tokio::test]
async fn down_while_downloading() {
    let service = Service { book: Book::generate(Profile::Gmail, 7, 8_000), ..Service::default() };
    Play { service, ..Play::default() }
        .run_in_both_formats("down-downloading", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_state("gathering").await;
            stage.site.set_down(true).await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            stage.picture("gathering").await;
            stage.site.set_down(false).await;
            // To the last page: what is asked for after the end is noted against the next.
            stage.until_whole_book().await;
        })
        .await;
}

/// Answers the pages of contacts that begin at some place with a refusal, for as long as `window.refuse` says so.
const REFUSE_PAGES: &str = "const fetched = window.fetch;
    window.fetch = (url, options) => {
        const start = /contacts\\?start=(\\d+)/.exec(url)?.[1];
        return start !== undefined && Number(start) >= window.refuse
            ? Promise.resolve(new Response('', { status: 409 })) : fetched(url, options);
    };
    window.refuse = arguments[0];";

#[tokio::test]
async fn the_site_does_not_hand_over_the_contacts() {
    Play::default()
        .run_in_both_formats("down-handing-over", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.web.execute(REFUSE_PAGES, vec![json!(0)]).await.unwrap();
            stage.answer("allow").await;
            stage.until_state("failed").await;
            stage.picture("failed").await;
            stage.value("window.refuse = Infinity").await;
            // The same import's contacts: access is not asked for again.
            stage.click_control("Try again").await;
            stage.until_book().await;
            stage.until_windows(1).await;
        })
        .await;
}

#[tokio::test]
async fn the_site_hands_over_a_part_of_the_contacts() {
    let service = Service { book: Book::generate(Profile::Gmail, 7, 2_500), ..Service::default() };
    Play { service, ..Play::default() }
        .run_in_both_formats("down-in-part", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.web.execute(REFUSE_PAGES, vec![json!(1_000)]).await.unwrap();
            stage.answer("allow").await;
            stage.until_book().await;
            stage.until_shown("Not all contacts could be loaded.").await;
            stage.picture("part").await;
            let chosen = stage.choose(0).await;
            stage.value("window.refuse = Infinity").await;
            stage.click_control("Load the rest").await;
            stage.until_whole_book().await;
            // Rows are drawn a frame behind what they show.
            let option =
                "document.querySelector('cloudsponge-picker').shadowRoot.querySelector('[role=option]')";
            stage.until("the other rows", &format!("Number({option}?.ariaSetSize) > 2000")).await;
            stage.click_control("Invite 1 contact").await;
            assert_eq!(stage.invited().await, [chosen]);
        })
        .await;
}

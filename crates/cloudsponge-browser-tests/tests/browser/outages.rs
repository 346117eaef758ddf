//! The service is down at one step or another.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::{Book, Profile};
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
            stage.until_book().await;
        })
        .await;
}

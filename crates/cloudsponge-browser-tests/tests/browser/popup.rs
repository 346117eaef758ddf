//! The flow with a window: given, declined, blocked, left.

use crate::support::{Browser, Play, Service, Stage};
use cloudsponge::proto::model::ErrorCode;
use cloudsponge_emulator::Scenario;
use std::time::Duration;

async fn allowed(stage: &Stage) {
    stage.open("/").await;
    stage.begin("gmail").await;
    stage.until_windows(2).await;
    stage.until_state("waiting").await;
    stage.picture("waiting").await;
    stage.answer("allow").await;
    stage.until_book().await;
    stage.until_windows(1).await;
    let chosen = [stage.choose(0).await, stage.choose(2).await];
    stage.picture("book").await;
    stage.click_control("Invite 2 contacts").await;
    assert_eq!(stage.invited().await, chosen);
    assert!(stage.site.emulator.journal().iter().all(|entry| !entry.secrets_in_query));
}

#[tokio::test]
async fn access_is_given() {
    Play::default().run_in_both_formats("allow", allowed).await;
}

async fn declined(stage: &Stage) {
    stage.open("/").await;
    stage.begin("yahoo").await;
    stage.answer("deny").await;
    stage.until_state("failed").await;
    stage.until_shown("Access was declined").await;
    stage.picture("declined").await;
    // The way on.
    stage.until_windows(1).await;
    stage.click_control("Try again").await;
    stage.answer("allow").await;
    stage.until_book().await;
}

#[tokio::test]
async fn access_is_declined_then_given() {
    Play::default().run_in_both_formats("deny", declined).await;
}

#[tokio::test]
async fn the_window_is_blocked() {
    let play = Play { browser: Browser { blocks_popups: true, ..Browser::default() }, ..Play::default() };
    play.run_in_both_formats("blocked", async |stage: &Stage| {
        stage.open("/").await;
        stage.part("button[data-service=gmail]").await;
        // A click counts for some seconds: after that the same call is taken for an advertisement.
        let late = "setTimeout(() => document.querySelector('cloudsponge-picker').shadowRoot\
                    .querySelector('button[data-service=gmail]').click(), 6500)";
        stage.web.execute(late, vec![]).await.unwrap();
        stage.until_shown("Your browser blocked the new window").await;
        stage.until_windows(1).await;
        stage.picture("blocked").await;
        stage.click_control("Open Gmail in a new tab").await;
        stage.answer("allow").await;
        stage.until_book().await;
    })
    .await;
}

#[tokio::test]
async fn the_person_leaves_the_consent_page() {
    ends("abandoned", Scenario::Abandon, "was left early").await;
}

#[tokio::test]
async fn the_person_does_not_answer_in_time() {
    let service = Service {
        scenario: Scenario::Timeout,
        consent_timeout: Duration::from_secs(15),
        ..Service::default()
    };
    Play { service, ..Play::default() }
        .run_in_both_formats("timeout", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.until_state("failed").await;
            stage.until_shown("took too long").await;
            stage.picture("failed").await;
        })
        .await;
}

#[tokio::test]
async fn the_service_fails_after_consent() {
    ends("failed", Scenario::Fail(ErrorCode::new(512)), "did not hand over").await;
}

async fn ends(name: &str, scenario: Scenario, told: &str) {
    let service = Service { scenario, ..Service::default() };
    Play { service, ..Play::default() }
        .run_in_both_formats(name, async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_state("failed").await;
            stage.until_shown(told).await;
            stage.picture("failed").await;
            stage.click_control("Choose another service").await;
            stage.until_state("choose").await;
        })
        .await;
}

//! Somebody closes a window too early: at five points the one that opened, and the page itself.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::Scenario;
use std::time::Duration;

const TWO_IMPORTS: &str = "an import was begun again although the first went on";

/// How many imports the service was asked to begin.
fn begun(stage: &Stage) -> usize {
    stage.site.emulator.journal().iter().filter(|entry| entry.path.contains("begin_import")).count()
}

/// Gathers for a minute, of which a test waits as much as it wants.
fn gathers() -> Service {
    Service { scenario: Scenario::Slow, speed: 1.0, ..Service::default() }
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn before_it_goes_anywhere() {
    Play::default()
        .run_in_both_formats("closed-at-once", async |stage: &Stage| {
            stage.open("/").await;
            stage.site.hold_begin_calls(true);
            stage.begin("gmail").await;
            stage.close_popup().await;
            stage.site.hold_begin_calls(false);
            stage.until_shown("Was the window closed?").await;
            stage.picture("closed").await;
            stage.click_control("Open the window again").await;
            stage.answer("allow").await;
            stage.until_book().await;
            assert_eq!(begun(stage), 1, "{TWO_IMPORTS}");
        })
        .await;
}

#[tokio::test]
async fn on_the_consent_page() {
    Play::default()
        .run_in_both_formats("closed-consent", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.close_popup().await;
            stage.until_shown("Was the window closed?").await;
            stage.picture("closed").await;
            // The other way on: to give it up.
            stage.click_control("Cancel").await;
            stage.until_state("choose").await;
            stage.begin("yahoo").await;
            stage.answer("allow").await;
            stage.until_book().await;
        })
        .await;
}

#[tokio::test]
async fn while_signing_in() {
    Play::default()
        .run_in_both_formats("closed-sign-in", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.web.goto(&stage.site.sign_in).await.unwrap();
            stage.leave_popup().await;
            // A page that cut itself off looks closed: the page asks, and ends nothing.
            stage.until_shown("Was the window closed? If you gave access, just wait").await;
            stage.until_windows(2).await;
            stage.picture("looks-closed").await;
            stage.close_popup().await;
            stage.until_state("waiting").await;
            stage.click_control("Open the window again").await;
            stage.answer("allow").await;
            stage.until_book().await;
            assert_eq!(begun(stage), 1, "{TWO_IMPORTS}");
        })
        .await;
}

#[tokio::test]
async fn while_the_contacts_are_gathered() {
    Play { service: gathers(), ..Play::default() }
        .run_in_both_formats("closed-gathering", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.leave_popup().await;
            stage.site.grant().await;
            stage.until_state("gathering").await;
            stage.until_shown("You can close the other window now.").await;
            stage.picture("left").await;
            stage.close_popup().await;
            // It goes on, and asks for nothing that is done.
            stage.until_not_shown("You can close the other window now.").await;
            stage.until_state("gathering").await;
            stage.until_shown("Getting your contacts from Gmail").await;
            stage.picture("closed").await;
            stage.site.advance(MINUTE).await;
            stage.until_book().await;
            assert_eq!(begun(stage), 1, "{TWO_IMPORTS}");
        })
        .await;
}

#[tokio::test]
async fn after_the_contacts_are_there() {
    Play::default()
        .run_in_both_formats("closed-after", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.leave_popup().await;
            stage.site.grant().await;
            stage.until_book().await;
            stage.until_shown("You can close the other window now.").await;
            let chosen = stage.choose(0).await;
            stage.picture("left").await;
            stage.close_popup().await;
            stage.until_not_shown("You can close the other window now.").await;
            stage.picture("closed").await;
            // The choice is as it was.
            stage.click_control("Invite 1 contact").await;
            assert_eq!(stage.invited().await, [chosen]);
        })
        .await;
}

#[tokio::test]
async fn the_page_itself_while_the_contacts_are_gathered() {
    Play { service: gathers(), ..Play::default() }
        .run_in_both_formats("closed-page", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_state("gathering").await;
            stage.until_windows(1).await;
            stage.replace_home().await;
            stage.open("/").await;
            stage.until_state("gathering").await;
            stage.picture("again").await;
            stage.site.advance(MINUTE).await;
            stage.until_book().await;
            assert_eq!(begun(stage), 1, "{TWO_IMPORTS}");
        })
        .await;
}

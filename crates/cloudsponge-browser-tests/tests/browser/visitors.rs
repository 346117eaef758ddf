//! People who reload, go back, open a second tab, or share a browser.

use crate::support::{Play, Stage};
use serde_json::json;

#[tokio::test]
async fn the_page_is_reloaded_in_the_middle() {
    Play::default()
        .run_in_both_formats("reload", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.until_windows(2).await;
            stage.until_state("waiting").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            stage.leave_popup().await;
            stage.web.refresh().await.unwrap();
            stage.until_shown("If the other window is still open").await;
            stage.picture("resumed").await;
            stage.answer("allow").await;
            stage.until_book().await;
            // The choice outlives a reload too.
            let chosen = stage.choose(1).await;
            stage.web.refresh().await.unwrap();
            stage.until_book().await;
            stage.click_control("Invite 1 contact").await;
            assert_eq!(stage.invited().await, [chosen]);
        })
        .await;
}

#[tokio::test]
async fn the_back_button_leads_to_the_choice_made() {
    Play::default()
        .run_in_both_formats("back", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            let chosen = stage.choose(0).await;
            stage.click_control("Invite 1 contact").await;
            assert_eq!(stage.invited().await, std::slice::from_ref(&chosen));
            stage.web.back().await.unwrap();
            stage.until_book().await;
            stage.click_control("Invite 1 contact").await;
            assert_eq!(stage.invited().await, [chosen]);
        })
        .await;
}

#[tokio::test]
async fn two_tabs_follow_one_import() {
    Play::default()
        .run_in_both_formats("two-tabs", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.until_windows(2).await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            let popup = stage.web.window().await.unwrap();
            let tab = stage.web.new_tab().await.unwrap();
            stage.web.switch_to_window(tab.clone()).await.unwrap();
            stage.open("/").await;
            stage.until_state("waiting").await;
            stage.web.switch_to_window(popup).await.unwrap();
            stage.press_decision("allow").await;
            stage.web.switch_to_window(tab).await.unwrap();
            stage.until_book().await;
            stage.picture("second").await;
            stage.leave_popup().await;
            stage.until_book().await;
            stage.picture("first").await;
            // One poller, however many look.
            let journal = stage.site.emulator.journal();
            let polls = journal.iter().filter(|entry| entry.path.contains("/events"));
            assert!(polls.clone().all(|entry| entry.status == 200), "polled too often");
            let begins = journal.iter().filter(|entry| entry.path.contains("begin_import"));
            assert_eq!(begins.count(), 1);
        })
        .await;
}

#[tokio::test]
async fn people_who_share_a_browser_share_nothing_else() {
    Play::default()
        .run_in_both_formats("two-people", async |stage: &Stage| {
            stage.open("/login/fern").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            let handle =
                stage.value("fetch('/contacts/session').then(r => r.json()).then(s => s.imports[0].handle)");
            let handle = handle.await.as_str().unwrap().to_owned();

            stage.open("/login/quill").await;
            stage.until_state("choose").await;
            stage.picture("other").await;
            stage.expect_logged("404");
            let path = json!(format!("/contacts/imports/{handle}/contacts?start=0&count=10"));
            assert_eq!(stage.value(&format!("fetch({path}).then(r => r.status)")).await, 404);

            // The first is gone for good: nobody gets it back by logging in again.
            stage.open("/login/fern").await;
            stage.until_state("choose").await;

            // The same without log-in: without the cookie there is no session.
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            stage.web.delete_all_cookies().await.unwrap();
            stage.open("/").await;
            stage.until_state("choose").await;
        })
        .await;
}

//! The flow without a window and without scripts: from page to page.

use crate::support::{Browser, Play, Stage};
use thirtyfour::prelude::*;

fn without_scripts() -> Play {
    Play { browser: Browser { scripts: false, ..Browser::default() }, ..Play::default() }
}

/// Waits for an element; the driver's own way, which needs no script of the page.
async fn element(stage: &Stage, css: &str) -> WebElement {
    let query = stage.web.query(By::Css(css.to_owned()));
    let query = query.wait(std::time::Duration::from_secs(25), std::time::Duration::from_millis(50));
    query.first().await.unwrap()
}

async fn begin(stage: &Stage) {
    stage.open("/").await;
    assert!(stage.web.find(By::Css("cloudsponge-picker a")).await.unwrap().is_displayed().await.unwrap());
    element(stage, "cloudsponge-picker a").await.click().await.unwrap();
    element(stage, "button[name=service][value=gmail]").await;
    stage.picture("start").await;
    element(stage, "button[name=service][value=gmail]").await.click().await.unwrap();
    // The page between goes on by itself.
    element(stage, "button[value=allow]").await;
    stage.picture("consent").await;
}

async fn allowed(stage: &Stage) {
    begin(stage).await;
    element(stage, "button[value=allow]").await.click().await.unwrap();
    // So does the one that waits.
    let first = element(stage, "ul.contacts input[name='contact[]']").await;
    let address = first.attr("value").await.unwrap().unwrap();
    first.click().await.unwrap();
    stage.picture("contacts").await;
    element(stage, "main form button").await.click().await.unwrap();
    let invited = element(stage, "#invited").await;
    assert_eq!(invited.text().await.unwrap().trim_start_matches("1. "), address);
}

#[tokio::test]
async fn access_is_given() {
    without_scripts().run_in_both_formats("pages-allow", allowed).await;
}

#[tokio::test]
async fn access_is_declined() {
    without_scripts()
        .run_in_both_formats("pages-deny", async |stage: &Stage| {
            begin(stage).await;
            element(stage, "button[value=deny]").await.click().await.unwrap();
            // The page that waits has another link.
            let over = "main > p > a.button:not([target])";
            element(stage, over).await;
            stage.picture("declined").await;
            element(stage, over).await.click().await.unwrap();
            element(stage, "button[name=service]").await;
        })
        .await;
}

//! axe on every page, light and dark; and nothing wider than the screen, from phone to desktop.

use crate::support::{Play, Service, Stage};
use cloudsponge_emulator::Scenario;
use serde_json::json;
use std::path::Path;

/// Runs axe on the page in both colour schemes, and looks at it in three widths.
pub(crate) async fn examine(stage: &Stage, what: &str) {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/axe/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; at the workspace's root: npm install --prefix target/axe axe-core@4.14.1",
            file.display()
        )
    });
    // Its own try-outs of styles, which the pages' policies forbid.
    stage.expect_logged("Applying inline style violates");
    let cdp = stage.web.cdp();
    stage.web.execute(format!("if (!window.axe) {{ {axe} }}"), vec![]).await.unwrap();
    // Colours do not depend on the width, nor widths on colours.
    for (scheme, widths) in [("light", [390, 768, 1280].as_slice()), ("dark", [390].as_slice())] {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" }] });
        cdp.send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        let run = "const done = arguments[0];
            axe.run(document, { resultTypes: ['violations'] }).then(
                found => done(found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
                    .map(v => `${v.id}: ${v.nodes.map(n => n.target.flat() + ' ' + n.failureSummary).join(' | ')}`)),
                error => done([String(error)]));";
        let found = stage.web.execute_async(run, vec![]).await.unwrap();
        let found: Vec<String> = found.convert().unwrap();
        assert!(found.is_empty(), "{what}, {scheme}: {}", found.join("\n"));
        for &width in widths {
            let size =
                json!({ "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width == 390 });
            cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
            let over = stage.value("document.documentElement.scrollWidth - window.innerWidth").await;
            stage.picture(&format!("{what}-{scheme}-{width}")).await;
            assert!(over.as_i64().unwrap() <= 0, "{what}, {width} pixels: {over} too wide");
        }
        cdp.send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await.unwrap();
    }
}

#[tokio::test]
async fn the_picker_in_each_state() {
    Play::default()
        .run("a11y-picker", async |stage: &Stage| {
            stage.open("/").await;
            stage.part("button[data-service=gmail]").await;
            examine(stage, "choose").await;
            stage.begin("gmail").await;
            stage.until_state("waiting").await;
            examine(stage, "waiting").await;
            stage.answer("deny").await;
            stage.until_state("failed").await;
            examine(stage, "failed").await;
            stage.click_control("Try again").await;
            stage.answer("allow").await;
            stage.until_book().await;
            stage.choose(1).await;
            examine(stage, "book").await;
        })
        .await;
}

#[tokio::test]
async fn the_picker_while_gathering() {
    let service = Service { scenario: Scenario::Slow, speed: 1.0, ..Service::default() };
    Play { service, ..Play::default() }
        .run("a11y-gathering", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_state("gathering").await;
            examine(stage, "gathering").await;
        })
        .await;
}

#[tokio::test]
async fn the_services_pages() {
    Play::default()
        .run("a11y-service", async |stage: &Stage| {
            stage.open("/").await;
            stage.begin("gmail").await;
            stage.enter_popup().await;
            stage.until("the consent page", "document.querySelector('button[value=allow]')").await;
            examine(stage, "consent").await;
            stage.web.close_window().await.unwrap();
            stage.leave_popup().await;
            stage.click_control("Cancel").await;
            stage.begin("csv").await;
            stage.enter_popup().await;
            stage.until("the upload page", "document.querySelector('input[type=file]')").await;
            examine(stage, "upload").await;
            stage.web.close_window().await.unwrap();
            stage.leave_popup().await;
            let emulator = &stage.site.emulator;
            let page = format!("{}/_cloudsponge/#token={}", emulator.url(), emulator.control_token());
            stage.web.goto(page).await.unwrap();
            stage.until("the imports", "document.body.innerText.includes('gmail')").await;
            examine(stage, "developer").await;
        })
        .await;
}

#[tokio::test]
async fn the_pages_for_browsers_without_scripts() {
    Play::default()
        .run("a11y-pages", async |stage: &Stage| {
            stage.open("/contacts").await;
            stage.begin("gmail").await;
            stage.until_windows(2).await;
            stage.until_state("waiting").await;
            let session = "fetch('/contacts/session').then(r => r.json()).then(s => s.imports[0].handle)";
            let handle = stage.value(session).await.as_str().unwrap().to_owned();
            let import = format!("/contacts/imports/{handle}");
            stage.answer("allow").await;
            stage.open(&import).await;
            stage.until("the contacts", "document.querySelector('ul.contacts')").await;
            examine(stage, "contacts").await;
            stage.expect_logged("404");
            stage.open("/contacts/imports/none").await;
            stage.until("a page", "document.querySelector('h1')").await;
            examine(stage, "refusal").await;
        })
        .await;
}

//! Acting on the picker as a person does.

use super::Stage;
use serde_json::json;
use std::time::Duration;
use thirtyfour::prelude::*;

/// The picker's inside.
const INSIDE: &str = "document.querySelector('cloudsponge-picker')?.shadowRoot";

impl Stage {
    /// Waits for a state of the picker.
    pub(crate) async fn until_state(&self, state: &str) {
        let picker = "document.querySelector('cloudsponge-picker')?.state";
        self.until(state, &format!("{picker} === '{state}'")).await;
    }

    /// Waits until a text is shown inside the picker.
    pub(crate) async fn until_shown(&self, text: &str) {
        let text = json!(text);
        self.until("a text", &format!("{INSIDE}?.querySelector('.stage').innerText.includes({text})")).await;
    }

    /// Waits until a text is shown no more.
    pub(crate) async fn until_not_shown(&self, text: &str) {
        let text = json!(text);
        self.until("its end", &format!("!{INSIDE}.querySelector('.stage').innerText.includes({text})")).await;
    }

    /// Waits until the address book is there, whole.
    pub(crate) async fn until_book(&self) {
        self.until_state("book").await;
        self.until("rows", &format!("{INSIDE}.querySelector('[role=option]')")).await;
    }

    /// Waits for the last page of contacts.
    pub(crate) async fn until_whole_book(&self) {
        self.until_book().await;
        let below = format!("{INSIDE}.querySelector('.below').innerText");
        let whole = format!("!/Loading|Not all contacts/.test({below})");
        self.within(Duration::from_secs(60), "the whole book", &whole).await;
    }

    /// Waits for a control inside the picker.
    pub(crate) async fn part(&self, css: &str) -> WebElement {
        let found = format!("{INSIDE}?.querySelector({})", json!(css));
        self.until(css, &format!("{found}?.offsetHeight")).await;
        self.web.execute(format!("return {found}"), vec![]).await.unwrap().element().unwrap()
    }

    /// Waits for a button or link with this text inside the picker.
    pub(crate) async fn control(&self, text: &str) -> WebElement {
        let found = format!(
            "[...({INSIDE}?.querySelectorAll('button, a') ?? [])]\
             .find(e => e.offsetHeight && !e.disabled && e.textContent.startsWith({}))",
            json!(text)
        );
        self.until(text, &found).await;
        self.web.execute(format!("return {found}"), vec![]).await.unwrap().element().unwrap()
    }

    /// Clicks a control inside the picker.
    pub(crate) async fn click_control(&self, text: &str) {
        self.control(text).await.click().await.unwrap();
    }

    /// Clicks a provider.
    pub(crate) async fn begin(&self, service: &str) {
        self.part(&format!("button[data-service={service}]")).await.click().await.unwrap();
    }

    /// Clicks the row at a place in sight, from 0; the address in it.
    pub(crate) async fn choose(&self, row: usize) -> String {
        let find = format!("{INSIDE}.querySelector('[aria-posinset=\"{}\"]')", row + 1);
        self.until("a row", &find).await;
        let element = self.web.execute(format!("return {find}"), vec![]).await.unwrap().element().unwrap();
        element.click().await.unwrap();
        self.until("the choice", &format!("{find}.ariaSelected === 'true'")).await;
        let text = self.value(&format!("{find}.innerText")).await;
        text.as_str().unwrap().lines().last().unwrap_or_default().trim().to_owned()
    }

    /// The value of an expression in which `root` is the picker's inside.
    pub(crate) async fn inside(&self, expression: &str) -> serde_json::Value {
        self.value(&format!("(root => {expression})({INSIDE})")).await
    }

    /// Waits for the page that follows the form; the addresses it received.
    pub(crate) async fn invited(&self) -> Vec<String> {
        self.until("the next page", "document.querySelector('#invited')").await;
        let items =
            self.value("[...document.querySelectorAll('#invited li')].map(li => li.textContent)").await;
        serde_json::from_value(items).unwrap()
    }
}

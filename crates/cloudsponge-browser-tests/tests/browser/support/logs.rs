//! What the browser noted down: errors, dialogs, and every request.

use serde_json::Value;
use thirtyfour::WebDriver;
use url::Url;

/// What must not have happened, by the browser's own logs. Errors that hold one of `expected` are left out.
pub(crate) async fn complaints(web: &WebDriver, expected: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for entry in web.get_log("browser").await.expect("the browser has a log") {
        if entry.level == "SEVERE" && !expected.iter().any(|part| entry.message.contains(part)) {
            complaints.push(format!("logged: {}", entry.message));
        }
    }
    for entry in web.get_log("performance").await.expect("the browser notes requests") {
        let Ok(entry) = serde_json::from_str::<Value>(&entry.message) else { continue };
        let message = &entry["message"];
        match message["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
                if !is_local(url) {
                    complaints.push(format!("asked for {url}"));
                }
            }
            Some("Page.javascriptDialogOpening") => complaints.push("opened a dialog".into()),
            _ => {}
        }
    }
    complaints
}

fn is_local(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    matches!(url.scheme(), "data" | "about" | "blob" | "chrome") || url.host_str() == Some("127.0.0.1")
}

#[test]
fn only_this_machine_is_local() {
    assert!(is_local("http://127.0.0.1:9/x") && is_local("data:,") && is_local("about:blank"));
    assert!(!is_local("http://127.0.0.1.example.com/") && !is_local("https://example.com/127.0.0.1"));
}

//! The developer's page and the parts of all pages. They hold nothing about any import: what the page shows it asks the
//! control plane for, with the token.

use super::html;
use askama::Template;
use bytes::Bytes;
use cloudsponge_proto::model::ErrorCode;
use http::{Method, Response};

#[derive(Template)]
#[template(path = "developer.html")]
struct DeveloperPage {
    scenarios: &'static [&'static str],
    codes: Vec<ErrorCode>,
}

/// The scenarios' names; a failure's code is chosen beside.
const SCENARIOS: &[&str] = &["allow", "deny", "abandon", "timeout", "slow", "flaky", "fail"];

/// Answers what needs no token below `/_cloudsponge/`; `None` for anything else.
pub(super) fn answer(method: &Method, call: &str) -> Option<Response<Bytes>> {
    if *method != Method::GET {
        return None;
    }
    match call {
        "" => {
            let page = DeveloperPage { scenarios: SCENARIOS, codes: failures() };
            Some(html::scripted(page.render()))
        }
        "page.css" => {
            let style = Bytes::from_static(include_bytes!("../../templates/page.css"));
            Some(html::part("text/css; charset=utf-8", style))
        }
        "developer.js" => {
            let script = Bytes::from_static(include_bytes!("../../templates/developer.js"));
            Some(html::part("text/javascript; charset=utf-8", script))
        }
        "close.js" => {
            let script = Bytes::from_static(include_bytes!("../../templates/close.js"));
            Some(html::part("text/javascript; charset=utf-8", script))
        }
        _ => None,
    }
}

/// The documented codes with which an import by consent or upload can fail.
pub(super) fn failures() -> Vec<ErrorCode> {
    vec![
        ErrorCode::SOURCE_UNAVAILABLE,
        ErrorCode::ACCOUNT_CANCELLED,
        ErrorCode::ACCOUNT_BLOCKED,
        ErrorCode::TERMS_CHANGED,
        ErrorCode::CONSENT_UNKNOWN,
        ErrorCode::SERVICE_NOT_ALLOWED,
        ErrorCode::PROVIDER_UNREACHABLE,
        ErrorCode::ACCOUNT_TOO_NEW,
        ErrorCode::FILE_NOT_CSV,
        ErrorCode::FILE_UNREADABLE,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_open() {
        for call in ["", "page.css", "developer.js", "close.js"] {
            let answer = answer(&Method::GET, call).unwrap();
            assert_eq!(answer.headers()["cache-control"], "no-store", "{call}");
            assert!(!answer.body().is_empty(), "{call}");
        }
        for call in ["state", "requests", "clock", "page.css/", "../page.css"] {
            assert!(answer(&Method::GET, call).is_none(), "{call}");
        }
        assert!(answer(&Method::POST, "").is_none());
    }

    #[test]
    fn scenarios_have_their_names() {
        for name in SCENARIOS {
            assert!(name.parse::<crate::Scenario>().is_ok(), "{name}");
        }
    }
}

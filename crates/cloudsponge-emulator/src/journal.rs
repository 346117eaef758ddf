//! What the emulator was asked, kept for assertions, without secrets.

use serde::Serialize;
use std::collections::VecDeque;
use std::time::Duration;

/// Entries kept; older ones are forgotten.
pub(crate) const JOURNAL_LIMIT: usize = 10_000;

/// One request the emulator received on the API's side (the control plane is not kept).
///
/// It never holds a header, a body, a credential, a consent code or what a caller wrote into an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JournalEntry {
    /// Counts the requests since the start or the last reset, from 0.
    pub number: u64,
    /// Emulated milliseconds since the start.
    pub at_ms: u64,
    /// The HTTP method, or `OTHER` for one that no call has.
    pub method: String,
    /// The path: of an API call as it came, of a consent page with the code left out, or `(other)`.
    pub path: String,
    /// The query's known arguments: numbers and the service with their values (`start=0`), others by name only.
    pub arguments: Vec<String>,
    /// The HTTP status of the answer; 0 where the connection was dropped without one.
    pub status: u16,
    /// A password stood in the URL: a defect of the client.
    pub secrets_in_query: bool,
}

#[derive(Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    next: u64,
}

impl Journal {
    pub(crate) fn push(&mut self, mut entry: JournalEntry) {
        entry.number = self.next;
        self.next += 1;
        if self.entries.len() >= JOURNAL_LIMIT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn entries(&self) -> Vec<JournalEntry> {
        self.entries.iter().cloned().collect()
    }
}

impl JournalEntry {
    /// Takes from a request's head what may be kept.
    pub(crate) fn new(method: &http::Method, uri: &http::Uri, at: Duration) -> Self {
        let method = match method.as_str() {
            known @ ("GET" | "POST" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "PATCH") => known,
            _ => "OTHER",
        };
        let query = uri.query().unwrap_or_default();
        let pairs = || url::form_urlencoded::parse(query.as_bytes()).take(50);
        Self {
            number: 0,
            at_ms: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            method: method.to_owned(),
            path: path(uri.path()),
            arguments: pairs().filter_map(|(name, value)| argument(&name, &value)).collect(),
            status: 0,
            secrets_in_query: pairs().any(|pair| matches!(&*pair.0, "domain_password" | "password")),
        }
    }
}

fn path(path: &str) -> String {
    if path.starts_with("/n/") {
        return "/n/(code)".into();
    }
    if path.starts_with("/csv/") {
        return "/csv/(code)".into();
    }
    let known = ["/begin_import/", "/events", "/contacts", "/auth", "/objects/"];
    let plain = path.len() <= 80 && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    if plain && known.iter().any(|start| path.starts_with(start)) {
        path.to_owned()
    } else {
        "(other)".into()
    }
}

fn argument(name: &str, value: &str) -> Option<String> {
    match name {
        "start" | "count" | "service" => {
            let plain =
                value.len() <= 40 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            Some(if plain { format!("{name}={value}") } else { name.to_owned() })
        }
        "domain_key" | "domain_password" | "include" | "user_id" | "echo" | "redirect_url" | "username"
        | "password" | "code" | "state" | "error" | "error_code" | "import_id" | "_" => Some(name.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v34_keeps_no_secret() {
        let uri = |text: &str| text.parse::<http::Uri>().unwrap();
        let entry = |text: &str| JournalEntry::new(&http::Method::GET, &uri(text), Duration::from_millis(7));
        let page =
            entry("/contacts/5550001.json?start=0&count=10&echo=S3CRET&domain_password=S3CRET&S3CRET=1");
        assert_eq!(page.path, "/contacts/5550001.json");
        assert_eq!(page.arguments, ["start=0", "count=10", "echo", "domain_password"]);
        assert!(page.secrets_in_query);
        for path in
            ["/n/S3CRET2", "/csv/S3CRET2", "/S3CRET", "/auth?code=S3CRET", "/events/1?start=%53%33CRET%20"]
        {
            assert!(!format!("{:?}", entry(path)).contains("S3CRET"), "{path}");
        }
    }

    #[test]
    fn t29_is_bounded() {
        let mut journal = Journal::default();
        for _ in 0..JOURNAL_LIMIT + 5 {
            journal.push(JournalEntry::new(
                &http::Method::GET,
                &http::Uri::from_static("/auth"),
                Duration::ZERO,
            ));
        }
        let entries = journal.entries();
        assert_eq!((entries.len(), entries[0].number), (JOURNAL_LIMIT, 5));
    }
}

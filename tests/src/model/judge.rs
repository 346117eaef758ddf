//! Compares what was answered with what the reference model says.

use super::action::Setup;
use super::expected::*;
use super::requests::{uploaded_email, uploaded_name};
use bytes::Bytes;
use cloudsponge::proto::model::{self, Contact, Refusal};
use cloudsponge::proto::{Format, Message};
use cloudsponge_emulator::Book;
use http::{Response, header};
use std::collections::{BTreeSet, HashMap};

/// Why an answer is not what it must be.
pub(crate) type Verdict = Result<(), String>;

/// What is known of the imports from the answers before.
#[derive(Debug)]
pub(crate) struct Judge {
    setup: Setup,
    book: Book,
    origin: String,
    /// Ids and pages in the order of the begin calls.
    begun: Vec<(String, Option<String>)>,
    /// When each row was made.
    created: HashMap<(usize, &'static str), String>,
    /// The latest count of each import that is gathering.
    gathered: HashMap<usize, u64>,
}

impl Judge {
    /// `origin` is how the emulator's pages are reached.
    pub(crate) fn new(setup: Setup, book: Book, origin: String) -> Self {
        let (begun, created, gathered) = (Vec::new(), HashMap::new(), HashMap::new());
        Self { setup, book, origin, begun, created, gathered }
    }

    /// An import's id.
    pub(crate) fn id(&self, import: usize) -> Option<&str> {
        self.begun.get(import).map(|(id, _)| id.as_str())
    }

    /// The path of an import's page, if it has one.
    pub(crate) fn page(&self, import: usize) -> Option<&str> {
        self.begun.get(import).and_then(|(_, page)| page.as_deref())
    }

    /// Compares.
    ///
    /// # Errors
    /// What differs.
    pub(crate) fn compare(&mut self, expected: &Expected, answer: &Response<Bytes>) -> Verdict {
        match expected {
            Expected::Begun(begun) => self.begun(begun, answer),
            Expected::Events(events) => self.events(events, answer),
            Expected::Contacts(contacts) => self.contacts(contacts, answer),
            Expected::Refused(refused) => self.refused(refused, answer),
            Expected::Throttled { retry_after } => {
                same("status", &429, &answer.status().as_u16())?;
                same("content type", &Some("text/plain"), &text(answer, header::CONTENT_TYPE))?;
                same("body", &b"Retry later".as_slice(), &answer.body().as_ref())?;
                same("retry-after", &retry_after.then_some("1"), &text(answer, header::RETRY_AFTER))
            }
            Expected::Page { status, location } => {
                same("status", status, &answer.status().as_u16())?;
                same("location", location, &text(answer, header::LOCATION))?;
                same("cache-control", &Some("no-store"), &text(answer, header::CACHE_CONTROL))
            }
            Expected::Nothing | Expected::Known(_) => Err("an answer where nothing was asked".to_owned()),
        }
    }

    fn begun(&mut self, expected: &Begun, answer: &Response<Bytes>) -> Verdict {
        let mut keys = vec!["status", "echo", "import_id", "user_id"];
        keys.extend((expected.leads_to != LeadsTo::Nothing).then_some("url"));
        keys.extend(expected.import_type.map(|_| "import_type"));
        let begun: model::Begun = self.message(expected.envelope, "result", keys, answer)?;
        let id = begun.import_id.as_str().to_owned();
        if self.begun.len() != expected.envelope.import || self.begun.iter().any(|(known, _)| *known == id) {
            return Err(format!("the id {id} is not a new one"));
        }
        let url = begun.url.as_ref().map(|url| url.as_str());
        let path = url.and_then(|url| url.strip_prefix(self.origin.as_str())).map(str::to_owned);
        let code =
            |code: &str| code.len() == 7 && code.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
        let fits = match (expected.leads_to, path.as_deref()) {
            (LeadsTo::Nothing, _) => url.is_none(),
            (LeadsTo::Code(prefix), Some(path)) => path.strip_prefix(prefix).is_some_and(code),
            (LeadsTo::Applet, Some(path)) => path.ends_with(".jar"),
            _ => false,
        };
        if !fits {
            return Err(format!("the url {url:?} does not lead to {:?}", expected.leads_to));
        }
        same("import_type", &expected.import_type, &begun.import_type.as_ref().map(|it| it.as_str()))?;
        same("user_id", &expected.envelope.user_id, &begun.user_id.as_deref())?;
        same("echo", &expected.envelope.echo, &begun.echo.as_deref())?;
        self.begun.push((id, path.filter(|_| expected.leads_to != LeadsTo::Applet)));
        Ok(())
    }

    fn events(&mut self, expected: &Events, answer: &Response<Bytes>) -> Verdict {
        let mut keys = vec!["events", "import_id", "user_id"];
        keys.extend(expected.envelope.echo.map(|_| "echo"));
        let events: model::Events = self.message(expected.envelope, "eventsResponse", keys, answer)?;
        self.envelope(expected.envelope, events.import_id.as_ref(), &events.user_id, &events.echo)?;
        let import = expected.envelope.import;
        let types =
            |event: &model::Event| (event.event_type.as_str().to_owned(), event.status.as_str().to_owned());
        let rows: Vec<_> =
            expected.rows.iter().map(|row| (row.event_type.to_owned(), row.status.to_owned())).collect();
        same("rows", &rows, &events.events.iter().map(types).collect())?;
        let mut dates = Vec::new();
        for (row, event) in expected.rows.iter().zip(&events.events) {
            same("a row's import", &self.id(import), &event.import_id.as_ref().map(|id| id.as_str()))?;
            same("a row's action", &self.id(import), &event.import_action_id.as_ref().map(|id| id.as_str()))?;
            same("a row's description", &(row.status == "ERROR"), &event.description.is_some())?;
            self.value(import, row, event.value)?;
            let date = event.created_at.clone().ok_or("a row without date")?;
            let first = self.created.entry((import, row.event_type)).or_insert_with(|| date.clone());
            same("a row's date", &*first, &date)?;
            dates.push(date);
        }
        if self.setup.descending {
            dates.reverse();
        }
        // One form and one offset from UTC: the order of the letters is that of time.
        if dates.is_sorted() { Ok(()) } else { Err("the rows are older than those before".to_owned()) }
    }

    fn value(&mut self, import: usize, row: &Row, value: Option<i64>) -> Verdict {
        match row.value {
            Value::Is(expected) => same(row.event_type, &Some(expected), &value),
            Value::UpTo(most) => {
                let so_far =
                    value.and_then(|value| u64::try_from(value).ok()).ok_or("no count of contacts")?;
                let before = self.gathered.insert(import, so_far).unwrap_or(0);
                if (before..=most).contains(&so_far) {
                    return Ok(());
                }
                Err(format!("{so_far} contacts so far, {before} before, {most} at most"))
            }
        }
    }

    fn contacts(&self, expected: &Contacts, answer: &Response<Bytes>) -> Verdict {
        let keys = ["contacts", "contacts_owner", "start", "count", "total", "import_id", "user_id", "echo"];
        let page: model::Contacts =
            self.message(expected.envelope, "contactsResponse", keys.to_vec(), answer)?;
        self.envelope(expected.envelope, page.import_id.as_ref(), &page.user_id, &page.echo)?;
        let positions = expected.positions.clone();
        let count = positions.end - positions.start;
        same("start", &Some(expected.start), &page.start)?;
        same("count", &Some(count), &page.count)?;
        same("total", &Some(expected.total), &page.total)?;
        same("length", &count, &(page.contacts.len() as u64))?;
        for (at, slot) in positions.zip(&page.contacts) {
            let contact = slot.as_ref().map_err(|error| format!("contact {at}: {error}"))?;
            let fits = match expected.uploaded {
                true => is_uploaded(contact, at),
                false => self.book.contact_with(at, expected.addresses).as_ref() == Some(contact),
            };
            if !fits {
                return Err(format!("contact {at} is another"));
            }
        }
        let owner = self.book.owner().filter(|_| !expected.uploaded);
        if page.contacts_owner == owner { Ok(()) } else { Err("the owner is another".to_owned()) }
    }

    fn refused(&self, expected: &Refused, answer: &Response<Bytes>) -> Verdict {
        same("status", &expected.status, &answer.status().as_u16())?;
        let allow = if let Why::Method(methods) = expected.why { Some(methods) } else { None };
        same("allow", &allow, &text(answer, header::ALLOW))?;
        let challenged =
            text(answer, header::WWW_AUTHENTICATE).is_some_and(|value| value.starts_with("Basic realm="));
        same("challenge", &(expected.status == 401), &challenged)?;
        if expected.bodiless {
            return Ok(());
        }
        let word = if self.setup.status_error { "error" } else { "failure" };
        let refusal: Refusal = self.body(expected.xml, "result", answer)?;
        same("status word", &Some(word), &refusal.status.as_deref())?;
        let message = refusal.message.unwrap_or_default();
        let why = expected.why.word();
        if message.contains(&why) { Ok(()) } else { Err(format!("{message:?} does not say {why:?}")) }
    }

    fn envelope(
        &self,
        expected: Envelope,
        id: Option<&cloudsponge::proto::ImportId>,
        user_id: &Option<String>,
        echo: &Option<String>,
    ) -> Verdict {
        same("import_id", &self.id(expected.import), &id.map(|id| id.as_str()))?;
        same("user_id", &expected.user_id, &user_id.as_deref())?;
        same("echo", &expected.echo, &echo.as_deref())
    }

    /// A message of success, with exactly these fields and `id`.
    fn message<M: Message>(
        &self,
        envelope: Envelope,
        root: &str,
        mut keys: Vec<&str>,
        answer: &Response<Bytes>,
    ) -> Result<M, String> {
        same("status", &200, &answer.status().as_u16())?;
        same("pragma", &Some("no-cache"), &text(answer, header::PRAGMA))?;
        let message = self.body(envelope.xml, root, answer)?;
        let typed = String::from_utf8_lossy(answer.body()).contains(" type=\"integer\"");
        if envelope.xml {
            same(
                "type attributes",
                &(!self.setup.bare_xml && root != "result"),
                &(typed && root != "result"),
            )?;
            return Ok(message);
        }
        keys.extend((!self.setup.omit_id).then_some("id"));
        let value: serde_json::Value =
            serde_json::from_slice(answer.body()).map_err(|error| error.to_string())?;
        let object = value.as_object().ok_or("no object")?;
        let found: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        same("fields", &keys.into_iter().collect(), &found)?;
        let same_id = self.setup.omit_id || object.get("id") == object.get("import_id");
        if same_id && object.get("import_id").is_some_and(|id| id.is_u64()) {
            return Ok(message);
        }
        Err("id and import_id are not one number".to_owned())
    }

    fn body<M: Message>(&self, xml: bool, root: &str, answer: &Response<Bytes>) -> Result<M, String> {
        let (format, content_type) = match xml {
            true => (Format::Xml, "application/xml; charset=utf-8"),
            false => (Format::Json, "application/json; charset=utf-8"),
        };
        same("content type", &Some(content_type), &text(answer, header::CONTENT_TYPE))?;
        if text(answer, header::HeaderName::from_static("x-request-id")).is_none() {
            return Err("no request id".to_owned());
        }
        let begins = String::from_utf8_lossy(answer.body()).contains(&format!("<{root}>"));
        same("XML root", &xml, &begins)?;
        M::decode(format, answer.body()).map_err(|error| format!("it cannot be read: {error}"))
    }
}

fn is_uploaded(contact: &Contact, at: u64) -> bool {
    let name = contact.first_name.as_deref() == Some(uploaded_name(at).as_str());
    name && contact.primary_email() == Some(uploaded_email(at).as_str())
}

fn text(answer: &Response<Bytes>, name: header::HeaderName) -> Option<&str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Verdict {
    if expected == found { Ok(()) } else { Err(format!("{what}: {expected:?} expected, {found:?} found")) }
}

//! One execution's circumstances: which call in which format, and what its healthy answer is.

use super::seed::Seed;
use cloudsponge::proto::endpoints::{GetContacts, GetEvents, UserConsent, UsernamePassword};
use cloudsponge::proto::model::{Begun, Contacts, Events};
use cloudsponge::proto::{Api, BaseUrl, Credentials, Format, ImportId, Service};
use cloudsponge::{Client, Error, Timer, Transport};
use cloudsponge_conformance::server::{Script, answer, chunked};
use std::sync::Arc;

/// The domain's key.
pub const KEY: &str = "SENTINELKEYqq";
/// The domain's password.
pub const PASSWORD: &str = "SENTINEL+domain/pw";
/// The mailbox's user name.
pub const USER: &str = "sentinel.user@mail.example";
/// The mailbox's password.
pub const MAILBOX: &str = "SENTINEL-mailbox pw&=%";
/// The code at the end of the consent URL.
pub const CODE: &str = "SENTINELCODE42";
/// The first contact's first name.
pub const NAME: &str = "Sentinella";

/// What must appear nowhere but on the wire to the service: the secrets above, as they are and as they are encoded.
pub const SECRETS: [&str; 10] = [
    KEY,
    PASSWORD,
    "SENTINEL%2Bdomain",
    "U0VOVElORUxLRVlxcTpTRU5USU5FTCtkb21haW4vcHc",
    USER,
    "sentinel.user%40",
    "SENTINEL-mailbox",
    CODE,
    NAME,
    "SENTINEL",
];

/// The import of all healthy answers.
pub const IMPORT: u64 = 7_000_001;
/// Contacts in the whole book; [`PAGE`] of them to a page.
pub const TOTAL: u64 = 4;
/// Contacts asked for at a time.
pub const PAGE: u64 = 2;

/// A client over whatever transport and timer.
pub type AnyClient = Client<Arc<dyn Transport>, Arc<dyn Timer>>;

/// The calls of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Call {
    /// Begin an import by consent in a browser.
    Consent,
    /// Begin an import by user name and password.
    Login,
    /// Poll.
    Events,
    /// Fetch a page, counted from 0.
    Contacts(u64),
}

impl Call {
    /// One of each.
    pub const ALL: [Self; 4] = [Self::Consent, Self::Login, Self::Events, Self::Contacts(0)];

    /// It must never go out twice.
    pub fn is_begin(self) -> bool {
        matches!(self, Self::Consent | Self::Login)
    }
}

/// What a call brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A begun import.
    Begun(Begun),
    /// The events.
    Events(Events),
    /// A page of contacts.
    Contacts(Box<Contacts>),
}

/// One execution.
#[derive(Clone, Debug)]
pub struct Case {
    /// The call that meets the fault.
    pub call: Call,
    /// Of the requests and of the healthy answers.
    pub format: Format,
    /// The run's seed.
    pub seed: u64,
    /// The row's id.
    pub row: &'static str,
    /// `127.0.0.1:port` of the server.
    pub here: String,
    /// `127.0.0.1:port` of another server, which must never be asked.
    pub elsewhere: String,
}

impl Case {
    /// Numbers for this row and call, the same for every transport.
    pub fn random(&self) -> Seed {
        Seed::new(self.seed, &format!("{} {:?} {}", self.row, self.call, self.format))
    }

    /// The healthy answer's body.
    pub fn body(&self) -> Vec<u8> {
        body(self.call, self.format)
    }

    /// The first contact's first name in the healthy page.
    pub fn first_name(&self) -> String {
        match self.call {
            Call::Contacts(page) => names(page).into_iter().next().unwrap_or_default(),
            _ => NAME.to_owned(),
        }
    }

    /// The label of the format, as a header line.
    pub fn label(&self) -> String {
        format!("content-type: {}; charset=utf-8", self.format.mime())
    }

    /// An answer with the right label that says it is the connection's last.
    pub fn answer(&self, status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
        let label = self.label();
        let headers: Vec<&str> =
            [label.as_str(), "connection: close"].into_iter().chain(headers.iter().copied()).collect();
        answer(status, &headers, body)
    }

    /// The same with exactly these header lines, and without a length.
    pub fn raw(&self, head: &[&str], body: &[u8]) -> Vec<u8> {
        let mut bytes = head.join("\r\n").into_bytes();
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes.extend_from_slice(body);
        bytes
    }

    /// The healthy answer.
    pub fn good(&self) -> Vec<u8> {
        self.answer(200, &[], &self.body())
    }

    /// The healthy answer on a connection that stays open.
    pub fn lasting(&self) -> Vec<u8> {
        answer(200, &[&self.label()], &self.body())
    }

    /// The healthy answer in chunks of this size.
    pub fn chunks(&self, size: usize) -> Vec<u8> {
        chunked(200, &[&self.label(), "connection: close"], &self.body(), size)
    }
}

/// Reads the request, sends this, closes.
pub fn reply(bytes: impl AsRef<[u8]>) -> Script {
    Script::new().read_request().send(bytes).fin()
}

/// The healthy server's script for a call.
pub fn healthy(call: Call, format: Format) -> Script {
    let label = format!("content-type: {}", format.mime());
    reply(answer(200, &[&label, "connection: close"], &body(call, format)))
}

/// The body of a healthy answer.
pub fn body(call: Call, format: Format) -> Vec<u8> {
    match (call, format) {
        (Call::Consent, Format::Json) => format!(
            r#"{{"status":"success","url":"https://api.cloudsponge.com/n/{CODE}","import_type":"OAUTH","import_id":{IMPORT},"id":{IMPORT},"echo":null,"user_id":"visitor-7"}}"#
        ),
        (Call::Login, Format::Json) => {
            format!(r#"{{"status":"success","import_id":{IMPORT},"id":{IMPORT},"echo":"","user_id":null}}"#)
        }
        (Call::Events, Format::Json) => format!(
            r#"{{"events":[{event},"event_type":"INITIALIZING","status":"COMPLETED","value":0}},{event},"event_type":"COMPLETE","status":"COMPLETED","value":0}}],"import_id":{IMPORT},"user_id":"visitor-7","id":{IMPORT}}}"#,
            event = format_args!(r#"{{"import_action_id":{IMPORT},"description":null"#),
        ),
        (Call::Contacts(page), Format::Json) => {
            let [first, second] = names(page);
            let start = page * PAGE;
            format!(
                r#"{{"contacts":[{{"first_name":"{first}","last_name":"Mårtensson","phone":[],"email":[{{"address":"{start}@mail.example","type":null}}]}},{{"first_name":"{second}","email":[]}}],"contacts_owner":{{"first_name":"Olive"}},"start":{start},"count":{PAGE},"total":{TOTAL},"import_id":{IMPORT}}}"#
            )
        }
        (Call::Consent, Format::Xml) => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<result>\n  <status>success</status>\n  <url>https://api.cloudsponge.com/n/{CODE}</url>\n  <import-id type=\"integer\">{IMPORT}</import-id>\n  <echo nil=\"true\"/>\n</result>\n"
        ),
        (Call::Login, Format::Xml) => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<result>\n  <status>success</status>\n  <import-id type=\"integer\">{IMPORT}</import-id>\n</result>\n"
        ),
        (Call::Events, Format::Xml) => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<eventsResponse>\n  <events type=\"array\">\n    <event><event-type>INITIALIZING</event-type><status>COMPLETED</status><value type=\"integer\">0</value></event>\n    <event><event-type>COMPLETE</event-type><status>COMPLETED</status></event>\n  </events>\n  <import-id type=\"integer\">{IMPORT}</import-id>\n</eventsResponse>\n"
        ),
        (Call::Contacts(page), Format::Xml) => {
            let [first, second] = names(page);
            let start = page * PAGE;
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<contactsResponse>\n  <contacts type=\"array\">\n    <contact><first-name>{first}</first-name><last-name>M&#229;rtensson</last-name></contact>\n    <contact><first-name>{second}</first-name><email type=\"array\"/></contact>\n  </contacts>\n  <start type=\"integer\">{start}</start><count type=\"integer\">{PAGE}</count><total type=\"integer\">{TOTAL}</total>\n  <import-id type=\"integer\">{IMPORT}</import-id>\n</contactsResponse>\n"
            )
        }
    }
    .into_bytes()
}

/// The first names of a page.
pub fn names(page: u64) -> [String; 2] {
    let name = |at: u64| if at == 0 { NAME.to_owned() } else { format!("Person{at}") };
    [name(page * PAGE), name(page * PAGE + 1)]
}

/// The account on a server.
///
/// # Errors
/// The address is no base URL.
pub fn api(address: &str, format: Format) -> Result<Api, String> {
    let credentials = Credentials::new(KEY, PASSWORD).map_err(|error| error.to_string())?;
    let base = BaseUrl::parse(&format!("http://{address}")).map_err(|error| error.to_string())?;
    Ok(Api::new(credentials).with_base_url(base).with_format(format))
}

/// Makes a call; `echo` goes along with begin calls, to make them large.
///
/// # Errors
/// Whatever the client says.
pub async fn make(client: &AnyClient, call: Call, echo: usize) -> Result<Answer, Error> {
    let id = || ImportId::from(IMPORT);
    Ok(match call {
        Call::Consent => {
            let mut begin = UserConsent::new(Service::GMAIL).user_id("visitor-7");
            if echo > 0 {
                begin = begin.echo("e".repeat(echo));
            }
            Answer::Begun(client.call(&begin).await?)
        }
        Call::Login => Answer::Begun(client.call(&login()).await?),
        Call::Events => Answer::Events(client.call(&GetEvents::new(id())).await?),
        Call::Contacts(page) => {
            Answer::Contacts(Box::new(client.call(&GetContacts::new(id()).page(page * PAGE, PAGE)).await?))
        }
    })
}

/// A login with sentinels.
pub fn login() -> UsernamePassword {
    UsernamePassword::new(Service::ICLOUD, USER, MAILBOX)
}

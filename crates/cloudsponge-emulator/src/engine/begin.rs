//! Begin calls: what they must hold, and the import they make.

use super::code::code;
use super::import::{Import, Method};
use super::{Engine, IMPORT_LIMIT, Refused};
use crate::draw::Draw;
use cloudsponge_proto::endpoints::Include;
use cloudsponge_proto::model::{Begun, ErrorCode, ImportType};
use cloudsponge_proto::server::{BeginArguments, Mailbox};
use cloudsponge_proto::service::FileKind;
use cloudsponge_proto::{ConsentUrl, ImportId, Service};
use std::time::Duration;
use url::Url;

/// The first import's id is this, plus something that follows from the seed.
const FIRST_ID: u64 = 5_550_001;

/// The mailbox password that the emulated source refuses.
const WRONG: &str = "wrong";

/// What begins a magic `user_id`.
const MAGIC: &str = "scenario:";

/// What tells the begin calls apart.
pub(crate) enum Kind {
    UserConsent { redirect_url: Option<String> },
    Import { mailbox: Option<Mailbox> },
    DesktopApplet,
}

impl Engine {
    /// Answers a begin call. `origin` is where the browser reaches the emulator's pages.
    pub(crate) fn begin(
        &mut self,
        domain: usize,
        kind: Kind,
        arguments: BeginArguments,
        origin: &str,
        now: Duration,
    ) -> Result<Begun, Refused> {
        let service = match arguments.service {
            None => return Err(Refused::Begin(ErrorCode::SERVICE_MISSING)),
            Some(Ok(service)) if service.is_known() => service,
            Some(_) => return Err(Refused::Begin(ErrorCode::SERVICE_UNKNOWN)),
        };
        let (method, redirect_url) = match kind {
            Kind::UserConsent { redirect_url } if file_kind(&service).is_some() => {
                (Method::Upload, redirect_url)
            }
            Kind::UserConsent { redirect_url } => (Method::Consent, redirect_url),
            Kind::Import { mailbox } => {
                let mailbox = mailbox.ok_or(Refused::Begin(ErrorCode::LOGIN_MISSING))?;
                (Method::Login { refused: mailbox.password.as_str() == WRONG }, None)
            }
            Kind::DesktopApplet if is_desktop(&service) => (Method::Applet, None),
            Kind::DesktopApplet => return Err(Refused::Begin(ErrorCode::SERVICE_UNKNOWN)),
        };
        if redirect_url.as_deref().is_some_and(|url| safe_redirect(url).is_none()) {
            return Err(Refused::RedirectUrl);
        }
        let magic = arguments.user_id.as_deref().and_then(|id| id.strip_prefix(MAGIC));
        let scenario = match magic {
            Some(name) => name.parse().map_err(|_| Refused::Scenario)?,
            None => self.scenario,
        };
        let (id, code) = self.next();
        let path = match method {
            Method::Consent => Some(format!("/n/{code}")),
            Method::Upload => Some(format!("/csv/{code}")),
            Method::Applet => Some("/objects/ContactsApplet_signed.jar".into()),
            Method::Login { .. } => None,
        };
        let mut begun = Begun::new(ImportId::from(id));
        begun.url = path.and_then(|path| ConsentUrl::parse(&format!("{origin}{path}")).ok());
        begun.import_type = import_type(method, &service);
        if self.rules.quirks.unknown_values && begun.import_type.is_some() {
            begun.import_type = Some(ImportType::from("TELEPATHY"));
        }
        begun.user_id = arguments.user_id.clone();
        begun.echo = arguments.echo;
        self.insert(Import {
            id,
            code,
            domain,
            method,
            service,
            user_id: arguments.user_id,
            include_addresses: arguments.include.contains(&Include::MAILING_ADDRESS),
            redirect_url,
            scenario,
            begun: now,
            book: self.rules.book.clone(),
            uploaded: false,
            decided: None,
            last_poll: None,
            calls: 0,
            last_call_failed: false,
            delivered: 0,
            deleted: false,
            shown: Vec::new(),
        });
        Ok(begun)
    }

    /// The id and the code of the next import.
    fn next(&mut self) -> (u64, String) {
        let number = self.begun;
        self.begun += 1;
        let first = FIRST_ID + Draw::at(self.rules.seed, 0, 0).below(1_000_000);
        (first.saturating_add(number), code(self.rules.seed, number))
    }

    fn insert(&mut self, import: Import) {
        if self.imports.len() >= IMPORT_LIMIT
            && let Some((_, forgotten)) = self.imports.pop_first()
        {
            self.codes.remove(&forgotten.code);
        }
        if matches!(import.method, Method::Consent | Method::Upload) {
            self.codes.insert(import.code.clone(), import.id);
        }
        self.imports.insert(import.id, import);
    }
}

fn is_desktop(service: &Service) -> bool {
    *service == Service::OUTLOOK || *service == Service::ADDRESSBOOK
}

fn file_kind(service: &Service) -> Option<FileKind> {
    service.info().and_then(|info| info.upload())
}

fn import_type(method: Method, service: &Service) -> Option<ImportType> {
    match (method, file_kind(service)) {
        (Method::Consent, _) => Some(ImportType::OAuth),
        // Never recorded; the name follows the other two.
        (Method::Upload, Some(FileKind::Vcard)) => Some(ImportType::from("VCARD")),
        (Method::Upload, _) => Some(ImportType::Csv),
        (Method::Login { .. } | Method::Applet, _) => None,
    }
}

/// A `redirect_url` that a browser may be sent to: absolute, http or https, no user name, nothing that a parser would
/// repair. The page is the integrator's own, so any host is taken.
pub(crate) fn safe_redirect(text: &str) -> Option<Url> {
    let repaired = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let after_scheme = text.split_once("://")?.1;
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && !after_scheme.starts_with('/');
    let bare = url.username().is_empty() && url.password().is_none() && url.has_host();
    (web && bare && text.len() <= 2048 && !text.contains(repaired)).then_some(url)
}

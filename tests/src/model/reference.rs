//! The reference model: the service as its description has it, in the simplest form that answers every action.
//!
//! It shares no code with the emulator and knows no HTTP. Where the description leaves something open, it holds what the
//! emulator's documentation promises: scenarios, lengths of time, the order in which a call's defects are looked for
//! (what cannot be understood, who calls, which import, where it is).

use super::action::*;
use super::bend::Bend;
use super::expected::*;
use super::import::{Import, Method, Scenario, Stage, file_type};

/// The service's state.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    setup: Setup,
    bend: Option<Bend>,
    /// Milliseconds since the start.
    now: u64,
    imports: Vec<Import>,
}

type Answer = Result<Expected, Refused>;

impl Model {
    /// A service nobody has called yet; with a bend, one that is described wrongly on purpose.
    pub(crate) fn new(setup: Setup, bend: Option<Bend>) -> Self {
        Self { setup, bend, now: 0, imports: Vec::new() }
    }

    /// What must come of an action.
    pub(crate) fn expect(&mut self, action: &Action) -> Expected {
        match action {
            Action::Begin(begin) => self.begin(begin).unwrap_or_else(Expected::Refused),
            Action::Events(look) => self.events(look).unwrap_or_else(Expected::Refused),
            Action::Contacts(look, start, count) => {
                self.contacts(look, *start, *count).unwrap_or_else(Expected::Refused)
            }
            Action::Open(target, prefix) => {
                let now = self.now;
                let open =
                    self.page(*target, *prefix).is_some_and(|import| import.stage(now) == Stage::Waiting);
                Expected::Page { status: if open { 200 } else { 404 }, location: None }
            }
            Action::Press { target, prefix, button, foreign } => {
                self.press(*target, *prefix, *button, *foreign)
            }
            Action::Upload(target, file) => self.upload(*target, *file),
            Action::HandOff { target, what, .. } => self.hand_off(*target, *what),
            Action::Decide(target, allow) => Expected::Known(self.decide(*target, *allow).is_some()),
            Action::Wait(time) => {
                self.now += time;
                Expected::Nothing
            }
            Action::Stray(method, path) => self.stray(method, path),
        }
    }

    fn bent(&self, bend: Bend) -> bool {
        self.bend == Some(bend)
    }

    fn begin(&mut self, begin: &Begin) -> Answer {
        let xml = format(begin.path, true)?;
        let no = |status, why| Refused { status, why, xml, bodiless: false };
        if begin.encoding == Encoding::Get && !self.setup.legacy_get && !self.bent(Bend::BeginByGet) {
            return Err(no(405, Why::Method("POST")));
        }
        if begin.encoding == Encoding::Json {
            return Err(no(415, Why::Media));
        }
        let domain = domain(begin.caller).ok_or(no(401, Why::Credentials))?;
        let refused = if self.setup.errors_as_200 { 200 } else { 400 };
        let service = given(begin.service).ok_or(no(refused, Why::Code(260)))?;
        let folded = service.to_ascii_lowercase();
        let looked_up = if self.bent(Bend::CaseMatters) { service } else { &folded };
        let known = ["gmail", "windowslive", "icloud", "csv", "outlook", "addressbook"];
        let service =
            known.into_iter().find(|known| *known == looked_up).ok_or(no(refused, Why::Code(261)))?;
        let method = match begin.kind {
            Kind::Consent if file_type(service).is_some() => Method::Upload,
            Kind::Consent => Method::Consent,
            Kind::Login => {
                let login = given(begin.username).zip(given(begin.password));
                let (_, password) = login.ok_or(no(refused, Why::Code(259)))?;
                Method::Login { wrong: password == "wrong" }
            }
            Kind::Applet if matches!(service, "outlook" | "addressbook") => Method::Applet,
            Kind::Applet => return Err(no(refused, Why::Code(261))),
        };
        let redirect_url = given(begin.redirect_url).filter(|_| begin.kind == Kind::Consent);
        if redirect_url.is_some_and(|url| !url.starts_with("https://") || url.contains('@')) {
            return Err(no(refused, Why::RedirectUrl));
        }
        let user_id = given(begin.user_id);
        let magic = user_id.and_then(|id| id.strip_prefix("scenario:"));
        let scenario = magic.map_or(Some(Scenario::Allow), Scenario::named);
        let scenario = scenario.ok_or(no(refused, Why::Scenario))?;
        let addresses =
            given(begin.include).is_some_and(|list| list.split(',').any(|it| it == "mailing_address"));
        let mut import =
            Import::new(method, domain, user_id, redirect_url, addresses, scenario, self.setup.contacts);
        import.begin(self.now, self.setup.ttl);
        self.imports.push(import);
        let (leads_to, import_type) = match method {
            Method::Consent => (LeadsTo::Code("/n/"), Some("OAUTH")),
            Method::Upload => (LeadsTo::Code("/csv/"), file_type(service)),
            Method::Applet => (LeadsTo::Applet, None),
            Method::Login { .. } => (LeadsTo::Nothing, None),
        };
        let envelope = Envelope { import: self.imports.len() - 1, xml, user_id, echo: given(begin.echo) };
        Ok(Expected::Begun(Begun { envelope, leads_to, import_type }))
    }

    fn events(&mut self, look: &Look) -> Answer {
        let (now, setup) = (self.now, self.setup);
        let throttle = setup.throttle && !self.bent(Bend::Unthrottled);
        let (envelope, import) = self.import(look, format(look.path, false)?)?;
        if throttle && import.polled.is_some_and(|polled| now - polled < 800) {
            return Ok(Expected::Throttled { retry_after: setup.retry_after });
        }
        import.polled = Some(now);
        let mut rows = import.rows(now, setup.complete_row_on_error);
        if setup.descending {
            rows.reverse();
        }
        Ok(Expected::Events(Events { envelope, rows }))
    }

    fn contacts(&mut self, look: &Look, start: Option<&str>, count: Option<&str>) -> Answer {
        let xml = format(look.path, false)?;
        let no = |status, why| Refused { status, why, xml, bodiless: false };
        let start = number(start).ok_or(no(400, Why::Number("start")))?;
        let counts = start.is_some() || self.bent(Bend::LoneCount);
        let count = number(count.filter(|_| counts)).ok_or(no(400, Why::Number("count")))?;
        let (now, setup, bend) = (self.now, self.setup, self.bend);
        let (envelope, import) = self.import(look, xml)?;
        match import.stage(now) {
            Stage::Complete => {}
            Stage::Gone if bend == Some(Bend::NeverGone) => {}
            Stage::Gone => return Err(no(410, Why::Gone)),
            Stage::Refused(code) | Stage::Failed(code) => return Err(no(404, Why::Failed(code))),
            Stage::Waiting | Stage::Gathering => return Err(no(404, Why::NotReady)),
        }
        let (start, total) = (start.unwrap_or(0), import.total);
        let end = match count.unwrap_or(0) {
            0 => total,
            count if bend == Some(Bend::PageOffByOne) => start.saturating_add(count - 1).min(total),
            count => start.saturating_add(count).min(total),
        };
        let positions = start.min(end)..end;
        import.read(start, end, now, setup.delete_on_read);
        let (uploaded, addresses) = (import.uploaded, import.addresses);
        Ok(Expected::Contacts(Contacts { envelope, start, positions, total, uploaded, addresses }))
    }

    fn import(&mut self, look: &Look, xml: bool) -> Result<(Envelope, &mut Import), Refused> {
        let no = |status, why| Refused { status, why, xml, bodiless: false };
        let domain = domain(look.caller).ok_or(no(401, Why::Credentials))?;
        let any_domain = self.bent(Bend::AnyDomain);
        let index = self.index(look.target).ok_or(no(404, Why::Unknown))?;
        let import = self.imports.get_mut(index).ok_or(no(404, Why::Unknown))?;
        if import.domain != domain && !any_domain {
            return Err(no(401, Why::Foreign));
        }
        let (user_id, echo) = (import.user_id, given(look.echo));
        Ok((Envelope { import: index, xml, user_id, echo }, import))
    }

    /// Which import is meant, counted from 0.
    pub(crate) fn index(&self, target: Target) -> Option<usize> {
        match target {
            Target::Latest(back) => self.imports.len().checked_sub(1 + back.checked_rem(self.imports.len())?),
            Target::Unknown | Target::Word => None,
        }
    }

    fn page(&mut self, target: Target, prefix: Prefix) -> Option<&mut Import> {
        let index = self.index(target)?;
        let import = self.imports.get_mut(index)?;
        let own = prefix == Prefix::Own && matches!(import.method, Method::Consent | Method::Upload);
        own.then_some(import)
    }

    fn press(&mut self, target: Target, prefix: Prefix, button: Button, foreign: bool) -> Expected {
        let page = |status| Expected::Page { status, location: None };
        // A page without a code, or of the other kind, has the consent page's buttons unless its path says upload.
        let upload = self.index(target).and_then(|index| self.imports.get(index)).map(|import| import.method);
        let upload = (upload == Some(Method::Upload)) == (prefix == Prefix::Own);
        if foreign {
            return page(403);
        }
        if button == Button::Nothing || (button == Button::Allow && upload) {
            return page(400);
        }
        let (now, ttl, answers_again) = (self.now, self.setup.ttl, self.bent(Bend::LastAnswerCounts));
        let Some(import) = self.page(target, prefix).filter(|import| !import.expired(now)) else {
            return page(404);
        };
        if import.stage(now) == Stage::Waiting {
            match button {
                Button::Fail(code) => import.scenario = Scenario::Fail(code),
                Button::Slow => import.scenario = Scenario::Slow,
                _ => {}
            }
        }
        if answers_again {
            import.reopen(now);
        }
        let denied = (button == Button::Deny).then(|| import.method.denied());
        import.answer(denied, now, ttl);
        import.left_page(303)
    }

    fn upload(&mut self, target: Target, file: File) -> Expected {
        let (now, ttl) = (self.now, self.setup.ttl);
        let Some(import) = self.page(target, Prefix::Own) else {
            return Expected::Page { status: 404, location: None };
        };
        if import.method != Method::Upload {
            // Not a form that the consent page has.
            return Expected::Page { status: 400, location: None };
        }
        if import.expired(now) {
            return Expected::Page { status: 404, location: None };
        }
        let refused = match file {
            File::Picture => Some(1025),
            File::Csv(_) => None,
        };
        if let (Stage::Waiting, File::Csv(contacts)) = (import.stage(now), file) {
            (import.total, import.uploaded) = (contacts, true);
        }
        import.answer(refused, now, ttl);
        import.left_page(303)
    }

    fn hand_off(&mut self, target: Target, what: HandOff) -> Expected {
        let page = |status| Expected::Page { status, location: None };
        match what {
            HandOff::SelfCheck => page(200),
            HandOff::Nothing | HandOff::NoState | HandOff::OtherState => page(400),
            HandOff::Code | HandOff::Error => {
                let import = self.decide(target, what == HandOff::Code);
                import.map_or(page(404), |import| import.left_page(302))
            }
        }
    }

    fn decide(&mut self, target: Target, allow: bool) -> Option<&Import> {
        let index = self.index(target)?;
        let import = self.imports.get_mut(index)?;
        let denied = (!allow).then(|| import.method.denied());
        import.answer(denied, self.now, self.setup.ttl);
        Some(import)
    }

    fn stray(&self, method: &str, path: &str) -> Expected {
        let xml = path.ends_with(".xml");
        let begin = if self.setup.legacy_get { "GET, POST" } else { "POST" };
        let wants = match path.split('/').nth(1) {
            Some("events" | "contacts") if path.contains("/1.") => Some("GET"),
            Some("begin_import") if path.contains("user_consent") => Some(begin),
            _ => None,
        };
        let (status, why) = wants.map_or((404, Why::Address), |methods| (405, Why::Method(methods)));
        Expected::Refused(Refused { status, why, xml: xml && wants.is_some(), bodiless: method == "HEAD" })
    }
}

/// An empty argument counts as absent.
fn given(argument: Option<&'static str>) -> Option<&'static str> {
    argument.filter(|text| !text.is_empty())
}

/// A number, nothing, or neither.
fn number(text: Option<&str>) -> Option<Option<u64>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Some(None) };
    let digits = text.chars().all(|c| c.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().map(Some)
}

/// Whether a path asks for XML.
fn format(path: Path, begin: bool) -> Result<bool, Refused> {
    let no = |status, why| Refused { status, why, xml: false, bodiless: false };
    match path {
        Path::Bare | Path::Json => Ok(false),
        Path::Xml | Path::XmlBefore => Ok(true),
        Path::Slash if begin => Ok(false),
        Path::Slash => Err(no(404, Why::Address)),
        Path::Html => Err(no(406, Why::Format)),
    }
}

fn domain(caller: Caller) -> Option<usize> {
    match caller {
        Caller::Basic | Caller::Arguments => Some(0),
        Caller::Other => Some(1),
        Caller::Both | Caller::Nobody | Caller::Wrong | Caller::Bearer => None,
    }
}

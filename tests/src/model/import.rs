//! One import in the reference model: a story of stages, each with the time from which on it holds.

use super::expected::{Expected, Row, Value};

/// How long the user may take, in milliseconds.
const CONSENT_TIME: u64 = 600_000;

/// How the service gets at the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// On the consent page.
    Consent,
    /// By a file.
    Upload,
    /// By a login, which may be wrong.
    Login {
        /// The source refuses it.
        wrong: bool,
    },
    /// By an applet.
    Applet,
}

/// What the emulator was told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// What the user says.
    Allow,
    /// The user declines.
    Deny,
    /// The user leaves.
    Abandon,
    /// The user takes too long.
    Timeout,
    /// Gathering fails with this code.
    Fail(i64),
    /// Gathering takes a minute.
    Slow,
}

/// Where an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// For the user, or for the source's answer to a login.
    Waiting,
    /// Over before contacts were read.
    Refused(i64),
    /// Contacts are read.
    Gathering,
    /// Over while contacts were read.
    Failed(i64),
    /// The contacts are there.
    Complete,
    /// The contacts are deleted.
    Gone,
}

/// An import.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(super) method: Method,
    pub(super) domain: usize,
    pub(super) user_id: Option<&'static str>,
    redirect_url: Option<&'static str>,
    pub(super) addresses: bool,
    pub(super) scenario: Scenario,
    pub(super) total: u64,
    pub(super) uploaded: bool,
    pub(super) polled: Option<u64>,
    answered: bool,
    /// Contacts read from the first on, without a gap.
    read: u64,
    story: Vec<(u64, Stage)>,
}

impl Scenario {
    /// What stands behind `scenario:`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "deny" => Self::Deny,
            "abandon" => Self::Abandon,
            "timeout" => Self::Timeout,
            "slow" => Self::Slow,
            _ => Self::Fail(name.strip_prefix("fail:")?.parse().ok()?),
        })
    }
}

impl Method {
    /// The user said no.
    pub(crate) fn denied(self) -> i64 {
        match self {
            Self::Consent | Self::Upload => 514,
            Self::Login { .. } => 263,
            Self::Applet => 769,
        }
    }

    fn left(self) -> i64 {
        match self {
            Self::Consent | Self::Upload => 517,
            Self::Login { .. } => 263,
            Self::Applet => 773,
        }
    }

    fn late(self) -> i64 {
        match self {
            Self::Consent | Self::Upload => 516,
            Self::Login { .. } => 258,
            Self::Applet => 772,
        }
    }
}

impl Import {
    /// An import that has not begun.
    pub(crate) fn new(
        method: Method,
        domain: usize,
        user_id: Option<&'static str>,
        redirect_url: Option<&'static str>,
        addresses: bool,
        scenario: Scenario,
        total: u64,
    ) -> Self {
        let (uploaded, polled, answered, read, story) = (false, None, false, 0, Vec::new());
        Self {
            method,
            domain,
            user_id,
            redirect_url,
            addresses,
            scenario,
            total,
            uploaded,
            polled,
            answered,
            read,
            story,
        }
    }

    /// It begins.
    pub(crate) fn begin(&mut self, now: u64, ttl: u64) {
        let method = self.method;
        self.story.push((now, Stage::Waiting));
        match (method, self.scenario) {
            (Method::Login { .. }, Scenario::Timeout) => {
                self.story.push((now + CONSENT_TIME, Stage::Refused(method.late())));
            }
            (Method::Login { wrong: true }, _)
            | (Method::Login { .. }, Scenario::Deny | Scenario::Abandon) => {
                self.story.push((now + 1000, Stage::Refused(method.denied())));
            }
            (Method::Login { .. }, _) => self.gather(now, ttl),
            (_, Scenario::Abandon) => self.story.push((now + CONSENT_TIME, Stage::Refused(method.left()))),
            _ => self.story.push((now + CONSENT_TIME, Stage::Refused(method.late()))),
        }
    }

    /// Where it is.
    pub(crate) fn stage(&self, now: u64) -> Stage {
        let told = self.story.iter().rev().find(|(at, _)| *at <= now);
        told.map_or(Stage::Waiting, |(_, stage)| *stage)
    }

    /// Where it is once the contacts are there, or never will be.
    pub(crate) fn last(&self) -> Stage {
        let told = self.story.iter().rev().find(|(_, stage)| *stage != Stage::Gone);
        told.map_or(Stage::Waiting, |(_, stage)| *stage)
    }

    /// Its page has run out of time.
    pub(crate) fn expired(&self, now: u64) -> bool {
        !self.answered && self.stage(now) != Stage::Waiting
    }

    /// The user consents, or does not, for a reason. Only the first answer counts, and only if somebody is asked.
    pub(crate) fn answer(&mut self, refused: Option<i64>, now: u64, ttl: u64) {
        let asked = !matches!(self.method, Method::Login { .. });
        if !asked || self.stage(now) != Stage::Waiting || self.scenario == Scenario::Timeout {
            return;
        }
        self.answered = true;
        self.story.retain(|(at, _)| *at <= now);
        let refused = match self.scenario {
            Scenario::Deny => Some(self.method.denied()),
            Scenario::Abandon => Some(self.method.left()),
            _ => refused,
        };
        match refused {
            Some(code) => self.story.push((now, Stage::Refused(code))),
            None => self.gather(now, ttl),
        }
    }

    /// For a bend: as if nobody had answered.
    pub(crate) fn reopen(&mut self, now: u64) {
        self.story.retain(|(at, _)| *at <= now);
        self.story.push((now, Stage::Waiting));
    }

    /// Contacts from `start` up to `end` were read.
    pub(crate) fn read(&mut self, start: u64, end: u64, now: u64, delete: bool) {
        if start <= self.read {
            self.read = self.read.max(end);
        }
        if delete && self.read >= self.total {
            self.story.retain(|(at, _)| *at <= now);
            self.story.push((now, Stage::Gone));
        }
    }

    /// The rows of its history, oldest first.
    pub(crate) fn rows(&self, now: u64, complete_row_on_error: bool) -> Vec<Row> {
        let row = |event_type, status, value| Row { event_type, status, value };
        let initialized = row("INITIALIZING", "COMPLETED", Value::Is(0));
        let total = i64::try_from(self.total).unwrap_or(i64::MAX);
        let (mut rows, code) = match self.stage(now) {
            Stage::Waiting => (vec![row("INITIALIZING", "INPROGRESS", Value::Is(0))], None),
            Stage::Refused(code) => (vec![row("INITIALIZING", "ERROR", Value::Is(code))], Some(code)),
            Stage::Gathering => {
                (vec![initialized, row("GATHERING", "INPROGRESS", Value::UpTo(self.total))], None)
            }
            Stage::Failed(code) => {
                (vec![initialized, row("GATHERING", "ERROR", Value::Is(code))], Some(code))
            }
            Stage::Complete | Stage::Gone => {
                let gathered = row("GATHERING", "COMPLETED", Value::Is(total));
                (vec![initialized, gathered, row("COMPLETE", "COMPLETED", Value::Is(0))], None)
            }
        };
        let complete = code.filter(|_| complete_row_on_error);
        rows.extend(complete.map(|code| row("COMPLETE", "ERROR", Value::Is(code))));
        rows
    }

    /// The page's last words: on to the caller's page, or none.
    pub(crate) fn left_page(&self, redirect: u16) -> Expected {
        let status = if self.redirect_url.is_some() { redirect } else { 200 };
        Expected::Page { status, location: self.redirect_url }
    }

    fn gather(&mut self, now: u64, ttl: u64) {
        self.story.push((now, Stage::Gathering));
        if let Scenario::Fail(code) = self.scenario {
            self.story.push((now + 1000, Stage::Failed(code)));
            return;
        }
        let done = now + if self.scenario == Scenario::Slow { 60_000 } else { 1500 };
        self.story.extend([(done, Stage::Complete), (done + ttl, Stage::Gone)]);
    }
}

/// `import_type` of sources whose file is uploaded.
pub(crate) fn file_type(service: &str) -> Option<&'static str> {
    match service {
        "csv" | "outlook" => Some("CSV"),
        "addressbook" => Some("VCARD"),
        _ => None,
    }
}

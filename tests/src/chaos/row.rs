//! A row of the fault catalogue: what the server does, for which calls, and how the call must end.

use super::case::{Answer, Call, Case, IMPORT, body, reply};
use super::expect::{End, Expect};
use cloudsponge::proto::Format;
use cloudsponge::proto::exchange::Limits;
use cloudsponge_conformance::server::Script;
use std::sync::Arc;
use std::time::Duration;

type ScriptOf = Arc<dyn Fn(&Case) -> Script + Send + Sync>;
type Check = fn(&Case, &Answer) -> Result<(), String>;

/// What the server does.
#[derive(Clone)]
pub enum Fault {
    /// Nobody listens at the address.
    Dead,
    /// Every connection does this.
    Each(ScriptOf),
    /// So many healthy calls come before, at once, on connections that can be used again; what those do with the next
    /// request, and what later connections do.
    Reused {
        /// Healthy calls before the one that counts.
        calls: usize,
        /// Follows the healthy answer on its connection.
        then: ScriptOf,
        /// Every later connection.
        later: ScriptOf,
    },
}

/// How patient the client is in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Time plays no part; there is plenty of it.
    Long,
    /// The call must end because time runs out.
    Short,
}

/// A row.
#[derive(Clone)]
pub struct Row {
    /// The catalogue's id and, behind a dash, which variant it is.
    pub id: &'static str,
    /// The fault in words.
    pub what: &'static str,
    /// What the server does.
    pub fault: Fault,
    /// How the call must end.
    pub expect: Expect,
    /// What else must hold for an answer that was decoded.
    pub check: Option<Check>,
    /// Requests that may be on the wire, those before the fault included.
    pub requests: usize,
    /// How patient the client is.
    pub patience: Patience,
    /// The largest body the client takes.
    pub body_limit: usize,
    /// Letters in the begin call's `echo`.
    pub echo: usize,
    /// The host in the base URL.
    pub host: &'static str,
    /// Which calls meet the fault.
    pub calls: fn(Call) -> bool,
    /// In which formats.
    pub formats: &'static [Format],
    /// Whether a whole import must survive or end by it as the calls' rules say.
    pub import: bool,
    /// How an import ends whose poll or page meets the fault, where it is not as the kind of the error says.
    pub end: Option<End>,
}

const BOTH: &[Format] = &[Format::Json, Format::Xml];

impl Row {
    /// A row in which every connection plays this script.
    pub fn script(
        id: &'static str,
        what: &'static str,
        expect: Expect,
        script: impl Fn(&Case) -> Script + Send + Sync + 'static,
    ) -> Self {
        Self::new(id, what, expect, Fault::Each(Arc::new(script)))
    }

    /// A row in which every request is answered by these bytes, and the connection closed.
    pub fn answer(
        id: &'static str,
        what: &'static str,
        expect: Expect,
        bytes: impl Fn(&Case) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self::script(id, what, expect, move |case| reply(bytes(case)))
    }

    /// Any row.
    pub fn new(id: &'static str, what: &'static str, expect: Expect, fault: Fault) -> Self {
        Self {
            id,
            what,
            fault,
            expect,
            check: None,
            requests: 1,
            patience: Patience::Long,
            body_limit: Limits::default().body,
            echo: 0,
            host: "127.0.0.1",
            calls: |_| true,
            formats: BOTH,
            import: true,
            end: None,
        }
    }

    /// The call ends by time alone.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.patience = Patience::Short;
        self
    }

    /// In JSON only.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.formats = &[Format::Json];
        self
    }

    /// In XML only.
    #[must_use]
    pub fn xml(mut self) -> Self {
        self.formats = &[Format::Xml];
        self
    }

    /// For these calls only.
    #[must_use]
    pub fn calls(mut self, calls: fn(Call) -> bool) -> Self {
        self.calls = calls;
        self
    }

    /// For single calls only: what it means for an import depends on more than the fault.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.import = false;
        self
    }

    /// An import whose poll or page meets the fault ends so.
    #[must_use]
    pub fn ends(mut self, end: End) -> Self {
        self.end = Some(end);
        self
    }

    /// Something else must hold for what was decoded.
    #[must_use]
    pub fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// The client takes bodies of 64 KiB at most.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.body_limit = 64 * 1024;
        self
    }

    /// The client's limits.
    pub fn limits(&self) -> Limits {
        let mut limits = match self.patience {
            Patience::Long => Self::patient(),
            Patience::Short => limits(Duration::from_millis(250), Duration::from_millis(450)),
        };
        limits.body = self.body_limit;
        limits
    }

    /// Limits that no healthy call meets.
    pub fn patient() -> Limits {
        limits(Duration::from_secs(5), Duration::from_secs(8))
    }

    /// The script of a connection, counted from 0. `None` where nobody listens.
    pub fn script_of(&self, case: &Case, connection: usize) -> Option<Script> {
        match &self.fault {
            Fault::Dead => None,
            Fault::Each(script) => Some(script(case)),
            Fault::Reused { calls, then, .. } if connection < *calls => Some(then(case)),
            Fault::Reused { later, .. } => Some(later(case)),
        }
    }

    /// Healthy calls made before the one that counts.
    pub fn calls_before(&self) -> usize {
        match &self.fault {
            Fault::Reused { calls, .. } => *calls,
            _ => 0,
        }
    }
}

fn limits(step: Duration, total: Duration) -> Limits {
    let mut limits = Limits::default();
    limits.first_byte = step;
    limits.idle = step;
    limits.total = total;
    limits
}

/// What came is the healthy answer: the same import, the same contacts.
pub fn is_healthy(call: Call, format: Format, answer: &Answer) -> bool {
    use cloudsponge::proto::Message;
    use cloudsponge::proto::model::{Begun, Contacts, Events};
    let id = IMPORT.to_string();
    match answer {
        Answer::Begun(begun) => {
            begun.import_id.as_str() == id
                && Begun::decode(format, &body(call, format)).is_ok_and(|good| good == *begun)
        }
        Answer::Events(events) => {
            Events::decode(format, &body(call, format)).is_ok_and(|good| good == *events)
        }
        Answer::Contacts(contacts) => {
            Contacts::decode(format, &body(call, format)).is_ok_and(|good| good == **contacts)
        }
    }
}

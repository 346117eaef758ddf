//! What the reference model says must be answered.

use std::ops::Range;

/// What must come of an action.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// Nothing was asked.
    Nothing,
    /// Whether there is such an import.
    Known(bool),
    /// An import begins.
    Begun(Begun),
    /// Its history.
    Events(Events),
    /// A slice of its contacts.
    Contacts(Contacts),
    /// No, as a message in the call's format.
    Refused(Refused),
    /// No, as plain text.
    Throttled {
        /// Whether the waiting time is said.
        retry_after: bool,
    },
    /// A page for people.
    Page {
        /// The HTTP status.
        status: u16,
        /// Where the browser is sent.
        location: Option<&'static str>,
    },
}

/// What all answers about an import hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    /// Which import, counted from 0.
    pub(crate) import: usize,
    /// The answer is XML.
    pub(crate) xml: bool,
    /// `user_id`
    pub(crate) user_id: Option<&'static str>,
    /// `echo`
    pub(crate) echo: Option<&'static str>,
}

/// The answer to a begin call.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// What all have.
    pub(crate) envelope: Envelope,
    /// What `url` leads to.
    pub(crate) leads_to: LeadsTo,
    /// `import_type`
    pub(crate) import_type: Option<&'static str>,
}

/// What a begin call's `url` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeadsTo {
    /// There is none.
    Nothing,
    /// The path and a code.
    Code(&'static str),
    /// The applet.
    Applet,
}

/// The answer to a poll.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    /// What all have.
    pub(crate) envelope: Envelope,
    /// The rows in their order.
    pub(crate) rows: Vec<Row>,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// `event_type`
    pub(crate) event_type: &'static str,
    /// `status`
    pub(crate) status: &'static str,
    /// `value`
    pub(crate) value: Value,
}

/// What `value` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// This.
    Is(i64),
    /// The contacts so far: at most this, and never fewer than before.
    UpTo(u64),
}

/// The answer to a contacts call.
#[derive(Clone, Debug)]
pub(crate) struct Contacts {
    /// What all have.
    pub(crate) envelope: Envelope,
    /// `start`
    pub(crate) start: u64,
    /// The positions of the contacts.
    pub(crate) positions: Range<u64>,
    /// `total`
    pub(crate) total: u64,
    /// They come from an uploaded file, not from the emulator's book.
    pub(crate) uploaded: bool,
    /// Postal addresses were asked for.
    pub(crate) addresses: bool,
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The reason.
    pub(crate) why: Why,
    /// The answer is XML.
    pub(crate) xml: bool,
    /// The request was HEAD: there is no body.
    pub(crate) bodiless: bool,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// No call has this path.
    Address,
    /// The format is unknown.
    Format,
    /// The call wants one of these methods.
    Method(&'static str),
    /// The body's type is unknown.
    Media,
    /// This argument is no number.
    Number(&'static str),
    /// The domain is not known.
    Credentials,
    /// The begin call cannot be, by its code.
    Code(i64),
    /// `redirect_url` is no page of the caller's.
    RedirectUrl,
    /// `user_id` names a scenario that does not exist.
    Scenario,
    /// Another domain's import.
    Foreign,
    /// No such import.
    Unknown,
    /// The contacts are not there yet.
    NotReady,
    /// The import failed with this code.
    Failed(i64),
    /// The contacts are deleted.
    Gone,
}

impl Why {
    /// What the message must say in some way.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Address => "no such address".into(),
            Self::Format => "formats".into(),
            Self::Method(_) => "method".into(),
            Self::Media => "body".into(),
            Self::Number(name) => format!("argument {name}"),
            Self::Credentials => "(code 1)".into(),
            Self::Code(code) => format!("(code {code})"),
            Self::RedirectUrl => "redirect_url".into(),
            Self::Scenario => "scenario".into(),
            Self::Foreign => "another domain".into(),
            Self::Unknown => "no such import".into(),
            Self::NotReady => "not ready".into(),
            Self::Failed(code) => format!("failed with code {code}"),
            Self::Gone => "deleted".into(),
        }
    }
}

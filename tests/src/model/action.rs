//! What a client, a browser and time can do to the service: the letters of which sequences are made.

use cloudsponge_emulator::Profile;

/// How the emulator is set up for a sequence.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// What the contacts look like.
    pub profile: Profile,
    /// How many there are.
    pub contacts: u64,
    /// How long they can be fetched, in milliseconds.
    pub ttl: u64,
    /// Begin calls by GET are taken.
    pub legacy_get: bool,
    /// Refusals say `error`, not `failure`.
    pub status_error: bool,
    /// Refused begin calls are answered with 200.
    pub errors_as_200: bool,
    /// No `id` beside `import_id`.
    pub omit_id: bool,
    /// No `type` attributes in XML.
    pub bare_xml: bool,
    /// The newest event first.
    pub descending: bool,
    /// A COMPLETE row with status ERROR on failures.
    pub complete_row_on_error: bool,
    /// Contacts are deleted by a full read.
    pub delete_on_read: bool,
    /// Fast polls are answered with 429.
    pub throttle: bool,
    /// ... with `Retry-After`.
    pub retry_after: bool,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Action {
    /// A begin call.
    Begin(Begin),
    /// A poll.
    Events(Look),
    /// A contacts call with `start` and `count` as they stand in the query.
    Contacts(Look, Option<&'static str>, Option<&'static str>),
    /// The browser opens an import's page.
    Open(Target, Prefix),
    /// The browser sends the page's form.
    Press {
        /// Whose page.
        target: Target,
        /// Under which path.
        prefix: Prefix,
        /// The button.
        button: Button,
        /// The form stands on another site.
        foreign: bool,
    },
    /// The browser uploads a file.
    Upload(Target, File),
    /// The provider sends the browser to the hand-off.
    HandOff {
        /// Whose import the state names.
        target: Target,
        /// What the provider says.
        what: HandOff,
        /// By POST.
        post: bool,
    },
    /// The emulator's owner answers for the user.
    Decide(Target, bool),
    /// Milliseconds pass.
    Wait(u64),
    /// A request that is no call: method and path.
    Stray(&'static str, &'static str),
}

/// A begin call.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Which of the three.
    pub kind: Kind,
    /// `service`.
    pub service: Option<&'static str>,
    /// `user_id`.
    pub user_id: Option<&'static str>,
    /// `echo`.
    pub echo: Option<&'static str>,
    /// `include`.
    pub include: Option<&'static str>,
    /// `redirect_url`.
    pub redirect_url: Option<&'static str>,
    /// `username`.
    pub username: Option<&'static str>,
    /// `password`.
    pub password: Option<&'static str>,
    /// How the arguments travel.
    pub encoding: Encoding,
    /// The form of the path.
    pub path: Path,
    /// Who calls.
    pub caller: Caller,
}

/// A call about an import.
#[derive(Clone, Debug)]
pub struct Look {
    /// Which import.
    pub target: Target,
    /// The form of the path.
    pub path: Path,
    /// `echo`.
    pub echo: Option<&'static str>,
    /// Who calls.
    pub caller: Caller,
}

/// The begin calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `user_consent`
    Consent,
    /// `import`
    Login,
    /// `desktop_applet`
    Applet,
}

/// How a begin call's arguments travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As a URL-encoded body.
    Form,
    /// As a multipart body, unset arguments empty, as an official client sends it.
    Multipart,
    /// In the query of a POST without body.
    Query,
    /// In the query of a GET.
    Get,
    /// As JSON, which was never seen.
    Json,
}

/// The forms of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Without extension: JSON.
    Bare,
    /// `.json` at the end.
    Json,
    /// `.xml` at the end.
    Xml,
    /// `.xml` before the id; at the end of a begin call.
    XmlBefore,
    /// A slash at the end.
    Slash,
    /// `.html`, which nobody knows.
    Html,
}

/// Who calls, and how it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The first domain by HTTP Basic.
    Basic,
    /// The first domain by arguments.
    Arguments,
    /// The second domain by HTTP Basic.
    Other,
    /// The first domain by Basic and the second by arguments.
    Both,
    /// Nobody.
    Nobody,
    /// The first domain with a wrong password.
    Wrong,
    /// Another kind of authorization.
    Bearer,
}

/// An import, as far as there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Counted from the latest; counted round. Unknown as long as none has begun.
    Latest(usize),
    /// An id nobody has.
    Unknown,
    /// An id that is no number.
    Word,
}

/// Where a page is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// Where the begin call said.
    Own,
    /// Under the other kind's path.
    Swapped,
}

/// What is pressed on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Allow.
    Allow,
    /// Deny.
    Deny,
    /// A developer's choice: fail with this code.
    Fail(i64),
    /// A developer's choice: take a minute.
    Slow,
    /// Something no page has.
    Nothing,
}

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// A CSV file of so many contacts.
    Csv(u64),
    /// A picture.
    Picture,
}

/// What stands in a hand-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOff {
    /// The provider's code.
    Code,
    /// The provider's error.
    Error,
    /// A state, and nothing else.
    Nothing,
    /// A code and no state.
    NoState,
    /// A code and somebody else's state.
    OtherState,
    /// The official self-check.
    SelfCheck,
}

//! A call of the service with its arguments, as the service sees it.

use crate::endpoints::Include;
use crate::service::ServiceError;
use crate::{ImportId, Service};
use zeroize::Zeroizing;

/// A call of the service.
///
/// Optional arguments that are empty count as absent, because an official client sends its unset arguments so; names
/// the service does not know are ignored. No `Debug` shows a secret or what the caller wrote.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Call {
    /// `POST /begin_import/user_consent`
    BeginUserConsent {
        /// What all begin calls have.
        begin: BeginArguments,
        /// Where the browser is to go after consent, unchecked.
        redirect_url: Option<String>,
    },
    /// `POST /begin_import/import`
    BeginImport {
        /// What all begin calls have.
        begin: BeginArguments,
        /// The user's login at the source; `None` if either half is missing (error code 259).
        mailbox: Option<Mailbox>,
    },
    /// `POST /begin_import/desktop_applet`
    BeginDesktopApplet {
        /// What all begin calls have.
        begin: BeginArguments,
    },
    /// `GET /events/{import_id}`
    Events {
        /// The import asked about.
        import_id: ImportId,
        /// To be repeated in the answer.
        echo: Option<String>,
    },
    /// `GET /contacts/{import_id}`
    Contacts {
        /// The import whose contacts are wanted.
        import_id: ImportId,
        /// Position of the first contact wanted; 0 if not given.
        start: u64,
        /// How many contacts at most; 0 for all, also where it came without `start`, for then it is ignored.
        count: u64,
        /// To be repeated in the answer.
        echo: Option<String>,
    },
    /// `GET /auth` or `POST /auth`: the hand-off from a customer's Proxy URL. Takes no credentials.
    Auth(AuthArguments),
}

/// What all begin calls have.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct BeginArguments {
    /// The source, without regard to the case of its letters: `None` if missing (error code 260); an error if the text
    /// is no code at all (error code 261). It may be a code nobody knows (error code 261 too).
    pub service: Option<Result<Service, ServiceError>>,
    /// The well-formed values of the comma list, known or not.
    pub include: Vec<Include>,
    /// The caller's identifier of the user.
    pub user_id: Option<String>,
    /// To be repeated in the answer.
    pub echo: Option<String>,
}

/// The user's login at the source. Both halves are shown nowhere and overwritten on drop.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mailbox {
    /// `username`.
    pub username: Zeroizing<String>,
    /// `password`.
    pub password: Zeroizing<String>,
}

/// What the hand-off passes on from the provider. The code is a secret.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthArguments {
    /// `code`: the provider's authorization code.
    pub code: Option<Zeroizing<String>>,
    /// `state`, as it came: a query string in one value, with `_csAuth=1` and `import_id`.
    pub state: Option<String>,
    /// `error`: the provider's word for why there is no code.
    pub error: Option<String>,
    /// `error_code`: the same as a code.
    pub error_code: Option<String>,
}

impl AuthArguments {
    /// The value of `import_id` inside a `state` that is the service's own (`_csAuth=1`); `None` for any other state.
    ///
    /// It is an import's id, or the literal `proxy-test` of the official self-check.
    pub fn import_id(&self) -> Option<String> {
        let state = self.state.as_deref()?;
        let pairs: Vec<_> = url::form_urlencoded::parse(state.as_bytes()).collect();
        let value = |name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_ref());
        value("_csAuth").filter(|flag| *flag == "1")?;
        value("import_id").filter(|id| !id.is_empty()).map(str::to_owned)
    }

    /// Whether the provider said no.
    pub fn is_error(&self) -> bool {
        self.error.is_some() || self.error_code.is_some()
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BeginUserConsent { begin, .. } => f.debug_tuple("BeginUserConsent").field(begin).finish(),
            Self::BeginImport { begin, .. } => f.debug_tuple("BeginImport").field(begin).finish(),
            Self::BeginDesktopApplet { begin } => f.debug_tuple("BeginDesktopApplet").field(begin).finish(),
            Self::Events { import_id, .. } => f.debug_tuple("Events").field(import_id).finish(),
            Self::Contacts { import_id, start, count, .. } => {
                f.debug_tuple("Contacts").field(import_id).field(start).field(count).finish()
            }
            Self::Auth(arguments) => f.debug_tuple("Auth").field(arguments).finish(),
        }
    }
}

impl std::fmt::Debug for BeginArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BeginArguments")
            .field("service", &self.service)
            .field("include", &self.include)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox(redacted)")
    }
}

impl std::fmt::Debug for AuthArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthArguments")
            .field("code", &self.code.is_some())
            .field("error", &self.is_error())
            .finish_non_exhaustive()
    }
}

//! The sources of contacts: their codes, what is known of each, and how to guess one from an email address.
//!
//! The service has no call that lists its sources and adds new ones at times, so the set is open: an unknown code is
//! sent as it is. Methods change over the years too; take the next step from the answer to the begin call (whether it
//! carries a `url`), not from this table.

mod guess;
mod table;

pub use guess::{service_for_domain, service_for_email, service_for_mx};
pub use table::services;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use table::Known;

/// A source of contacts, named by its code (`service`).
///
/// Codes are compared without regard to case, as the service does, and shown in lower case. Codes that other
/// documents use for the same source become the usual one.
///
/// ```
/// use cloudsponge_proto::Service;
///
/// assert_eq!(Service::new("Gmail")?, Service::GMAIL);
/// assert_eq!(Service::new("outlookcom")?, Service::WINDOWSLIVE);
///
/// let new = Service::new("some_new_source")?;
/// assert_eq!(new.code(), "some_new_source");
/// assert!(!new.is_known());
/// # Ok::<(), cloudsponge_proto::service::ServiceError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Service(Repr);

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Repr {
    Known(Known),
    Unknown(UnknownCode),
}

/// A checked, lower-case code that stands in no row of the table; only [`Service::new`] makes one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct UnknownCode(Box<str>);

/// Why a text is no service code. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// There is nothing.
    #[error("the service code is empty: use one such as `gmail`")]
    Empty,
    /// More than 64 characters.
    #[error("the service code is longer than 64 characters: use one such as `gmail`")]
    TooLong,
    /// A character a code cannot have.
    #[error("the service code holds a character at byte {at} other than letters, digits, `_`, `.` and `-`")]
    Character {
        /// Offset in bytes from the start, after surrounding white space.
        at: usize,
    },
}

/// What is known of a source.
#[derive(Debug)]
pub struct ServiceInfo {
    known: Known,
    code: &'static str,
    name: &'static str,
    method: Option<ImportMethod>,
    former_method: Option<ImportMethod>,
    aliases: &'static [&'static str],
    popup: PopupSize,
    upload: Option<FileKind>,
    retired: bool,
    domains: &'static [&'static str],
}

/// How an import from a source is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportMethod {
    /// The user consents, or uploads a file, in a browser.
    UserConsent,
    /// The user's name and password at the source.
    UsernamePassword,
    /// A Java applet in the browser; such applets no longer run anywhere.
    DesktopApplet,
}

/// Size of the popup window for the consent page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PopupSize {
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

/// What the user uploads on the consent page of a file source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// Comma-separated values; exports of Outlook and Google are recognised as such.
    Csv,
    /// vCards.
    Vcard,
}

impl Service {
    /// The source with this code, known or not: 1 to 64 of `a-z 0-9 _ . -` in any case. Surrounding ASCII white space
    /// is ignored.
    ///
    /// # Errors
    /// The text is no code; the error says why without repeating it.
    pub fn new(code: &str) -> Result<Self, ServiceError> {
        let code = code.trim_ascii();
        if code.is_empty() {
            return Err(ServiceError::Empty);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if let Some(at) = code.find(|c| !plain(c)) {
            return Err(ServiceError::Character { at });
        }
        if code.len() > 64 {
            return Err(ServiceError::TooLong);
        }
        Ok(match services().iter().find(|info| info.is_called(code)) {
            Some(info) => info.service(),
            None => Self(Repr::Unknown(UnknownCode(code.to_ascii_lowercase().into()))),
        })
    }

    /// The code, in lower case.
    pub fn code(&self) -> &str {
        match &self.0 {
            Repr::Known(known) => known.code(),
            Repr::Unknown(code) => &code.0,
        }
    }

    /// It stands in [`services`].
    pub fn is_known(&self) -> bool {
        matches!(self.0, Repr::Known(_))
    }

    /// What is known of it; `None` for an unknown code.
    pub fn info(&self) -> Option<&'static ServiceInfo> {
        match &self.0 {
            Repr::Known(known) => services().iter().find(|info| info.known == *known),
            Repr::Unknown(_) => None,
        }
    }
}

impl ServiceInfo {
    /// The source itself.
    pub fn service(&self) -> Service {
        Service(Repr::Known(self.known))
    }

    /// The code to send.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The provider's name, to show to people.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The usual way to begin; `None` where nothing is documented.
    pub fn method(&self) -> Option<ImportMethod> {
        self.method
    }

    /// The way that was usual once: the applet for desktop address books, user name and password for AOL until 2013.
    pub fn former_method(&self) -> Option<ImportMethod> {
        self.former_method
    }

    /// Other codes for the same source.
    pub fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// A popup that fits the consent page: the official sample's size for the source, or its fall-through of 987 × 600.
    pub fn popup(&self) -> PopupSize {
        self.popup
    }

    /// What the user uploads, for sources that are files.
    pub fn upload(&self) -> Option<FileKind> {
        self.upload
    }

    /// The source no longer exists or is missing from the current lists.
    pub fn is_retired(&self) -> bool {
        self.retired
    }

    /// Mail domains of the source. A domain that ends in `.*` stands for its national variants; see
    /// [`service_for_domain`].
    pub fn domains(&self) -> &'static [&'static str] {
        self.domains
    }

    fn is_called(&self, code: &str) -> bool {
        let mut names = std::iter::once(&self.code).chain(self.aliases);
        names.any(|name| name.eq_ignore_ascii_case(code))
    }
}

/// The fall-through of the official sample, 987 × 600.
impl Default for PopupSize {
    fn default() -> Self {
        table::FALL_THROUGH
    }
}

impl std::str::FromStr for Service {
    type Err = ServiceError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::new(code)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.code())
    }
}

impl Serialize for Service {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn any_case_and_alias_is_the_same_service() {
        for info in services() {
            let service = info.service();
            assert_eq!(service.info().unwrap().code(), info.code());
            for name in std::iter::once(&info.code()).chain(info.aliases()) {
                for text in [name.to_string(), name.to_ascii_uppercase(), format!(" {name}\r\n")] {
                    assert_eq!(Service::new(&text).as_ref(), Ok(&service), "{text:?}");
                }
            }
        }
        assert_eq!(Service::new("WindowsLive").unwrap().code(), "windowslive");
        assert_eq!(Service::new("mail").unwrap(), Service::MAILCOM);
        assert_eq!(Service::new("poczta_o2").unwrap(), Service::O2_PL);
    }

    #[test]
    fn refuses_what_is_no_code_without_repeating_it() {
        assert_eq!(Service::new(" \t"), Err(ServiceError::Empty));
        assert_eq!(Service::new("g mail"), Err(ServiceError::Character { at: 1 }));
        assert_eq!(Service::new("gmail&x=1"), Err(ServiceError::Character { at: 5 }));
        assert_eq!(Service::new("fern@example.com"), Err(ServiceError::Character { at: 4 }));
        assert_eq!(Service::new("gmaıl"), Err(ServiceError::Character { at: 3 }));
        assert_eq!(Service::new(&"a".repeat(65)), Err(ServiceError::TooLong));
        let error = serde_json::from_str::<Service>("\"sentinel sentinel\"").unwrap_err().to_string();
        assert!(!error.contains("sentinel"), "{error}");
    }

    #[test]
    fn popups_of_the_official_sample() {
        let size = |service: Service| service.info().unwrap().popup();
        assert_eq!(size(Service::YAHOO), PopupSize { width: 500, height: 500 });
        assert_eq!(size(Service::WINDOWSLIVE), PopupSize { width: 600, height: 550 });
        assert_eq!(size(Service::AOL), PopupSize { width: 600, height: 550 });
        assert_eq!(size(Service::GMAIL), PopupSize { width: 987, height: 600 });
        assert_eq!(size(Service::ICLOUD), PopupSize::default());
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn unknown_codes_are_kept(code in "[a-z0-9_.-]{1,64}") {
            let service = Service::new(&code).unwrap();
            let alias = services().iter().any(|info| info.aliases().contains(&code.as_str()));
            prop_assert!(alias || service.code() == code);
            prop_assert_eq!(service.is_known(), service.info().is_some());
            let json = serde_json::to_string(&service).unwrap();
            prop_assert_eq!(serde_json::from_str::<Service>(&json).unwrap(), service);
        }
    }
}

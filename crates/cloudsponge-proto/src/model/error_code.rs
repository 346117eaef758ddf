//! The numbers in `value` of an ERROR event: what they mean, whose doing they are, and what to do.

use serde::{Deserialize, Serialize};

/// An error code of an import, as the `value` of an event whose status is ERROR.
///
/// The set is open: an unknown number keeps its value and is classified by its high byte.
///
/// ```
/// use cloudsponge_proto::model::{ErrorCode, Family, RetryHint};
///
/// let code = ErrorCode::new(514);
/// assert_eq!(code, ErrorCode::CONSENT_DECLINED);
/// assert_eq!(code.family(), Family::Consent);
/// assert!(code.is_abandoned());
/// assert_eq!(code.retry_hint(), RetryHint::NeedsUser);
/// assert_eq!(ErrorCode::new(599).family(), Family::Consent);
/// assert_eq!(ErrorCode::new(599).meaning(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(i64);

/// The method of import an error code belongs to: its high byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// 0x00: any method.
    General,
    /// 0x01: user name and password.
    UsernamePassword,
    /// 0x02: consent in a browser.
    Consent,
    /// 0x03: the desktop applet (legacy).
    Applet,
    /// 0x04: an uploaded file.
    File,
    /// Any other high byte (`code >> 8`; negative for negative codes).
    Other(i64),
}

/// Whether and when a new import makes sense. Our judgement: the service documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryHint {
    /// A passing fault: a new import may succeed soon.
    Transient,
    /// The source refuses for some time: a new import too soon makes it worse.
    WaitThenRetry,
    /// Only the user can change it: by consenting, with another password, or at the source.
    NeedsUser,
    /// A fault of the calling application or its account settings: fix it, for no user can.
    Integration,
    /// Nothing is known that would help, or it is not known why it failed.
    Final,
}

/// One row of the table.
struct Row {
    code: ErrorCode,
    abandoned: bool,
    hint: RetryHint,
    meaning: &'static str,
}

macro_rules! error_codes {
    ($($name:ident = $code:literal, $end:ident, $hint:ident, $meaning:literal;)+) => {
        impl ErrorCode {
            $(
                #[doc = concat!($code, ": ", $meaning, ".")]
                pub const $name: Self = Self($code);
            )+
        }

        const KNOWN: &[ErrorCode] = &[$(ErrorCode::$name),+];
        const ROWS: &[Row] = &[$(Row {
            code: ErrorCode::$name,
            abandoned: error_codes!(@$end),
            hint: RetryHint::$hint,
            meaning: $meaning,
        }),+];
    };
    (@abandoned) => { true };
    (@failed) => { false };
}

error_codes! {
    CREDENTIALS_REFUSED = 1, failed, Integration, "the domain key or password was not accepted";
    INVALID_PARAMETERS = 2, failed, Integration, "an argument of the begin call is invalid";
    LOGIN_UNEXPECTED = 256, failed, Final, "the import by user name and password met an unexpected error";
    LOGIN_FAILED = 257, failed, Final, "the import by user name and password failed";
    LOGIN_TIMED_OUT = 258, failed, Transient, "the import by user name and password took too long";
    LOGIN_MISSING = 259, failed, Integration, "user name and password are missing";
    SERVICE_MISSING = 260, failed, Integration, "the service code is missing";
    SERVICE_UNKNOWN = 261, failed, Integration, "the service code is not known";
    LOGIN_REPEATED = 262, failed, WaitThenRetry, "the same log-in was refused a short time ago and is not tried again yet";
    LOGIN_REFUSED = 263, failed, NeedsUser, "the user name or password is wrong";
    SOURCE_UNAVAILABLE = 264, failed, Transient, "the source is not available for now";
    ACCOUNT_CANCELLED = 265, failed, Final, "the account at the source has been closed";
    ACCOUNT_BLOCKED = 266, failed, NeedsUser, "the account at the source is blocked until its password is reset";
    TERMS_CHANGED = 267, failed, NeedsUser, "the user must sign in at the source and accept its new terms";
    CONSENT_UNKNOWN = 512, failed, Final, "the import by consent met an unknown error";
    SERVICE_NOT_ALLOWED = 513, failed, Integration, "this domain may not use the service";
    CONSENT_DECLINED = 514, abandoned, NeedsUser, "the user declined to give consent";
    CONSENT_TIMED_OUT = 516, abandoned, NeedsUser, "the user did not give consent in time";
    CONSENT_LEFT = 517, abandoned, NeedsUser, "the user left before giving consent";
    PROVIDER_UNREACHABLE = 518, failed, Transient, "the provider could not be reached";
    ACCOUNT_TOO_NEW = 528, failed, WaitThenRetry, "Yahoo does not share accounts younger than 14 days";
    APPLET_UNEXPECTED = 768, failed, Final, "the applet met an unexpected error";
    APPLET_NOT_TRUSTED = 769, abandoned, NeedsUser, "the user did not trust the applet";
    APPLET_NO_ADDRESS_BOOK = 770, failed, Final, "the applet found no address book it can read";
    APPLET_UPLOAD_FAILED = 771, failed, Transient, "the applet could not upload the contacts";
    APPLET_TRUST_TIMED_OUT = 772, abandoned, NeedsUser, "the user did not trust the applet in time";
    APPLET_LEFT = 773, abandoned, NeedsUser, "the user left before trusting the applet";
    APPLET_OUTLOOK_DENIED = 774, abandoned, NeedsUser, "the user denied access to Outlook";
    APPLET_SYSTEM_DENIED = 775, failed, NeedsUser, "the operating system denied access to the contacts";
    FILE_NOT_CSV = 1025, failed, NeedsUser, "the uploaded file is not a CSV file";
    FILE_UNREADABLE = 1026, failed, NeedsUser, "the uploaded CSV file could not be read";
}

impl ErrorCode {
    /// The code with this number, known or not.
    pub const fn new(code: i64) -> Self {
        Self(code)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Every code with a known meaning, in ascending order.
    pub fn known() -> &'static [Self] {
        KNOWN
    }

    /// The method it belongs to, by its high byte.
    pub const fn family(self) -> Family {
        match self.0 >> 8 {
            0 => Family::General,
            1 => Family::UsernamePassword,
            2 => Family::Consent,
            3 => Family::Applet,
            4 => Family::File,
            other => Family::Other(other),
        }
    }

    /// The user gave the import up: declined, left, or waited too long. `false` for unknown codes.
    pub fn is_abandoned(self) -> bool {
        self.row().is_some_and(|row| row.abandoned)
    }

    /// What it means, as half a sentence in English; `None` for unknown codes.
    pub fn meaning(self) -> Option<&'static str> {
        self.row().map(|row| row.meaning)
    }

    /// Whether and when a new import makes sense; [`RetryHint::Final`] for unknown codes.
    pub fn retry_hint(self) -> RetryHint {
        self.row().map_or(RetryHint::Final, |row| row.hint)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.code == self)
    }
}

impl From<i64> for ErrorCode {
    fn from(code: i64) -> Self {
        Self(code)
    }
}

/// The number.
impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Family::{Applet, Consent, File, General, UsernamePassword};
    use RetryHint::{Final, Integration, NeedsUser, Transient, WaitThenRetry};

    #[test]
    fn every_row() {
        // Written out a second time, so that a slip in the table shows.
        let rows = [
            (0x001, ErrorCode::CREDENTIALS_REFUSED, General, false, Integration),
            (0x002, ErrorCode::INVALID_PARAMETERS, General, false, Integration),
            (0x100, ErrorCode::LOGIN_UNEXPECTED, UsernamePassword, false, Final),
            (0x101, ErrorCode::LOGIN_FAILED, UsernamePassword, false, Final),
            (0x102, ErrorCode::LOGIN_TIMED_OUT, UsernamePassword, false, Transient),
            (0x103, ErrorCode::LOGIN_MISSING, UsernamePassword, false, Integration),
            (0x104, ErrorCode::SERVICE_MISSING, UsernamePassword, false, Integration),
            (0x105, ErrorCode::SERVICE_UNKNOWN, UsernamePassword, false, Integration),
            (0x106, ErrorCode::LOGIN_REPEATED, UsernamePassword, false, WaitThenRetry),
            (0x107, ErrorCode::LOGIN_REFUSED, UsernamePassword, false, NeedsUser),
            (0x108, ErrorCode::SOURCE_UNAVAILABLE, UsernamePassword, false, Transient),
            (0x109, ErrorCode::ACCOUNT_CANCELLED, UsernamePassword, false, Final),
            (0x10a, ErrorCode::ACCOUNT_BLOCKED, UsernamePassword, false, NeedsUser),
            (0x10b, ErrorCode::TERMS_CHANGED, UsernamePassword, false, NeedsUser),
            (0x200, ErrorCode::CONSENT_UNKNOWN, Consent, false, Final),
            (0x201, ErrorCode::SERVICE_NOT_ALLOWED, Consent, false, Integration),
            (0x202, ErrorCode::CONSENT_DECLINED, Consent, true, NeedsUser),
            (0x204, ErrorCode::CONSENT_TIMED_OUT, Consent, true, NeedsUser),
            (0x205, ErrorCode::CONSENT_LEFT, Consent, true, NeedsUser),
            (0x206, ErrorCode::PROVIDER_UNREACHABLE, Consent, false, Transient),
            (0x210, ErrorCode::ACCOUNT_TOO_NEW, Consent, false, WaitThenRetry),
            (0x300, ErrorCode::APPLET_UNEXPECTED, Applet, false, Final),
            (0x301, ErrorCode::APPLET_NOT_TRUSTED, Applet, true, NeedsUser),
            (0x302, ErrorCode::APPLET_NO_ADDRESS_BOOK, Applet, false, Final),
            (0x303, ErrorCode::APPLET_UPLOAD_FAILED, Applet, false, Transient),
            (0x304, ErrorCode::APPLET_TRUST_TIMED_OUT, Applet, true, NeedsUser),
            (0x305, ErrorCode::APPLET_LEFT, Applet, true, NeedsUser),
            (0x306, ErrorCode::APPLET_OUTLOOK_DENIED, Applet, true, NeedsUser),
            (0x307, ErrorCode::APPLET_SYSTEM_DENIED, Applet, false, NeedsUser),
            (0x401, ErrorCode::FILE_NOT_CSV, File, false, NeedsUser),
            (0x402, ErrorCode::FILE_UNREADABLE, File, false, NeedsUser),
        ];
        for (number, code, family, abandoned, hint) in rows {
            assert_eq!(ErrorCode::new(number), code);
            let found = (code.family(), code.is_abandoned(), code.retry_hint());
            assert_eq!(found, (family, abandoned, hint), "{number}");
            assert!(code.meaning().is_some_and(|text| !text.is_empty() && !text.ends_with('.')), "{number}");
        }
        assert_eq!(ErrorCode::known(), rows.map(|row| row.1));
        assert!(ErrorCode::known().is_sorted());
    }

    #[test]
    fn unknown_codes_keep_number_and_family() {
        for (number, family) in [
            (0, General),
            (3, General),
            (255, General),
            (268, UsernamePassword),
            (515, Consent),
            (519, Consent),
            (1024, File),
            (1280, Family::Other(5)),
            (-1, Family::Other(-1)),
            (i64::MAX, Family::Other(i64::MAX >> 8)),
            (i64::MIN, Family::Other(i64::MIN >> 8)),
        ] {
            let code = ErrorCode::new(number);
            assert_eq!((code.get(), code.family()), (number, family));
            assert_eq!((code.meaning(), code.is_abandoned(), code.retry_hint()), (None, false, Final));
            assert_eq!(serde_json::from_str::<ErrorCode>(&number.to_string()).unwrap(), code);
            assert_eq!(serde_json::to_string(&code).unwrap(), code.to_string());
        }
    }
}

//! The domain's credentials as a request presents them.

use super::arguments::Arguments;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The domain key and password that a request presents, and how.
///
/// `Debug` shows how only. The service takes HTTP Basic and the arguments `domain_key` and `domain_password`, in body
/// or query, alike.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presented {
    /// None at all: answer with 401 and a challenge, which one official client waits for before it sends any.
    #[default]
    None,
    /// HTTP Basic, perhaps with the same pair as arguments too.
    Basic {
        /// The domain key.
        key: Zeroizing<String>,
        /// The domain password.
        password: Zeroizing<String>,
    },
    /// Arguments in body or query; one that is missing is empty.
    Params {
        /// The domain key.
        key: Zeroizing<String>,
        /// The domain password.
        password: Zeroizing<String>,
    },
    /// HTTP Basic and arguments that differ.
    Conflicting,
    /// An `Authorization` header that is not HTTP Basic over UTF-8, or more than one.
    Malformed,
}

impl Presented {
    pub(super) fn read(headers: &HeaderMap, arguments: &Arguments) -> Self {
        let params = match (arguments.secret("domain_key"), arguments.secret("domain_password")) {
            (None, None) => None,
            (key, password) => Some((key.unwrap_or_default(), password.unwrap_or_default())),
        };
        let mut authorizations = headers.get_all(AUTHORIZATION).iter();
        let basic = match (authorizations.next(), authorizations.next()) {
            (None, _) => None,
            (Some(value), None) => match basic(value.as_bytes()) {
                Some(pair) => Some(pair),
                None => return Self::Malformed,
            },
            (Some(_), Some(_)) => return Self::Malformed,
        };
        match (basic, params) {
            (None, None) => Self::None,
            (None, Some((key, password))) => Self::Params { key, password },
            (Some(basic), Some(params)) if basic != params => Self::Conflicting,
            (Some((key, password)), _) => Self::Basic { key, password },
        }
    }

    /// Whether this is exactly this pair; the comparison takes the same time wherever two values of one length differ.
    pub fn matches(&self, key: &str, password: &str) -> bool {
        match self {
            Self::Basic { key: k, password: p } | Self::Params { key: k, password: p } => {
                bool::from(k.as_bytes().ct_eq(key.as_bytes()) & p.as_bytes().ct_eq(password.as_bytes()))
            }
            Self::None | Self::Conflicting | Self::Malformed => false,
        }
    }
}

impl std::fmt::Debug for Presented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic { .. } => "Basic(redacted)",
            Self::Params { .. } => "Params(redacted)",
            Self::Conflicting => "Conflicting",
            Self::Malformed => "Malformed",
        })
    }
}

type Pair = (Zeroizing<String>, Zeroizing<String>);

fn basic(value: &[u8]) -> Option<Pair> {
    let (scheme, encoded) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    let pair = Zeroizing::new(STANDARD.decode(encoded.trim_ascii()).ok()?);
    let (key, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    Some((Zeroizing::new(key.to_owned()), Zeroizing::new(password.to_owned())))
}

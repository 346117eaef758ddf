//! How an emulated import ends.

use cloudsponge_proto::model::ErrorCode;
use std::fmt;
use std::str::FromStr;

/// How an emulated import ends.
///
/// The names are what [`FromStr`] reads and [`Display`](fmt::Display) writes, on the command line, in the control plane
/// and behind `scenario:` in a begin call's `user_id`. The scenario decides *what* happens; *when* it happens is when the
/// consent page is answered, or by itself after [`auto_consent`](crate::EmulatorBuilder::auto_consent).
///
/// ```
/// use cloudsponge_emulator::Scenario;
/// use cloudsponge_proto::model::ErrorCode;
///
/// assert_eq!("fail:518".parse(), Ok(Scenario::Fail(ErrorCode::new(518))));
/// assert_eq!(Scenario::Deny.to_string(), "deny");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scenario {
    /// `allow`: the user's answer counts, and the import completes in 1.5 s after consent.
    #[default]
    Allow,
    /// `deny`: the user declines, whichever button is pressed: error 514.
    Deny,
    /// `abandon`: the user leaves before consenting: error 517.
    Abandon,
    /// `timeout`: the consent page's answer never counts, until the time for it is over: error 516.
    Timeout,
    /// `fail:CODE`: fails with this error code 1 s after consent, while gathering. Plain `fail` is `fail:512`.
    Fail(ErrorCode),
    /// `slow`: gathering takes 60 s.
    Slow,
    /// `flaky`: now and then an events or contacts call is answered with 503 or 500, or the connection is dropped; never
    /// twice in a row for one import, and the import completes.
    Flaky,
}

/// A name that is no scenario's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such scenario: use allow, deny, abandon, timeout, fail, fail:CODE, slow or flaky")]
#[non_exhaustive]
pub struct ScenarioError;

/// The code of a plain `fail`: the unspecific error of consent imports.
const PLAIN_FAIL: i64 = 512;

impl FromStr for Scenario {
    type Err = ScenarioError;

    fn from_str(name: &str) -> Result<Self, ScenarioError> {
        Ok(match name {
            "allow" => Self::Allow,
            "deny" => Self::Deny,
            "abandon" => Self::Abandon,
            "timeout" => Self::Timeout,
            "fail" => Self::Fail(ErrorCode::new(PLAIN_FAIL)),
            "slow" => Self::Slow,
            "flaky" => Self::Flaky,
            _ => {
                let code = name.strip_prefix("fail:").and_then(|code| code.parse().ok());
                Self::Fail(ErrorCode::new(code.ok_or(ScenarioError)?))
            }
        })
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allow => f.write_str("allow"),
            Self::Deny => f.write_str("deny"),
            Self::Abandon => f.write_str("abandon"),
            Self::Timeout => f.write_str("timeout"),
            Self::Fail(code) => write!(f, "fail:{}", code.get()),
            Self::Slow => f.write_str("slow"),
            Self::Flaky => f.write_str("flaky"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in ["allow", "deny", "abandon", "timeout", "fail:263", "slow", "flaky"] {
            assert_eq!(name.parse::<Scenario>().unwrap().to_string(), name);
        }
        assert_eq!("fail".parse(), Ok(Scenario::Fail(ErrorCode::new(PLAIN_FAIL))));
        for name in ["", "Allow", "fail:", "fail:x", "deny "] {
            assert_eq!(name.parse::<Scenario>(), Err(ScenarioError), "{name}");
        }
    }
}

//! One emulated import: when it was begun, what was decided, and the timeline that follows from both.

use super::Rules;
use crate::{Book, Scenario};
use cloudsponge_proto::Service;
use cloudsponge_proto::model::{ErrorCode, Event};
use std::time::Duration;

/// From consent to COMPLETE.
const GATHERING: Duration = Duration::from_millis(1500);
/// The same under [`Scenario::Slow`].
const GATHERING_SLOWLY: Duration = Duration::from_secs(60);
/// From consent, or from a begin call with a refused login, to the failure.
const UNTIL_FAILURE: Duration = Duration::from_secs(1);

/// How the user lets the service at the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// On the consent page.
    Consent,
    /// By uploading a file.
    Upload,
    /// By user name and password, which are not kept: only whether they are to be refused.
    Login { refused: bool },
    /// By trusting an applet.
    Applet,
}

/// The end of the wait for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) at: Duration,
    /// `None`: the user consented.
    pub(super) error: Option<ErrorCode>,
}

pub(super) struct Import {
    pub(super) id: u64,
    /// Of its page, whether it has one or not.
    pub(super) code: String,
    pub(super) domain: usize,
    pub(super) method: Method,
    pub(super) service: Service,
    pub(super) user_id: Option<String>,
    pub(super) include_addresses: bool,
    pub(super) redirect_url: Option<String>,
    pub(super) scenario: Scenario,
    pub(super) begun: Duration,
    /// The uploaded book, else the emulator's.
    pub(super) book: Book,
    pub(super) uploaded: bool,
    /// What the page or the control plane decided; see [`verdict`](Self::verdict) for what comes by itself.
    pub(super) decided: Option<Verdict>,
    pub(super) last_poll: Option<Duration>,
    /// Calls answered under [`Scenario::Flaky`].
    pub(super) calls: u64,
    pub(super) last_call_failed: bool,
    /// Contacts delivered without a gap from the first.
    pub(super) delivered: u64,
    pub(super) deleted: bool,
    /// What [`Quirks::incremental_events`](crate::Quirks::incremental_events) has shown already.
    pub(super) shown: Vec<Event>,
}

/// Where an import is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// For the user.
    Waiting,
    /// It ended before anything was read.
    Refused { at: Duration, code: ErrorCode },
    /// Contacts are being read.
    Gathering { since: Duration, gathered: u64 },
    /// It ended while contacts were read.
    Failed { since: Duration, at: Duration, code: ErrorCode },
    /// The contacts are there.
    Complete { since: Duration, at: Duration },
    /// The contacts were there, and are deleted.
    Gone { since: Duration, at: Duration },
}

impl Import {
    /// What was decided, or has happened by itself until now.
    pub(super) fn verdict(&self, rules: &Rules, now: Duration) -> Option<Verdict> {
        self.decided.or_else(|| Some(self.by_itself(rules)).filter(|verdict| verdict.at <= now))
    }

    /// What happens if nobody answers.
    fn by_itself(&self, rules: &Rules) -> Verdict {
        let errors = Errors::of(self.method);
        let (after, error) = match (self.method, self.scenario) {
            (Method::Login { .. }, Scenario::Timeout) => (rules.consent_timeout, Some(errors.late)),
            (Method::Login { .. }, Scenario::Deny | Scenario::Abandon)
            | (Method::Login { refused: true }, _) => (UNTIL_FAILURE, Some(errors.denied)),
            (Method::Login { .. }, _) => (Duration::ZERO, None),
            (_, scenario) => match (rules.auto_consent, scenario) {
                (Some(after), Scenario::Deny) => (after, Some(errors.denied)),
                (Some(after), Scenario::Abandon) => (after, Some(errors.left)),
                (Some(after), Scenario::Timeout) => (after, Some(errors.late)),
                (Some(after), _) => (after, None),
                (None, Scenario::Abandon) => (rules.consent_timeout, Some(errors.left)),
                (None, _) => (rules.consent_timeout, Some(errors.late)),
            },
        };
        Verdict { at: self.begun.saturating_add(after), error }
    }

    /// Notes the user's answer, once; later ones change nothing. An answer under [`Scenario::Timeout`] never counts, and
    /// nobody is asked about a login: a password that is refused stays refused.
    pub(super) fn decide(&mut self, allow: bool, rules: &Rules, now: Duration) {
        let denied = Errors::of(self.method).denied;
        self.settle((!allow).then_some(denied), rules, now);
    }

    /// The same for an answer that may be no for a reason of its own. The scenario goes before it.
    pub(super) fn settle(&mut self, error: Option<ErrorCode>, rules: &Rules, now: Duration) {
        let errors = Errors::of(self.method);
        let error = match (self.method, self.scenario) {
            (Method::Login { .. }, _) | (_, Scenario::Timeout) => return,
            (_, Scenario::Deny) => Some(errors.denied),
            (_, Scenario::Abandon) => Some(errors.left),
            _ => error,
        };
        if self.verdict(rules, now).is_none() {
            self.decided = Some(Verdict { at: now, error });
        }
    }

    pub(super) fn phase(&self, rules: &Rules, now: Duration) -> Phase {
        let Some(verdict) = self.verdict(rules, now) else { return Phase::Waiting };
        if let Some(code) = verdict.error {
            return Phase::Refused { at: verdict.at, code };
        }
        let since = verdict.at;
        if let Scenario::Fail(code) = self.scenario {
            let at = since.saturating_add(UNTIL_FAILURE);
            if now >= at {
                return Phase::Failed { since, at, code };
            }
        }
        let duration = if self.scenario == Scenario::Slow { GATHERING_SLOWLY } else { GATHERING };
        let at = since.saturating_add(duration);
        if now < at {
            return Phase::Gathering { since, gathered: self.gathered(now.saturating_sub(since), duration) };
        }
        if self.deleted || now >= at.saturating_add(rules.ttl) {
            Phase::Gone { since, at }
        } else {
            Phase::Complete { since, at }
        }
    }

    /// Contacts read so far: grows once a second, as documented.
    fn gathered(&self, elapsed: Duration, duration: Duration) -> u64 {
        let share =
            u128::from(self.book.len()) * u128::from(elapsed.as_secs()) * 1000 / duration.as_millis().max(1);
        u64::try_from(share).unwrap_or(u64::MAX).min(self.book.len())
    }
}

/// The codes of a method's three ways to get nothing from the user.
struct Errors {
    denied: ErrorCode,
    left: ErrorCode,
    late: ErrorCode,
}

impl Errors {
    fn of(method: Method) -> Self {
        let (denied, left, late) = match method {
            Method::Consent | Method::Upload => {
                (ErrorCode::CONSENT_DECLINED, ErrorCode::CONSENT_LEFT, ErrorCode::CONSENT_TIMED_OUT)
            }
            Method::Applet => {
                (ErrorCode::APPLET_NOT_TRUSTED, ErrorCode::APPLET_LEFT, ErrorCode::APPLET_TRUST_TIMED_OUT)
            }
            Method::Login { .. } => {
                (ErrorCode::LOGIN_REFUSED, ErrorCode::LOGIN_REFUSED, ErrorCode::LOGIN_TIMED_OUT)
            }
        };
        Self { denied, left, late }
    }
}

//! What can be observed of a lifetime, as a hash and, for people, as text.

use super::fault::CallKind;
use super::random::Digest;
use std::time::Duration;

/// What happened, in order.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub(crate) digest: Digest,
    pub(crate) lines: Option<Vec<String>>,
    /// Since a machine was forked off: what both must have in common.
    pub(crate) tail: Option<Vec<Tail>>,
}

/// What two machines that go on from one state must both do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Request(CallKind, u64, u64),
    Contacts(u64, u64),
}

impl Trace {
    pub(crate) fn new(verbose: bool) -> Self {
        Self { digest: Digest::new(), lines: verbose.then(Vec::new), tail: None }
    }

    /// Notes what happened; the text is made only where somebody reads it.
    pub(crate) fn note(&mut self, now: Duration, numbers: &[u64], text: impl FnOnce() -> String) {
        self.digest.number(u64::try_from(now.as_nanos()).unwrap_or(u64::MAX));
        numbers.iter().for_each(|number| self.digest.number(*number));
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>12.3} s  {}", now.as_secs_f64(), text()));
        }
    }

    pub(crate) fn tail(&mut self, entry: Tail) {
        if let Some(tail) = &mut self.tail {
            tail.push(entry);
        }
    }
}

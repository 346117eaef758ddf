//! How an import may end.

use super::{BEGINS, Checker, FAILURES};
use crate::simulation::fault::CallKind;
use crate::simulation::law::{Verdict, law};
use crate::simulation::service::Meaning;
use cloudsponge::proto::ImportError;
use cloudsponge::proto::import::{ImportErrorKind, Inconsistency};
use std::time::Duration;

impl Checker {
    /// The run ended; all is delivered, or the error says why not.
    pub(crate) fn ended(&mut self, now: Duration, error: Option<&ImportError>) -> Verdict {
        let limit = self.healthy_since.max(self.run.announced) + self.needs;
        law(now <= limit, "V10", || {
            format!("healthy since {:?}, and the end comes only at {now:?}", self.healthy_since)
        })?;
        self.run.over = true;
        let Some(error) = error else { return self.run.deliveries.done(&self.store) };
        law(self.permits(now, error.kind()), "V10", || {
            format!(
                "the import fails without need: {error}; last answer {:?}, {} failures",
                self.run.last, self.run.failures
            )
        })?;
        let delivered = self.run.deliveries.delivered();
        law(error.delivered() == delivered, "V18", || {
            format!("the error names {} as first missing, {delivered} is", error.delivered())
        })
    }

    /// Whether there is a reason for an import to end so.
    fn permits(&self, now: Duration, error: &ImportErrorKind) -> bool {
        let run = &self.run;
        if let ImportErrorKind::DeadlineExceeded { .. } = error {
            return now >= run.deadline;
        }
        let Some((at, kind, meaning)) = &run.last else { return false };
        let begin = *kind == CallKind::Begin;
        match (error, meaning) {
            (ImportErrorKind::StartOutcomeUnknown(_), _) => begin && self.posts > self.unsent,
            (ImportErrorKind::Failed(_), Meaning::Events { failed, .. }) => *failed,
            (ImportErrorKind::Gone { .. }, Meaning::Refusal { status, .. }) => *status == 410 && !begin,
            (ImportErrorKind::Inconsistent(Inconsistency::OtherImport), Meaning::OtherImport) => true,
            (ImportErrorKind::Inconsistent(Inconsistency::Missing { from, .. }), Meaning::Page(page)) => {
                *from == page.asked && (page.from > page.asked || run.empty_pages > 2)
            }
            (ImportErrorKind::Undecodable { page, .. }, Meaning::Garbage) => {
                page.is_some() == (*kind == CallKind::Contacts)
            }
            (ImportErrorKind::Refused(_), Meaning::Refusal { status, after }) => {
                let grace = Duration::from_secs(if *kind == CallKind::Contacts { 30 } else { 10 });
                let missing = run.missing_since.is_some_and(|since| *at >= since + grace);
                let too_late = after.is_some_and(|after| *at + after >= run.deadline);
                match status {
                    404 if !begin => missing,
                    status => begin || is_fatal(*status) || run.failures >= FAILURES || too_late,
                }
            }
            (ImportErrorKind::NoAnswer(_), Meaning::NoAnswer(failure)) => {
                let tried = if begin { self.posts >= BEGINS } else { run.failures >= FAILURES };
                !failure.is_retryable() || tried
            }
            (ImportErrorKind::NoAnswer(_), Meaning::Blank) => run.failures >= FAILURES,
            (ImportErrorKind::BudgetExhausted { .. }, _) => run.ledger.is_exhausted(),
            _ => false,
        }
    }
}

/// Statuses after which the same call cannot succeed.
pub(super) fn is_fatal(status: u16) -> bool {
    !matches!(status, 404 | 408 | 425 | 429 | 500 | 502..=504)
}

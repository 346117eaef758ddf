//! What an answer, or the lack of one, means for an import: go on, try again, or end.

use super::arriving::Arriving;
use super::error::{Cause, ImportErrorKind, ImportFailure, Inconsistency, RawPage};
use super::event::{ImportEvent, Retry, RetryCause};
use super::machine::{Import, Step};
use super::paging::{More, Received};
use super::policy::POLL_FLOOR;
use crate::contacts::ContactPage;
use crate::endpoint::{format_of_success, read_with, undecoded};
use crate::endpoints::{Begin, GetContacts, GetEvents};
use crate::exchange::later;
use crate::import::backoff::Backoff;
use crate::model::{Begun, Contact, EventsRef};
use crate::{ApiErrorKind, CodecErrorKind, FailureKind, ImportId, Message, ResponseError};
use http::Response;
use http::response::Parts;
use std::time::{Duration, Instant};

/// Begin calls that provably never left are made this often.
const BEGIN_ATTEMPTS: u32 = 3;
/// Failed polls, or failed pages, in a row that end an import.
pub(super) const FAILURES: u32 = 8;
/// No larger buffer is kept while an import waits; an answer in the middle of an import has 400 bytes.
const SPARE: usize = 1024;
/// A new import may be unknown for so long.
const UNKNOWN_GRACE: Duration = Duration::from_secs(10);
/// The contacts of a complete import may be not ready for so long.
const NOT_READY_GRACE: Duration = Duration::from_secs(30);

impl Import {
    pub(super) fn handle_answer(&mut self, answer: Response<Vec<u8>>, now: Instant) {
        let (head, body) = answer.into_parts();
        match &self.step {
            Step::Begin(_) => match read_with::<Begin, _>(&head, &body, Begun::decode) {
                Ok(begun) => self.handle_begun(begun, now),
                Err(error) => self.handle_begin_refusal(error),
            },
            Step::Poll => {
                match read_with::<GetEvents, _>(&head, &body, EventsRef::decode) {
                    Ok(events) => self.handle_events(&events, now),
                    Err(error) => self.handle_refusal(error, None, now),
                }
                self.keep_buffer(body);
            }
            Step::Download => match self.read_contacts(&head, body) {
                Ok(contacts) => self.handle_contacts(contacts, now),
                Err((error, body)) => {
                    let page = RawPage::new(self.pager.delivered(), body);
                    self.handle_refusal(error, Some(page), now);
                }
            },
            Step::Finished | Step::Failed(_) => {}
        }
    }

    /// Keeps the buffer of an answer for that of the next poll, which will be as small.
    fn keep_buffer(&mut self, mut buffer: Vec<u8>) {
        if buffer.capacity() <= SPARE {
            buffer.clear();
            self.spare = buffer;
        }
    }

    fn handle_begun(&mut self, begun: Begun, now: Instant) {
        self.backoff = Backoff::new(self.policy.seed, begun.import_id.as_str());
        self.import_id = Some(begun.import_id.clone());
        self.step = Step::Poll;
        self.recover();
        // Nobody consents within the first moments, and imports begun together must not poll together.
        self.due = later(now, self.backoff.up_to(POLL_FLOOR));
        self.events.push_back(ImportEvent::Begun(begun));
    }

    /// A begin call that was refused did not begin; one whose answer makes no sense may have.
    fn handle_begin_refusal(&mut self, error: ResponseError) {
        let unknown = ImportErrorKind::StartOutcomeUnknown;
        self.fail(match error {
            ResponseError::Api(error) => match error.kind {
                ApiErrorKind::Server | ApiErrorKind::Unavailable | ApiErrorKind::RequestTimeout => {
                    unknown(Cause::Api(error))
                }
                _ => ImportErrorKind::Refused(error),
            },
            error => unknown(Cause::Response(Box::new(error))),
        });
    }

    fn handle_events(&mut self, events: &EventsRef<'_>, now: Instant) {
        if self.is_of_other_import(events.import_id()) {
            self.fail(ImportErrorKind::Inconsistent(Inconsistency::OtherImport));
            return;
        }
        self.recover();
        let failure = events.iter().find(|event| event.is_error());
        let failure = failure.map(|event| ImportFailure::of(&event.to_event()));
        let complete = events.iter().any(|event| event.is_complete());
        self.history.merge(events.iter(), |event| self.events.push_back(ImportEvent::Progress(event)));
        if let Some(failure) = failure {
            self.fail(ImportErrorKind::Failed(Box::new(failure)));
        } else if complete {
            self.step = Step::Download;
            self.due = now;
        }
    }

    /// A page, or why there is none and the body as it came.
    fn read_contacts(
        &mut self,
        head: &Parts,
        body: Vec<u8>,
    ) -> Result<ContactPage, (ResponseError, Vec<u8>)> {
        let arriving = self.arriving.take();
        match format_of_success::<GetContacts>(head, &body) {
            Ok(format) => Arriving::finish(arriving, format, body)
                .map_err(|failed| (undecoded(head, failed.error), failed.body)),
            Err(error) => Err((error, body)),
        }
    }

    fn handle_contacts(&mut self, contacts: ContactPage, now: Instant) {
        if self.is_of_other_import(contacts.import_id().map(ImportId::as_str)) {
            self.fail(ImportErrorKind::Inconsistent(Inconsistency::OtherImport));
            return;
        }
        let owner = contacts.owner().map(Contact::from);
        let received = self.pager.receive(contacts);
        if let Received::Missing { from, to } = received {
            self.fail(ImportErrorKind::Inconsistent(Inconsistency::Missing { from, to }));
            return;
        }
        if let Some(owner) = owner.filter(|_| !self.owner_delivered) {
            self.owner_delivered = true;
            self.events.push_back(ImportEvent::Owner(Box::new(owner)));
        }
        match received {
            Received::Nothing => self.retry(None, RetryCause::EmptyPage, now),
            Received::Page(page, more) => {
                self.recover();
                self.unreadable += page.unreadable();
                let end = page.end();
                self.events.push_back(ImportEvent::Contacts(page));
                self.due = now;
                if more == More::No {
                    self.finish(end);
                }
            }
            Received::End | Received::Missing { .. } => {
                self.recover();
                self.finish(self.pager.delivered());
            }
        }
    }

    /// An answer that is a no to a poll or a page: fatal, or worth another try.
    fn handle_refusal(&mut self, error: ResponseError, page: Option<RawPage>, now: Instant) {
        let error = match error {
            ResponseError::Api(error) => error,
            error if is_blank(&error) => {
                self.retry_or_give_up(None, RetryCause::Unreadable, Cause::Response(Box::new(error)), now);
                return;
            }
            error => {
                self.fail(ImportErrorKind::Undecodable { error: Box::new(error), page });
                return;
            }
        };
        let grace = match error.kind {
            ApiErrorKind::Gone => {
                self.fail(ImportErrorKind::Gone { total: self.pager.total() });
                return;
            }
            ApiErrorKind::NotReady => NOT_READY_GRACE,
            ApiErrorKind::UnknownImport => UNKNOWN_GRACE,
            _ if error.is_retryable() => {
                let cause = RetryCause::Refused(error.kind);
                self.retry_or_give_up(error.retry_after, cause, Cause::Api(error), now);
                return;
            }
            _ => {
                self.fail(ImportErrorKind::Refused(error));
                return;
            }
        };
        let since = *self.missing_since.get_or_insert(now);
        if now.saturating_duration_since(since) >= grace {
            self.fail(ImportErrorKind::Refused(error));
        } else {
            self.retry(error.retry_after, RetryCause::Refused(error.kind), now);
        }
    }

    /// No answer at all, or half of one.
    pub(super) fn handle_failure(&mut self, kind: FailureKind, now: Instant) {
        let cause = Cause::Transport(kind);
        match &self.step {
            Step::Begin(_) if !kind.is_unsent() => {
                self.fail(ImportErrorKind::StartOutcomeUnknown(cause));
            }
            Step::Begin(_) if self.failures + 1 >= BEGIN_ATTEMPTS => {
                self.fail(ImportErrorKind::NoAnswer(cause));
            }
            _ if kind.is_retryable() => {
                self.retry_or_give_up(None, RetryCause::NoAnswer(kind), cause, now);
            }
            _ => {
                self.fail(ImportErrorKind::NoAnswer(cause));
            }
        }
    }

    /// Makes the step's call again unless it failed too often in a row, or the service asks for more patience than is
    /// left.
    fn retry_or_give_up(&mut self, after: Option<Duration>, why: RetryCause, cause: Cause, now: Instant) {
        let too_late = after.is_some_and(|after| later(now, after) >= self.deadline);
        if self.failures + 1 >= FAILURES || too_late {
            self.fail(match cause {
                Cause::Api(error) => ImportErrorKind::Refused(error),
                cause => ImportErrorKind::NoAnswer(cause),
            });
        } else {
            self.retry(after, why, now);
        }
    }

    /// Makes the step's call again after a wait: the back-off's or the service's, whichever is longer, and never closer to
    /// the last poll than the poll interval.
    fn retry(&mut self, after: Option<Duration>, cause: RetryCause, now: Instant) {
        let wait = match cause {
            // Not failures, only "not yet": they must not use up what is left for failures.
            RetryCause::Refused(ApiErrorKind::NotReady | ApiErrorKind::UnknownImport) => {
                self.repeats = None;
                POLL_FLOOR
            }
            _ => {
                self.repeats = Some(cause);
                self.failures += 1;
                self.backoff.delay(self.failures)
            }
        };
        self.due = later(now, wait.max(after.unwrap_or_default())).max(self.due);
        let retry = Retry { failures: self.failures, at: self.due, cause };
        self.events.push_back(ImportEvent::Retrying(retry));
    }

    /// A call succeeded.
    fn recover(&mut self) {
        if self.repeats.take().is_none() {
            self.budget.give_back();
        }
        (self.failures, self.denials) = (0, 0);
        self.missing_since = None;
    }

    fn is_of_other_import(&self, id: Option<&str>) -> bool {
        id.is_some() && id != self.import_id.as_ref().map(ImportId::as_str)
    }
}

/// An empty body or a web page comes from something in front of the service, which may be gone with the next call.
fn is_blank(error: &ResponseError) -> bool {
    match error {
        ResponseError::UnexpectedFormat(error) => error.found == crate::codec::Sniffed::Html,
        ResponseError::Codec(body) => {
            matches!(body.error.kind(), CodecErrorKind::Empty | CodecErrorKind::Truncated)
        }
        ResponseError::Api(_) => false,
    }
}

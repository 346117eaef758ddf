//! The service as a script: what it answers to each call, and what that answer means.

use super::book::{Book, placeholder};
use super::fault::{BookFault, CallKind, Fault, Instead, RETRY_AFTER, Rows};
use super::plan::{Plan, Start};
use bytes::Bytes;
use cloudsponge::proto::model::{Begun, Contacts, Event, EventStatus, EventType, Events};
use cloudsponge::proto::{ConsentUrl, Format, ImportId, Message, retry_after};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use std::sync::Arc;
use std::time::Duration;

/// The consent code: whoever knows it can complete the consent, so no state may hold it.
pub(crate) const CODE: &str = "ZQCODESENTINEL7";

/// A call as the service understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) kind: CallKind,
    /// Of a contacts call: position asked for.
    pub(crate) start: u64,
    /// Of a contacts call: contacts asked for; 0 for all.
    pub(crate) count: u64,
}

/// What a client may conclude from an answer, or from its lack, once it has all of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Begun,
    Events { complete: bool, failed: bool },
    Page(PageMeaning),
    Refusal { status: u16, after: Option<Duration> },
    Blank,
    Garbage,
    OtherImport,
    NoAnswer(cloudsponge::proto::FailureKind),
}

/// What a page of contacts really holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PageMeaning {
    pub(crate) asked: u64,
    /// The positions it holds.
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// The position that cannot be read.
    pub(crate) broken: Option<u64>,
    pub(crate) owner: bool,
    /// It lets the book seem to end where it does not.
    pub(crate) lies: bool,
}

/// An answer before the line has had it.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    pub(crate) meaning: Meaning,
}

/// The service of one lifetime.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) id: u64,
    pub(crate) book: Arc<Book>,
    format: Format,
    consents: bool,
    old: bool,
    polls: u64,
    polled: u64,
    /// Answers a page again with the contents of the first, and does not say so.
    pub(crate) repeats_pages: bool,
    /// Puts the contacts of another import under this one's id.
    pub(crate) mixes_books: bool,
}

impl Call {
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        let path = request.uri().path();
        let kind = match path {
            path if path.starts_with("/events/") => CallKind::Events,
            path if path.starts_with("/contacts/") => CallKind::Contacts,
            _ => CallKind::Begin,
        };
        let number = |name: &str| {
            let pairs = request.uri().query().unwrap_or_default().split('&');
            pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1.parse().ok()
        };
        Self { kind, start: number("start").unwrap_or(0), count: number("count").unwrap_or(0) }
    }
}

impl Service {
    pub(crate) fn new(plan: &Plan) -> Self {
        let id = plan.id();
        Self {
            id,
            book: Arc::new(Book::new(plan.seed, id, plan.total)),
            format: plan.format,
            consents: plan.start == Start::Consent,
            old: plan.old,
            polls: plan.polls,
            polled: 0,
            repeats_pages: false,
            mixes_books: false,
        }
    }

    /// Answers, with whatever goes wrong at the service; what goes wrong on the line comes later.
    pub(crate) fn answer(&mut self, call: &Call, fault: Option<&Fault>) -> Reply {
        match fault {
            Some(Fault::Status(status, headers)) => return refusal(*status, *headers),
            Some(Fault::Body(instead)) => return self.instead(*instead),
            _ => {}
        }
        let other = fault == Some(&Fault::OtherImport);
        match call.kind {
            CallKind::Begin => self.reply(&self.begun(), Meaning::Begun),
            CallKind::Events => {
                self.polled += 1;
                self.events(if let Some(Fault::Rows(rows)) = fault { Some(*rows) } else { None }, other)
            }
            CallKind::Contacts => {
                let fault = if let Some(Fault::Book(fault)) = fault { Some(*fault) } else { None };
                self.contacts(call, fault, other)
            }
        }
    }

    /// Whether a fault makes sense for this call: without `start`, an answer that begins elsewhere cannot be told from
    /// a right one.
    pub(crate) fn accepts(&self, call: &Call, fault: &Fault) -> bool {
        let Fault::Book(fault) = fault else { return fault.befalls(call.kind) };
        // One oddity of a page at a time.
        if call.kind != CallKind::Contacts || self.repeats_pages {
            return false;
        }
        match fault {
            BookFault::Overlap(_) => !self.old && call.start > 0,
            BookFault::Gap(_) | BookFault::NoTotal | BookFault::MoreTotal(_) | BookFault::SmallTotal => {
                !self.old
            }
            BookFault::Whole => {
                !self.old || call.start == 0 || (call.count > 0 && self.book.total() > call.count)
            }

            BookFault::BadSlot(_) => self.format == Format::Json && call.start < self.book.total(),
            _ => true,
        }
    }

    fn begun(&self) -> Begun {
        let mut begun = Begun::new(ImportId::from(self.id));
        if self.consents {
            begun.url = ConsentUrl::parse(&format!("https://api.cloudsponge.com/n/{CODE}")).ok();
        }
        begun
    }

    fn events(&self, fault: Option<Rows>, other: bool) -> Reply {
        let polled = if fault == Some(Rows::Backwards) { 0 } else { self.polled };
        let mut rows = self.rows(polled);
        let complete = |rows: &[Event]| rows.iter().any(Event::is_complete);
        match fault {
            Some(Rows::Fewer) if rows.len() > 1 => drop(rows.remove(0)),
            Some(Rows::None) => rows.clear(),
            Some(Rows::Reversed) => rows.reverse(),
            Some(Rows::Doubled) => {
                let mut again = rows.clone();
                again.iter_mut().for_each(|row| row.value = row.value.map(|value| value + 1));
                rows.extend(again);
            }
            Some(Rows::Words) => {
                rows.push(row("SHRUGGING", "INPROGRESS", 7));
                rows.push(row("SUBMITTING", "MAYBE", -3));
            }
            Some(Rows::Unfinished) => {
                rows.retain(|row| !row.is_complete());
                rows.push(row("COMPLETE", "INPROGRESS", 0));
            }
            Some(Rows::Failed(code)) => rows.push(row("GATHERING", "ERROR", code)),
            _ => {}
        }
        let failed = matches!(fault, Some(Rows::Failed(_)));
        let meaning = Meaning::Events { complete: complete(&rows), failed };
        let mut events = Events::default();
        events.events = rows;
        events.import_id = Some(self.named(other));
        let mut reply = self.reply(&events, if other { Meaning::OtherImport } else { meaning });
        if fault == Some(Rows::LowerCase) {
            lower_words(&mut reply.body);
        }
        reply
    }

    fn rows(&self, polled: u64) -> Vec<Event> {
        let done = polled >= self.polls;
        let gathering = polled * 3 > self.polls || done;
        let state = |done| if done { "COMPLETED" } else { "INPROGRESS" };
        let mut rows = vec![row("INITIALIZING", state(gathering), 0)];
        if gathering {
            let so_far = self.book.total() * polled.min(self.polls) / self.polls.max(1);
            rows.push(row("GATHERING", state(done), i64::try_from(so_far).unwrap_or(0)));
        }
        if done {
            rows.push(row("COMPLETE", "COMPLETED", 0));
        }
        rows
    }

    fn contacts(&self, call: &Call, fault: Option<BookFault>, other: bool) -> Reply {
        let total = self.book.total();
        let (asked, size) = (call.start, if call.count == 0 { u64::MAX } else { call.count });
        let from = match fault {
            Some(BookFault::Overlap(by)) => asked.saturating_sub(by),
            Some(BookFault::Gap(by)) => asked.saturating_add(by),
            Some(BookFault::Whole) => 0,
            _ => asked,
        }
        .min(total);
        let end = from.saturating_add(size).min(total);
        let to = match fault {
            Some(BookFault::Short(by)) => end.saturating_sub(by).max(from.saturating_add(1)).min(end),
            Some(BookFault::Nothing) => from,
            Some(BookFault::Whole) => total,
            _ => end,
        };
        let mut answer = Contacts::default();
        let shown = if self.repeats_pages && asked > 0 {
            self.book.range(0, to - from)
        } else {
            self.book.range(from, to)
        };
        answer.contacts = shown.iter().cloned().map(Ok).collect();
        if self.mixes_books {
            let others = Book::new(self.id, self.id + 917, total);
            answer.contacts = others.range(from, to).iter().cloned().map(Ok).collect();
        }
        let broken = match fault {
            Some(BookFault::BadSlot(slot)) => slot.checked_rem(to - from).map(|slot| from + slot),
            _ => None,
        };
        if let Some(slot) = broken.and_then(|at| usize::try_from(at - from).ok()?.into())
            && let Some(place) = answer.contacts.get_mut(slot)
        {
            *place = Ok(placeholder());
        }
        let owner = fault != Some(BookFault::NoOwner);
        answer.contacts_owner = owner.then(|| self.book.owner.clone());
        if !self.old {
            answer.start = Some(from).filter(|_| !self.repeats_pages);
            answer.total = match fault {
                Some(BookFault::NoTotal) => None,
                Some(BookFault::MoreTotal(by)) => Some(total + by),
                Some(BookFault::SmallTotal) => Some(asked.min(total)),
                _ => Some(total),
            };
        }
        answer.import_id = Some(self.named(other));
        let short = matches!(fault, Some(BookFault::Short(_) | BookFault::Nothing));
        let lies = to < total && (fault == Some(BookFault::SmallTotal) || (self.old && short));
        let meaning = Meaning::Page(PageMeaning { asked, from, to, broken, owner, lies });
        let mut reply = self.reply(&answer, if other { Meaning::OtherImport } else { meaning });
        if broken.is_some() {
            break_placeholder(&mut reply.body);
        }
        reply
    }

    fn instead(&self, instead: Instead) -> Reply {
        let (content_type, body, meaning) = match instead {
            Instead::Empty => (None, Vec::new(), Meaning::Blank),
            Instead::Html => {
                let page = b"<!DOCTYPE html><html><body>Please sign in to the hotel's network.</body></html>";
                (Some("text/html"), page.to_vec(), Meaning::Blank)
            }
            Instead::Garbage => {
                let body: &[u8] = match self.format {
                    Format::Json => b"{\"events\":[}],\"contacts\":[}]}",
                    Format::Xml => b"<result><events></contacts></result>",
                };
                (Some(self.format.mime()), body.to_vec(), Meaning::Garbage)
            }
        };
        Reply { status: 200, headers: &[], content_type, body, meaning }
    }

    fn named(&self, other: bool) -> ImportId {
        ImportId::from(if other { self.id + 917 } else { self.id })
    }

    fn reply(&self, message: &impl Message, meaning: Meaning) -> Reply {
        let body = message.encode(self.format).unwrap_or_default();
        Reply { status: 200, headers: &[], content_type: Some(self.format.mime()), body, meaning }
    }
}

fn refusal(status: u16, headers: usize) -> Reply {
    let headers = RETRY_AFTER.get(headers).copied().unwrap_or_default();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let meaning = Meaning::Refusal { status, after: retry_after(&map) };
    Reply { status, headers, content_type: None, body: Vec::new(), meaning }
}

fn row(kind: &str, status: &str, value: i64) -> Event {
    let mut event = Event::new(EventType::from(kind), EventStatus::from(status));
    event.value = Some(value);
    event
}

/// Writes the known words in lower case and with white space around them.
fn lower_words(body: &mut Vec<u8>) {
    let mut text = String::from_utf8_lossy(body).into_owned();
    for word in ["INITIALIZING", "GATHERING", "COMPLETED", "COMPLETE", "INPROGRESS"] {
        text = text.replace(word, &format!(" {} ", word.to_ascii_lowercase()));
    }
    *body = text.into_bytes();
}

/// Puts a number where the placeholder is.
fn break_placeholder(body: &mut Vec<u8>) {
    let mut alone = Contacts::default();
    alone.contacts = vec![Ok(placeholder())];
    let alone = alone.encode(Format::Json).unwrap_or_default();
    let alone = String::from_utf8_lossy(&alone).into_owned();
    let placeholder = alone.split_once('[').and_then(|(_, rest)| rest.split_once("],\"contacts_owner\""));
    if let Some((placeholder, _)) = placeholder {
        *body = String::from_utf8_lossy(body).replace(placeholder, "17").into_bytes();
    }
}

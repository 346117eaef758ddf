//! What an [`Import`](crate::Import) says.
//!
//! Where a value holds an instant, you hand in the time it counts from: nothing here reads a clock.

use super::model::{begun, contact, contact_slot, event};
use super::values::failure_kind;
use crate::ApiErrorKind;
use crate::ContactPage;
use crate::import::{ImportEvent, Page, Retry, RetryCause, Summary};
use crate::model::Contacts;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// A [`Page`] somewhere in a book.
pub fn page() -> BoxedStrategy<Page> {
    (any::<u32>(), vec(contact_slot(), 0..4), option::of(any::<u32>()))
        .prop_map(|(start, contacts, total)| {
            let answer = Contacts { contacts, ..Contacts::default() };
            let answer = ContactPage::try_from(&answer).unwrap_or_default();
            Page::new(answer, start.into(), total.map(u64::from))
        })
        .boxed()
}

/// A [`RetryCause`].
pub fn retry_cause() -> impl Strategy<Value = RetryCause> + Clone {
    use ApiErrorKind::{NotReady, RateLimited, RequestTimeout, Server, Unavailable, UnknownImport};
    let refused = [RateLimited, NotReady, UnknownImport, RequestTimeout, Unavailable, Server];
    prop_oneof![
        failure_kind().prop_map(RetryCause::NoAnswer),
        proptest::sample::select(refused.to_vec()).prop_map(RetryCause::Refused),
        Just(RetryCause::Unreadable),
        Just(RetryCause::EmptyPage),
        Just(RetryCause::NoBudget),
    ]
}

/// A [`Retry`] within five minutes of `now`.
pub fn retry(now: Instant) -> impl Strategy<Value = Retry> + Clone {
    (0..20_u32, 0..300_000_u64, retry_cause()).prop_map(move |(failures, wait, cause)| Retry {
        failures,
        at: now + Duration::from_millis(wait),
        cause,
    })
}

/// A [`Summary`].
pub fn summary() -> impl Strategy<Value = Summary> + Clone {
    (any::<u32>(), any::<u32>()).prop_map(|(one, other)| Summary {
        delivered: u64::from(one.max(other)),
        unreadable: u64::from(one.min(other)),
    })
}

/// Any [`ImportEvent`]; see [`faults`](super::faults) for those of a whole import.
pub fn import_event(now: Instant) -> BoxedStrategy<ImportEvent> {
    prop_oneof![
        begun().prop_map(ImportEvent::Begun),
        event().prop_map(ImportEvent::Progress),
        contact().prop_map(|contact| ImportEvent::Owner(Box::new(contact))),
        page().prop_map(ImportEvent::Contacts),
        retry(now).prop_map(ImportEvent::Retrying),
        summary().prop_map(ImportEvent::Finished),
    ]
    .boxed()
}

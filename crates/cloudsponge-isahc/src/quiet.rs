//! isahc's own log records, kept from being made.
//!
//! isahc puts the URL with its query into a span and, where a subscriber takes its debug spans, every byte of the wire into
//! events, `Authorization` included. Whether it does is decided where a call starts, so calls start under a subscriber
//! that wants nothing. It cannot be kept from a program that switches on isahc's feature `log` and the level for it.

use std::sync::LazyLock;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber, dispatcher};

/// Lives as long as the program: only a subscriber that exists is asked again at each span, and one that took every span
/// before would otherwise still be given ours.
static NOBODY: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Nobody));

/// Runs `f` unobserved.
pub(crate) fn quietly<R>(f: impl FnOnce() -> R) -> R {
    dispatcher::with_default(&NOBODY, f)
}

struct Nobody;

impl Subscriber for Nobody {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::never()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::OFF)
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        false
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

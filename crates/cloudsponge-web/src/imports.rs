//! Imports under way and just ended: one driver run each, however many pages look at it.

mod book;
mod drive;
mod failure;
mod record;
mod registry;
mod status;

pub(crate) use book::Entry;
pub(crate) use failure::{Failure, Reason};
pub(crate) use record::Record;
pub(crate) use registry::{Full, Registry};
pub(crate) use status::{Phase, Status, Update};

use crate::random;

/// The name of an import in a browser: 128 random bits, good in one session only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Handle(Box<str>);

impl Handle {
    pub(crate) fn random() -> Result<Self, random::NoRandom> {
        Ok(Self(random::hex::<16>()?.into()))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        random::is_hex::<16>(text).then(|| Self(text.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

//! How much a contacts answer may hold.

use super::span::MAX_LEN;
use crate::codec::CodecErrorKind;

/// How much a document may hold. Nesting and the length of one text are bounded by
/// [`DEPTH_LIMIT`](crate::codec::DEPTH_LIMIT) and [`TEXT_LIMIT`](crate::codec::TEXT_LIMIT), as everywhere.
///
/// A contact beyond its size fails the whole answer, for nothing else would bound what a stream must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    contacts: u64,
    unit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { contacts: 1_000_000, unit: 16 * 1024 * 1024 }
    }
}

impl Limits {
    /// Other than 1 000 000 contacts in one answer, good or bad.
    #[must_use]
    pub fn contacts(mut self, contacts: u64) -> Self {
        self.contacts = contacts;
        self
    }

    /// Other than 16 MiB for one contact, or another field of the answer, as it stands in the body. Above 128 MiB it stays
    /// 128 MiB.
    #[must_use]
    pub fn contact_size(mut self, bytes: usize) -> Self {
        self.unit = bytes.min(MAX_LEN);
        self
    }

    /// What is wrong with a document whose list has this many items so far.
    ///
    /// # Errors
    /// They are too many.
    #[inline]
    pub(crate) fn check_contacts(&self, items: u64) -> Result<(), CodecErrorKind> {
        if items <= self.contacts {
            Ok(())
        } else {
            Err(CodecErrorKind::TooLarge("more contacts in one answer than are allowed"))
        }
    }

    /// What is wrong with a unit of this many bytes.
    ///
    /// # Errors
    /// It is too large.
    #[inline]
    pub(crate) fn check_unit(&self, bytes: usize) -> Result<(), CodecErrorKind> {
        if bytes <= self.unit {
            Ok(())
        } else {
            Err(CodecErrorKind::TooLarge("one contact is larger than is allowed"))
        }
    }
}

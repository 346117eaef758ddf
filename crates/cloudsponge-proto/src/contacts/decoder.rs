//! Contacts one at a time, in constant memory.

use super::view::ContactRef;
use super::{Limits, any};
use crate::DecodeError;
use crate::codec::{CodecError, Format};
use crate::model::{ContactSlot, Contacts, SlotError};

/// A contacts answer that is read as it arrives: contacts are handed on one at a time, parsed where they stand in the
/// chunk, and of the body nothing is kept but a contact that is cut.
///
/// Memory is bounded by the largest contact, whatever the size of the answer; time is linear in its bytes, in chunks of
/// any size. What is read is what [`ContactPage`](crate::ContactPage) reads. A body that breaks off is never taken for a
/// whole one: [`finish`](Self::finish) says so.
///
/// ```
/// use cloudsponge_proto::{ContactDecoder, Format};
///
/// let mut decoder = ContactDecoder::new(Format::Json);
/// let mut names = Vec::new();
/// for chunk in [r#"{"contacts":[{"first_na"#, r#"me":"fern"},{"first_name":"moss"#, r#""}],"total":2}"#] {
///     decoder.feed(chunk.as_bytes(), |slot| match slot {
///         Ok(contact) => names.push(contact.display_name().map(String::from)),
///         Err(error) => eprintln!("{error}"),
///     })?;
/// }
/// let around = decoder.finish(|_| ())?;
/// assert_eq!((names.len(), around.total), (2, Some(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ContactDecoder(any::AnyStream);

impl ContactDecoder {
    /// A decoder of a body of which nothing has come yet.
    pub fn new(format: Format) -> Self {
        Self::with_limits(format, Limits::default())
    }

    /// The same with other limits than usual.
    pub fn with_limits(format: Format, limits: Limits) -> Self {
        Self(any::stream(format, limits))
    }

    /// Takes the next chunk, of any length, and calls `each` with every item that is now whole, in the order of the
    /// service: a contact, or why it could not be read. [`to_owned`](ContactRef::to_owned) keeps a contact.
    ///
    /// A contact that is cut is tried again only when twice as much of it has come; in tiny chunks it may therefore be
    /// handed on a few chunks late.
    ///
    /// # Errors
    /// The body is malformed or exceeds a limit. The contacts before were handed on and are good; nothing that may still
    /// come can mend the rest, and every further call says the same.
    pub fn feed(
        &mut self,
        chunk: &[u8],
        mut each: impl FnMut(Result<ContactRef<'_>, SlotError>),
    ) -> Result<(), CodecError> {
        any::each!(&mut self.0, stream => stream.feed(chunk, &mut each))
    }

    /// Items handed on so far, good or bad.
    pub fn items(&self) -> u64 {
        any::each!(&self.0, stream => stream.items())
    }

    /// The body is over. Calls `each` with items that are left, and returns everything around the contacts: the owner,
    /// `start`, `total`, ids. The list of contacts in it is empty, for they were handed on.
    ///
    /// # Errors
    /// The body breaks off, is empty, or says that the service refused the call; or as [`feed`](Self::feed). The contacts
    /// handed on before are good, but not all there are.
    pub fn finish(
        self,
        mut each: impl FnMut(Result<ContactRef<'_>, SlotError>),
    ) -> Result<Contacts, DecodeError> {
        any::each!(self.0, stream => stream.finish(&mut each))
    }
}

/// How much of a body is read before room is made for the rest.
const SAMPLE: usize = 32 * 1024;

/// A whole body at once, into contacts on their own.
pub(crate) fn read(format: Format, body: &[u8]) -> Result<Contacts, DecodeError> {
    let mut contacts: Vec<ContactSlot> = Vec::new();
    let mut decoder = ContactDecoder::new(format);
    let (sample, rest) = body.split_at_checked(SAMPLE).unwrap_or((body, &[]));
    decoder.feed(sample, |slot| contacts.push(slot.map(|contact| contact.to_owned())))?;
    // Contacts are of one size more or less; room for those in the rest saves copying what there is again and again.
    let more = contacts.len().saturating_mul(rest.len()) / SAMPLE;
    contacts.reserve_exact(more + more / 32);
    decoder.feed(rest, |slot| contacts.push(slot.map(|contact| contact.to_owned())))?;
    let around = decoder.finish(|slot| contacts.push(slot.map(|contact| contact.to_owned())))?;
    Ok(Contacts { contacts, ..around })
}

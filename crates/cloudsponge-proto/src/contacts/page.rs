//! A contacts answer as one flat page.

use super::tables::{Row, Tables};
use super::view::{Buffers, ContactRef};
use super::{Limits, any};
use crate::codec::{CodecError, Format};
use crate::model::{Contact, Contacts, SlotError};
use crate::{DecodeError, ImportId};
use std::fmt;

/// The contacts of one answer, whole or one page: the body as it came, and an index of where the texts in it stand.
///
/// It takes an order of magnitude less time and memory than owned contacts, and what is done with it (showing,
/// filtering, writing) needs no more. It is what [`Contacts`] is: the items in the order of the service, each a contact or
/// why it could not be read, and the fields around them.
///
/// ```
/// use cloudsponge_proto::{ContactPage, Format};
///
/// let body = br#"{"contacts":[{"first_name":"fern","email":[{"address":"fern@example.com"}]},7],"total":2}"#;
/// let page = ContactPage::decode(Format::Json, body.to_vec())?;
/// assert_eq!((page.len(), page.total()), (2, Some(2)));
/// let fern = page.iter().flatten().next().unwrap();
/// assert_eq!(fern.primary_email(), Some("fern@example.com"));
/// assert_eq!(fern.to_owned().first_name.as_deref(), Some("fern"));
/// assert_eq!(page.get(1).unwrap().unwrap_err().error.path(), "contacts[1]");
/// # Ok::<(), cloudsponge_proto::UndecodedPage>(())
/// ```
#[derive(Clone)]
pub struct ContactPage {
    body: String,
    side: String,
    tables: Tables,
    /// Of the items that could not be read, in order.
    errors: Vec<SlotError>,
    owner: Tables,
    /// Everything but the contacts and the owner.
    around: Contacts,
}

/// A body that could not be decoded, and why. It shows the error only.
#[derive(Clone, thiserror::Error)]
#[error("{error}")]
pub struct UndecodedPage {
    /// Why.
    #[source]
    pub error: DecodeError,
    /// The body, byte for byte: other people's address books, so handle it with care.
    pub body: Vec<u8>,
}

impl fmt::Debug for UndecodedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndecodedPage").field("error", &self.error).field("bytes", &self.body.len()).finish()
    }
}

impl From<UndecodedPage> for DecodeError {
    fn from(undecoded: UndecodedPage) -> Self {
        undecoded.error
    }
}

impl ContactPage {
    /// Reads a body that came with a success status, and keeps it.
    ///
    /// A body that comes in pieces is read with [`PageDecoder`](super::PageDecoder) while it grows.
    ///
    /// # Errors
    /// The body is malformed, exceeds a limit, is not a contacts answer, or says that the service refused the call. It
    /// comes back as it was.
    pub fn decode(format: Format, body: Vec<u8>) -> Result<Self, UndecodedPage> {
        any::whole(format, Limits::default(), body)
    }

    /// As [`decode`](Self::decode), of a copy of the body.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn decode_slice(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self::decode(format, body.to_vec())?)
    }

    /// Puts the parts together. The spans of the tables refer to `body` and `side`.
    pub(super) fn new(parts: Parts) -> Self {
        let Parts { body, side, mut tables, errors, mut owner, around } = parts;
        tables.shrink();
        owner.shrink();
        Self { body, side, tables, errors, owner, around }
    }

    /// Items received, good or bad. Trust this more than [`count`](Self::count).
    pub fn len(&self) -> usize {
        self.tables.rows.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.tables.rows.is_empty()
    }

    /// The item at a position of this page, from 0: the contact, or why it could not be read.
    pub fn get(&self, index: usize) -> Option<Result<ContactRef<'_>, &SlotError>> {
        let from = *self.tables.rows.get(index)?;
        if !self.errors.is_empty()
            && let Ok(found) = self.errors.binary_search_by_key(&(index as u64), |error| error.index)
            && let Some(error) = self.errors.get(found)
        {
            return Some(Err(error));
        }
        let to = self.tables.rows.get(index + 1).copied().unwrap_or_else(|| self.tables.end());
        Some(Ok(ContactRef::new(&self.tables, from, to, self.buffers())))
    }

    /// The items in the order of the service, which neither sorts nor removes repetitions.
    pub fn iter(&self) -> Iter<'_> {
        Iter { page: self, next: 0 }
    }

    /// The items that could not be read, in order.
    pub fn errors(&self) -> &[SlotError] {
        &self.errors
    }

    /// `contacts_owner`: whose address book it is. May be missing, null or nearly empty; what cannot be read counts as
    /// missing.
    pub fn owner(&self) -> Option<ContactRef<'_>> {
        let from: Row = *self.owner.rows.first()?;
        Some(ContactRef::new(&self.owner, from, self.owner.end(), self.buffers()))
    }

    /// `start`: position of the first contact in the whole book, counted from 0. Missing in answers before 2016.
    pub fn start(&self) -> Option<u64> {
        self.around.start
    }

    /// `count`: contacts in this answer, as the service counted.
    pub fn count(&self) -> Option<u64> {
        self.around.count
    }

    /// `total`: contacts imported. Missing in answers before 2016.
    pub fn total(&self) -> Option<u64> {
        self.around.total
    }

    /// The import they belong to (`import_id`, or the equal `id`).
    pub fn import_id(&self) -> Option<&ImportId> {
        self.around.import_id.as_ref()
    }

    /// The `user_id` given to the begin call.
    pub fn user_id(&self) -> Option<&str> {
        self.around.user_id.as_deref()
    }

    /// The `echo` given to this call.
    pub fn echo(&self) -> Option<&str> {
        self.around.echo.as_deref()
    }

    /// Bytes that the index takes beside the body: tables, and texts that do not stand in the body as they read.
    pub fn index_size(&self) -> usize {
        self.tables.size() + self.owner.size() + self.side.capacity()
    }

    /// Length of the body in bytes.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// Everything on its own.
    pub fn to_contacts(&self) -> Contacts {
        let slot = |slot: Result<ContactRef<'_>, &SlotError>| match slot {
            Ok(contact) => Ok(contact.to_owned()),
            Err(error) => Err(error.clone()),
        };
        Contacts {
            contacts: self.iter().map(slot).collect(),
            contacts_owner: self.owner().map(Contact::from),
            ..self.around.clone()
        }
    }

    fn buffers(&self) -> Buffers<'_> {
        Buffers { body: &self.body, side: &self.side }
    }
}

/// What a page is made of.
pub(super) struct Parts {
    pub(super) body: String,
    pub(super) side: String,
    pub(super) tables: Tables,
    pub(super) errors: Vec<SlotError>,
    pub(super) owner: Tables,
    pub(super) around: Contacts,
}

/// The items of a [`ContactPage`].
#[derive(Clone)]
pub struct Iter<'a> {
    page: &'a ContactPage,
    next: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<ContactRef<'a>, &'a SlotError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.page.get(self.next)?;
        self.next += 1;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.page.len() - self.next;
        (left, Some(left))
    }

    fn nth(&mut self, skipped: usize) -> Option<Self::Item> {
        self.next = self.next.saturating_add(skipped).min(self.page.len());
        self.next()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a ContactPage {
    type Item = Result<ContactRef<'a>, &'a SlotError>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl From<ContactPage> for Contacts {
    fn from(page: ContactPage) -> Self {
        page.to_contacts()
    }
}

impl From<&ContactPage> for Contacts {
    fn from(page: &ContactPage) -> Self {
        page.to_contacts()
    }
}

/// Without the contents: those are other people's.
impl fmt::Debug for ContactPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("ContactPage");
        out.field("len", &self.len()).field("errors", &self.errors).field("bytes", &self.body.len());
        out.field("start", &self.start()).field("total", &self.total()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("next", &self.next).field("page", self.page).finish()
    }
}

/// A contacts answer that is read while its body grows.
///
/// For whoever gathers the body anyway, because a body that turns out bad must not be lost: call
/// [`feed`](Self::feed) with everything received so far as often as is convenient. Each contact is parsed once, as soon
/// as it is whole, and [`finish`](Self::finish) makes the page without a second pass.
///
/// ```
/// use cloudsponge_proto::{Format, PageDecoder};
///
/// let mut decoder = PageDecoder::new(Format::Json);
/// let mut body = Vec::new();
/// for piece in [r#"{"contacts":[{"first_na"#, r#"me":"fern"}],"st"#, r#"art":0}"#] {
///     body.extend_from_slice(piece.as_bytes());
///     decoder.feed(&body)?;
/// }
/// let page = decoder.finish(body)?;
/// assert_eq!((page.len(), page.start()), (1, Some(0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PageDecoder(any::AnyParser);

impl PageDecoder {
    /// A decoder of a body of which nothing has come yet.
    pub fn new(format: Format) -> Self {
        Self::with_limits(format, Limits::default())
    }

    /// The same with other limits than usual.
    pub fn with_limits(format: Format, limits: Limits) -> Self {
        Self(any::parser(format, limits))
    }

    /// Parses what has become whole. `body` is the whole body as far as it has come: what the last call got, and more.
    ///
    /// It costs nothing to call this for every byte: a contact that is not whole is tried again only when twice as much
    /// of it has come. It may therefore be parsed somewhat later than it could be.
    ///
    /// # Errors
    /// The body is malformed or exceeds a limit; nothing that may still come can mend it, and every further call says the
    /// same.
    pub fn feed(&mut self, body: &[u8]) -> Result<(), CodecError> {
        any::each!(&mut self.0, parser => parser.feed(body))
    }

    /// Items parsed so far, good or bad.
    pub fn len(&self) -> usize {
        any::each!(&self.0, parser => parser.len())
    }

    /// Whether no item has been parsed so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The body is whole.
    ///
    /// # Errors
    /// The body is malformed, exceeds a limit, is not a contacts answer, or says that the service refused the call. It
    /// comes back as it was.
    pub fn finish(self, body: Vec<u8>) -> Result<ContactPage, UndecodedPage> {
        any::each!(self.0, parser => parser.finish(body))
    }
}

//! The answer to a contacts call.

use super::refusal::refused;
use super::{Contact, Refusal};
use crate::codec::lenient::{self, Attempt, Slots};
use crate::codec::{self, CodecError, Format};
use crate::{DecodeError, ImportId, Message};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::codec::lenient::SlotError;

/// What the document element of an answer in XML is called.
const ROOTS: &[&str] = &["contactsResponse", "contacts-response", "result"];

/// The place of one contact in an answer: the contact, or why it could not be read.
///
/// One bad contact never loses the others, for the service may not deliver the page a second time.
pub type ContactSlot = Result<Contact, SlotError>;

/// Contacts of a finished import, whole or one page.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Contacts {
    /// The contacts in the order of the service, which neither sorts nor removes repetitions.
    pub contacts: Vec<ContactSlot>,
    /// `contacts_owner`: whose address book it is. May be missing, null or nearly empty; what cannot be read counts as
    /// missing.
    pub contacts_owner: Option<Contact>,
    /// `start`: position of the first contact in the whole book, counted from 0. Missing in answers before 2016.
    pub start: Option<u64>,
    /// `count`: contacts in this answer. Trust the length of [`contacts`](Self::contacts).
    pub count: Option<u64>,
    /// `total`: contacts imported. Missing in answers before 2016.
    pub total: Option<u64>,
    /// The import they belong to (`import_id`, or the equal `id`).
    pub import_id: Option<ImportId>,
    /// The `user_id` given to the begin call.
    pub user_id: Option<String>,
    /// The `echo` given to this call.
    pub echo: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WireIn {
    contacts: Slots<Contact>,
    contacts_owner: Attempt<Contact>,
    #[serde(deserialize_with = "lenient::unsigned")]
    start: Option<u64>,
    #[serde(deserialize_with = "lenient::unsigned")]
    count: Option<u64>,
    #[serde(deserialize_with = "lenient::unsigned")]
    total: Option<u64>,
    import_id: Option<ImportId>,
    #[serde(deserialize_with = "lenient::text")]
    user_id: Option<String>,
    id: Option<ImportId>,
    #[serde(deserialize_with = "lenient::text")]
    echo: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "Refusal::error_field")]
    error: Option<Refusal>,
    #[serde(deserialize_with = "lenient::text")]
    message: Option<String>,
}

/// The names on the wire, in the recorded order.
#[derive(Serialize)]
struct WireOut<'a> {
    contacts: Vec<&'a Contact>,
    contacts_owner: Option<&'a Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    import_id: Option<&'a ImportId>,
    user_id: Option<&'a str>,
    id: Option<&'a ImportId>,
    echo: Option<&'a str>,
}

impl Contacts {
    /// The serde reading of a whole answer, or of one without its contacts.
    pub(crate) fn read(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        codec::from_slice::<WireIn>(format, body, ROOTS)?.into_contacts()
    }

    fn wire_out(&self) -> WireOut<'_> {
        WireOut {
            contacts: self.contacts.iter().flatten().collect(),
            contacts_owner: self.contacts_owner.as_ref(),
            start: self.start,
            count: self.count,
            total: self.total,
            import_id: self.import_id.as_ref(),
            user_id: self.user_id.as_deref(),
            id: self.import_id.as_ref(),
            echo: self.echo.as_deref(),
        }
    }
}

impl WireIn {
    fn into_contacts(self) -> Result<Contacts, DecodeError> {
        refused(self.status, self.error, self.message)?;
        Ok(Contacts {
            contacts: self.contacts.0,
            contacts_owner: self.contacts_owner.0,
            start: self.start,
            count: self.count,
            total: self.total,
            import_id: self.import_id.or(self.id),
            user_id: self.user_id,
            echo: self.echo,
        })
    }
}

/// As an answer on the wire. One that says that the service refused the call is an error.
///
/// With [`codec::from_slice`] this is the other reading of an answer, which [`Message::decode`] must agree with.
impl<'de> Deserialize<'de> for Contacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WireIn::deserialize(deserializer)?
            .into_contacts()
            .map_err(|_| D::Error::custom("the service refused the call"))
    }
}

/// As an answer on the wire; slots that hold an error are left out.
impl Serialize for Contacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.wire_out().serialize(serializer)
    }
}

impl Message for Contacts {
    fn decode(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        crate::contacts::read(format, body)
    }

    /// Writes the contacts; slots that hold an error are left out.
    fn encode(&self, format: Format) -> Result<Vec<u8>, CodecError> {
        codec::to_vec(format, self, "contactsResponse")
    }
}

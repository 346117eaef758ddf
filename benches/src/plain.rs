//! The contacts answer in the structs that someone writes who has only serde: public fields, derived, nothing forgiven.

use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// A contacts answer with texts of type `S`.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer<S> {
    /// The contacts.
    pub contacts: Vec<Contact<S>>,
    /// Whose address book it is.
    pub contacts_owner: Option<Contact<S>>,
    /// Contacts imported.
    pub total: Option<u64>,
}

/// One contact: the fields of the core's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Contact<S> {
    /// `first_name`
    pub first_name: Option<S>,
    /// `last_name`
    pub last_name: Option<S>,
    /// `title`
    pub title: Option<S>,
    /// `external_id`
    pub external_id: Option<S>,
    /// `phone`
    pub phone: Vec<Phone<S>>,
    /// `email`
    pub email: Vec<Email<S>>,
    /// `address`
    pub address: Vec<Address<S>>,
    /// `groups`
    pub groups: Vec<Option<S>>,
    /// `dob`
    pub dob: Option<S>,
    /// `birthday`
    pub birthday: Option<S>,
    /// `companies`
    pub companies: Vec<Option<S>>,
    /// `job_title`
    pub job_title: Option<S>,
    /// `photos`
    pub photos: Vec<Value>,
    /// `locations`
    pub locations: Vec<Value>,
    /// `owner`
    pub owner: Option<bool>,
    /// `userToken`
    #[serde(rename = "userToken")]
    pub user_token: Option<S>,
    /// `source`
    pub source: Option<S>,
}

/// An e-mail address.
#[derive(Clone, Debug, Deserialize)]
pub struct Email<S> {
    /// `address`
    pub address: Option<S>,
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<S>,
    /// `primary`
    pub primary: Option<bool>,
}

/// A phone number.
#[derive(Clone, Debug, Deserialize)]
pub struct Phone<S> {
    /// `number`
    pub number: Option<S>,
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<S>,
    /// `primary`
    pub primary: Option<bool>,
}

/// A postal address.
#[derive(Clone, Debug, Deserialize)]
pub struct Address<S> {
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<S>,
    /// `street`
    pub street: Option<S>,
    /// `city`
    pub city: Option<S>,
    /// `region`
    pub region: Option<S>,
    /// `postal_code`
    pub postal_code: Option<S>,
    /// `country`
    pub country: Option<S>,
    /// `formatted`
    pub formatted: Option<S>,
}

/// A text that is borrowed from the body where it stands there as it is. serde borrows only what is asked for by name,
/// and not inside an `Option`, hence the type.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Not derived, for texts have no default.
impl<S> Default for Contact<S> {
    fn default() -> Self {
        Self {
            first_name: None,
            last_name: None,
            title: None,
            external_id: None,
            phone: Vec::new(),
            email: Vec::new(),
            address: Vec::new(),
            groups: Vec::new(),
            dob: None,
            birthday: None,
            companies: Vec::new(),
            job_title: None,
            photos: Vec::new(),
            locations: Vec::new(),
            owner: None,
            user_token: None,
            source: None,
        }
    }
}

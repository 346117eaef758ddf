//! A contact: names, addresses and what else a source knows.

use crate::codec::lenient;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// One entry of an address book, or its owner.
///
/// The fields hold what the service sent, to the letter: `None` for absent or null, `Some("")` for an empty text,
/// white space kept. The accessors ([`primary_email`](Self::primary_email), [`emails`](Self::emails),
/// [`display_name`](Self::display_name), …) trim, and survive the recorded oddities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Contact {
    /// `first_name`: often empty; the local part of the address where the book has no name.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// `last_name`: often empty.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// `title`: an honorific; seen in an official client's test only.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `external_id`: the source's own id; on the owner, for some sources.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `phone`: usually empty.
    #[serde(deserialize_with = "lenient::list")]
    pub phone: Vec<Phone>,
    /// `email`: may hold placeholders without an address; see [`emails`](Self::emails).
    #[serde(deserialize_with = "lenient::list")]
    pub email: Vec<Email>,
    /// `address`: filled only if the import was begun with `include=mailing_address`.
    #[serde(deserialize_with = "lenient::list")]
    pub address: Vec<Address>,
    /// `groups`: labels chosen by the book's owner.
    #[serde(deserialize_with = "lenient::list")]
    pub groups: Vec<Option<String>>,
    /// `dob`: date of birth, `YYYY-MM-DD` as it came.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub dob: Option<String>,
    /// `birthday`: `MM-DD` as it came; the end of `dob` where both exist.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// `companies`: may hold nulls; see [`companies`](Self::companies).
    #[serde(deserialize_with = "lenient::list")]
    pub companies: Vec<Option<String>>,
    /// `job_title`: may be empty.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// `photos`: the shape of its elements was never recorded, so they are kept as they are.
    #[serde(deserialize_with = "lenient::list")]
    pub photos: Vec<Value>,
    /// `locations`: the shape of its elements was never recorded, so they are kept as they are.
    #[serde(deserialize_with = "lenient::list")]
    pub locations: Vec<Value>,
    /// `owner`: `true` on the owner of the book, absent elsewhere.
    #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// `userToken`: a text set through the hosted widget; on the owner only.
    #[serde(
        rename = "userToken",
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub user_token: Option<String>,
    /// `source`: the source's code; in payloads of the hosted widget only.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// An e-mail address of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// `address`: may be null (two of three recorded Windows Live entries are) or end in white space.
    pub address: Option<String>,
    /// `type`: the source's own label (`Home`, `personal`, `E-mail 1`, …), an open set.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `primary`: `true` or absent; recorded on the first entry even when its address is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
}

/// A phone number of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Phone {
    /// `number`: free form, with extensions and punctuation.
    pub number: Option<String>,
    /// `type`: the source's own label (`mobile`, `Work Mobile`, …), an open set.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `primary`: `true` or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
}

/// A postal address of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Address {
    /// `type`: the source's own label (`Home`, `Work`, …), an open set.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `street`: may hold line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// `city`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// `region`: state or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `postal_code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// `country`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `formatted`: the whole address with line breaks; documented as possibly missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
}

impl Contact {
    /// The address to write to: the first one flagged primary that is not blank, else the first that is not blank;
    /// trimmed.
    ///
    /// ```
    /// use cloudsponge_proto::model::Contact;
    ///
    /// let contact: Contact = serde_json::from_str(
    ///     r#"{"email":[{"address":null,"primary":true},{"address":"fern@example.com\t"}]}"#,
    /// )?;
    /// assert_eq!(contact.primary_email(), Some("fern@example.com"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn primary_email(&self) -> Option<&str> {
        primary(self.email.iter().map(|email| (email.address.as_deref(), email.primary)))
    }

    /// The addresses that are neither null nor blank, trimmed.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.email.iter().filter_map(Email::trimmed)
    }

    /// The numbers that are neither null nor blank, trimmed.
    pub fn phones(&self) -> impl Iterator<Item = &str> {
        self.phone.iter().filter_map(|phone| non_blank(phone.number.as_deref()))
    }

    /// The companies that are neither null nor blank, trimmed.
    pub fn companies(&self) -> impl Iterator<Item = &str> {
        self.companies.iter().filter_map(|company| non_blank(company.as_deref()))
    }

    /// The groups that are neither null nor blank, trimmed.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().filter_map(|group| non_blank(group.as_deref()))
    }

    /// A name to show: first and last name; else a company; else the primary address. `None` if there is none of them.
    pub fn display_name(&self) -> Option<Cow<'_, str>> {
        display_name(self.first_name.as_deref(), self.last_name.as_deref(), || {
            self.companies().next().or_else(|| self.primary_email())
        })
    }
}

impl Email {
    /// An address without type or flag.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: Some(address.into()), ..Self::default() }
    }

    /// The address, trimmed; `None` if it is null or blank.
    pub fn trimmed(&self) -> Option<&str> {
        non_blank(self.address.as_deref())
    }
}

impl Phone {
    /// A number without type or flag.
    pub fn new(number: impl Into<String>) -> Self {
        Self { number: Some(number.into()), ..Self::default() }
    }
}

pub(crate) fn non_blank(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The address to write to, of addresses with their flags.
pub(crate) fn primary<'a>(
    emails: impl Iterator<Item = (Option<&'a str>, Option<bool>)> + Clone,
) -> Option<&'a str> {
    let flagged = emails.clone().filter(|(_, primary)| *primary == Some(true));
    flagged.chain(emails).find_map(|(address, _)| non_blank(address))
}

/// The name to show, of a first and a last name, or what else there is.
pub(crate) fn display_name<'a>(
    first: Option<&'a str>,
    last: Option<&'a str>,
    other: impl FnOnce() -> Option<&'a str>,
) -> Option<Cow<'a, str>> {
    match (non_blank(first), non_blank(last)) {
        (Some(first), Some(last)) => Some(Cow::Owned(format!("{first} {last}"))),
        (Some(name), None) | (None, Some(name)) => Some(Cow::Borrowed(name)),
        (None, None) => other().map(Cow::Borrowed),
    }
}

/// Entries of a list may be null or, instead of an object, the bare text; both keep their place.
macro_rules! entry {
    ($name:ident, $bare:ident, { $($field:ident $(= $rename:literal)? : $ty:ty, $with:literal;)+ }) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Default, Deserialize)]
                #[serde(default)]
                struct Fields {
                    $($(#[serde(rename = $rename)])? #[serde(deserialize_with = $with)] $field: $ty,)+
                }
                Ok(match lenient::entry::<D, Fields>(deserializer)? {
                    lenient::Entry::Null => Self::default(),
                    lenient::Entry::Text(text) => Self { $bare: Some(text), ..Self::default() },
                    lenient::Entry::Fields(fields) => Self { $($field: fields.$field,)+ },
                })
            }
        }
    };
}

entry!(Email, address, {
    address: Option<String>, "lenient::text";
    kind = "type": Option<String>, "lenient::text";
    primary: Option<bool>, "lenient::flag";
});

entry!(Phone, number, {
    number: Option<String>, "lenient::text";
    kind = "type": Option<String>, "lenient::text";
    primary: Option<bool>, "lenient::flag";
});

entry!(Address, formatted, {
    kind = "type": Option<String>, "lenient::text";
    street: Option<String>, "lenient::text";
    city: Option<String>, "lenient::text";
    region: Option<String>, "lenient::text";
    postal_code: Option<String>, "lenient::text";
    country: Option<String>, "lenient::text";
    formatted: Option<String>, "lenient::text";
});

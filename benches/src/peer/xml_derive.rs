//! XML as quick-xml's own serde reads it.
//!
//! It knows neither `nil="true"` nor wrapped arrays: a null becomes an empty text, and each array needs a struct around it.

use crate::plain;
use serde::Deserialize;

/// A contacts answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    contacts: Contacts,
    contacts_owner: Option<Contact>,
    total: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Contacts {
    contact: Vec<Contact>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Contact {
    first_name: Option<String>,
    last_name: Option<String>,
    title: Option<String>,
    external_id: Option<String>,
    phone: Phones,
    email: Emails,
    address: Addresses,
    groups: Groups,
    dob: Option<String>,
    birthday: Option<String>,
    companies: Companies,
    job_title: Option<String>,
    owner: Option<bool>,
    source: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Phones {
    phone: Vec<plain::Phone<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Emails {
    email: Vec<plain::Email<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Addresses {
    address: Vec<Address>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Address {
    #[serde(rename = "type")]
    kind: Option<String>,
    street: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    formatted: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Groups {
    group: Vec<Option<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Companies {
    company: Vec<Option<String>>,
}

/// Reads a body.
///
/// # Errors
/// As quick-xml says; a body that is no UTF-8 is an error like any other.
pub fn read(body: &[u8]) -> Result<Answer, quick_xml::DeError> {
    match str::from_utf8(body) {
        Ok(text) => quick_xml::de::from_str(text),
        Err(_) => quick_xml::de::from_reader(body),
    }
}

/// The same in the plain structs, for comparing.
pub fn plain(answer: Answer) -> plain::Answer<String> {
    plain::Answer {
        contacts: answer.contacts.contact.into_iter().map(contact).collect(),
        contacts_owner: answer.contacts_owner.map(contact),
        total: answer.total,
    }
}

fn contact(contact: Contact) -> plain::Contact<String> {
    let address = |address: Address| plain::Address {
        kind: address.kind,
        street: address.street,
        city: address.city,
        region: address.region,
        postal_code: address.postal_code,
        country: address.country,
        formatted: address.formatted,
    };
    plain::Contact {
        first_name: contact.first_name,
        last_name: contact.last_name,
        title: contact.title,
        external_id: contact.external_id,
        phone: contact.phone.phone,
        email: contact.email.email,
        address: contact.address.address.into_iter().map(address).collect(),
        groups: contact.groups.group,
        dob: contact.dob,
        birthday: contact.birthday,
        companies: contact.companies.company,
        job_title: contact.job_title,
        owner: contact.owner,
        source: contact.source,
        ..plain::Contact::default()
    }
}

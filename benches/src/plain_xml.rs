//! The contacts answer as quick-xml's own serde reads it.
//!
//! It knows neither `nil="true"` nor wrapped arrays: a null becomes an empty text, and each array needs a struct around
//! it. So it is a yardstick for speed, not for correctness, and reads only what it can.

use serde::Deserialize;

/// A contacts answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    /// The contacts.
    pub contacts: Contacts,
    /// Contacts imported.
    pub total: Option<u64>,
}

/// The array around the contacts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contacts {
    /// The contacts.
    pub contact: Vec<Contact>,
}

/// One contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Contact {
    /// `first-name`
    pub first_name: Option<String>,
    /// `last-name`
    pub last_name: Option<String>,
    /// `phone`
    pub phone: Phones,
    /// `email`
    pub email: Emails,
    /// `address`
    pub address: Addresses,
    /// `dob`
    pub dob: Option<String>,
    /// `birthday`
    pub birthday: Option<String>,
    /// `companies`
    pub companies: Companies,
    /// `job-title`
    pub job_title: Option<String>,
}

/// The array around the numbers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Phones {
    /// The numbers.
    pub phone: Vec<Phone>,
}

/// The array around the e-mail addresses.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Emails {
    /// The e-mail addresses.
    pub email: Vec<Email>,
}

/// The array around the postal addresses.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Addresses {
    /// The postal addresses.
    pub address: Vec<Address>,
}

/// The array around the companies.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Companies {
    /// The companies.
    pub company: Vec<String>,
}

/// An e-mail address.
#[derive(Debug, Deserialize)]
pub struct Email {
    /// `address`
    pub address: Option<String>,
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `primary`
    pub primary: Option<String>,
}

/// A phone number.
#[derive(Debug, Deserialize)]
pub struct Phone {
    /// `number`
    pub number: Option<String>,
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `primary`
    pub primary: Option<String>,
}

/// A postal address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Address {
    /// `type`
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `street`
    pub street: Option<String>,
    /// `city`
    pub city: Option<String>,
    /// `region`
    pub region: Option<String>,
    /// `postal-code`
    pub postal_code: Option<String>,
    /// `country`
    pub country: Option<String>,
    /// `formatted`
    pub formatted: Option<String>,
}

/// Reads a body.
///
/// # Errors
/// As quick-xml says.
pub fn read(body: &[u8]) -> Result<Answer, quick_xml::DeError> {
    quick_xml::de::from_reader(body)
}

#[cfg(test)]
mod tests {
    use crate::book;
    use cloudsponge_proto::Format;

    #[test]
    fn reads_the_same_contacts_as_the_codec() {
        let answer = super::read(&book::body(Format::Xml)).unwrap();
        let ours = book::contacts();
        assert_eq!(answer.contacts.contact.len(), ours.len());
        for (theirs, ours) in answer.contacts.contact.iter().zip(&ours) {
            assert_eq!(
                theirs.first_name.as_deref().unwrap_or_default(),
                ours.first_name.as_deref().unwrap_or_default()
            );
            assert_eq!(theirs.address.address.len(), ours.address.len());
            let theirs = theirs.email.email.iter().map(|email| email.address.as_deref().unwrap_or_default());
            assert!(theirs.eq(ours.email.iter().map(|email| email.address.as_deref().unwrap_or_default())));
        }
    }
}

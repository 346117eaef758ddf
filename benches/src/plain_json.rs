//! The contacts answer as serde's derive reads it from JSON: owned strings, nothing forgiven.

use serde::Deserialize;

/// A contacts answer.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The contacts.
    pub contacts: Vec<Contact>,
    /// Whose address book it is.
    pub contacts_owner: Option<Contact>,
    /// Contacts imported.
    pub total: Option<u64>,
}

/// One contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// `first_name`
    pub first_name: Option<String>,
    /// `last_name`
    pub last_name: Option<String>,
    /// `phone`
    pub phone: Vec<Phone>,
    /// `email`
    pub email: Vec<Email>,
    /// `address`
    pub address: Vec<Address>,
    /// `groups`
    pub groups: Vec<Option<String>>,
    /// `dob`
    pub dob: Option<String>,
    /// `birthday`
    pub birthday: Option<String>,
    /// `companies`
    pub companies: Vec<Option<String>>,
    /// `job_title`
    pub job_title: Option<String>,
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
    pub primary: Option<bool>,
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
    pub primary: Option<bool>,
}

/// A postal address.
#[derive(Debug, Deserialize)]
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
    /// `postal_code`
    pub postal_code: Option<String>,
    /// `country`
    pub country: Option<String>,
    /// `formatted`
    pub formatted: Option<String>,
}

/// Reads a body.
///
/// # Errors
/// As serde_json says.
pub fn read(body: &[u8]) -> Result<Answer, serde_json::Error> {
    serde_json::from_slice(body)
}

#[cfg(test)]
mod tests {
    use crate::book;
    use cloudsponge_proto::Format;

    #[test]
    fn reads_the_same_contacts_as_the_codec() {
        let answer = super::read(&book::body(Format::Json)).unwrap();
        let ours = book::contacts();
        assert_eq!(answer.contacts.len(), ours.len());
        for (theirs, ours) in answer.contacts.iter().zip(&ours) {
            assert_eq!(theirs.first_name, ours.first_name);
            assert_eq!(theirs.job_title, ours.job_title);
            assert_eq!(theirs.address.len(), ours.address.len());
            let theirs = theirs.email.iter().map(|email| &email.address);
            assert!(theirs.eq(ours.email.iter().map(|email| &email.address)));
        }
    }
}

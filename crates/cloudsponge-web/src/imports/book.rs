//! The contacts of an import, cut down to what pages show.

use cloudsponge::proto::model::Contact;
use serde::Serialize;
use serde_json::Value;

/// Longest texts kept, in characters, and most entries of a list: together they bound a contact at a few KiB.
const MAX_NAME: usize = 200;
const MAX_EMAIL: usize = 320;
const MAX_PHONE: usize = 64;
const MAX_LIST: usize = 20;
const MAX_URL: usize = 2048;

/// A contact as pages get it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    pub(crate) name: Option<Box<str>>,
    pub(crate) email: Option<Box<str>>,
    pub(crate) emails: Box<[Box<str>]>,
    pub(crate) phones: Box<[Box<str>]>,
    pub(crate) photo: Option<Box<str>>,
    pub(crate) organization: Option<Box<str>>,
}

#[derive(Default)]
pub(super) struct Book {
    pub(super) owner: Option<Entry>,
    pub(super) entries: Vec<Entry>,
    /// Contacts that came but could not be read.
    pub(super) unreadable: u64,
    /// Everything the service had is here.
    pub(super) complete: bool,
}

impl Entry {
    /// Takes what is shown; without `photos`, no picture, for looking at one tells its server who looks.
    pub(super) fn of(contact: &Contact, photos: bool) -> Self {
        let cut =
            |text: &str, most: usize| -> Box<str> { text.chars().take(most).collect::<String>().into() };
        // An address cut short would be somebody else's; one that ends its line would be a second header to a mailer.
        let address = |text: &&str| text.len() <= MAX_EMAIL && !text.contains(char::is_control);
        Self {
            name: contact.display_name().map(|name| cut(&name, MAX_NAME)),
            email: contact.primary_email().filter(address).map(Into::into),
            emails: contact.emails().filter(address).take(MAX_LIST).map(Into::into).collect(),
            phones: contact.phones().take(MAX_LIST).map(|phone| cut(phone, MAX_PHONE)).collect(),
            photo: contact.photos.iter().filter(|_| photos).find_map(photo_url),
            organization: contact.companies().next().map(|company| cut(company, MAX_NAME)),
        }
    }
}

/// A picture's address. The shape of a photo was never recorded: a text, or an object that holds one, is tried.
fn photo_url(photo: &Value) -> Option<Box<str>> {
    let text = match photo {
        Value::String(text) => text.as_str(),
        Value::Object(fields) => {
            ["url", "href", "value", "photo"].iter().find_map(|name| fields.get(*name)?.as_str())?
        }
        _ => return None,
    };
    let url = url::Url::parse(text).ok()?;
    let plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    (plain && url.as_str().len() <= MAX_URL).then(|| url.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn takes_what_is_shown() {
        let mut contact = Contact::default();
        contact.first_name = Some(" Fern ".into());
        contact.last_name = Some("x".repeat(500));
        contact.email = serde_json::from_value(json!([
            {"address": null, "primary": true}, {"address": "fern@example.com\t"}, {"address": "a".repeat(400)},
            {"address": "fern@example.com\r\nBcc: quill@example.org"}
        ]))
        .unwrap();
        contact.companies = vec![None, Some("Example Ltd".into())];
        contact.photos = vec![json!("javascript:alert(1)"), json!({"url": "https://photos.example/1.png"})];
        let entry = Entry::of(&contact, true);
        assert!(entry.name.as_ref().is_some_and(|name| name.starts_with("Fern x") && name.len() == MAX_NAME));
        assert_eq!((entry.email.as_deref(), entry.emails.len()), (Some("fern@example.com"), 1));
        assert_eq!(entry.organization.as_deref(), Some("Example Ltd"));
        assert_eq!(entry.photo.as_deref(), Some("https://photos.example/1.png"));
        assert_eq!(Entry::of(&contact, false).photo, None);
    }
}

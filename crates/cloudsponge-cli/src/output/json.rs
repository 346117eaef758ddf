//! Replies in one normal form: the same bytes for the same data, whether it came as JSON or as XML.

use crate::text;
use cloudsponge_proto::ImportId;
use cloudsponge_proto::model::{Begun, Contact, Event, Events, ImportType, Refusal};
use serde::Serialize;
use std::fmt::Write as _;

/// What a contacts reply says beside the contacts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) contacts_owner: Option<Contact>,
    pub(crate) start: Option<u64>,
    pub(crate) count: Option<u64>,
    pub(crate) total: Option<u64>,
    pub(crate) import_id: Option<ImportId>,
    pub(crate) user_id: Option<String>,
    pub(crate) echo: Option<String>,
}

/// `{"contacts": […], …}`, written while the contacts arrive, each on a line of its own.
#[derive(Default)]
pub(crate) struct ContactsObject {
    begun: bool,
}

impl ContactsObject {
    pub(crate) fn page<'a>(&mut self, contacts: impl Iterator<Item = &'a Contact>) -> String {
        let mut text = String::new();
        for contact in contacts {
            text.push_str(if self.begun { ",\n    " } else { "{\n  \"contacts\": [\n    " });
            text.push_str(&compact(contact));
            self.begun = true;
        }
        text
    }

    pub(crate) fn finish(self, envelope: &Envelope) -> String {
        let mut text = String::from(if self.begun { "\n  ]" } else { "{\n  \"contacts\": []" });
        let fields = [
            ("contacts_owner", compact(&envelope.contacts_owner)),
            ("start", compact(&envelope.start)),
            ("count", compact(&envelope.count)),
            ("total", compact(&envelope.total)),
            ("import_id", compact(&envelope.import_id)),
            ("user_id", compact(&envelope.user_id)),
            ("echo", compact(&envelope.echo)),
        ];
        for (name, value) in fields {
            // Writing to a String cannot fail.
            let _ = write!(text, ",\n  \"{name}\": {value}");
        }
        text.push_str("\n}\n");
        text
    }
}

/// One value on one line.
pub(crate) fn line(value: &impl Serialize) -> String {
    let mut line = compact(value);
    line.push('\n');
    line
}

/// One value over several lines.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // What is made of texts, numbers and lists always serialises.
    let mut text = text::json(&serde_json::to_string_pretty(value).unwrap_or_default());
    text.push('\n');
    text
}

/// A begin reply: every key, `null` where the reply has none.
pub(crate) fn begun(begun: &Begun) -> impl Serialize {
    #[derive(Serialize)]
    struct Object<'a> {
        status: &'static str,
        url: Option<&'a str>,
        import_id: &'a ImportId,
        import_type: &'a Option<ImportType>,
        user_id: &'a Option<String>,
        echo: &'a Option<String>,
    }
    Object {
        status: "success",
        url: begun.url.as_ref().map(|url| url.as_str()),
        import_id: &begun.import_id,
        import_type: &begun.import_type,
        user_id: &begun.user_id,
        echo: &begun.echo,
    }
}

/// An events reply.
pub(crate) fn events(events: &Events) -> impl Serialize {
    #[derive(Serialize)]
    struct Object<'a> {
        events: &'a [Event],
        import_id: &'a Option<ImportId>,
        user_id: &'a Option<String>,
        echo: &'a Option<String>,
    }
    Object {
        events: &events.events,
        import_id: &events.import_id,
        user_id: &events.user_id,
        echo: &events.echo,
    }
}

/// A reply that says no.
pub(crate) fn refusal(refusal: &Refusal) -> impl Serialize {
    #[derive(Serialize)]
    struct Object<'a> {
        status: &'a Option<String>,
        error: Message<'a>,
    }
    #[derive(Serialize)]
    struct Message<'a> {
        message: &'a Option<String>,
    }
    Object { status: &refusal.status, error: Message { message: &refusal.message } }
}

fn compact(value: &impl Serialize) -> String {
    // The model's types have text keys only, so they always serialise.
    text::json(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_pages_make_one_object() {
        let contact: Contact =
            serde_json::from_str(r#"{"first_name":"Fern\u009b","email":[{"address":null}]}"#).unwrap();
        let envelope = Envelope { start: Some(0), count: Some(3), ..Envelope::default() };
        let mut object = ContactsObject::default();
        let mut text = object.page([&contact, &contact].into_iter());
        text.push_str(&object.page([&contact].into_iter()));
        text.push_str(&object.finish(&envelope));
        assert!(!text.contains('\u{9b}'));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["contacts"][2]["first_name"], "Fern\u{9b}");
        assert_eq!(value["contacts"][2]["email"][0]["address"], Value::Null);
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 8);
        let empty: Value = serde_json::from_str(&ContactsObject::default().finish(&envelope)).unwrap();
        assert_eq!(empty["contacts"], json!([]));
        assert_eq!(empty["echo"], Value::Null);
    }
}

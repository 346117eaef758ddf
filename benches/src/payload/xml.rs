//! An answer in XML with its elements in the order that was captured in 2012.

use cloudsponge_proto::model::{Address, Contact, Contacts};
use std::fmt::Write;

/// The whole answer.
pub(super) fn reordered(answer: &Contacts) -> Vec<u8> {
    let mut out = Writer(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<contactsResponse>\n"));
    if let Some(owner) = &answer.contacts_owner {
        out.contact(1, "contacts-owner", owner);
    }
    let numbers = [("start", answer.start), ("count", answer.count), ("total", answer.total)];
    for (name, number) in numbers {
        out.typed(1, name, "integer", number);
    }
    out.typed(1, "import-id", "integer", answer.import_id.as_ref().map(|id| id.as_str()));
    out.line(1, "<contacts type=\"array\">");
    for contact in answer.contacts.iter().flatten() {
        out.contact(2, "contact", contact);
    }
    out.line(1, "</contacts>");
    out.line(1, "<echo nil=\"true\"></echo>");
    out.line(1, "<user-id nil=\"true\"></user-id>");
    out.typed(1, "id", "integer", answer.import_id.as_ref().map(|id| id.as_str()));
    out.line(0, "</contactsResponse>");
    out.0.into_bytes()
}

struct Writer(String);

impl Writer {
    fn contact(&mut self, level: usize, name: &str, contact: &Contact) {
        self.line(level, &format!("<{name}>"));
        let inner = level + 1;
        self.list(inner, "address", &contact.address, |out, level, address| out.address(level, address));
        self.list(inner, "phone", &contact.phone, |out, level, phone| {
            out.required(level, "number", &phone.number);
            out.typed(level, "primary", "boolean", phone.primary);
            out.optional(level, "type", &phone.kind);
        });
        self.optional(inner, "last-name", &contact.last_name);
        self.list(inner, "email", &contact.email, |out, level, email| {
            out.required(level, "address", &email.address);
            out.typed(level, "primary", "boolean", email.primary);
            out.optional(level, "type", &email.kind);
        });
        self.optional(inner, "first-name", &contact.first_name);
        self.optional(inner, "job-title", &contact.job_title);
        self.texts(inner, "companies", "company", &contact.companies);
        self.optional(inner, "birthday", &contact.birthday);
        self.optional(inner, "dob", &contact.dob);
        self.texts(inner, "groups", "group", &contact.groups);
        self.typed(inner, "owner", "boolean", contact.owner);
        self.optional(inner, "external-id", &contact.external_id);
        self.line(level, &format!("</{name}>"));
    }

    fn address(&mut self, level: usize, address: &Address) {
        let Address { kind, street, city, region, postal_code, country, formatted, .. } = address;
        let fields = [
            ("city", city),
            ("country", country),
            ("formatted", formatted),
            ("postal-code", postal_code),
            ("region", region),
            ("street", street),
            ("type", kind),
        ];
        for (name, text) in fields {
            self.optional(level, name, text);
        }
    }

    fn list<T>(&mut self, level: usize, name: &str, items: &[T], each: impl Fn(&mut Self, usize, &T)) {
        if items.is_empty() {
            return self.line(level, &format!("<{name} type=\"array\"/>"));
        }
        self.line(level, &format!("<{name} type=\"array\">"));
        for item in items {
            self.line(level + 1, &format!("<{name}>"));
            each(self, level + 2, item);
            self.line(level + 1, &format!("</{name}>"));
        }
        self.line(level, &format!("</{name}>"));
    }

    fn texts(&mut self, level: usize, name: &str, item: &str, texts: &[Option<String>]) {
        if texts.is_empty() {
            return self.line(level, &format!("<{name} type=\"array\"/>"));
        }
        self.line(level, &format!("<{name} type=\"array\">"));
        for text in texts {
            self.required(level + 1, item, text);
        }
        self.line(level, &format!("</{name}>"));
    }

    fn required(&mut self, level: usize, name: &str, text: &Option<String>) {
        match text {
            Some(_) => self.optional(level, name, text),
            None => self.line(level, &format!("<{name} nil=\"true\"></{name}>")),
        }
    }

    fn optional(&mut self, level: usize, name: &str, text: &Option<String>) {
        if let Some(text) = text {
            self.line(level, &format!("<{name}>{}</{name}>", escaped(text)));
        }
    }

    fn typed(&mut self, level: usize, name: &str, kind: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(level, &format!("<{name} type=\"{kind}\">{value}</{name}>"));
        }
    }

    fn line(&mut self, level: usize, line: &str) {
        self.0.extend(std::iter::repeat_n("  ", level));
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// ASCII only, as the service writes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | ' '..='~' => out.push(c),
            c => drop(write!(out, "&#{};", u32::from(c))),
        }
    }
    out
}

//! vCard 4.0 (RFC 6350), one card a contact.

use cloudsponge_proto::model::{Address, Contact};

/// A content line holds at most this many octets, its line break not counted.
const LINE_LIMIT: usize = 75;

/// One card.
pub(super) fn card(contact: &Contact) -> String {
    let mut card = Card::default();
    let value = |text: &Option<String>| escaped(text.as_deref().unwrap_or_default().trim());
    card.line("BEGIN:VCARD");
    card.line("VERSION:4.0");
    // FN must be there, even for a contact that is nothing but a number.
    let name = contact.display_name().map(|name| name.into_owned());
    let name = name.or_else(|| contact.phones().next().map(str::to_owned));
    card.line(&format!("FN:{}", escaped(&name.unwrap_or_default())));
    let (first, last, title) = (value(&contact.first_name), value(&contact.last_name), value(&contact.title));
    if !(first.is_empty() && last.is_empty() && title.is_empty()) {
        card.line(&format!("N:{last};{first};;{title};"));
    }
    for email in &contact.email {
        if let Some(address) = email.trimmed() {
            card.labelled("EMAIL", email.kind.as_deref(), email.primary, &escaped(address));
        }
    }
    for phone in &contact.phone {
        if let Some(number) = phone.number.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
            card.labelled("TEL", phone.kind.as_deref(), phone.primary, &escaped(number));
        }
    }
    for address in &contact.address {
        let parts = parts(address);
        if parts.chars().any(|c| c != ';') {
            card.labelled("ADR", address.kind.as_deref(), None, &parts);
        }
    }
    card.dates(contact);
    for company in contact.companies() {
        card.line(&format!("ORG:{}", escaped(company)));
    }
    card.optional("TITLE", &value(&contact.job_title));
    let groups: Vec<String> = contact.groups().map(escaped).collect();
    card.optional("CATEGORIES", &groups.join(","));
    card.line("END:VCARD");
    card.text
}

#[derive(Default)]
struct Card {
    text: String,
    labels: usize,
}

impl Card {
    /// Adds a content line, folded before it grows too long; a character is never cut.
    fn line(&mut self, content: &str) {
        let mut octets = 0;
        for c in content.chars() {
            if octets + c.len_utf8() > LINE_LIMIT {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(c);
            octets += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    fn optional(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("{name}:{value}"));
        }
    }

    /// A property with the source's own label: as a standard type where it is one, else in the way address books
    /// agree on for free labels.
    fn labelled(&mut self, name: &str, label: Option<&str>, primary: Option<bool>, value: &str) {
        let label = label.map(str::trim).filter(|label| !label.is_empty());
        let known = label.and_then(|label| known_type(name, label));
        let preferred = if primary == Some(true) { ";PREF=1" } else { "" };
        match (known, label) {
            (Some(known), _) => self.line(&format!("{name};TYPE={known}{preferred}:{value}")),
            (None, None) => self.line(&format!("{name}{preferred}:{value}")),
            (None, Some(label)) => {
                self.labels += 1;
                let group = self.labels;
                self.line(&format!("item{group}.{name}{preferred}:{value}"));
                self.line(&format!("item{group}.X-ABLABEL:{}", escaped(label)));
            }
        }
    }

    /// The date of birth, or the day alone where the year is not known.
    fn dates(&mut self, contact: &Contact) {
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        let shaped = |text: &&str, parts: usize, length: usize| {
            text.split('-').count() == parts && digits(text) == length && text.len() == length + parts - 1
        };
        if let Some(dob) = contact.dob.as_deref().map(str::trim).filter(|dob| shaped(dob, 3, 8)) {
            self.line(&format!("BDAY:{}", dob.replace('-', "")));
        } else if let Some(day) = contact.birthday.as_deref().map(str::trim).filter(|day| shaped(day, 2, 4)) {
            self.line(&format!("BDAY:--{}", day.replace('-', "")));
        }
    }
}

/// The standard type a label names; sources choose their labels freely.
fn known_type(name: &str, label: &str) -> Option<&'static str> {
    let label = label.to_ascii_lowercase();
    match (name, label.as_str()) {
        (_, "home" | "personal") => Some("home"),
        (_, "work" | "business") => Some("work"),
        ("TEL", "mobile" | "cell") => Some("cell"),
        ("TEL", "fax") => Some("fax"),
        ("TEL", "pager") => Some("pager"),
        ("TEL", "home fax") => Some("\"home,fax\""),
        ("TEL", "work fax" | "business fax") => Some("\"work,fax\""),
        ("TEL", "work mobile") => Some("\"work,cell\""),
        _ => None,
    }
}

/// Post box and extension (both always empty), street, city, region, postal code, country.
fn parts(address: &Address) -> String {
    let part = |text: &Option<String>| escaped(text.as_deref().unwrap_or_default().trim());
    let street =
        if address.street.is_some() || address.city.is_some() { &address.street } else { &address.formatted };
    let (street, city, region) = (part(street), part(&address.city), part(&address.region));
    format!(";;{street};{city};{region};{};{}", part(&address.postal_code), part(&address.country))
}

/// A text value: separators and line breaks escaped; controls, which a card cannot hold, left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contact(json: serde_json::Value) -> Contact {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_full_card() {
        let text = card(&contact(serde_json::json!({
            "first_name": "Fern", "last_name": "Mock;up", "dob": "1980-12-31", "birthday": "12-31",
            "email": [{"address": "fern@example.com", "type": "Home", "primary": true}, {"address": null}],
            "phone": [{"number": "555 0100", "type": "Car, old"}], "companies": [null, "Mock & Sons"],
            "address": [{"type": "Work", "street": "1 Test Lane\nRear", "city": "Sampleton", "country": "Nowhere"}],
            "groups": ["a,b", "c"], "job_title": "",
        })));
        let expected = [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "FN:Fern Mock\\;up",
            "N:Mock\\;up;Fern;;;",
            "EMAIL;TYPE=home;PREF=1:fern@example.com",
            "item1.TEL:555 0100",
            "item1.X-ABLABEL:Car\\, old",
            "ADR;TYPE=work:;;1 Test Lane\\nRear;Sampleton;;;Nowhere",
            "BDAY:19801231",
            "ORG:Mock & Sons",
            "CATEGORIES:a\\,b,c",
            "END:VCARD",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
    }

    #[test]
    fn a_nearly_empty_card_is_still_one() {
        assert_eq!(card(&Contact::default()), "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:\r\nEND:VCARD\r\n");
        assert!(card(&contact(serde_json::json!({"birthday": "02-29"}))).contains("\r\nBDAY:--0229\r\n"));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn lines_are_folded_and_nothing_breaks_out(name in "\\PC{0,200}", label in any::<String>()) {
            let text = card(&contact(serde_json::json!({
                "first_name": name, "email": [{"address": "a@example.com", "type": label}],
            })));
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE_LIMIT, "{line}");
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = text.replace("\r\n ", "");
            prop_assert_eq!(unfolded.lines().filter(|line| *line == "BEGIN:VCARD").count(), 1);
            prop_assert_eq!(unfolded.lines().filter(|line| line.starts_with("FN:")).count(), 1);
        }
    }
}

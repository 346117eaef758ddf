//! Strings that break programs which put texts together carelessly, composed by rule; and a book that is full of them.
//!
//! Whatever shows, stores, sends or searches what people call their contacts should hold these as they are. Each family
//! is a rule, so that a reader sees what it is after; none is aimed at a certain program.

mod families;

use super::Book;
use cloudsponge_proto::model::{Address, Contact, Email, Phone};

/// Every string that JSON and XML both can carry: more than 200, all different, none blank.
///
/// ```
/// let strings = cloudsponge_emulator::book::naughty::strings();
/// assert!(strings.len() > 200);
/// assert!(strings.iter().any(|text| text.contains("<script>")));
/// ```
pub fn strings() -> Vec<String> {
    let families = [
        families::markup(),
        families::addresses(),
        families::references(),
        families::expressions(),
        families::formats(),
        families::paths(),
        families::queries(),
        families::commands(),
        families::words(),
        families::numbers(),
        families::directions(),
        families::invisible(),
        families::writing(),
        families::signs(),
        families::lines(),
        families::long(),
    ];
    let mut strings: Vec<String> = Vec::new();
    for text in families.into_iter().flatten() {
        if !strings.contains(&text) {
            strings.push(text);
        }
    }
    strings
}

/// Strings with control characters, which JSON can carry and XML cannot: a terminal's commands among them.
pub fn controls() -> Vec<String> {
    let alone = ('\u{0}'..'\u{20}').chain(['\u{7f}']).filter(|c| !"\t\n\r".contains(*c));
    let mut strings: Vec<String> = alone.map(|c| format!("Fern{c}Control")).collect();
    strings.extend(["[2J", "[31mred", "]0;title\u{7}", "c", "[1A[2K"].map(|end| format!("Fern \u{1b}{end}")));
    strings
}

impl Book {
    /// A book of [`naughty::strings`](strings): for each of them one contact that has it in every field but the address,
    /// and one that has it as its address. The owner's name is naughty too.
    pub fn naughty() -> Self {
        let strings = strings();
        let named = strings.iter().enumerate().map(|(index, text)| named(text, index));
        let addressed = strings.iter().enumerate().map(|(index, text)| addressed(text, index));
        let mut owner = named_only("</title></h2><img src=x onerror=alert('owner')>");
        owner.owner = Some(true);
        Self::from_contacts(named.chain(addressed).collect(), Some(owner))
    }
}

/// A contact that has the text everywhere but in its address.
fn named(text: &str, index: usize) -> Contact {
    let some = || Some(text.to_owned());
    let mut contact = named_only(text);
    contact.email = vec![Email::new(format!("n{index}@example.com"))];
    (contact.title, contact.job_title) = (some(), some());
    (contact.groups, contact.companies) = (vec![some()], vec![some()]);
    let mut phone = Phone::new(text);
    phone.kind = some();
    contact.phone = vec![phone];
    let mut address = Address::default();
    (address.street, address.formatted) = (some(), some());
    contact.address = vec![address];
    contact.photos = vec![text.into()];
    contact
}

/// A contact with a plain name that has the text as its address.
fn addressed(text: &str, index: usize) -> Contact {
    let mut contact = named_only(&format!("Address {index}"));
    contact.email = vec![Email::new(text)];
    contact
}

fn named_only(name: &str) -> Contact {
    let mut contact = Contact::default();
    contact.first_name = Some(name.to_owned());
    contact
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudsponge_proto::model::Contacts;
    use cloudsponge_proto::{Format, Message};
    use std::collections::HashSet;

    #[test]
    fn strings_are_many_and_different() {
        let strings = strings();
        assert!(strings.len() > 200, "{}", strings.len());
        assert_eq!(strings.iter().collect::<HashSet<_>>().len(), strings.len());
        assert!(strings.iter().all(|text| !text.trim().is_empty()));
        let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || c == '\u{fffe}' || c == '\u{ffff}';
        assert!(strings.iter().all(|text| !text.contains(forbidden)));
        assert!(controls().iter().all(|text| text.contains(char::is_control)));
    }

    #[test]
    fn naughty_contacts_survive_both_formats() {
        let book = Book::naughty();
        assert_eq!(book.len(), 2 * strings().len() as u64);
        let mut page = Contacts::default();
        page.contacts = book.iter().map(Ok).collect();
        page.contacts_owner = book.owner();
        for format in [Format::Json, Format::Xml] {
            let body = page.encode(format).unwrap();
            assert_eq!(Contacts::decode(format, &body).unwrap(), page);
        }
    }
}

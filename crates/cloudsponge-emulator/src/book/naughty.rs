//! Strings that break programs which put texts together carelessly, composed by rule; and contacts that are full of them.
//!
//! Whatever shows, stores, sends or searches what people call their contacts should hold these as they are. Each family
//! is a rule, so that a reader sees what it is after; none is aimed at a certain program. A book of
//! [`Profile::Naughty`](super::Profile::Naughty) holds all of them.

mod families;

use cloudsponge_proto::model::{Address, Contact, Email, Phone};
use std::sync::LazyLock;

static STRINGS: LazyLock<Vec<String>> = LazyLock::new(compose);

/// Every string that JSON and XML both can carry: more than 300, all different, none blank.
///
/// ```
/// let strings = cloudsponge_emulator::book::naughty::strings();
/// assert!(strings.len() > 300);
/// assert!(strings.iter().any(|text| text.contains("<script>")));
/// ```
pub fn strings() -> &'static [String] {
    &STRINGS
}

fn compose() -> Vec<String> {
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

/// The contact at an index: the strings in order from the seed's on, each in two contacts. The first has it in every
/// field but the address, the second has it as its address; then they begin again.
pub(super) fn contact(seed: u64, index: u64) -> Contact {
    let texts = strings();
    let many = texts.len().max(1) as u64;
    let place = (index / 2 % many + seed % many) % many;
    let text = usize::try_from(place).ok().and_then(|place| texts.get(place)).map_or("", String::as_str);
    if index.is_multiple_of(2) { named(text, index) } else { addressed(text, index) }
}

/// Whose book it is.
pub(super) fn owner() -> Contact {
    let mut owner = named_only("</title></h2><img src=x onerror=alert('owner')>");
    owner.email = vec![Email::new("owner@example.com")];
    owner.owner = Some(true);
    owner
}

/// A contact that has the text everywhere but in its address.
fn named(text: &str, index: u64) -> Contact {
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
fn addressed(text: &str, index: u64) -> Contact {
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
    use super::super::{Book, Profile};
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn strings_are_many_and_different() {
        let strings = strings();
        assert!(strings.len() > 300, "{}", strings.len());
        assert_eq!(strings.iter().collect::<HashSet<_>>().len(), strings.len());
        assert!(strings.iter().all(|text| !text.trim().is_empty()));
        let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || c == '\u{fffe}' || c == '\u{ffff}';
        assert!(strings.iter().all(|text| !text.contains(forbidden)));
        let controls = controls();
        assert!(controls.iter().all(|text| text.contains(forbidden) || text.contains('\u{7f}')));
        assert_eq!(controls.iter().collect::<HashSet<_>>().len(), controls.len());
    }

    #[test]
    fn a_whole_book_holds_each_string_as_name_and_as_address() {
        for seed in [0, 1, u64::MAX] {
            let book = Book::generate(Profile::Naughty, seed, Profile::Naughty.recorded_len());
            let contacts: Vec<_> = book.iter().collect();
            let names: HashSet<_> =
                contacts.iter().filter_map(|contact| contact.first_name.clone()).collect();
            let emails = contacts.iter().flat_map(|contact| &contact.email);
            let addresses: HashSet<_> = emails.filter_map(|email| email.address.clone()).collect();
            assert!(strings().iter().all(|text| names.contains(text) && addresses.contains(text)));
        }
    }
}

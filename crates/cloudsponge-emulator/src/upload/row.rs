//! One row of a table, cell by cell, until it is a contact.

use super::header::{Column, Part, Place};
use super::text::clean;
use cloudsponge_proto::model::{Address, Contact, Email, Phone};

/// What Google puts between several values of one cell.
const SEPARATOR: &str = ":::";

/// A contact being made from the cells of a row.
#[derive(Default)]
pub(super) struct Row {
    contact: Contact,
    full_name: Option<String>,
    /// A label read before its value, and whether a star marked the value as the primary one.
    label: Option<(String, bool)>,
    addresses: Vec<(Place, Address)>,
    used: bool,
}

impl Row {
    /// Takes the next cell.
    pub(super) fn add(&mut self, column: &Column, cell: &str) {
        let Some(value) = clean(cell) else {
            if matches!(column, Column::Email(_) | Column::Phone(_)) {
                self.label = None;
            }
            return;
        };
        match column {
            Column::Unknown => return,
            Column::Label => {
                self.label = Some(starred(&value));
                return;
            }
            Column::FirstName => self.contact.first_name = Some(value),
            Column::LastName => self.contact.last_name = Some(value),
            Column::FullName => self.full_name = Some(value),
            Column::Honorific => self.contact.title = Some(value),
            Column::Email(kind) => self.add_emails(&value, *kind),
            Column::Phone(kind) => self.add_phones(&value, kind.as_deref()),
            Column::Address(place, part) => {
                self.add_address(*place, *part, value);
                return;
            }
            Column::Company => self.contact.companies.push(Some(value)),
            Column::Job => self.contact.job_title = Some(value),
            Column::Birthday => return set_birthday(&mut self.contact, &value),
            Column::Groups => return self.add_groups(&value),
        }
        self.used = true;
    }

    /// The contact, unless nothing in the row tells whom it is about.
    pub(super) fn finish(mut self) -> Option<Contact> {
        let addresses = self.addresses.into_iter().map(|(_, address)| address);
        self.contact.address = addresses.filter(|address| *address != label_only(address)).collect();
        if !self.used && self.contact.address.is_empty() {
            return None;
        }
        name(&mut self.contact, self.full_name.as_deref());
        flag_primary(&mut self.contact);
        Some(self.contact)
    }

    fn add_emails(&mut self, value: &str, kind: Option<&str>) {
        let (label, primary) = self.label.take().unzip();
        for address in value.split(SEPARATOR).filter_map(clean) {
            let place = self.contact.email.len() + 1;
            let mut email = Email::new(address);
            email.kind =
                label.clone().or_else(|| Some(kind.map_or_else(|| format!("Email {place}"), Into::into)));
            email.primary = primary.filter(|primary| *primary);
            self.contact.email.push(email);
        }
    }

    fn add_phones(&mut self, value: &str, kind: Option<&str>) {
        let (label, primary) = self.label.take().unzip();
        for number in value.split(SEPARATOR).filter_map(clean) {
            let mut phone = Phone::new(number);
            phone.kind = label.clone().or_else(|| kind.map(Into::into));
            phone.primary = primary.filter(|primary| *primary);
            self.contact.phone.push(phone);
        }
    }

    fn add_address(&mut self, place: Place, part: Part, value: String) {
        if !self.addresses.iter().any(|(known, _)| *known == place) {
            let mut address = Address::default();
            address.kind = place.kind.map(Into::into);
            self.addresses.push((place, address));
        }
        let Some((_, address)) = self.addresses.iter_mut().find(|(known, _)| *known == place) else { return };
        let (field, glue) = match part {
            Part::Street => (&mut address.street, "\n"),
            Part::City => (&mut address.city, " "),
            Part::Region => (&mut address.region, " "),
            Part::PostalCode => (&mut address.postal_code, " "),
            Part::Country => (&mut address.country, " "),
            Part::Formatted => (&mut address.formatted, "\n"),
            Part::Label => {
                address.kind = Some(starred(&value).0);
                return;
            }
        };
        match field {
            Some(text) => {
                text.push_str(glue);
                text.push_str(&value);
            }
            None => *field = Some(value),
        }
    }

    fn add_groups(&mut self, value: &str) {
        let groups = value.split(SEPARATOR).flat_map(|part| part.split([';', ','])).filter_map(clean);
        self.contact.groups.extend(groups.map(|group| Some(starred(&group).0)));
    }
}

/// Google marks the primary entry's label, and its own groups, with a star.
fn starred(label: &str) -> (String, bool) {
    let starred = label.strip_prefix('*').map(str::trim);
    (starred.unwrap_or(label).to_owned(), starred.is_some())
}

fn label_only(address: &Address) -> Address {
    let mut bare = Address::default();
    bare.kind.clone_from(&address.kind);
    bare
}

/// Fills the names: from the full name where there are no parts, empty where there is nothing.
pub(super) fn name(contact: &mut Contact, full_name: Option<&str>) {
    if let (None, None, Some(full)) = (&contact.first_name, &contact.last_name, full_name) {
        let (first, last) = match (full.split_once(','), full.split_once(' ')) {
            (Some((last, first)), _) => (first, last),
            (None, Some((first, last))) => (first, last),
            (None, None) => (full, ""),
        };
        contact.first_name = Some(first.trim().into());
        contact.last_name = Some(last.trim().into());
    }
    contact.first_name.get_or_insert_default();
    contact.last_name.get_or_insert_default();
}

/// Leaves one address and one number flagged as primary: the first that was, else the first.
pub(super) fn flag_primary(contact: &mut Contact) {
    let place = contact.email.iter().position(|email| email.primary == Some(true)).unwrap_or(0);
    for (at, email) in contact.email.iter_mut().enumerate() {
        email.primary = (at == place).then_some(true);
    }
    let place = contact.phone.iter().position(|phone| phone.primary == Some(true));
    for (at, phone) in contact.phone.iter_mut().enumerate() {
        phone.primary = (Some(at) == place).then_some(true);
    }
}

/// Understands `1980-12-31`, `19801231`, `12/31/1980` (as Outlook writes it in the United States), `31.12.1980`, and,
/// without a year, `--12-31` and `--1231`; other dates are left out, as is Outlook's `0/0/00`.
pub(super) fn set_birthday(contact: &mut Contact, text: &str) {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let (year, date) = match date.strip_prefix("--") {
        Some(rest) => (false, rest),
        None => (true, date),
    };
    let parts: Option<Vec<u32>> = date.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    let (year, month, day) = match parts.as_deref() {
        Some(&[month, day]) if !year => (None, month, day),
        Some(&[packed]) if !year && date.len() == 4 => (None, packed / 100, packed % 100),
        Some(&[packed]) if date.len() == 8 => (Some(packed / 10_000), packed / 100 % 100, packed % 100),
        Some(&[year, month, day]) if year > 31 => (Some(year), month, day),
        Some(&[day, month, year]) if date.contains('.') => (Some(year), month, day),
        Some(&[month, day, year]) => (Some(year), month, day),
        _ => return,
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return;
    }
    contact.birthday = Some(format!("{month:02}-{day:02}"));
    contact.dob =
        year.filter(|year| (1000..=9999).contains(year)).map(|year| format!("{year}-{month:02}-{day:02}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_birth_in_the_usual_ways() {
        let read = |text: &str| {
            let mut contact = Contact::default();
            set_birthday(&mut contact, text);
            (contact.dob, contact.birthday)
        };
        let whole = (Some("1980-12-31".to_owned()), Some("12-31".to_owned()));
        for text in
            ["1980-12-31", "19801231", "12/31/1980", "31.12.1980", "1980-12-31T00:00:00Z", "1980/12/31"]
        {
            assert_eq!(read(text), whole, "{text}");
        }
        for text in ["--12-31", "--1231", "12/31/80"] {
            assert_eq!(read(text), (None, Some("12-31".into())), "{text}");
        }
        for text in ["0/0/00", "soon", "", "1980", "1980-13-01", "99999999999-1-1", "--", "1-2-3-4"] {
            assert_eq!(read(text), (None, None), "{text}");
        }
    }

    #[test]
    fn full_names_are_parted() {
        let part = |full| {
            let mut contact = Contact::default();
            name(&mut contact, full);
            (contact.first_name.unwrap(), contact.last_name.unwrap())
        };
        assert_eq!(part(Some("Fern van der Probe")), ("Fern".into(), "van der Probe".into()));
        assert_eq!(part(Some("Mockup, Fern")), ("Fern".into(), "Mockup".into()));
        assert_eq!(part(Some("Quill")), ("Quill".into(), String::new()));
        assert_eq!(part(None), (String::new(), String::new()));
    }
}

//! vCard 2.1, 3.0 and 4.0, as far as a contact has a place for what they say.

use super::UploadError;
use super::row::{flag_primary, name, set_birthday};
use super::text::{clean, latin};
use cloudsponge_proto::model::{Address, Contact, Email, Phone};

/// Whether a text begins with a card.
pub(super) fn is_vcard(text: &str) -> bool {
    text.trim_start().get(..11).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Reads the cards of a file. Properties without a place in a contact are passed over; a card without an end, a
/// card within a card and text between cards are errors.
pub(super) fn read(text: &str, limit: usize) -> Result<Vec<Contact>, UploadError> {
    let mut contacts = Vec::new();
    let mut card: Option<Card> = None;
    for (number, line) in unfold(text) {
        let unparsable = UploadError::Unparsable { line: number };
        let Some(property) = Property::parse(&line) else {
            if card.is_none() && !line.trim().is_empty() {
                return Err(unparsable);
            }
            continue;
        };
        let marks = |name: &str| property.name == name && property.raw.trim().eq_ignore_ascii_case("VCARD");
        match card.take() {
            None if marks("BEGIN") => card = Some(Card { begun: number, ..Card::default() }),
            Some(card) if marks("END") => {
                if contacts.len() >= limit {
                    return Err(UploadError::TooLarge);
                }
                contacts.extend(card.finish());
            }
            Some(mut open) if !marks("BEGIN") => {
                open.add(&property);
                card = Some(open);
            }
            _ => return Err(unparsable),
        }
    }
    match card {
        Some(open) => Err(UploadError::Unparsable { line: open.begun }),
        None => Ok(contacts),
    }
}

/// The logical lines with the number of their first physical one. A line that begins with a blank continues the one
/// before; a quoted-printable line that ends in `=` is continued by the next.
fn unfold(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    let mut quoted_printable = false;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((_, open)) = lines.last_mut() {
            if quoted_printable && open.ends_with('=') {
                open.pop();
                open.push_str(line);
                continue;
            }
            if let Some(rest) = line.strip_prefix([' ', '\t']) {
                open.push_str(rest);
                continue;
            }
        }
        let head = line.split(':').next().unwrap_or_default();
        quoted_printable = head.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
        lines.push((number, line.to_owned()));
    }
    lines
}

/// A line, parted: `group.NAME;PARAMETER=value:raw value`.
struct Property {
    name: String,
    /// All parameters' values and bare words, in lower case; `pref=1` is `pref`.
    words: Vec<String>,
    raw: String,
}

impl Property {
    fn parse(line: &str) -> Option<Self> {
        let (head, raw) = line.split_at(unquoted(line, ':')?);
        let raw = raw.strip_prefix(':').unwrap_or(raw);
        let mut parts = split(head, ';', '"').into_iter();
        let name = parts.next()?.to_ascii_uppercase();
        let name = name.rsplit('.').next()?.trim().to_owned();
        let mut words = Vec::new();
        for part in parts {
            let part = part.to_ascii_lowercase();
            match part.split_once('=') {
                Some(("pref", "1")) => words.push("pref".to_owned()),
                Some((_, values)) => {
                    words.extend(values.split(',').map(|value| value.trim_matches('"').to_owned()))
                }
                None => words.push(part),
            }
        }
        let mut raw = raw.to_owned();
        if words.iter().any(|word| word == "quoted-printable") {
            let bytes = quoted_printable(&raw);
            raw = String::from_utf8(bytes).unwrap_or_else(|error| latin(error.as_bytes()));
        }
        Some(Self { name, words, raw })
    }

    fn is(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// The whole value.
    fn text(&self) -> Option<String> {
        clean(&unescape(&self.raw))
    }

    /// The components between semicolons, `None` where one is blank.
    fn components(&self) -> impl Iterator<Item = Option<String>> {
        split(&self.raw, ';', '\\').into_iter().map(|part| clean(&unescape(part)))
    }

    /// What kind of address or number it is, in the words the sources use.
    fn kind(&self) -> Option<String> {
        let known = [
            ("cell", "Mobile"),
            ("fax", "Fax"),
            ("pager", "Pager"),
            ("home", "Home"),
            ("work", "Work"),
            ("other", "Other"),
        ];
        let label = known.into_iter().find_map(|(word, label)| self.is(word).then_some(label));
        label.map(Into::into)
    }
}

#[derive(Default)]
struct Card {
    begun: u64,
    contact: Contact,
    full_name: Option<String>,
}

impl Card {
    fn add(&mut self, property: &Property) {
        let contact = &mut self.contact;
        let primary = property.is("pref").then_some(true);
        match property.name.as_str() {
            "FN" => self.full_name = property.text(),
            "N" => {
                let mut parts = property.components();
                contact.last_name = parts.next().flatten();
                contact.first_name = parts.next().flatten();
                contact.title = parts.nth(1).flatten();
            }
            "EMAIL" => {
                let mut email = Email::default();
                email.address = property.text().map(|text| text.trim_start_matches("mailto:").to_owned());
                (email.kind, email.primary) = (property.kind(), primary);
                contact.email.extend(email.address.is_some().then_some(email));
            }
            "TEL" => {
                let mut phone = Phone::default();
                phone.number = property.text().map(|text| text.trim_start_matches("tel:").to_owned());
                (phone.kind, phone.primary) = (property.kind(), primary);
                contact.phone.extend(phone.number.is_some().then_some(phone));
            }
            "ADR" => contact.address.extend(address(property)),
            "ORG" => contact.companies.extend(property.components().next().flatten().map(Some)),
            "TITLE" => contact.job_title = property.text(),
            "BDAY" => set_birthday(contact, property.raw.trim()),
            "CATEGORIES" => {
                let groups =
                    split(&property.raw, ',', '\\').into_iter().filter_map(|group| clean(&unescape(group)));
                contact.groups.extend(groups.map(Some));
            }
            _ => {}
        }
    }

    /// The contact, unless the card says nothing.
    fn finish(mut self) -> Option<Contact> {
        let empty = self.full_name.is_none() && self.contact == Contact::default();
        name(&mut self.contact, self.full_name.as_deref());
        flag_primary(&mut self.contact);
        (!empty).then_some(self.contact)
    }
}

/// Post box, extension, street, city, region, postal code, country; the first three are lines of one street.
fn address(property: &Property) -> Option<Address> {
    let mut parts = property.components();
    let street: Vec<_> = parts.by_ref().take(3).flatten().collect();
    let mut address = Address::default();
    address.street = (!street.is_empty()).then(|| street.join("\n"));
    address.city = parts.next().flatten();
    address.region = parts.next().flatten();
    address.postal_code = parts.next().flatten();
    address.country = parts.next().flatten();
    let found = address != Address::default();
    address.kind = property.kind();
    found.then_some(address)
}

/// Where the first `mark` outside of quotes stands.
fn unquoted(text: &str, mark: char) -> Option<usize> {
    let mut quoted = false;
    let found = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == mark && !quoted
    });
    // A quote that never ends is a letter like any other.
    found.map(|(place, _)| place).or_else(|| text.find(mark))
}

/// Splits at `mark`, but not between `guard`s if that is a quote, nor right after it if it is a backslash.
fn split(text: &str, mark: char, guard: char) -> Vec<&str> {
    let mut guarded = false;
    text.split(|c| {
        let here = c == mark && !guarded;
        guarded = if guard == '\\' { c == guard && !guarded } else { guarded ^ (c == guard) };
        here
    })
    .collect()
}

/// `\n` is a line break, `\` before anything else stands for that.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { None } {
            Some('n' | 'N') => plain.push('\n'),
            Some(next) => plain.push(next),
            None => plain.push(c),
        }
    }
    plain
}

/// Bytes of a quoted-printable text; what is no `=XX` stays as it is.
fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let pair =
            more.first_chunk::<2>().and_then(|pair| Some((hex(pair.first())? << 4) | hex(pair.last())?));
        match pair {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    bytes
}

fn hex(digit: Option<&u8>) -> Option<u8> {
    char::from(*digit?).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

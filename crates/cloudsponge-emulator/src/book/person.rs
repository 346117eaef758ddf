//! A person who does not exist: the parts that every profile builds its contacts from.

use super::words;
use crate::draw::Draw;
use cloudsponge_proto::model::{Address, Email, Phone};

/// An invented person of a book.
pub(super) struct Person {
    /// Given name; never empty.
    pub(super) first: String,
    /// Family name; never empty.
    pub(super) last: String,
    /// The name's letters, without digits.
    letters: String,
    /// What makes the person's addresses differ from all others of the book.
    number: u64,
}

impl Person {
    /// Draws the person at an index: four in five plain, the others accented, in another script or awkward.
    pub(super) fn draw(draw: &mut Draw, index: u64) -> Self {
        let number = index.saturating_add(1);
        let named = |first: &str, last: &str, letters: String| Self {
            first: first.into(),
            last: last.into(),
            letters,
            number,
        };
        match draw.below(100) {
            0..4 => {
                let (first, last, letters) = draw.pick(words::AWKWARD);
                named(first, last, letters.into())
            }
            4..10 => {
                let (first, last, letters) = draw.pick(words::OTHER_SCRIPTS);
                named(first, last, letters.into())
            }
            10..20 => {
                let (first, letters) = draw.pick(words::FIRST_ACCENTED);
                let (last, more) = draw.pick(words::LAST_ACCENTED);
                named(first, last, format!("{letters}.{more}"))
            }
            _ => {
                let (first, letters) = draw.pick(words::FIRST);
                let (last, more) = draw.pick(words::LAST);
                named(first, last, format!("{letters}{}{more}", draw.pick(&[".", "_", "", "-"])))
            }
        }
    }

    /// The part before the `@`. It ends in the person's number, so no two people of a book share an address.
    pub(super) fn local_part(&self) -> String {
        format!("{}{}", self.letters, self.number)
    }

    /// One of the person's addresses; `local` is its part before the `@`.
    pub(super) fn address(draw: &mut Draw, local: &str) -> String {
        format!("{local}@{}", draw.pick(words::DOMAINS))
    }
}

/// An e-mail entry.
pub(super) fn email(address: Option<String>, kind: Option<&str>) -> Email {
    let mut email = Email::default();
    email.address = address;
    email.kind = kind.map(Into::into);
    email
}

/// Flags the first entry as the primary one, whatever it holds: so the recordings show it.
pub(super) fn flag_first(emails: &mut [Email]) {
    if let Some(first) = emails.first_mut() {
        first.primary = Some(true);
    }
}

/// A phone number from the ranges reserved for fiction, in one of the many ways people write it.
pub(super) fn phone(draw: &mut Draw, kinds: &[&str]) -> Phone {
    let line = 100 + draw.below(100);
    let number = match draw.below(6) {
        0 => format!("+1 555 010 0{line}"),
        1 => format!("555-0{line}"),
        2 => format!("(555) 555-0{line} x{}", draw.below(90) + 10),
        3 => format!("555.555.0{line}"),
        4 => format!("+44 20 7946 0{line}"),
        _ => format!("(555) 555-0{line}"),
    };
    let mut phone = Phone::new(number);
    phone.kind = Some(draw.pick(kinds).into());
    phone
}

/// A postal address; one in eight has a street of two lines.
pub(super) fn postal_address(draw: &mut Draw, kind: &str) -> Address {
    let number = draw.below(199) + 1;
    let mut street = format!("{number} {}", draw.pick(words::STREETS));
    if draw.below(8) == 0 {
        street = format!("{}\n{street}", draw.pick(words::BUILDINGS));
    }
    let (city, region, country) = draw.pick(words::PLACES);
    let mut address = Address::default();
    address.kind = Some(kind.into());
    address.street = Some(street);
    address.city = Some(city.into());
    address.region = Some(region.into());
    address.postal_code = Some(format!("{:05}-{:04}", draw.below(1000), draw.below(10_000)));
    address.country = Some(country.into());
    address
}

/// The lines of an address as a source would print them.
pub(super) fn formatted(address: &Address) -> String {
    let line = |parts: &[&Option<String>]| {
        let filled: Vec<_> =
            parts.iter().filter_map(|part| part.as_deref()).filter(|part| !part.is_empty()).collect();
        filled.join(" ")
    };
    let lines = [
        line(&[&address.street]),
        line(&[&address.city, &address.region, &address.postal_code]),
        line(&[&address.country]),
    ];
    let filled: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    filled.join("\n")
}

/// A date of birth, `YYYY-MM-DD`, and the birthday in it, `MM-DD`.
pub(super) fn birth(draw: &mut Draw) -> (String, String) {
    let birthday = format!("{:02}-{:02}", draw.below(12) + 1, draw.below(28) + 1);
    (format!("{}-{birthday}", 1930 + draw.below(80)), birthday)
}

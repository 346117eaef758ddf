//! What a column of a table holds, judged by its name.

use super::words;

/// Columns beyond this many are passed over.
const COLUMN_LIMIT: usize = 1024;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Nothing we know.
    Unknown,
    /// A given name.
    FirstName,
    /// A family name.
    LastName,
    /// Both names in one.
    FullName,
    /// `Dr.` and the like.
    Honorific,
    /// An e-mail address, with its label if the column's name has one.
    Email(Option<&'static str>),
    /// A phone number, with its label if the column's name has one.
    Phone(Option<String>),
    /// The label of the address or number in the next column.
    Label,
    /// A part of a postal address.
    Address(Place, Part),
    /// A company.
    Company,
    /// A job title.
    Job,
    /// A date of birth or a birthday.
    Birthday,
    /// Labels chosen by the book's owner.
    Groups,
}

/// Which of a contact's postal addresses a column belongs to: its label and its number, where the name has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// `Home`, `Work` or `Other`.
    pub(super) kind: Option<&'static str>,
    /// The 2 in `Address 2 - City`.
    pub(super) number: u8,
}

/// A part of a postal address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Street,
    City,
    Region,
    PostalCode,
    Country,
    Formatted,
    Label,
}

/// The columns of a header; the bare `name`, `nom`, `nombre`, `nome` are settled by the other columns.
pub(super) fn columns<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Column> {
    let names: Vec<_> = names.take(COLUMN_LIMIT).map(fold).collect();
    let mut columns: Vec<_> = names.iter().map(|name| column(name)).collect();
    // `E-mail 1 - Type, E-mail 1 - Value` is a label; Outlook's `E-mail Type`, after its address, is the protocol.
    let followers = names.iter().skip(1).map(Some).chain([None]);
    for ((column, name), follower) in columns.iter_mut().zip(&names).zip(followers) {
        if *column == Column::Label && follower.is_none_or(|follower| stem(follower) != stem(name)) {
            *column = Column::Unknown;
        }
    }
    let (first, last) = (columns.contains(&Column::FirstName), columns.contains(&Column::LastName));
    let is = |name: &String, list: &[&str]| list.contains(&name.as_str());
    let names_first = names.iter().any(|name| is(name, words::NAME_OR_FIRST));
    for (column, name) in columns.iter_mut().zip(&names) {
        if is(name, words::NAME_OR_LAST) {
            *column = match (first || names_first, last) {
                (_, true) => Column::Unknown,
                (true, false) => Column::LastName,
                (false, false) => Column::FullName,
            };
        } else if is(name, words::NAME_OR_FIRST) {
            *column = match (first, last) {
                (true, _) => Column::Unknown,
                (false, true) => Column::FirstName,
                (false, false) => Column::FullName,
            };
        }
    }
    columns
}

/// A column's name without its last word.
fn stem(name: &str) -> &str {
    name.rsplit_once(' ').map_or("", |(stem, _)| stem)
}

fn column(name: &str) -> Column {
    let has = |list: &[&str]| list.iter().any(|word| holds(name, word));
    let is = |list: &[&str]| list.contains(&name);
    let labels = name.rsplit(' ').next().is_some_and(|word| words::LABEL.contains(&word));
    if has(words::PASSED_OVER) {
        Column::Unknown
    } else if name.contains("email") || has(words::EMAIL) {
        if labels { Column::Label } else { Column::Email(kind(name)) }
    } else if has(words::BIRTHDAY) {
        Column::Birthday
    } else if has(words::FIRST_NAME) {
        Column::FirstName
    } else if has(words::LAST_NAME) {
        Column::LastName
    } else if is(words::FULL_NAME) {
        Column::FullName
    } else if has(words::PHONE) || name.contains("telefon") {
        if labels { Column::Label } else { Column::Phone(phone_label(name)) }
    } else if has(words::JOB) || (has(words::COMPANY) && holds(name, "title")) {
        Column::Job
    } else if let Some(part) = part(name, labels) {
        Column::Address(place(name), part)
    } else if has(words::COMPANY) && !labels && !holds(name, "department") {
        Column::Company
    } else if is(words::GROUPS) {
        Column::Groups
    } else if is(words::HONORIFIC) {
        Column::Honorific
    } else {
        Column::Unknown
    }
}

/// The most telling word decides: `Business Country/Region` is a country, `Address 1 - City` a city.
fn part(name: &str, labels: bool) -> Option<Part> {
    let has = |list: &[&str]| list.iter().any(|word| holds(name, word));
    let german_street = name.contains("strasse");
    [
        (labels && has(words::FORMATTED), Part::Label),
        (has(words::COUNTRY), Part::Country),
        (has(words::POSTAL_CODE), Part::PostalCode),
        (has(words::STREET) || german_street, Part::Street),
        (has(words::CITY), Part::City),
        (has(words::REGION), Part::Region),
        (words::FORMATTED.iter().any(|word| name.ends_with(word)), Part::Formatted),
    ]
    .into_iter()
    .find_map(|(found, part)| found.then_some(part))
}

fn place(name: &str) -> Place {
    let numbered = words::FORMATTED.iter().any(|word| name.starts_with(word));
    let number = name.split(' ').nth(1).and_then(|word| word.parse().ok()).filter(|_| numbered);
    Place { kind: kind(name), number: number.unwrap_or(0) }
}

/// `Home`, `Work` or `Other`, if the name has such a word.
fn kind(name: &str) -> Option<&'static str> {
    let lists = [(words::HOME, "Home"), (words::WORK, "Work"), (words::OTHER, "Other")];
    lists.into_iter().find_map(|(list, kind)| list.iter().any(|word| holds(name, word)).then_some(kind))
}

/// What is left of `Home Phone 2` or `Business Fax` as a label: `Home`, `Business fax`.
fn phone_label(name: &str) -> Option<String> {
    let telling = |word: &&str| !words::PHONE_FILLER.contains(word) && word.parse::<u32>().is_err();
    let words: Vec<_> = name.split(' ').filter(telling).collect();
    let label = words.join(" ");
    let mut chars = label.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect())
}

/// Whether the words of `part` stand in `name` as whole words.
fn holds(name: &str, part: &str) -> bool {
    let border = |c: Option<char>| c.is_none_or(|c| c == ' ');
    name.match_indices(part).any(|(start, _)| {
        let before = name.get(..start).and_then(|text| text.chars().next_back());
        let after = name.get(start + part.len()..).and_then(|text| text.chars().next());
        border(before) && border(after)
    })
}

/// A header's name in lower case, without accents, and with single spaces for all that is no letter or digit. Names
/// longer than any header's are cut.
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::new();
    for c in name.chars().take(100).flat_map(char::to_lowercase) {
        match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' => folded.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => folded.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ß' => folded.push_str("ss"),
            // A combining accent, left over from a decomposed letter.
            '\u{300}'..='\u{36f}' => {}
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &str) -> Vec<Column> {
        columns(names.split(','))
    }

    #[test]
    fn names_fold() {
        assert_eq!(fold("  E-Mail\u{a0}Adresse: "), "e mail adresse");
        assert_eq!(fold("Straße / Nr."), "strasse nr");
        assert_eq!(fold("Pre\u{301}nom"), "prenom");
    }

    #[test]
    fn the_bare_name_depends_on_its_neighbours() {
        assert_eq!(of("Name"), [Column::FullName]);
        assert_eq!(of("Vorname,Name"), [Column::FirstName, Column::LastName]);
        assert_eq!(of("Nom,Prénom"), [Column::LastName, Column::FirstName]);
        assert_eq!(of("Nombre,Apellidos"), [Column::FirstName, Column::LastName]);
        assert_eq!(of("Nome,Sobrenome"), [Column::FirstName, Column::LastName]);
        assert_eq!(of("Nome,Cognome"), [Column::FirstName, Column::LastName]);
        assert_eq!(of("Nome"), [Column::FullName]);
        assert_eq!(of("Name,Given Name,Family Name"), [Column::Unknown, Column::FirstName, Column::LastName]);
    }

    #[test]
    fn anything_with_email_is_an_address_but_its_labels() {
        for name in [
            "Email",
            "e-mail",
            "MyEmailField",
            "Work E-mail 2",
            "E-Mail-Adresse",
            "Adresse électronique",
            "Correo",
        ] {
            assert!(matches!(of(name).as_slice(), [Column::Email(_)]), "{name}");
        }
        assert_eq!(of("E-mail 1 - Type,E-mail 1 - Value"), [Column::Label, Column::Email(None)]);
        assert_eq!(of("E-mail Type,E-mail 2 Display Name"), [Column::Unknown, Column::Unknown]);
    }

    #[test]
    fn phones_keep_their_label() {
        let label = |name: &str| match of(name).as_slice() {
            [Column::Phone(label)] => label.clone().unwrap_or_default(),
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(label("Home Phone 2"), "Home");
        assert_eq!(label("Business Fax"), "Business fax");
        assert_eq!(label("Company Main Phone"), "Company main");
        assert_eq!(label("Phone Number"), "");
        assert_eq!(label("Telefon (privat)"), "Privat");
        assert_eq!(label("Mobiltelefon"), "Mobiltelefon");
    }

    #[test]
    fn addresses_have_a_place_and_a_part() {
        let place = |kind, number| Place { kind, number };
        assert_eq!(of("Business Street 2"), [Column::Address(place(Some("Work"), 0), Part::Street)]);
        assert_eq!(of("Home Country/Region"), [Column::Address(place(Some("Home"), 0), Part::Country)]);
        assert_eq!(of("Address 2 - Postal Code"), [Column::Address(place(None, 2), Part::PostalCode)]);
        assert_eq!(of("Address 1 - Label"), [Column::Address(place(None, 1), Part::Label)]);
        assert_eq!(of("Straße geschäftlich"), [Column::Address(place(Some("Work"), 0), Part::Street)]);
        assert_eq!(of("Adresse"), [Column::Address(place(None, 0), Part::Formatted)]);
        assert_eq!(of("Code postal"), [Column::Address(place(None, 0), Part::PostalCode)]);
    }

    #[test]
    fn the_rest_is_told_apart() {
        assert_eq!(of("Company,Job Title,Title"), [Column::Company, Column::Job, Column::Honorific]);
        assert_eq!(of("Organization 1 - Title,Organization Name"), [Column::Job, Column::Company]);
        assert_eq!(of("Birthday,Categories,Labels"), [Column::Birthday, Column::Groups, Column::Groups]);
        assert_eq!(
            of("Notes,Manager's Name,Phonetic First Name"),
            [Column::Unknown, Column::Unknown, Column::Unknown]
        );
    }
}

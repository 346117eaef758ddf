//! Tables for people: one line a row, fitted to the width, with nothing in them that acts on a terminal.

use crate::text;
use cloudsponge_proto::model::Contact;
use comfy_table::{ContentArrangement, LineStyle, Row, Table, TableStyle};

/// Longer texts are cut before they are laid out.
const CELL_LIMIT: usize = 60;

/// A table of contacts; it is laid out when all of them are known.
pub(crate) struct ContactTable {
    rows: Vec<[String; 5]>,
    width: u16,
}

impl ContactTable {
    pub(crate) fn new(width: u16) -> Self {
        Self { rows: Vec::new(), width }
    }

    pub(crate) fn add(&mut self, position: u64, contact: &Contact) {
        let name = contact.display_name().unwrap_or_default();
        let email = some(contact.primary_email(), contact.emails().count());
        let phone = some(contact.phones().next(), contact.phones().count());
        // Without one of its own, a contact's company often stands for its name already.
        let more = contact
            .companies()
            .find(|company| *company != name)
            .map(str::to_owned)
            .or_else(|| place(contact));
        let row = [position.to_string(), name.into_owned(), email, phone, more.unwrap_or_default()];
        self.rows.push(row.map(|cell| text::cell(&cell, CELL_LIMIT)));
    }

    pub(crate) fn finish(self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        grid(&["#", "Name", "E-mail", "Phone", "Company or place"], self.rows, self.width)
    }
}

/// A table of any rows. Columns without a single entry are left out.
pub(crate) fn grid<const N: usize>(titles: &[&str; N], rows: Vec<[String; N]>, width: u16) -> String {
    let used: Vec<bool> =
        (0..N).map(|at| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))).collect();
    let keep = |cells: &[String; N]| -> Vec<String> {
        cells.iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| text::line(cell)).collect()
    };
    let mut table = Table::new();
    table
        .load_style(underlined())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_truncation_indicator("…")
        .set_header(keep(&titles.map(str::to_owned)));
    for row in &rows {
        let mut row = Row::from(keep(row));
        row.max_height(1);
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// A line under the titles and nothing else.
fn underlined() -> TableStyle {
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'))
}

/// The first of several, and how many more there are.
fn some(first: Option<&str>, count: usize) -> String {
    match (first, count) {
        (None, _) => String::new(),
        (Some(first), 0 | 1) => first.to_owned(),
        (Some(first), count) => format!("{first} (+{})", count - 1),
    }
}

fn place(contact: &Contact) -> Option<String> {
    let address = contact.address.first()?;
    let parts = [&address.city, &address.region, &address.country];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudsponge_proto::model::Email;
    use unicode_width::UnicodeWidthStr as _;

    fn contact(name: &str) -> Contact {
        let mut contact = Contact::default();
        contact.first_name = Some(name.to_owned());
        contact
    }

    #[test]
    fn n1_hostile_names_stay_in_their_cells() {
        let mut table = ContactTable::new(60);
        let names = [
            "\u{1b}[2J\u{1b}]0;owned\u{7}",
            "\u{202e}nrocinu",
            "two\nlines\ttab\u{0}",
            &"w".repeat(1 << 20),
            "山田太郎",
        ];
        for (at, name) in names.iter().enumerate() {
            table.add(at as u64, &contact(name));
        }
        let text = table.finish();
        assert_eq!(text.lines().count(), names.len() + 2, "{text}");
        assert!(text.chars().all(|c| c == '\n' || !crate::text::is_unsafe(c)), "{text:?}");
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        assert!(text.contains("山田太郎"));
    }

    /// Columns begin at the same place in every line, as a terminal counts.
    #[test]
    fn wide_and_combining_characters_take_the_room_they_take() {
        let names = [
            "Fern Mockup",
            "山田太郎",
            "ｆｕｌｌ ｗｉｄｔｈ",
            "Zoe\u{308} n\u{303}o",
            "👩\u{200d}🚀 🇳🇴 ✈\u{fe0f}",
            "한국어 이름",
            "עברית",
            &"山".repeat(200),
            &"e\u{301}\u{302}\u{303}".repeat(60),
        ];
        for width in [40, 60, 80, 120] {
            let mut table = ContactTable::new(width);
            for (at, name) in names.iter().enumerate() {
                let mut contact = contact(name);
                contact.email = vec![Email::new("marker@example.com")];
                table.add(at as u64, &contact);
            }
            let text = table.finish();
            assert_eq!(text.lines().count(), names.len() + 2, "{text}");
            let column = |line: &str| line.rfind("marker").map(|at| line.get(..at).unwrap().width());
            let first = text.lines().find_map(column);
            assert!(first.is_some(), "{text}");
            for line in text.lines().skip(2) {
                assert!(line.width() <= usize::from(width), "{} columns: {line}", line.width());
                assert_eq!(column(line), first, "{width}: {text}");
            }
        }
    }

    #[test]
    fn an_empty_book_has_no_table() {
        assert_eq!(ContactTable::new(80).finish(), "");
    }
}

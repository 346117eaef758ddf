//! CSV as RFC 4180 describes it, one line a contact, safe to open in a spreadsheet.

use cloudsponge_proto::model::{Address, Contact};
use std::borrow::Cow;

const HEADER: [&str; 12] = [
    "first_name",
    "last_name",
    "email",
    "other_emails",
    "phone",
    "other_phones",
    "address",
    "companies",
    "job_title",
    "groups",
    "dob",
    "birthday",
];

/// What makes some spreadsheets read UTF-8 as such.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// The lines of these contacts, after the header if it is wanted.
pub(super) fn records<'a>(header: bool, contacts: impl Iterator<Item = &'a Contact>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    if header {
        let _ = writer.write_record(HEADER);
    }
    for contact in contacts {
        let _ = writer.write_record(cells(contact).iter().map(|cell| guarded(cell).into_owned()));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cells(contact: &Contact) -> [String; HEADER.len()] {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let primary = contact.primary_email();
    let mut skipped = false;
    let others = contact.emails().filter(|email| {
        let first = !skipped && Some(*email) == primary;
        skipped |= first;
        !first
    });
    [
        text(&contact.first_name),
        text(&contact.last_name),
        primary.unwrap_or_default().to_owned(),
        join(others),
        contact.phones().next().unwrap_or_default().to_owned(),
        join(contact.phones().skip(1)),
        contact
            .address
            .iter()
            .map(address)
            .filter(|address| !address.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        join(contact.companies()),
        text(&contact.job_title),
        join(contact.groups()),
        text(&contact.dob),
        text(&contact.birthday),
    ]
}

/// Keeps a spreadsheet from taking text for a formula: what could begin one gets an apostrophe in front.
fn guarded(cell: &str) -> Cow<'_, str> {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}

/// The address on one line.
pub(super) fn address(address: &Address) -> String {
    let parts = [&address.street, &address.city, &address.region, &address.postal_code, &address.country];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let text =
        if parts.is_empty() { address.formatted.clone().unwrap_or_default() } else { parts.join(", ") };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contact(json: serde_json::Value) -> Contact {
        serde_json::from_value(json).unwrap()
    }

    fn reread(text: &str) -> Vec<csv::StringRecord> {
        csv::ReaderBuilder::new().from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
    }

    #[test]
    fn n2_formulas_are_neutralised() {
        let contact = contact(serde_json::json!({
            "first_name": "=1+1", "last_name": "@x", "phone": [{"number": "+1 555 0100"}, {"number": "2"}],
            "companies": [null, "-2"], "email": [{"address": "b@example.com"}, {"address": "a@example.com", "primary": true}],
            "address": [{"street": "1 Test Lane\nRear", "city": "Sampleton"}],
        }));
        let text = records(true, [&contact].into_iter());
        assert!(text.ends_with("\r\n"));
        let rows = reread(&text);
        let row: Vec<&str> = rows[0].iter().collect();
        let expected = [
            "'=1+1",
            "'@x",
            "a@example.com",
            "b@example.com",
            "'+1 555 0100",
            "2",
            "1 Test Lane, Rear, Sampleton",
            "'-2",
            "",
            "",
            "",
            "",
        ];
        assert_eq!(row, expected);
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v37_no_cell_begins_a_formula(first in any::<String>(), last in "[=+@\\-\t\r\n\"',; a-z]{0,12}") {
            let contact = contact(serde_json::json!({"first_name": first, "last_name": last, "email": [first, last]}));
            let rows = reread(&records(true, [&contact].into_iter()));
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), HEADER.len());
            for cell in &rows[0] {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
            let bare = rows[0][1].strip_prefix('\'').unwrap_or(&rows[0][1]);
            prop_assert_eq!(bare, last.trim().strip_prefix('\'').unwrap_or(last.trim()));
        }
    }
}

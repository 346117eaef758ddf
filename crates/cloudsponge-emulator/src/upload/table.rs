//! CSV: the delimiter, the header, the rows.

use super::UploadError;
use super::header::{self, Column};
use super::row::Row;
use cloudsponge_proto::model::Contact;

/// Reads a table whose first row names its columns.
pub(super) fn read(text: &str, limit: usize) -> Result<Vec<Contact>, UploadError> {
    let (delimiter, text, skipped) = delimiter(text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let unparsable = |position: Option<&csv::Position>| UploadError::Unparsable {
        line: position.map_or(1, csv::Position::line) + skipped,
    };
    let names = reader.headers().map_err(|error| unparsable(error.position()))?;
    let columns = header::columns(names.iter());
    if !columns.iter().any(names_someone) {
        return Err(unparsable(None));
    }
    let named = names.len();
    let mut contacts = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unparsable(error.position()))?;
        if record.iter().skip(named).any(|cell| !cell.trim().is_empty()) {
            return Err(unparsable(record.position()));
        }
        let mut row = Row::default();
        for (column, cell) in columns.iter().zip(&record) {
            row.add(column, cell);
        }
        if let Some(contact) = row.finish() {
            if contacts.len() >= limit {
                return Err(UploadError::TooLarge);
            }
            contacts.push(contact);
        }
    }
    Ok(contacts)
}

/// Without a column for a name, an address or a number, a table is not one of contacts.
fn names_someone(column: &Column) -> bool {
    use Column::{Company, Email, FirstName, FullName, LastName, Phone};
    matches!(column, FirstName | LastName | FullName | Email(_) | Phone(_) | Company)
}

/// The delimiter, the text to read, and how many lines were skipped: a first line `sep=;`, as Excel writes it, counts;
/// otherwise the candidate that the header has most of outside its quotes.
fn delimiter(text: &str) -> (u8, &str, u64) {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if let Some([mark]) = header.trim_end().strip_prefix("sep=").map(str::as_bytes)
        && let Some((_, rest)) = text.split_once('\n')
    {
        return (*mark, rest, 1);
    }
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        for (candidate, count) in &mut counts {
            *count += usize::from(!quoted && *candidate == byte);
        }
    }
    // Of equal counts the earlier candidate wins, so a single column is read with commas.
    let best = counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    (best.map_or(b',', |(candidate, _)| candidate), text, 0)
}

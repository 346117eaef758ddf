//! Uploaded files: CSV and vCard become contacts, as the service's upload page does it.
//!
//! The documentation says of CSV: exports of Outlook and Google are recognised; otherwise the names in the header decide;
//! repeated columns of addresses and numbers append; several languages are tried; vCard is accepted as an alternative.
//! What it leaves open is decided here in favour of the file: an unknown column is passed over, an empty row is no contact.

mod header;
mod row;
mod table;
mod text;
mod vcard;
mod words;

use cloudsponge_proto::model::{Contact, ErrorCode};

/// The largest file taken, in bytes: 16 MiB.
pub const UPLOAD_LIMIT: usize = 16 << 20;

/// More contacts than this in an uploaded file are an error.
pub const UPLOAD_CONTACT_LIMIT: usize = 100_000;

/// Why an uploaded file brought no contacts. No message quotes the file's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The file is neither CSV nor vCard: it is binary, or its type says so.
    #[error("the uploaded file is not CSV: export the contacts as CSV or vCard and upload that")]
    NotCsv,
    /// The file looks like CSV or vCard and cannot be understood.
    #[error("the uploaded file cannot be understood: look at line {line}")]
    Unparsable {
        /// The line, counted from 1, where reading stopped.
        line: u64,
    },
    /// The file is larger than 16 MiB or holds more than 100 000 contacts.
    #[error("the uploaded file is too large: upload it in parts")]
    TooLarge,
}

impl UploadError {
    /// The error code that the import's events then carry: 1025 or 1026. The service documents none for a file that is
    /// too large; such a file was not parsed, so it is 1026 too.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::NotCsv => 1025,
            Self::Unparsable { .. } | Self::TooLarge => 1026,
        })
    }
}

/// Reads an uploaded file.
///
/// Its content decides between CSV and vCard. The declared type and the file's name, which are the browser's guesses,
/// count only where both speak against a table or a card. Text is UTF-8 or, with a byte order mark, UTF-16; what is not
/// valid UTF-8 is read as Windows-1252. Commas, semicolons, tabs and bars are found out as delimiters. Characters
/// that XML cannot carry become spaces, so that every contact can be delivered in both formats.
///
/// # Errors
/// The file is of another kind, cannot be understood, or is too large.
///
/// ```
/// use cloudsponge_emulator::upload::read_upload;
///
/// let file = b"Vorname;Nachname;E-Mail-Adresse\nFern;Mockup;fern@example.com\n";
/// let contacts = read_upload(Some("text/csv"), Some("kontakte.csv"), file)?;
/// assert_eq!(contacts[0].first_name.as_deref(), Some("Fern"));
/// assert_eq!(contacts[0].primary_email(), Some("fern@example.com"));
/// # Ok::<(), cloudsponge_emulator::upload::UploadError>(())
/// ```
pub fn read_upload(
    content_type: Option<&str>,
    file_name: Option<&str>,
    bytes: &[u8],
) -> Result<Vec<Contact>, UploadError> {
    if bytes.len() > UPLOAD_LIMIT {
        return Err(UploadError::TooLarge);
    }
    read_contacts(content_type, file_name, bytes, UPLOAD_CONTACT_LIMIT)
}

/// The same for a file of any size and `limit` contacts.
pub(crate) fn read_contacts(
    content_type: Option<&str>,
    file_name: Option<&str>,
    bytes: &[u8],
    limit: usize,
) -> Result<Vec<Contact>, UploadError> {
    let name_fits = file_name.is_some_and(has_known_extension);
    if content_type.is_some_and(|declared| !is_tabular(declared)) && !name_fits {
        return Err(UploadError::NotCsv);
    }
    let text = text::decode(bytes).ok_or(UploadError::NotCsv)?;
    if vcard::is_vcard(&text) { vcard::read(&text, limit) } else { table::read(&text, limit) }
}

/// Types that browsers and mail programs declare for CSV and vCard, or for a file they know nothing about.
fn is_tabular(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = [
        "",
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "text/comma-separated-values",
        "text/x-csv",
        "application/csv",
        "application/x-csv",
        "application/vnd.ms-excel",
        "application/octet-stream",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
    ];
    known.contains(&essence.as_str())
}

fn has_known_extension(file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ["csv", "tsv", "txt", "vcf", "vcard"].contains(&extension.as_str()))
}

#[cfg(test)]
mod tests;

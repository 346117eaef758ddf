//! The user's own book, read from a file.

use super::Book;
use crate::upload::{self, UploadError};
use cloudsponge_proto::model::{Contact, Contacts};
use cloudsponge_proto::{DecodeError, Format, Message};
use std::path::Path;

/// More contacts than this in a file are an error.
const CONTACT_LIMIT: usize = 1_000_000;

/// Why a file did not become a book. No message quotes the file's content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The operating system could not read the file.
    #[error("cannot read the file of contacts: check that it exists and may be read")]
    Read(#[from] std::io::Error),
    /// It was taken for CSV or vCard, and is not.
    #[error("the file of contacts is neither JSON nor XML, nor can it be used as CSV or vCard")]
    Upload(#[from] UploadError),
    /// It begins like a JSON array and is not one of contacts.
    #[error("the file is not a JSON array of contacts: look at line {line}, column {column}")]
    Json {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
    },
    /// It begins like an answer of the service and is not one to a contacts call.
    #[error("the file is not an answer to a contacts call")]
    Answer(#[from] DecodeError),
    /// One contact of the answer is broken.
    #[error("contact {position} of the file cannot be understood: correct or remove it")]
    Contact {
        /// Its position, counted from 0.
        position: usize,
    },
}

pub(super) fn read(path: &Path) -> Result<Book, FileError> {
    let bytes = std::fs::read(path)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let book = match bytes.trim_ascii_start().first() {
        Some(b'[') => Book::from_contacts(array(bytes)?, None),
        Some(b'{') => answer(Format::Json, bytes)?,
        Some(b'<') => answer(Format::Xml, bytes)?,
        _ => Book::from_contacts(upload::read_contacts(None, None, bytes, CONTACT_LIMIT)?, None),
    };
    if book.len() > CONTACT_LIMIT as u64 {
        return Err(UploadError::TooLarge.into());
    }
    Ok(book)
}

/// The parser's own message is left out, for it may quote a value.
fn array(bytes: &[u8]) -> Result<Vec<Contact>, FileError> {
    serde_json::from_slice(bytes)
        .map_err(|error| FileError::Json { line: error.line(), column: error.column() })
}

fn answer(format: Format, bytes: &[u8]) -> Result<Book, FileError> {
    let answer = Contacts::decode(format, bytes)?;
    let contacts = answer.contacts.into_iter().enumerate();
    let contacts = contacts.map(|(position, slot)| slot.map_err(|_| FileError::Contact { position }));
    Ok(Book::from_contacts(contacts.collect::<Result<_, _>>()?, answer.contacts_owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(content: &[u8]) -> Result<Book, FileError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("contacts");
        std::fs::write(&path, content).unwrap();
        Book::from_file(path)
    }

    #[test]
    fn every_kind_of_file_is_told_by_its_content() {
        let files: [&[u8]; 6] = [
            b"First Name,Last Name,E-mail\nFern,Mockup,fern@example.com\n",
            b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Mockup;Fern;;;\r\nEMAIL:fern@example.com\r\nEND:VCARD\r\n",
            br#" [{"first_name":"Fern","last_name":"Mockup","email":[{"address":"fern@example.com"}]}]"#,
            br#"{"contacts":[{"first_name":"Fern","last_name":"Mockup","email":[{"address":"fern@example.com"}]}]}"#,
            b"<contactsResponse><contacts type=\"array\"><contact><first-name>Fern</first-name><last-name>Mockup</last-name>\
              <email type=\"array\"><email><address>fern@example.com</address></email></email></contact></contacts></contactsResponse>",
            b"\xef\xbb\xbf[{\"first_name\":\"Fern\",\"last_name\":\"Mockup\",\"email\":[\"fern@example.com\"]}]",
        ];
        for file in files {
            let book = book(file).unwrap();
            let contact = book.contact(0).unwrap();
            assert_eq!(book.len(), 1);
            assert_eq!(contact.display_name().as_deref(), Some("Fern Mockup"));
            assert_eq!(contact.primary_email(), Some("fern@example.com"));
        }
    }

    #[test]
    fn an_answer_brings_its_owner() {
        let book = book(br#"{"contacts":[],"contacts_owner":{"owner":true,"first_name":"Quill"}}"#).unwrap();
        assert!(book.is_empty());
        assert_eq!(book.owner().unwrap().first_name.as_deref(), Some("Quill"));
    }

    #[test]
    fn errors_say_where_and_quote_nothing() {
        let error = book(b"[{\"first_name\":\"Fern\"},\n secret]").unwrap_err();
        assert!(matches!(error, FileError::Json { line: 2, .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"));
        assert!(matches!(book(b"{\"contacts\":[{},7]}"), Err(FileError::Contact { position: 1 })));
        assert!(matches!(book(b"{\"contacts\":"), Err(FileError::Answer(_))));
        assert!(matches!(
            book(b"plain words\n"),
            Err(FileError::Upload(UploadError::Unparsable { line: 1 }))
        ));
        assert!(matches!(Book::from_file("no/such/file"), Err(FileError::Read(_))));
    }
}

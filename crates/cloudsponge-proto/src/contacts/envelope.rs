//! The fields around the contacts, copied out unread, so that one place decides how they are read.

use crate::DecodeError;
use crate::codec::position::Place;
use crate::codec::{CodecError, CodecErrorKind, Format};
use crate::model::Contacts;

/// The names of the fields around the contacts that mean something, in JSON's spelling.
pub(crate) const FIELDS: &[&str] =
    &["start", "count", "total", "import_id", "user_id", "id", "echo", "status", "error", "message"];

/// As much as the fields take that the service sends.
const ROOM: usize = 512;

/// A miniature document with nothing but these fields, and where each stood.
///
/// The serde reading reads it as it reads a whole answer; an error's path says which field it is about, and so where it
/// stood. A field that occurs twice is copied twice: the serde reading refuses it.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    format: Format,
    text: String,
    fields: Vec<(&'static str, u64)>,
}

impl Envelope {
    /// Without fields.
    pub(crate) fn new(format: Format) -> Self {
        let mut text = String::with_capacity(ROOM);
        text.push_str(match format {
            Format::Json => "{",
            Format::Xml => "<contactsResponse>",
        });
        Self { format, text, fields: Vec::with_capacity(FIELDS.len()) }
    }

    /// Copies a field. `raw` is, in JSON, the value as it stands; in XML, the whole element as it stands (tags, attributes
    /// and all, with prefixes resolved as far as the serde reading needs it). `offset` is the byte of the document where
    /// the value (in XML: the element) begins.
    pub(crate) fn push(&mut self, name: &'static str, raw: &str, offset: u64) {
        if self.format == Format::Json {
            let comma = if self.fields.is_empty() { "" } else { "," };
            self.text.extend([comma, "\"", name, "\":"]);
        }
        self.text.push_str(raw);
        self.fields.push((name, offset));
    }

    /// The fields copied so far: names, and where their values (in XML: their elements) begin in the document.
    pub(crate) fn fields(&self) -> &[(&'static str, u64)] {
        &self.fields
    }

    /// The miniature document.
    pub(crate) fn document(&self) -> String {
        let end = match self.format {
            Format::Json => "}",
            Format::Xml => "</contactsResponse>",
        };
        [self.text.as_str(), end].concat()
    }
}

/// Reads the fields. `place` knows line and column of the field at an index of [`Envelope::fields`].
pub(super) fn read(
    envelope: &Envelope,
    place: impl FnOnce(usize) -> Option<Place>,
) -> Result<Contacts, DecodeError> {
    let document = envelope.document();
    Contacts::read(envelope.format, document.as_bytes()).map_err(|error| match error {
        DecodeError::Codec(error) => {
            let name = match error.kind() {
                CodecErrorKind::Duplicate(name) => name,
                _ => error.path().split(['.', '[']).next().unwrap_or_default(),
            };
            let stood = envelope.fields.iter().rposition(|(field, _)| *field == name);
            let moved = CodecError::new(envelope.format, error.kind().clone()).with_path(error.path());
            match stood.and_then(place) {
                Some(place) => moved.at(place).into(),
                None => moved.into(),
            }
        }
        refused => refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_what_was_copied() {
        let mut json = Envelope::new(Format::Json);
        assert_eq!(json.document(), "{}");
        json.push("start", "0", 7);
        json.push("echo", "\"a\\tb\"", 17);
        assert_eq!(json.document(), r#"{"start":0,"echo":"a\tb"}"#);
        assert_eq!(json.fields(), [("start", 7), ("echo", 17)]);
        let mut xml = Envelope::new(Format::Xml);
        xml.push("start", "<start type='integer'>0</start>", 7);
        assert_eq!(xml.document(), "<contactsResponse><start type='integer'>0</start></contactsResponse>");
    }
}

//! The cursor against the serde reading of the whole document, on wild documents, whole and in any chunking.

mod agree;
mod rows;
pub(in crate::contacts) mod wild;

use super::super::cursor::{Cursor, Input};
use super::super::fault::Fault;
use super::super::field::{AddressField, Field};
use super::super::limits::Limits;
use super::super::sink::{Labelled, Postal, Sink, Whose};
use super::super::span::Span;
use super::XmlCursor;
use crate::DecodeError;
use crate::codec::position::Lines;
use crate::codec::{CodecError, CodecErrorKind, Format};
use crate::model::{Address, Contact, Contacts, Email, Phone, SlotError};

/// A sink that makes contacts of their own.
struct Owned<'b> {
    body: &'b str,
    side: String,
    kept: usize,
    whose: Option<Whose>,
    open: Contact,
    contacts: Vec<Result<Contact, (Fault, usize)>>,
    owner: Option<Contact>,
    /// Where the cursor's text begins.
    base: usize,
}

impl Owned<'_> {
    fn get(&self, span: Span) -> Option<String> {
        let text = span.text(self.body, &self.side);
        assert_eq!(text.is_none(), span.is_none(), "a span outside of its buffer");
        text.map(str::to_owned)
    }

    fn value(&self, span: Span) -> serde_json::Value {
        serde_json::from_str(&self.get(span).unwrap()).unwrap()
    }
}

impl Sink for Owned<'_> {
    fn begin(&mut self, whose: Whose) {
        assert_eq!(self.whose, None, "brackets do not nest");
        (self.whose, self.open, self.kept) = (Some(whose), Contact::default(), self.side.len());
    }

    fn text(&mut self, field: Field, span: Span) {
        let text = self.get(span);
        assert!(text.is_some() || matches!(field, Field::Groups | Field::Companies), "null is not told");
        let value = matches!(field, Field::Photos | Field::Locations).then(|| self.value(span));
        let open = &mut self.open;
        match field {
            Field::FirstName => open.first_name = text,
            Field::LastName => open.last_name = text,
            Field::Title => open.title = text,
            Field::ExternalId => open.external_id = text,
            Field::Dob => open.dob = text,
            Field::Birthday => open.birthday = text,
            Field::JobTitle => open.job_title = text,
            Field::UserToken => open.user_token = text,
            Field::Source => open.source = text,
            Field::Groups => open.groups.push(text),
            Field::Companies => open.companies.push(text),
            Field::Photos => open.photos.extend(value),
            Field::Locations => open.locations.extend(value),
            Field::Owner | Field::Phone | Field::Email | Field::Address => panic!("{field:?} is no text"),
        }
    }

    fn owner(&mut self, flag: bool) {
        self.open.owner = Some(flag);
    }

    fn email(&mut self, email: Labelled) {
        let (address, kind, primary) = (self.get(email.value()), self.get(email.kind()), email.primary());
        self.open.email.push(Email { address, kind, primary });
    }

    fn phone(&mut self, phone: Labelled) {
        let (number, kind, primary) = (self.get(phone.value()), self.get(phone.kind()), phone.primary());
        self.open.phone.push(Phone { number, kind, primary });
    }

    fn address(&mut self, address: &Postal) {
        let get = |field: AddressField| self.get(address.0[field as usize]);
        self.open.address.push(Address {
            kind: get(AddressField::Kind),
            street: get(AddressField::Street),
            city: get(AddressField::City),
            region: get(AddressField::Region),
            postal_code: get(AddressField::PostalCode),
            country: get(AddressField::Country),
            formatted: get(AddressField::Formatted),
        });
    }

    fn side(&mut self) -> &mut String {
        &mut self.side
    }

    fn commit(&mut self) {
        let contact = std::mem::take(&mut self.open);
        match self.whose.take().expect("an open bracket") {
            Whose::Contact => self.contacts.push(Ok(contact)),
            Whose::Owner => self.owner = Some(contact),
        }
    }

    fn fail(&mut self, fault: Fault) {
        match self.whose {
            Some(Whose::Owner) => self.roll_back(),
            _ => {
                self.roll_back();
                self.contacts.push(Err((fault, self.base)));
            }
        }
    }

    fn roll_back(&mut self) {
        self.whose = None;
        self.side.truncate(self.kept);
    }
}

/// The document, read in pieces that end at these bytes, of which the last should be its end.
fn read(body: &str, ends: impl Iterator<Item = usize>) -> Result<Contacts, DecodeError> {
    let mut sink = Owned {
        body,
        side: String::new(),
        kept: 0,
        whose: None,
        open: Contact::default(),
        contacts: Vec::new(),
        owner: None,
        base: 0,
    };
    let mut cursor = XmlCursor::new(Limits::default());
    // Columns count without the byte order mark.
    let shown = body.strip_prefix('\u{feff}').unwrap_or(body);
    let lines = Lines::new(shown.as_bytes());
    let mark = body.len() - shown.len();
    let error = |fault: Fault, base: usize| {
        let place = lines.at((base + fault.at).saturating_sub(mark));
        CodecError::new(Format::Xml, fault.kind).with_path(fault.path).at(place)
    };
    let mut at = 0;
    let mut done = false;
    for end in ends {
        let end = (end..).find(|end| body.is_char_boundary(*end)).unwrap();
        let text = body.get(at..end).unwrap();
        sink.base = at;
        let input = Input { text, base: at, offset: at as u64, damage: &[] };
        let advance = cursor.advance(input, &mut sink);
        assert_eq!(sink.whose, None, "a bracket left open");
        let advance = advance.map_err(|fault| error(fault, at))?;
        at += advance.consumed;
        done = advance.done;
    }
    if !done {
        let kind = if cursor.begun() { CodecErrorKind::Truncated } else { CodecErrorKind::Empty };
        return Err(error(Fault::new(kind, body.len()), 0).into());
    }
    assert_eq!(at, body.len(), "a document is over when all is consumed");
    let mut contacts = oracle(&cursor.envelope().document())?;
    contacts.contacts_owner = sink.owner;
    let slot = |(index, slot): (u64, Result<Contact, (Fault, usize)>)| {
        slot.map_err(|(fault, base)| SlotError { index, error: error(fault, base) })
    };
    contacts.contacts = (0..).zip(sink.contacts).map(slot).collect();
    Ok(contacts)
}

/// The document, read at once.
fn whole(body: &str) -> Result<Contacts, DecodeError> {
    read(body, std::iter::once(body.len()))
}

/// The document, read in pieces of so many bytes.
fn chunks(body: &str, len: usize) -> Result<Contacts, DecodeError> {
    let ends = (1..).map(|chunk| chunk * len).take_while(|end| *end < body.len());
    read(body, ends.chain([body.len()]))
}

/// What the serde reading says.
fn oracle(body: &str) -> Result<Contacts, DecodeError> {
    Contacts::read(Format::Xml, body.as_bytes())
}

/// Both readings agree on whether the document is one, and then on everything in it.
fn agree(body: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let (ours, theirs) = (whole(body), oracle(body));
    match (&ours, &theirs) {
        (Err(_), Err(_)) => {}
        _ => proptest::prop_assert_eq!(&ours, &theirs, "{}", body),
    }
    Ok(())
}

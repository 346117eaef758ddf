//! Owned contacts put into a flat page: for tests of code that takes pages, and for books that stay in memory.

use super::field::{AddressField, Field};
use super::page::{ContactPage, Parts};
use super::sink::{Labelled, Postal, Sink, Whose};
use super::span::Span;
use super::tables::Builder;
use crate::codec::{CodecError, CodecErrorKind, Format};
use crate::model::{Address, Contact, Contacts};

impl TryFrom<&Contacts> for ContactPage {
    type Error = CodecError;

    /// A page without a body: all texts are copied beside the index.
    ///
    /// ```
    /// use cloudsponge_proto::ContactPage;
    /// use cloudsponge_proto::model::{Contact, Contacts, Email};
    ///
    /// let mut fern = Contact::default();
    /// fern.email.push(Email::new("fern@example.com"));
    /// let mut answer = Contacts::default();
    /// answer.contacts.push(Ok(fern));
    /// let page = ContactPage::try_from(&answer)?;
    /// assert_eq!(page.to_contacts(), answer);
    /// # Ok::<(), cloudsponge_proto::CodecError>(())
    /// ```
    ///
    /// # Errors
    /// One text is longer than 128 MiB, or all of them together than 4 GiB.
    fn try_from(contacts: &Contacts) -> Result<Self, CodecError> {
        let mut builder = Builder::default();
        let mut errors = Vec::new();
        for slot in &contacts.contacts {
            builder.begin(Whose::Contact);
            match slot {
                Ok(contact) => put(&mut builder, contact).map_err(error)?,
                Err(error) => {
                    let index = builder.tables.rows.len() as u64;
                    errors.push(crate::model::SlotError { index, error: error.error.clone() });
                }
            }
            builder.commit();
        }
        if let Some(owner) = &contacts.contacts_owner {
            builder.begin(Whose::Owner);
            put(&mut builder, owner).map_err(error)?;
            builder.commit();
        }
        let around = Contacts {
            contacts: Vec::new(),
            contacts_owner: None,
            start: contacts.start,
            count: contacts.count,
            total: contacts.total,
            import_id: contacts.import_id.clone(),
            user_id: contacts.user_id.clone(),
            echo: contacts.echo.clone(),
        };
        let Builder { tables, owner, side, .. } = builder;
        Ok(Self::new(Parts { body: String::new(), side, tables, errors, owner, around }))
    }
}

fn error(kind: CodecErrorKind) -> CodecError {
    CodecError::new(Format::Json, kind)
}

/// Tells the sink all of a contact.
fn put(sink: &mut Builder, contact: &Contact) -> Result<(), CodecErrorKind> {
    let texts = [
        (Field::FirstName, &contact.first_name),
        (Field::LastName, &contact.last_name),
        (Field::Title, &contact.title),
        (Field::ExternalId, &contact.external_id),
        (Field::Dob, &contact.dob),
        (Field::Birthday, &contact.birthday),
        (Field::JobTitle, &contact.job_title),
        (Field::UserToken, &contact.user_token),
        (Field::Source, &contact.source),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            let span = beside(sink, Some(text))?;
            sink.text(field, span);
        }
    }
    for (field, items) in [(Field::Groups, &contact.groups), (Field::Companies, &contact.companies)] {
        for item in items {
            let span = beside(sink, item.as_deref())?;
            sink.text(field, span);
        }
    }
    for (field, items) in [(Field::Photos, &contact.photos), (Field::Locations, &contact.locations)] {
        for item in items {
            let span = beside(sink, Some(&item.to_string()))?;
            sink.text(field, span);
        }
    }
    if let Some(owner) = contact.owner {
        sink.owner(owner);
    }
    for email in &contact.email {
        let spans = (beside(sink, email.address.as_deref())?, beside(sink, email.kind.as_deref())?);
        sink.email(Labelled::new(spans.0, spans.1, email.primary));
    }
    for phone in &contact.phone {
        let spans = (beside(sink, phone.number.as_deref())?, beside(sink, phone.kind.as_deref())?);
        sink.phone(Labelled::new(spans.0, spans.1, phone.primary));
    }
    for address in &contact.address {
        let postal = postal(sink, address)?;
        sink.address(&postal);
    }
    Ok(())
}

fn postal(sink: &mut Builder, address: &Address) -> Result<Postal, CodecErrorKind> {
    let mut postal = Postal::EMPTY;
    let texts = [
        (AddressField::Kind, &address.kind),
        (AddressField::Street, &address.street),
        (AddressField::City, &address.city),
        (AddressField::Region, &address.region),
        (AddressField::PostalCode, &address.postal_code),
        (AddressField::Country, &address.country),
        (AddressField::Formatted, &address.formatted),
    ];
    for (field, text) in texts {
        if let Some(place) = postal.0.get_mut(field as usize) {
            *place = beside(sink, text.as_deref())?;
        }
    }
    Ok(postal)
}

/// Copies a text to the side buffer.
fn beside(sink: &mut Builder, text: Option<&str>) -> Result<Span, CodecErrorKind> {
    let Some(text) = text else { return Ok(Span::NONE) };
    let span = Span::side(sink.side().len(), text.len())?;
    sink.side().push_str(text);
    Ok(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::model;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_goes_in_comes_out(answer in model::contacts()) {
            let page = ContactPage::try_from(&answer).unwrap();
            prop_assert_eq!(page.to_contacts(), answer);
        }
    }
}

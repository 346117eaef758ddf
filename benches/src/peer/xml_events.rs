//! XML from quick-xml's events, by hand, into the plain structs: the fastest that can be built on that crate.

use crate::plain::{Address, Answer, Contact, Email, Phone};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Reads a body.
///
/// # Errors
/// As quick-xml says; a body that is no UTF-8, or ends too early, is an error like any other.
pub fn read(body: &[u8]) -> Result<Answer<String>, quick_xml::Error> {
    let mut events = Events(Reader::from_str(str::from_utf8(body)?));
    let mut answer = Answer { contacts: Vec::new(), contacts_owner: None, total: None };
    events.children(|events, _root| {
        events.children(|events, tag| {
            match tag.name().as_ref() {
                "contacts" => events.children(|events, _| {
                    answer.contacts.push(events.contact()?);
                    Ok(())
                })?,
                "contacts-owner" => answer.contacts_owner = Some(events.contact()?),
                "total" => answer.total = events.text(tag)?.and_then(|total| total.parse().ok()),
                _ => events.skip(tag)?,
            }
            Ok(())
        })
    })?;
    Ok(answer)
}

struct Events<'a>(Reader<&'a [u8]>);

type Result<T, E = quick_xml::Error> = std::result::Result<T, E>;

impl<'a> Events<'a> {
    /// Calls `each` for every element up to the end tag of the one we are in, or the document's end.
    fn children(&mut self, mut each: impl FnMut(&mut Self, &BytesStart<'a>) -> Result<()>) -> Result<()> {
        loop {
            match self.0.read_event()? {
                Event::Start(tag) => each(self, &tag)?,
                Event::End(_) | Event::Eof => return Ok(()),
                // An element that closes itself is an array without items.
                _ => {}
            }
        }
    }

    fn contact(&mut self) -> Result<Contact<String>> {
        let mut contact = Contact::default();
        self.children(|events, tag| {
            match tag.name().as_ref() {
                "first-name" => contact.first_name = events.text(tag)?,
                "last-name" => contact.last_name = events.text(tag)?,
                "phone" => events.children(|events, _| {
                    contact.phone.push(events.phone()?);
                    Ok(())
                })?,
                "email" => events.children(|events, _| {
                    contact.email.push(events.email()?);
                    Ok(())
                })?,
                "address" => events.children(|events, _| {
                    contact.address.push(events.address()?);
                    Ok(())
                })?,
                "groups" => events.children(|events, tag| {
                    contact.groups.push(events.text(tag)?);
                    Ok(())
                })?,
                "companies" => events.children(|events, tag| {
                    contact.companies.push(events.text(tag)?);
                    Ok(())
                })?,
                "dob" => contact.dob = events.text(tag)?,
                "birthday" => contact.birthday = events.text(tag)?,
                "job-title" => contact.job_title = events.text(tag)?,
                "title" => contact.title = events.text(tag)?,
                "external-id" => contact.external_id = events.text(tag)?,
                "source" => contact.source = events.text(tag)?,
                "owner" => contact.owner = events.flag(tag)?,
                _ => events.skip(tag)?,
            }
            Ok(())
        })?;
        Ok(contact)
    }

    fn phone(&mut self) -> Result<Phone<String>> {
        let mut phone = Phone { number: None, kind: None, primary: None };
        self.children(|events, tag| {
            match tag.name().as_ref() {
                "number" => phone.number = events.text(tag)?,
                "type" => phone.kind = events.text(tag)?,
                "primary" => phone.primary = events.flag(tag)?,
                _ => events.skip(tag)?,
            }
            Ok(())
        })?;
        Ok(phone)
    }

    fn email(&mut self) -> Result<Email<String>> {
        let mut email = Email { address: None, kind: None, primary: None };
        self.children(|events, tag| {
            match tag.name().as_ref() {
                "address" => email.address = events.text(tag)?,
                "type" => email.kind = events.text(tag)?,
                "primary" => email.primary = events.flag(tag)?,
                _ => events.skip(tag)?,
            }
            Ok(())
        })?;
        Ok(email)
    }

    fn address(&mut self) -> Result<Address<String>> {
        let mut address = Address {
            kind: None,
            street: None,
            city: None,
            region: None,
            postal_code: None,
            country: None,
            formatted: None,
        };
        self.children(|events, tag| {
            match tag.name().as_ref() {
                "type" => address.kind = events.text(tag)?,
                "street" => address.street = events.text(tag)?,
                "city" => address.city = events.text(tag)?,
                "region" => address.region = events.text(tag)?,
                "postal-code" => address.postal_code = events.text(tag)?,
                "country" => address.country = events.text(tag)?,
                "formatted" => address.formatted = events.text(tag)?,
                _ => events.skip(tag)?,
            }
            Ok(())
        })?;
        Ok(address)
    }

    /// The text up to the end tag; none if the element says it is nil.
    fn text(&mut self, tag: &BytesStart<'a>) -> Result<Option<String>> {
        let nil = tag.try_get_attribute("nil")?.is_some_and(|nil| nil.value.as_ref() == "true");
        let mut text = String::new();
        loop {
            match self.0.read_event()? {
                Event::Text(piece) => text.push_str(&piece.xml10_content()),
                Event::CData(piece) => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(name) => match name.resolve_char_ref()? {
                    Some(c) => text.push(c),
                    None => text.push_str(resolve_predefined_entity(&name).unwrap_or_default()),
                },
                Event::Start(tag) => self.skip(&tag)?,
                Event::End(_) | Event::Eof => return Ok((!nil).then_some(text)),
                _ => {}
            }
        }
    }

    fn flag(&mut self, tag: &BytesStart<'a>) -> Result<Option<bool>> {
        Ok(self.text(tag)?.and_then(|flag| flag.parse().ok()))
    }

    fn skip(&mut self, tag: &BytesStart<'a>) -> Result<()> {
        self.0.read_to_end(tag.name()).map(drop)
    }
}

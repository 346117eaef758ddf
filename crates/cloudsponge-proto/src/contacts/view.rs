//! Contacts as views: the accessors of the owned types, over texts that stay where they are.

use super::field::{AddressField, Field};
use super::sink::{Labelled, Postal};
use super::span::Span;
use super::tables::{Row, Tables};
use crate::model::{Address, Contact, Email, Phone, contact};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// The two buffers that spans refer to.
#[derive(Clone, Copy)]
pub(super) struct Buffers<'a> {
    pub(super) body: &'a str,
    pub(super) side: &'a str,
}

impl<'a> Buffers<'a> {
    #[inline]
    fn text(self, span: Span) -> Option<&'a str> {
        span.text(self.body, self.side)
    }

    #[inline]
    fn owned(self, span: Span) -> Option<String> {
        self.text(span).map(str::to_owned)
    }
}

/// A view of one contact: what [`Contact`] is, without a copy.
///
/// The texts are as the service sent them: `None` for absent or null, `Some("")` for an empty text, white space kept. The
/// accessors that [`Contact`] has as well trim, and survive the recorded oddities.
#[derive(Clone, Copy)]
pub struct ContactRef<'a> {
    texts: &'a [Span],
    emails: &'a [Labelled],
    phones: &'a [Labelled],
    addresses: &'a [Postal],
    buffers: Buffers<'a>,
}

/// A view of an e-mail address: what [`Email`] is, without a copy.
#[derive(Clone, Copy)]
pub struct EmailRef<'a>(Labelled, Buffers<'a>);

/// A view of a phone number: what [`Phone`] is, without a copy.
#[derive(Clone, Copy)]
pub struct PhoneRef<'a>(Labelled, Buffers<'a>);

/// A view of a postal address: what [`Address`] is, without a copy.
#[derive(Clone, Copy)]
pub struct AddressRef<'a>(&'a Postal, Buffers<'a>);

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $field:ident;)+) => {
        $($(#[$doc])* pub fn $name(&self) -> Option<&'a str> {
            self.text(Field::$field)
        })+
    };
}

impl<'a> ContactRef<'a> {
    #[inline]
    pub(super) fn new(tables: &'a Tables, from: Row, to: Row, buffers: Buffers<'a>) -> Self {
        fn rows<T>(table: &[T], from: u32, to: u32) -> &[T] {
            table.get(from as usize..to as usize).unwrap_or_default()
        }
        Self {
            texts: rows(&tables.texts, from.texts, to.texts),
            emails: rows(&tables.emails, from.emails, to.emails),
            phones: rows(&tables.phones, from.phones, to.phones),
            addresses: rows(&tables.addresses, from.addresses, to.addresses),
            buffers,
        }
    }

    #[inline]
    fn tagged(&self, field: Field) -> impl Iterator<Item = Span> + Clone + use<'a> {
        self.texts.iter().copied().filter(move |text| text.tag() == field as u8)
    }

    #[inline]
    fn text(&self, field: Field) -> Option<&'a str> {
        self.buffers.text(self.tagged(field).next()?)
    }

    fn items(&self, field: Field) -> impl Iterator<Item = Option<&'a str>> + Clone + use<'a> {
        let buffers = self.buffers;
        self.tagged(field).map(move |item| buffers.text(item))
    }

    texts! {
        /// `first_name`.
        first_name = FirstName;
        /// `last_name`.
        last_name = LastName;
        /// `title`.
        title = Title;
        /// `external_id`.
        external_id = ExternalId;
        /// `dob`.
        dob = Dob;
        /// `birthday`.
        birthday = Birthday;
        /// `job_title`.
        job_title = JobTitle;
        /// `userToken`.
        user_token = UserToken;
        /// `source`.
        source = Source;
    }

    /// `owner`.
    pub fn owner(&self) -> Option<bool> {
        self.tagged(Field::Owner).next().map(Span::is_none)
    }

    /// `phone`, every entry.
    pub fn phone_entries(&self) -> impl ExactSizeIterator<Item = PhoneRef<'a>> + Clone + use<'a> {
        let buffers = self.buffers;
        self.phones.iter().map(move |phone| PhoneRef(*phone, buffers))
    }

    /// `email`, every entry.
    pub fn email_entries(&self) -> impl ExactSizeIterator<Item = EmailRef<'a>> + Clone + use<'a> {
        let buffers = self.buffers;
        self.emails.iter().map(move |email| EmailRef(*email, buffers))
    }

    /// `address`, every entry.
    pub fn address_entries(&self) -> impl ExactSizeIterator<Item = AddressRef<'a>> + Clone + use<'a> {
        let buffers = self.buffers;
        self.addresses.iter().map(move |address| AddressRef(address, buffers))
    }

    /// `groups`, every item.
    pub fn group_entries(&self) -> impl Iterator<Item = Option<&'a str>> + Clone + use<'a> {
        self.items(Field::Groups)
    }

    /// `companies`, every item.
    pub fn company_entries(&self) -> impl Iterator<Item = Option<&'a str>> + Clone + use<'a> {
        self.items(Field::Companies)
    }

    /// `photos`, every item, as the text of a JSON value.
    pub fn photo_entries(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.items(Field::Photos).flatten()
    }

    /// `locations`, every item, as the text of a JSON value.
    pub fn location_entries(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.items(Field::Locations).flatten()
    }

    /// As [`Contact::primary_email`].
    pub fn primary_email(&self) -> Option<&'a str> {
        contact::primary(self.email_entries().map(|email| (email.address(), email.primary())))
    }

    /// As [`Contact::emails`].
    pub fn emails(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.email_entries().filter_map(|email| email.trimmed())
    }

    /// As [`Contact::phones`].
    pub fn phones(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.phone_entries().filter_map(|phone| contact::non_blank(phone.number()))
    }

    /// As [`Contact::companies`].
    pub fn companies(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.company_entries().filter_map(contact::non_blank)
    }

    /// As [`Contact::groups`].
    pub fn groups(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.group_entries().filter_map(contact::non_blank)
    }

    /// As [`Contact::display_name`].
    pub fn display_name(&self) -> Option<Cow<'a, str>> {
        contact::display_name(self.first_name(), self.last_name(), || {
            self.companies().next().or_else(|| self.primary_email())
        })
    }

    /// The contact on its own. Its vectors have no spare capacity.
    pub fn to_owned(&self) -> Contact {
        let mut contact = Contact {
            phone: self.phone_entries().map(|phone| phone.to_owned()).collect(),
            email: self.email_entries().map(|email| email.to_owned()).collect(),
            address: self.address_entries().map(|address| address.to_owned()).collect(),
            ..Contact::default()
        };
        let mut rest = self.texts;
        while let Some((first, behind)) = rest.split_first() {
            rest = behind;
            let field = Field::ALL.get(usize::from(first.tag()));
            let text = match field {
                Some(Field::FirstName) => &mut contact.first_name,
                Some(Field::LastName) => &mut contact.last_name,
                Some(Field::Title) => &mut contact.title,
                Some(Field::ExternalId) => &mut contact.external_id,
                Some(Field::Dob) => &mut contact.dob,
                Some(Field::Birthday) => &mut contact.birthday,
                Some(Field::JobTitle) => &mut contact.job_title,
                Some(Field::UserToken) => &mut contact.user_token,
                Some(Field::Source) => &mut contact.source,
                Some(Field::Owner) => {
                    contact.owner = Some(first.is_none());
                    continue;
                }
                _ => {
                    // The items of a list, which mostly stand side by side.
                    let more = behind.iter().take_while(|text| text.tag() == first.tag()).count();
                    let (items, others) = behind.split_at_checked(more).unwrap_or_default();
                    self.collect(field, *first, items, &mut contact);
                    rest = others;
                    continue;
                }
            };
            *text = self.buffers.owned(*first);
        }
        contact
    }

    fn collect(&self, field: Option<&Field>, first: Span, more: &[Span], contact: &mut Contact) {
        let items = std::iter::once(first).chain(more.iter().copied());
        let (texts, values) = match field {
            Some(Field::Groups) => (Some(&mut contact.groups), None),
            Some(Field::Companies) => (Some(&mut contact.companies), None),
            Some(Field::Photos) => (None, Some(&mut contact.photos)),
            Some(Field::Locations) => (None, Some(&mut contact.locations)),
            _ => (None, None),
        };
        if let Some(texts) = texts {
            texts.reserve_exact(1 + more.len());
            texts.extend(items.map(|item| self.buffers.owned(item)));
        } else if let Some(values) = values {
            values.reserve_exact(1 + more.len());
            // The cursor has checked that each is the text of a value.
            let value = |item| serde_json::from_str(self.buffers.text(item)?).ok();
            values.extend(items.map(|item| value(item).unwrap_or(Value::Null)));
        }
    }
}

impl<'a> EmailRef<'a> {
    /// `address`.
    pub fn address(&self) -> Option<&'a str> {
        self.1.text(self.0.value())
    }

    /// `type`.
    pub fn kind(&self) -> Option<&'a str> {
        self.1.text(self.0.kind())
    }

    /// `primary`.
    pub fn primary(&self) -> Option<bool> {
        self.0.primary()
    }

    /// As [`Email::trimmed`].
    pub fn trimmed(&self) -> Option<&'a str> {
        contact::non_blank(self.address())
    }

    /// The address on its own.
    pub fn to_owned(&self) -> Email {
        let Self(email, buffers) = *self;
        Email {
            address: buffers.owned(email.value()),
            kind: buffers.owned(email.kind()),
            primary: email.primary(),
        }
    }
}

impl<'a> PhoneRef<'a> {
    /// `number`.
    pub fn number(&self) -> Option<&'a str> {
        self.1.text(self.0.value())
    }

    /// `type`.
    pub fn kind(&self) -> Option<&'a str> {
        self.1.text(self.0.kind())
    }

    /// `primary`.
    pub fn primary(&self) -> Option<bool> {
        self.0.primary()
    }

    /// The number on its own.
    pub fn to_owned(&self) -> Phone {
        let Self(phone, buffers) = *self;
        Phone {
            number: buffers.owned(phone.value()),
            kind: buffers.owned(phone.kind()),
            primary: phone.primary(),
        }
    }
}

macro_rules! address {
    ($($(#[$doc:meta])* $name:ident = $field:ident;)+) => {
        impl<'a> AddressRef<'a> {
            $($(#[$doc])* pub fn $name(&self) -> Option<&'a str> {
                self.1.text(self.0.get(AddressField::$field))
            })+

            /// The address on its own.
            pub fn to_owned(&self) -> Address {
                Address { $($name: self.1.owned(self.0.get(AddressField::$field)),)+ }
            }
        }
    };
}

address! {
    /// `type`.
    kind = Kind;
    /// `street`.
    street = Street;
    /// `city`.
    city = City;
    /// `region`.
    region = Region;
    /// `postal_code`.
    postal_code = PostalCode;
    /// `country`.
    country = Country;
    /// `formatted`.
    formatted = Formatted;
}

macro_rules! as_owned {
    ($($view:ident is $owned:ident;)+) => {
        $(impl fmt::Debug for $view<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.to_owned().fmt(f)
            }
        }

        impl From<$view<'_>> for $owned {
            fn from(view: $view<'_>) -> Self {
                view.to_owned()
            }
        })+
    };
}

as_owned! { ContactRef is Contact; EmailRef is Email; PhoneRef is Phone; AddressRef is Address; }

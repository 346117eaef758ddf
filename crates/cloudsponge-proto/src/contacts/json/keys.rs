//! Names of fields as they stand in a document.

use crate::contacts::field::{AddressField, EmailField, Field, PhoneField};

/// A key with its quotes and its colon, for comparing in one go.
#[derive(Clone, Copy)]
pub(super) struct Key<F> {
    pub(super) field: F,
    /// The bytes of the key, the first lowest.
    bytes: u128,
    /// The bits of the bytes that count.
    mask: u128,
    len: usize,
}

/// A set of fields that an object of JSON may have.
pub(super) trait Keys: Copy + 'static {
    /// By number; filled up with keys that are never there.
    const TABLE: &'static [Key<Self>; 32];
    fn by_name(name: &str) -> Option<Self>;

    /// The key of the field of a number.
    #[inline(always)]
    fn key(number: u8) -> Option<&'static Key<Self>> {
        // The mask is for the compiler.
        Self::TABLE.get(usize::from(number & 31))
    }
    fn number(self) -> u8;
    fn name(self) -> &'static str;
}

impl<F: Copy> Key<F> {
    /// Never there.
    const fn none(field: F) -> Self {
        Self { field, bytes: 1, mask: 0, len: 0 }
    }

    const fn new(field: F, name: &str) -> Self {
        let (mut bytes, mut left, mut len) = (b'"' as u128, name.as_bytes(), 1);
        while let [first, rest @ ..] = left {
            bytes |= (*first as u128) << (8 * len);
            (left, len) = (rest, len + 1);
        }
        bytes |= (b'"' as u128) << (8 * len) | (b':' as u128) << (8 * (len + 1));
        len += 2;
        Self { field, bytes, mask: u128::MAX >> (128 - 8 * len), len }
    }

    /// What is behind the key, if it is next. Near the end of the text it may fail to see it.
    #[inline(always)]
    pub(super) fn lead<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let found = u128::from_le_bytes(*text.first_chunk::<16>()?);
        // The mask is for the compiler: no key is longer.
        if found & self.mask == self.bytes { text.get(self.len & 15..) } else { None }
    }
}

/// The keys of all fields of a set.
const fn table<F: Copy>(none: F, fields: &[F], names: &[&str]) -> [Key<F>; 32] {
    let (mut table, mut fields, mut names) = ([Key::none(none); 32], fields, names);
    let mut slots: &mut [Key<F>] = &mut table;
    while let ([slot, later @ ..], [field, others @ ..], [name, rest @ ..]) = (slots, fields, names) {
        *slot = Key::new(*field, name);
        (slots, fields, names) = (later, others, rest);
    }
    table
}

macro_rules! keys {
    ($enum:ident { $first:ident $($variant:ident)* }) => {
        impl Keys for $enum {
            const TABLE: &'static [Key<Self>; 32] = &table(
                Self::$first,
                Self::ALL,
                &[Self::$first.name() $(, Self::$variant.name())*],
            );

            fn by_name(name: &str) -> Option<Self> {
                Self::named(name)
            }

            #[inline]
            fn number(self) -> u8 {
                self as u8
            }

            fn name(self) -> &'static str {
                $enum::name(self)
            }
        }
    };
}

keys! { Field {
    FirstName LastName Title ExternalId Dob Birthday JobTitle UserToken Source Groups Companies Photos Locations Owner
    Phone Email Address
} }
keys! { EmailField { Address Kind Primary } }
keys! { PhoneField { Number Kind Primary } }
keys! { AddressField { Kind Street City Region PostalCode Country Formatted } }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_seen_and_no_other() {
        for (number, key) in Field::TABLE.iter().enumerate() {
            for field in Field::ALL {
                let text = format!("\"{}\":null,\"padding\":0", field.name());
                let rest = key.lead(text.as_bytes());
                assert_eq!(rest.is_some(), number == *field as usize, "{number} {}", field.name());
                assert!(rest.is_none_or(|rest| rest.starts_with(b"null,")));
            }
        }
    }
}

//! The fields of a contact and of its entries, as numbers.

/// Declares an enum of fields: numbers from 0, and names on the wire.
macro_rules! fields {
    ($(#[$doc:meta])* $enum:ident { $($(#[$field_doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub(crate) enum $enum { $($(#[$field_doc])* $variant,)+ }

        impl $enum {
            /// All of them, by number.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];
            /// How many there are.
            pub(crate) const COUNT: usize = Self::ALL.len();

            /// The name in JSON; XML's is the same in kebab-case.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The field of this name, in JSON's spelling. Slow: for names that were not predicted.
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

fields! {
    /// A field of a contact. The first 9 are texts, the next 4 lists of items; their numbers tag the spans of a
    /// contact's texts. `Owner` is a flag with a tag of its own.
    Field {
        FirstName = "first_name",
        LastName = "last_name",
        Title = "title",
        ExternalId = "external_id",
        Dob = "dob",
        Birthday = "birthday",
        JobTitle = "job_title",
        UserToken = "userToken",
        Source = "source",
        /// Items are texts or null.
        Groups = "groups",
        /// Items are texts or null.
        Companies = "companies",
        /// Items are JSON texts of any value.
        Photos = "photos",
        /// Items are JSON texts of any value.
        Locations = "locations",
        Owner = "owner",
        Phone = "phone",
        Email = "email",
        Address = "address",
    }
}

fields! {
    /// A field of an e-mail address.
    EmailField { Address = "address", Kind = "type", Primary = "primary", }
}

fields! {
    /// A field of a phone number.
    PhoneField { Number = "number", Kind = "type", Primary = "primary", }
}

fields! {
    /// A field of a postal address. All are texts; their numbers are the places in
    /// [`Postal`](super::sink::Postal).
    AddressField {
        Kind = "type",
        Street = "street",
        City = "city",
        Region = "region",
        PostalCode = "postal_code",
        Country = "country",
        Formatted = "formatted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_unique_and_tags_fit_four_bits() {
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!((*field as usize, Field::named(field.name())), (number, Some(*field)));
        }
        assert_eq!((Field::COUNT, Field::Owner as u8), (17, 13));
        assert_eq!(AddressField::COUNT, 7);
        assert_eq!((EmailField::COUNT, PhoneField::COUNT), (3, 3));
    }
}

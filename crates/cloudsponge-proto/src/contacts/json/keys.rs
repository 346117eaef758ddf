//! Names of fields: the guess first, then a look.

use super::reader::{BAD_VALUE, Read, Reader};
use crate::contacts::field::{AddressField, EmailField, Field, PhoneField};
use crate::contacts::learn::{Behind, Learned};
use std::borrow::Cow;

/// A set of fields that an object of JSON may have.
pub(super) trait Keys: Copy + 'static {
    /// The field of this number and what is behind its key and colon, if those are next.
    fn lead(number: u8, text: &[u8]) -> Option<(Self, &[u8])>;
    fn by_name(name: &str) -> Option<Self>;
    fn number(self) -> u8;
    fn name(self) -> &'static str;
}

#[inline]
fn behind<'t, const N: usize>(text: &'t [u8], key: &[u8; N]) -> Option<&'t [u8]> {
    match text.split_first_chunk::<N>() {
        Some((found, rest)) if found == key => Some(rest),
        _ => None,
    }
}

macro_rules! keys {
    ($enum:ident { $($variant:ident = $key:literal,)+ }) => {
        impl Keys for $enum {
            #[inline]
            fn lead(number: u8, text: &[u8]) -> Option<(Self, &[u8])> {
                $(if number == Self::$variant as u8 {
                    return behind(text, $key).map(|rest| (Self::$variant, rest));
                })+
                None
            }

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
    FirstName = b"\"first_name\":",
    LastName = b"\"last_name\":",
    Title = b"\"title\":",
    ExternalId = b"\"external_id\":",
    Dob = b"\"dob\":",
    Birthday = b"\"birthday\":",
    JobTitle = b"\"job_title\":",
    UserToken = b"\"userToken\":",
    Source = b"\"source\":",
    Groups = b"\"groups\":",
    Companies = b"\"companies\":",
    Photos = b"\"photos\":",
    Locations = b"\"locations\":",
    Owner = b"\"owner\":",
    Phone = b"\"phone\":",
    Email = b"\"email\":",
    Address = b"\"address\":",
} }

keys! { EmailField { Address = b"\"address\":", Kind = b"\"type\":", Primary = b"\"primary\":", } }

keys! { PhoneField { Number = b"\"number\":", Kind = b"\"type\":", Primary = b"\"primary\":", } }

keys! { AddressField {
    Kind = b"\"type\":",
    Street = b"\"street\":",
    City = b"\"city\":",
    Region = b"\"region\":",
    PostalCode = b"\"postal_code\":",
    Country = b"\"country\":",
    Formatted = b"\"formatted\":",
} }

/// The key at the position, colon included; `None` for one that means nothing.
#[inline]
pub(super) fn key<K: Keys, const N: usize>(
    reader: &mut Reader<'_>,
    learned: &mut Learned<N>,
    behind: Behind,
) -> Read<Option<K>> {
    let [first, second] = learned.after(behind);
    if let Some((field, rest)) = K::lead(first, reader.rest) {
        reader.rest = rest;
        return Ok(Some(field));
    }
    look_up(reader, learned, behind, second)
}

#[inline(never)]
fn look_up<K: Keys, const N: usize>(
    reader: &mut Reader<'_>,
    learned: &mut Learned<N>,
    behind: Behind,
    second: u8,
) -> Read<Option<K>> {
    if let Some((field, rest)) = K::lead(second, reader.rest) {
        reader.rest = rest;
        return Ok(Some(field));
    }
    let name = name(reader)?;
    let field = K::by_name(&name);
    if let Some(field) = field {
        learned.learn(behind, field.number());
    }
    Ok(field)
}

/// Any key, colon included.
pub(super) fn name<'a>(reader: &mut Reader<'a>) -> Read<Cow<'a, str>> {
    reader.token(b'"')?;
    let start = reader.at();
    reader.skip_string::<false>()?;
    let end = reader.at();
    reader.token(b':')?;
    let name = reader.between(start, end - 1);
    if !name.contains('\\') {
        return Ok(Cow::Borrowed(name));
    }
    match serde_json::from_str::<String>(reader.between(start - 1, end)) {
        Ok(name) => Ok(Cow::Owned(name)),
        Err(_) => Err(reader.bad(BAD_VALUE, start - 1)),
    }
}

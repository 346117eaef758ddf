//! Reads the form: whom to invite, with what words.

use std::collections::HashSet;

/// Longest message, in characters.
const MESSAGE_LIMIT: usize = 2000;

/// A filled-in form.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) message: String,
    pub(crate) guests: Vec<Guest>,
    /// Entries that are no address, or were there twice.
    pub(crate) left_out: usize,
}

/// Somebody to invite.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Guest {
    pub(crate) name: String,
    pub(crate) address: String,
}

impl Invitation {
    /// Reads a urlencoded form. What a browser sends can be anything, whatever the picker put into it.
    pub(crate) fn read(form: &[u8]) -> Self {
        let mut invitation = Self::default();
        let mut names = Vec::new();
        let mut addresses = Vec::new();
        for (field, value) in url::form_urlencoded::parse(form) {
            match &*field {
                "contact[]" => addresses.push(value),
                "name[]" => names.push(value),
                "message" => invitation.message = value.chars().take(MESSAGE_LIMIT).collect(),
                _ => {}
            }
        }
        let mut known = HashSet::new();
        let mut names = names.into_iter();
        for address in addresses {
            let name = names.next().unwrap_or_default();
            if is_address(&address) && known.insert(address.to_lowercase()) {
                invitation.guests.push(Guest { name: name.into_owned(), address: address.into_owned() });
            } else {
                invitation.left_out += 1;
            }
        }
        invitation
    }
}

/// Whether mail could be sent there: one address, and nothing that would end a header line.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace() || ",;<>\"".contains(c);
    let (local, host) = text.rsplit_once('@').unwrap_or_default();
    !local.is_empty() && !host.is_empty() && text.len() <= 254 && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_read_in_order() {
        let form = b"message=Hi&contact%5B%5D=fern%40example.com&name%5B%5D=Fern+M&contact%5B%5D=quill%40example.org";
        let invitation = Invitation::read(form);
        let guest = |name: &str, address: &str| Guest { name: name.into(), address: address.into() };
        assert_eq!(invitation.guests, [guest("Fern M", "fern@example.com"), guest("", "quill@example.org")]);
        assert_eq!((invitation.message.as_str(), invitation.left_out), ("Hi", 0));
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        for address in [
            "",
            "fern",
            "@example.com",
            "fern@",
            "a%0D%0Ab@example.com",
            "a,b@example.com",
            "a+b@example.com",
        ] {
            let form = format!("contact[]={address}");
            assert_eq!(Invitation::read(form.as_bytes()).left_out, 1, "{address}");
        }
        let twice = b"contact[]=Fern%40example.com&contact[]=fern%40example.com";
        assert_eq!(Invitation::read(twice).left_out, 1);
    }
}

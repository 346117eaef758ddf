//! The invented address book of a lifetime, with the oddities that were recorded.

use super::random::Random;
use cloudsponge::proto::model::{Contact, Email};

/// A part of every contact's texts; it must turn up in no saved state.
pub(crate) const SENTINEL: &str = "zq-contact-sentinel";

/// The contacts of one import, in order.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    pub(crate) contacts: Vec<Contact>,
    pub(crate) owner: Contact,
}

impl Book {
    /// Every contact names its import, so that one delivered elsewhere is recognised. Identical neighbours are frequent:
    /// of the recorded Windows Live book more than half are copies.
    pub(crate) fn new(seed: u64, id: u64, total: u64) -> Self {
        let mut random = Random::new(seed ^ 0xb00c);
        let mut contacts: Vec<Contact> = Vec::new();
        for at in 0..total {
            let copy = contacts.last().filter(|_| random.percent(30)).cloned();
            contacts.push(copy.unwrap_or_else(|| contact(at, id, &mut random)));
        }
        let mut owner = named("Owner", id);
        owner.owner = Some(true);
        owner.email = vec![email(Some(format!("owner-{id}@example.com\t")), None)];
        Self { contacts, owner }
    }

    pub(crate) fn total(&self) -> u64 {
        self.contacts.len() as u64
    }

    pub(crate) fn at(&self, position: u64) -> Option<&Contact> {
        usize::try_from(position).ok().and_then(|at| self.contacts.get(at))
    }

    /// The contacts at these positions, as far as there are any.
    pub(crate) fn range(&self, from: u64, to: u64) -> &[Contact] {
        let end = usize::try_from(to).unwrap_or(usize::MAX).min(self.contacts.len());
        let start = usize::try_from(from).unwrap_or(usize::MAX).min(end);
        self.contacts.get(start..end).unwrap_or_default()
    }
}

/// A contact that stands where another will be put that cannot be read.
pub(crate) fn placeholder() -> Contact {
    named("placeholder", 0)
}

fn named(name: &str, id: u64) -> Contact {
    let mut contact = Contact::default();
    contact.first_name = Some(name.to_owned());
    contact.last_name = Some(format!("{SENTINEL}-{id}"));
    contact
}

fn contact(at: u64, id: u64, random: &mut Random) -> Contact {
    let mut contact = named(&format!("c{at}"), id);
    let address = random.percent(70).then(|| format!("c{at}@example.org"));
    contact.email = vec![email(address, Some("Home"))];
    match random.below(5) {
        0 => contact.email.push(email(None, Some("E-mail 2"))),
        1 => contact.companies = vec![None, Some("Fern & <Sons>".to_owned())],
        2 => contact.last_name = Some(format!("{SENTINEL}-{id} Žofie ✿")),
        3 => contact.groups = vec![Some("kin".to_owned()), None],
        _ => {}
    }
    contact
}

fn email(address: Option<String>, kind: Option<&str>) -> Email {
    let mut email = Email::default();
    email.address = address;
    email.kind = kind.map(str::to_owned);
    email
}

//! What each source makes of a person: the recorded oddities, at the recorded rates.

use super::person::{Person, birth, email, flag_first, formatted, phone, postal_address};
use super::profile::Profile;
use super::{naughty, words};
use crate::draw::Draw;
use cloudsponge_proto::model::{Contact, Email};

/// Of this many Windows Live contacts …
const LIVE_CONTACTS: u128 = 2340;
/// … so many are different; the others repeat one of them byte for byte.
const LIVE_DISTINCT: u128 = 998;

/// The contact at an index.
pub(super) fn contact(profile: Profile, seed: u64, index: u64) -> Contact {
    let index = if profile == Profile::WindowsLive { live_original(seed, index) } else { index };
    let mut draw = Draw::at(seed, profile as u64, index);
    let person = Person::draw(&mut draw, index);
    match profile {
        Profile::Gmail => gmail(&mut draw, &person),
        Profile::Yahoo => yahoo(&mut draw, &person),
        Profile::WindowsLive => windows_live(&mut draw, &person),
        Profile::Aol => aol(&mut draw, &person),
        Profile::Plaxo => plaxo(&mut draw, &person, index),
        Profile::Naughty => naughty::contact(seed, index),
    }
}

/// Whose book it is.
pub(super) fn owner(profile: Profile, seed: u64) -> Contact {
    if profile == Profile::Naughty {
        return naughty::owner();
    }
    let mut draw = Draw::at(seed, 0x100 + profile as u64, 0);
    let person = Person::draw(&mut draw, u64::MAX);
    let address = format!("owner@{}", draw.pick(words::DOMAINS));
    let mut owner = Contact::default();
    owner.owner = Some(true);
    if profile == Profile::Plaxo {
        owner.email = vec![Email::new(format!("{address}\t"))];
        return owner;
    }
    owner.first_name = Some(person.first);
    owner.last_name = Some(person.last);
    owner.email = vec![Email::new(address)];
    owner.external_id = match profile {
        Profile::WindowsLive => Some(format!("{:016x}", draw.bits())),
        Profile::Aol => Some(uuid(&mut draw)),
        Profile::Gmail | Profile::Yahoo | Profile::Plaxo | Profile::Naughty => None,
    };
    owner
}

fn gmail(draw: &mut Draw, person: &Person) -> Contact {
    let local = person.local_part();
    let mut contact = named(&person.first, &person.last);
    let kind = draw.below(1000);
    match kind {
        0..379 => contact = named(&local, ""),
        379..424 => contact.last_name = Some(String::new()),
        _ => {}
    }
    if (424..471).contains(&kind) {
        contact.phone.push(phone(draw, &["mobile", "home", "work"]));
    } else {
        let more = ["", ".home", ".office"];
        let entries = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3];
        for suffix in more.iter().take(draw.pick(&entries)) {
            let address = Person::address(draw, &format!("{local}{suffix}"));
            contact.email.push(email(Some(address), draw.pick(&[None, None, Some("home"), Some("work")])));
        }
        flag_first(&mut contact.email);
        if draw.per_mille(200) {
            contact.phone.push(phone(draw, &["mobile", "home", "work"]));
        }
    }
    if draw.per_mille(120) {
        let kind = draw.pick(&["home", "work"]);
        let mut address = postal_address(draw, kind);
        address.formatted = Some(formatted(&address));
        contact.address.push(address);
    }
    if draw.per_mille(100) {
        contact.groups.push(Some(draw.pick(words::GROUPS).into()));
    }
    if draw.per_mille(80) {
        contact.companies.push(Some(draw.pick(words::COMPANIES).into()));
        contact.job_title = Some(draw.pick(words::JOBS).into());
    }
    if draw.per_mille(30) {
        set_birth(draw, &mut contact);
    }
    contact
}

fn yahoo(draw: &mut Draw, person: &Person) -> Contact {
    let mut contact = named(&person.first, &person.last);
    if draw.per_mille(80) {
        contact.last_name = Some(String::new());
    }
    let local = person.local_part();
    contact.email.push(email(Some(Person::address(draw, &local)), Some("Email 1")));
    if draw.per_mille(150) {
        let second = Person::address(draw, &format!("{local}.home"));
        contact.email.push(email(Some(second), Some("Email 2")));
    }
    flag_first(&mut contact.email);
    if draw.per_mille(300) {
        contact.phone.push(phone(draw, &["Home", "Work"]));
    }
    if draw.per_mille(200) {
        let kind = draw.pick(&["Home", "Work"]);
        contact.address.push(postal_address(draw, kind));
    }
    contact
}

/// Where the contact at an index comes from: from its own place, or from an earlier one that it repeats.
///
/// Originals are spread evenly, so their rank and place follow from each other without a table.
fn live_original(seed: u64, index: u64) -> u64 {
    let originals_before = |index: u128| (index * LIVE_DISTINCT).div_ceil(LIVE_CONTACTS);
    let before = originals_before(u128::from(index));
    if originals_before(u128::from(index) + 1) > before {
        return index;
    }
    let rank = u128::from(Draw::at(seed, 0x200, index).below(u64::try_from(before).unwrap_or(u64::MAX)));
    u64::try_from(rank * LIVE_CONTACTS / LIVE_DISTINCT).unwrap_or(index)
}

fn windows_live(draw: &mut Draw, person: &Person) -> Contact {
    let mut contact = named(&person.first, &person.last);
    if draw.per_mille(150) {
        contact.last_name = Some(String::new());
    }
    let kinds = ["personal", "account", "business", "other"];
    let entries = if draw.per_mille(165) { 4 } else { 3 };
    let filled = if draw.per_mille(280) { 1 + draw.below(2) } else { 0 };
    let second = draw.per_mille(30);
    let local = person.local_part();
    for (place, kind) in (0u64..).zip(kinds.into_iter().take(entries)) {
        let address = if place == filled {
            Some(Person::address(draw, &local))
        } else if second && place == (filled + 1) % 3 {
            Some(Person::address(draw, &format!("{local}.desk")))
        } else {
            None
        };
        contact.email.push(email(address, Some(kind)));
    }
    flag_first(&mut contact.email);
    if draw.per_mille(150) {
        contact.phone.push(phone(draw, &["mobile", "business", "personal"]));
    }
    if draw.per_mille(50) {
        contact.address.push(postal_address(draw, "personal"));
    }
    contact
}

fn aol(draw: &mut Draw, person: &Person) -> Contact {
    let mut contact = named(&person.first, &person.last);
    contact.email.push(email(Some(Person::address(draw, &person.local_part())), Some("Home")));
    flag_first(&mut contact.email);
    if draw.per_mille(5) {
        return contact;
    }
    set_birth(draw, &mut contact);
    contact.phone.push(phone(draw, &["Mobile", "Home"]));
    contact.address = ["Home", "Work"].map(|kind| postal_address(draw, kind)).into();
    contact.companies.push(Some(draw.pick(words::COMPANIES).into()));
    contact.job_title = Some(if draw.per_mille(900) { String::new() } else { draw.pick(words::JOBS).into() });
    contact
}

fn plaxo(draw: &mut Draw, person: &Person, index: u64) -> Contact {
    let mut contact = named(&person.first, &person.last);
    contact.email.push(email(Some(Person::address(draw, &person.local_part())), Some("Home 1")));
    flag_first(&mut contact.email);
    contact.phone.push(phone(draw, &["Work Mobile"]));
    let company = draw.pick(words::COMPANIES);
    contact.companies.push((index > 0 && draw.per_mille(200)).then(|| company.into()));
    contact
}

fn named(first: &str, last: &str) -> Contact {
    let mut contact = Contact::default();
    contact.first_name = Some(first.into());
    contact.last_name = Some(last.into());
    contact
}

fn set_birth(draw: &mut Draw, contact: &mut Contact) {
    let (dob, birthday) = birth(draw);
    contact.dob = Some(dob);
    contact.birthday = Some(birthday);
}

/// A random UUID (version 4, variant 1).
fn uuid(draw: &mut Draw) -> String {
    let (high, low) = (draw.bits(), draw.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff,
    )
}

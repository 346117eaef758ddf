//! What the invented books promise: they stay the same, show the recorded oddities, and can be written and read.

use super::*;
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Format, Message};
use proptest::prelude::*;
use std::collections::HashSet;

fn json(contact: &Contact) -> String {
    serde_json::to_string(contact).unwrap()
}

fn book(profile: Profile, len: u64) -> Vec<Contact> {
    Book::generate(profile, 2016, len).iter().collect()
}

/// How many of the contacts, in per cent.
fn share(contacts: &[Contact], test: impl Fn(&Contact) -> bool) -> usize {
    contacts.iter().filter(|contact| test(contact)).count() * 100 / contacts.len()
}

/// FNV-1a over the JSON of the owner and the first contacts.
fn fingerprint(profile: Profile) -> u64 {
    let book = Book::generate(profile, 42, 50);
    book.owner().iter().chain(&book.iter().collect::<Vec<_>>()).map(json).fold(
        0xcbf2_9ce4_8422_2325,
        |hash, text| {
            text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        },
    )
}

#[test]
fn the_books_of_a_seed_never_change() {
    let found = Profile::ALL.map(|profile| (profile, format!("{:016x}", fingerprint(profile))));
    let golden = [
        (Profile::Gmail, "1a645dd5df203d30".to_owned()),
        (Profile::Yahoo, "d8f50aba02af0f12".to_owned()),
        (Profile::WindowsLive, "27195192877489d6".to_owned()),
        (Profile::Aol, "0ab7607db4317c0d".to_owned()),
        (Profile::Plaxo, "2fbebac9eaa3dde7".to_owned()),
    ];
    assert_eq!(found, golden);
}

#[test]
fn a_million_contacts_cost_nothing() {
    for profile in Profile::ALL {
        let book = Book::generate(profile, 1, 1_000_000);
        assert!(book.contact(999_999).is_some());
        assert_eq!(book.contact(1_000_000), None);
        assert!(Book::generate(profile, 1, u64::MAX).contact(u64::MAX - 1).is_some());
    }
    assert!(size_of::<Book>() <= 32);
}

#[test]
fn seeds_and_profiles_give_different_books() {
    let first = |profile, seed| json(&Book::generate(profile, seed, 9).contact(8).unwrap());
    let all: HashSet<_> =
        Profile::ALL.into_iter().flat_map(|profile| (0..9).map(move |seed| first(profile, seed))).collect();
    assert_eq!(all.len(), 45);
}

#[test]
fn addresses_come_only_when_asked_for() {
    let book = Book::generate(Profile::Aol, 3, 1);
    assert_eq!(book.contact_with(0, true), book.contact(0));
    assert_eq!(book.contact_with(0, true).unwrap().address.len(), 2);
    assert!(book.contact_with(0, false).unwrap().address.is_empty());
    assert_eq!(book.contact_with(1, true), None);
}

#[test]
fn given_contacts_stay_as_they_are() {
    let contacts: Vec<_> = book(Profile::Yahoo, 3);
    let book = Book::from_contacts(contacts.clone(), None);
    assert_eq!((book.len(), book.owner(), book.profile()), (3, None, None));
    assert_eq!(book.iter().collect::<Vec<_>>(), contacts);
    assert_eq!(format!("{book:?}"), "Book { profile: None, len: 3, .. }");
}

#[test]
fn gmail_shows_what_was_captured() {
    let contacts = book(Profile::Gmail, 4000);
    let local_name = |contact: &Contact| {
        let local = contact.primary_email().and_then(|address| address.split('@').next());
        contact.last_name.as_deref() == Some("") && local.is_some() && local == contact.first_name.as_deref()
    };
    assert!((36..=40).contains(&share(&contacts, local_name)));
    assert!((40..=45).contains(&share(&contacts, |contact| contact.last_name.as_deref() == Some(""))));
    assert!((4..=6).contains(&share(&contacts, |contact| contact.email.is_empty())));
    assert!(contacts.iter().all(|contact| contact.display_name().is_some()));
    let kinds: HashSet<_> =
        contacts.iter().flat_map(|contact| &contact.email).map(|email| email.kind.as_deref()).collect();
    assert_eq!(kinds, HashSet::from([None, Some("home"), Some("work")]));
}

#[test]
fn yahoo_is_plain() {
    let contacts = book(Profile::Yahoo, 500);
    assert!(contacts.iter().all(|contact| contact.email[0].kind.as_deref() == Some("Email 1")));
    assert!(
        contacts
            .iter()
            .all(|contact| contact.email[0].primary == Some(true) && contact.primary_email().is_some())
    );
}

#[test]
fn windows_live_repeats_itself_and_holds_nulls() {
    let contacts = book(Profile::WindowsLive, 2340);
    let distinct: HashSet<_> = contacts.iter().map(json).collect();
    assert_eq!((contacts.len(), distinct.len()), (2340, 998));
    let entries: Vec<_> = contacts.iter().flat_map(|contact| &contact.email).collect();
    let nulls = entries.iter().filter(|email| email.address.is_none()).count();
    assert!((7200..=7600).contains(&entries.len()), "{}", entries.len());
    assert!((64..=70).contains(&(nulls * 100 / entries.len())), "{nulls}");
    assert!(contacts.iter().all(|contact| contact.email[0].primary == Some(true)));
    assert!((24..=32).contains(&share(&contacts, |contact| contact.email[0].address.is_none())));
    assert!(contacts.iter().all(|contact| contact.primary_email().is_some()), "none is empty");
}

#[test]
fn aol_knows_birthdays_and_addresses() {
    let contacts = book(Profile::Aol, 2000);
    assert!(share(&contacts, |contact| contact.dob.is_some()) >= 99);
    assert!(share(&contacts, |contact| contact.address.len() == 2) >= 99);
    assert!(share(&contacts, |contact| contact.job_title.as_deref() == Some("")) >= 85);
    assert!(contacts.iter().all(|contact| contact.email[0].kind.as_deref() == Some("Home")));
    for contact in contacts.iter().filter(|contact| contact.dob.is_some()) {
        assert!(contact.dob.as_ref().unwrap().ends_with(contact.birthday.as_ref().unwrap()));
    }
    let streets =
        contacts.iter().flat_map(|contact| &contact.address).filter_map(|address| address.street.as_deref());
    assert!(streets.filter(|street| street.contains('\n')).count() > 100);
}

#[test]
fn plaxo_has_a_company_that_is_null() {
    let first = &book(Profile::Plaxo, 1)[0];
    assert_eq!(first.companies, [None]);
    assert_eq!(first.email[0].kind.as_deref(), Some("Home 1"));
    assert_eq!(first.phone[0].kind.as_deref(), Some("Work Mobile"));
}

#[test]
fn owners_are_as_odd_as_recorded() {
    let owner = |profile| Book::generate(profile, 5, 0).owner().unwrap();
    for profile in Profile::ALL {
        assert_eq!(owner(profile).owner, Some(true));
        assert!(owner(profile).primary_email().is_some() && owner(profile).address.is_empty());
    }
    assert!(owner(Profile::Plaxo).email[0].address.as_ref().unwrap().ends_with('\t'));
    assert_eq!(owner(Profile::Plaxo).first_name, None);
    let live = owner(Profile::WindowsLive).external_id.unwrap();
    assert!(live.len() == 16 && live.chars().all(|c| c.is_ascii_hexdigit()));
    let aol = owner(Profile::Aol).external_id.unwrap();
    assert_eq!(aol.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
}

#[test]
fn every_profile_has_awkward_names_and_only_example_domains() {
    for profile in Profile::ALL {
        let contacts = book(profile, 3000);
        let text: String =
            contacts.iter().map(|contact| contact.display_name().unwrap_or_default().into_owned()).collect();
        for awkward in ['&', '<', '\'', '🌿', 'ד', 'ن', 'é', '見', 'Р'] {
            assert!(text.contains(awkward), "{profile} lacks {awkward}");
        }
        let owner = Book::generate(profile, 2016, 0).owner();
        for address in contacts.iter().chain(&owner).flat_map(Contact::emails) {
            let (local, domain) = address.rsplit_once('@').unwrap();
            assert!(!local.is_empty());
            let reserved = ["example.com", "example.org", "example.net", "example.edu", ".example"];
            assert!(reserved.iter().any(|end| domain.ends_with(end)), "{domain}");
        }
    }
}

#[test]
fn no_two_people_share_an_address() {
    for profile in [Profile::Gmail, Profile::Yahoo, Profile::Aol, Profile::Plaxo] {
        let contacts = book(profile, 3000);
        let all: Vec<_> = contacts.iter().flat_map(Contact::emails).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "{profile}");
    }
}

fn profiles() -> impl Strategy<Value = Profile> {
    prop::sample::select([Profile::ALL.as_slice(), &[Profile::Naughty]].concat())
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn contacts_survive_both_formats(seed: u64, start in 0..1_000_000_u64, profile in profiles()) {
        let book = Book::generate(profile, seed, u64::MAX);
        let mut page = Contacts::default();
        page.contacts = (start..start + 20).map(|index| Ok(book.contact(index).unwrap())).collect();
        page.contacts_owner = book.owner();
        for format in [Format::Json, Format::Xml] {
            let body = page.encode(format).unwrap();
            prop_assert_eq!(&Contacts::decode(format, &body).unwrap(), &page);
        }
    }

    #[test]
    fn longer_books_begin_alike(seed: u64, index in 0..5000_u64, profile in profiles()) {
        let short = Book::generate(profile, seed, index + 1);
        prop_assert_eq!(short.contact(index), Book::generate(profile, seed, 1_000_000).contact(index));
    }
}

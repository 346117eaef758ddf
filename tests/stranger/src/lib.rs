//! A newsletter that invites the people of an address book: somebody else's program, and how he tests it.

use cloudsponge_proto::model::Contact;
use std::collections::BTreeSet;

/// Whom to invite: each address once, in lower case, and none that is no address.
pub fn invited<'a>(contacts: impl IntoIterator<Item = &'a Contact>) -> BTreeSet<String> {
    let addresses = contacts.into_iter().flat_map(Contact::emails);
    let sound = |address: &&str| address.split('@').filter(|part| !part.is_empty()).count() == 2;
    addresses.filter(sound).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudsponge_proto::import::{Import, ImportEvent, Output, Policy};
    use cloudsponge_proto::model::{Begun, Contacts, Email, Event, EventStatus, EventType, Events};
    use cloudsponge_proto::server::{Call, ReadOptions, ResponseStyle, ServerRequest, respond};
    use cloudsponge_proto::{Api, Credentials, Service, strategy::model};
    use proptest::prelude::*;

    fn service(request: &http::Request<bytes::Bytes>, book: &[Contact]) -> http::Response<bytes::Bytes> {
        let read = ServerRequest::read(request, &ReadOptions::default()).unwrap();
        let style = ResponseStyle::default();
        match read.call {
            Call::BeginUserConsent { .. } => respond(&Begun::new(7.into()), read.format, &style),
            Call::Events { .. } => {
                let mut events = Events::default();
                events.events.push(Event::new(EventType::Complete, EventStatus::Completed));
                respond(&events, read.format, &style)
            }
            Call::Contacts { start, .. } => {
                let mut page = Contacts::default();
                page.contacts = book.iter().skip(start as usize).take(2).cloned().map(Ok).collect();
                (page.start, page.total) = (Some(start), Some(book.len() as u64));
                respond(&page, read.format, &style)
            }
            _ => panic!("another call"),
        }
    }

    proptest! {
        #[test]
        fn nobody_is_invited_twice_or_by_mistake(mut book in prop::collection::vec(model::contact(), 0..6)) {
            book.iter_mut().for_each(|contact| contact.email.push(Email::new("Fern@Example.com ")));
            let invited = invited(&book);
            prop_assert!(invited.iter().all(|one| one.contains('@') && one.trim() == one));
            prop_assert_eq!(invited.contains("fern@example.com"), !book.is_empty());
        }

        #[test]
        fn the_whole_book_is_invited(book in prop::collection::vec(model::contact(), 0..6)) {
            let (api, mut now) = (Api::new(Credentials::new("key", "password").unwrap()), std::time::Instant::now());
            let mut import = Import::begin(api, Service::GMAIL, Policy::default(), now);
            let mut found = BTreeSet::new();
            loop {
                match import.poll_output(now).unwrap() {
                    Output::Request(request) => {
                        let (head, body) = service(&request, &book).into_parts();
                        import.handle_response(now, http::Response::from_parts(head, &body));
                    }
                    Output::Event(ImportEvent::Contacts(page)) => found.extend(invited(page.to_slots().iter().flatten())),
                    Output::Wait(until) => now = until,
                    Output::Done => break,
                    _ => {}
                }
            }
            prop_assert_eq!(found, invited(&book));
        }
    }
}

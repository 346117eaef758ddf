//! Whole imports over loopback: reqwest against the emulator, every profile, format and page size.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use cloudsponge::proto::endpoints::{Begin, Include, UserConsent, UsernamePassword};
use cloudsponge::proto::{Api, Format, ImportEvent, Policy, Service};
use cloudsponge::{AddressBook, Client};
use cloudsponge_emulator::{Emulator, EmulatorBuilder, Profile};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::time::Duration;

fn client(emulator: &Emulator, format: Format) -> Client<ReqwestTransport, TokioTimer> {
    let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url()).with_format(format);
    Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api)
}

/// Consent at once, and an emulated minute per second, so that an import takes one poll; 2 340 pages take longer than the
/// contacts would live then.
fn emulator() -> EmulatorBuilder {
    Emulator::builder().auto_consent(Duration::ZERO).speed(60.0).ttl(Duration::from_secs(3600))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_profile_format_and_page_size_delivers_the_same_book() {
    let mut runs = Vec::new();
    for (profile, size) in [
        (Profile::Gmail, 120),
        (Profile::Yahoo, 120),
        (Profile::WindowsLive, 2340),
        (Profile::Aol, 120),
        (Profile::Plaxo, 30),
    ] {
        for format in [Format::Json, Format::Xml] {
            for page_size in [1, 7, 1000, 0] {
                runs.push(tokio::spawn(async move {
                    let emulator = emulator().profile(profile).contacts(size).seed(11).start().await.unwrap();
                    let begin = UserConsent::new(Service::GMAIL).include(Include::MAILING_ADDRESS);
                    let import = client(&emulator, format).import(begin).page_size(page_size);
                    let book: AddressBook = import.contacts(|_| {}).await.unwrap();
                    assert_eq!(book.contacts.len() as u64, size, "{profile} {format} {page_size}");
                    for (at, contact) in book.contacts.iter().enumerate() {
                        let held = emulator.book().contact_with(at as u64, true).unwrap();
                        assert_eq!(*contact, held, "{profile} {format} {page_size} contact {at}");
                    }
                    assert!(book.unreadable.is_empty());
                    assert_eq!(book.owner, emulator.book().owner());
                    emulator.stop().await;
                }));
            }
        }
    }
    for run in runs {
        run.await.unwrap();
    }
}

#[tokio::test]
async fn an_empty_book_is_an_import_too() {
    let emulator = emulator().contacts(0).start().await.unwrap();
    for format in [Format::Json, Format::Xml] {
        let book = client(&emulator, format).import(Service::YAHOO).contacts(|_| {}).await.unwrap();
        assert!(book.contacts.is_empty());
    }
}

#[tokio::test]
async fn the_arguments_of_a_begin_call_come_back() {
    let emulator = emulator().contacts(1).start().await.unwrap();
    for format in [Format::Json, Format::Xml] {
        let (user, echo) = ("vis+itor 7 & 'é' <x>", " tag\u{1F600} ");
        let begin = UserConsent::new(Service::GMAIL).user_id(user).echo(echo);
        let mut run = client(&emulator, format).import(begin).start();
        let Some(Ok(ImportEvent::Begun(begun))) = run.next().await else { panic!("no begin") };
        assert_eq!((begun.user_id.as_deref(), begun.echo.as_deref()), (Some(user), Some(echo)));
        assert!(begun.url.unwrap().as_str().starts_with(&emulator.url()));
    }
}

#[tokio::test]
async fn a_login_import_needs_no_consent() {
    let emulator = Emulator::builder().speed(60.0).contacts(3).start().await.unwrap();
    let begin: Begin = UsernamePassword::new(Service::ICLOUD, "fern@example.com", "app-specific").into();
    let client = client(&emulator, Format::Json);
    let mut consent = false;
    let book = client.import(begin).contacts(|_| consent = true).await.unwrap();
    assert_eq!((book.contacts.len(), consent), (3, false));

    let wrong = UsernamePassword::new(Service::ICLOUD, "fern@example.com", "wrong");
    let error = client.import(wrong).contacts(|_| {}).await.unwrap_err();
    assert_eq!(error.failure().and_then(|failure| failure.code).map(|code| code.get()), Some(263), "{error}");
}

#[tokio::test]
async fn an_import_begun_elsewhere_can_be_attached_to() {
    let emulator = emulator().contacts(5).start().await.unwrap();
    let client = client(&emulator, Format::Json);
    let begun = client.call(&UserConsent::new(Service::GMAIL)).await.unwrap();
    let book = client.attach(begun.import_id).contacts(|_| {}).await.unwrap();
    assert_eq!(book.contacts.len(), 5);
}

#[tokio::test]
async fn v19_a_run_dropped_between_pages_is_resumed_without_loss() {
    let emulator = emulator().contacts(50).start().await.unwrap();
    let client = client(&emulator, Format::Xml);
    let policy = Policy::default().page_size(7);
    let mut run = client.import(Service::GMAIL).policy(policy.clone()).start();
    let (mut positions, mut state) = (Vec::new(), None);
    while let Some(event) = run.next().await {
        if let ImportEvent::Contacts(page) = event.unwrap() {
            positions.extend(page.start..page.end());
            state = Some(run.state());
            if positions.len() > 20 {
                break;
            }
        }
    }
    drop(run);
    let mut run = client.resume(&state.unwrap(), policy).unwrap();
    while let Some(event) = run.next().await {
        if let ImportEvent::Contacts(page) = event.unwrap() {
            positions.extend(page.start..page.end());
        }
    }
    assert_eq!(positions, (0..50).collect::<Vec<_>>());
}

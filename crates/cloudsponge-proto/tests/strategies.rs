//! What the public strategies make: values of which the laws of their types hold.
#![cfg(all(feature = "proptest", feature = "server"))]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use cloudsponge_laws::cases;
use cloudsponge_proto::endpoints::Begin;
use cloudsponge_proto::import::ImportEvent;
use cloudsponge_proto::model::{Contact, Refusal};
use cloudsponge_proto::server::{Call, Presented, ReadOptions, RequestErrorKind, ServerRequest, respond};
use cloudsponge_proto::strategy::{calls, errors, events, model, server, values, wire};
use cloudsponge_proto::{Api, BaseUrl, EndpointExt, ImportState, Message, Service};
use http::StatusCode;
use proptest::prelude::*;
use std::fmt::{Debug, Display};
use std::time::{Duration, Instant};

/// An error is one line that can be shown as it is, and its `Debug` does not panic.
fn is_presentable(error: &(impl Display + Debug)) -> Result<(), TestCaseError> {
    let text = error.to_string();
    prop_assert!(!text.is_empty() && text.len() < 1000, "{}", text.len());
    prop_assert!(!text.chars().any(char::is_control), "{text:?}");
    let shown = format!("{error:?}");
    prop_assert!(!shown.is_empty());
    Ok(())
}

/// A secret long enough not to stand in any text by chance.
fn is_hidden(secret: &str, shown: &impl Debug) -> Result<(), TestCaseError> {
    let shown = format!("{shown:?} {shown:#?}");
    prop_assert!(secret.len() < 8 || !shown.contains(secret), "{shown}");
    Ok(())
}

/// What the service reads of a request that we made.
fn read(api: &Api, request: &http::Request<bytes::Bytes>) -> Option<ServerRequest> {
    let is_at_root = api.base_url().to_string().matches('/').count() == 2;
    is_at_root.then(|| ServerRequest::read(request, &ReadOptions::default()).unwrap())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn v35_a_begin_call_reads_as_what_was_asked_for(api in values::api(), call in calls::begin()) {
        let Ok(request) = call.to_request(&api) else { return Ok(()) };
        let Some(read) = read(&api, &request) else { return Ok(()) };
        prop_assert_eq!(read.format, api.format());
        match (&call, &read.call) {
            (Begin::UserConsent(_), Call::BeginUserConsent { begin, .. })
            | (Begin::UsernamePassword(_), Call::BeginImport { begin, mailbox: Some(_) })
            | (Begin::DesktopApplet(_), Call::BeginDesktopApplet { begin }) => {
                let service = begin.service.as_ref().unwrap().as_ref().unwrap();
                let sent = format!("{call:?}");
                prop_assert!(sent.contains(service.code()), "{sent}");
            }
            (_, other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn v35_polls_and_pages_read_as_they_were_asked_for(
        api in values::api(),
        poll in calls::get_events(),
        page in calls::get_contacts(),
    ) {
        for request in [poll.to_request(&api), page.to_request(&api)].into_iter().flatten() {
            let Some(read) = read(&api, &request) else { continue };
            let path = request.uri().path();
            match &read.call {
                Call::Events { import_id, .. } => {
                    prop_assert!(path.starts_with("/events") && path.contains(import_id.as_str()));
                }
                Call::Contacts { import_id, start, count, .. } => {
                    prop_assert!(path.starts_with("/contacts") && path.contains(import_id.as_str()));
                    let query = request.uri().query().unwrap_or_default();
                    let (from, at_most) = (format!("start={start}"), format!("count={count}"));
                    prop_assert!(*count == 0 || query.contains(&at_most));
                    prop_assert!(*start == 0 || query.contains(&from));
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn v34_what_the_service_reads_shows_no_secret(
        request in server::server_request(),
        call in server::call(),
        presented in server::presented(),
        mailbox in server::mailbox(),
        auth in server::auth_arguments(),
        params in calls::params(),
    ) {
        for (shown, presented) in [(format!("{request:?}"), &request.credentials), (String::new(), &presented)] {
            if let Presented::Basic { key, password } | Presented::Params { key, password } = presented {
                is_hidden(password, &presented)?;
                is_hidden(password, &shown)?;
                prop_assert!(presented.matches(key, password));
                let other = password.to_string() + "x";
                prop_assert!(!presented.matches(key, &other));
            }
        }
        for (user, hidden) in [(&mailbox.username, &mailbox), (&mailbox.password, &mailbox)] {
            is_hidden(user, hidden)?;
        }
        if let Some(code) = &auth.code {
            is_hidden(code, &auth)?;
        }
        prop_assert_eq!(auth.is_error(), auth.error.is_some() || auth.error_code.is_some());
        if let Call::BeginImport { mailbox: Some(mailbox), .. } = &call {
            is_hidden(&mailbox.password, &call)?;
        }
        let shown = format!("{call:?}{params:?}");
        prop_assert!(call == call.clone() && !shown.is_empty());
    }

    #[test]
    fn refusals_of_a_request_say_what_http_wants(error in server::request_error(), style in server::response_style()) {
        is_presentable(&error.kind)?;
        prop_assert!(error.status().is_client_error());
        prop_assert_eq!(error.allow().is_some(), error.status() == StatusCode::METHOD_NOT_ALLOWED);
        prop_assert_eq!(error.allow().is_some(), matches!(error.kind, RequestErrorKind::MethodNotAllowed { .. }));
        let response = respond(&error.refusal(), error.format, &style);
        prop_assert_eq!(response.status(), style.status);
        let read = Refusal::decode(error.format, response.body()).unwrap();
        prop_assert_eq!(read.message, error.refusal().message);
    }

    #[test]
    fn parts_and_their_errors(part in server::part(), error in server::multipart_error(), begin in server::begin_arguments()) {
        is_presentable(&error)?;
        prop_assert!(part.content_type.is_none_or(|kind| kind.starts_with("text/")));
        let shown = format!("{begin:?}");
        prop_assert!(begin.include.len() < 3 && !shown.contains("user_id"));
    }

    #[test]
    fn a_hand_off_goes_to_the_service_and_nowhere_else(hand_off in calls::hand_off(), base in values::base_url()) {
        if let Ok(request) = hand_off.pass_through(&base) {
            let url = request.uri().to_string();
            prop_assert!(url.starts_with(base.origin()), "{url}");
        }
        if let Ok(redirect) = hand_off.filtered(&base) {
            prop_assert!(redirect.status().is_redirection());
            let to = redirect.headers()[http::header::LOCATION].to_str().unwrap();
            prop_assert!(to.starts_with(base.origin()), "{to}");
        }
        prop_assert!(!(hand_off.has_code() && hand_off.has_error()), "one field is drawn");
        is_presentable(&format_args!("{hand_off:?}"))?;
    }

    #[test]
    fn settings_read_as_they_are_written(
        api in values::api(),
        credentials in values::credentials(),
        state in values::import_state(),
        budget in values::retry_budget(),
        policy in values::policy(),
        limits in values::limits(),
    ) {
        let base = api.base_url();
        prop_assert_eq!(&BaseUrl::parse(&base.to_string()).unwrap(), base);
        let shown = format!("{credentials:?}");
        prop_assert!(!shown.is_empty());
        let read = ImportState::from_json(&state.to_json()).unwrap();
        prop_assert_eq!(read.import_id(), state.import_id());
        prop_assert_eq!((read.origin(), read.next_position()), (state.origin(), state.next_position()));
        prop_assert_eq!((read.is_finished(), read.deadline()), (state.is_finished(), state.deadline()));
        prop_assert_eq!(budget.available(), budget.burst());
        prop_assert!(policy.max_polls() >= 1);
        prop_assert!(limits.total > Duration::ZERO);
    }

    #[test]
    fn rows_of_the_table_of_sources_are_whole(info in values::service_info(), service in values::service()) {
        prop_assert_eq!(info.service().info().map(|found| found.code()), Some(info.code()));
        prop_assert!(!info.name().is_empty() && info.popup().width > 0 && info.popup().height > 0);
        prop_assert!(info.former_method().is_none() || info.former_method() != info.method());
        prop_assert_eq!(info.is_retired(), ["plaxo", "linkedin", "facebook"].contains(&info.code()));
        for alias in info.aliases() {
            prop_assert_eq!(Service::new(alias).unwrap().info().map(|found| found.code()), Some(info.code()));
        }
        prop_assert!(info.domains().iter().all(|domain| domain.contains('.')));
        prop_assert_eq!(service.is_known(), service.info().is_some());
        prop_assert_eq!(&service.code().parse::<Service>().unwrap(), &service);
    }

    #[test]
    fn words_are_kept(
        method in values::import_method(),
        kind in values::file_kind(),
        popup in values::popup_size(),
        place in values::extension_place(),
        failure in values::failure_kind(),
        code in values::error_code(),
    ) {
        for shown in [format!("{method:?}"), format!("{kind:?}"), format!("{popup:?}"), format!("{place:?}")] {
            prop_assert!(!shown.is_empty());
        }
        prop_assert!(failure.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        is_presentable(&failure)?;
        is_presentable(&code)?;
        prop_assert!(!failure.is_unsent() || !failure.is_timeout() || failure.is_retryable());
    }

    #[test]
    fn errors_are_one_line_each(
        codec in errors::codec_error(),
        decode in errors::decode_error(),
        api in errors::api_error(),
        response in errors::response_error(),
        build in errors::build_error(),
        import in errors::import_error(),
        failure in errors::import_failure(),
        cause in errors::cause(),
    ) {
        is_presentable(&codec)?;
        is_presentable(&decode)?;
        is_presentable(&api)?;
        is_presentable(&response)?;
        is_presentable(&build)?;
        is_presentable(&import)?;
        is_presentable(&failure)?;
        is_presentable(&cause)?;
        if let Some(id) = response.request_id() {
            prop_assert!(response.to_string().contains(id), "{response}");
        }
        if let Some(id) = import.request_id() {
            prop_assert!(import.to_string().contains(id), "{import}");
        }
    }

    #[test]
    fn small_errors_are_one_line_each(
        inconsistency in errors::inconsistency(),
        state in errors::state_error(),
        credentials in errors::credentials_error(),
        base in errors::base_url_error(),
        consent in errors::consent_url_error(),
        id in errors::import_id_error(),
        service in errors::service_error(),
        auth in errors::auth_error(),
    ) {
        is_presentable(&inconsistency)?;
        is_presentable(&state)?;
        is_presentable(&credentials)?;
        is_presentable(&base)?;
        is_presentable(&consent)?;
        is_presentable(&id)?;
        is_presentable(&service)?;
        is_presentable(&auth)?;
        prop_assert!(auth.status().is_client_error());
    }

    #[test]
    fn a_page_is_its_slots(page in events::page(), kind in errors::api_error_kind()) {
        let slots = page.to_slots();
        prop_assert_eq!((page.len(), page.is_empty()), (slots.len(), slots.is_empty()));
        prop_assert_eq!(page.end(), page.start + page.len() as u64);
        prop_assert_eq!(page.unreadable(), slots.iter().filter(|slot| slot.is_err()).count() as u64);
        for (index, (slot, read)) in slots.iter().zip(page.iter()).enumerate() {
            prop_assert_eq!(slot.is_ok(), read.is_ok());
            prop_assert_eq!(page.get(index).is_some_and(|read| read.is_ok()), slot.is_ok());
            if let (Ok(contact), Ok(read)) = (slot, read) {
                prop_assert_eq!(contact, &Contact::from(read));
            }
        }
        prop_assert!(page.get(slots.len()).is_none());
        // How many, but nobody's name.
        let shown = format!("{page:?} {kind:?}");
        for contact in slots.iter().flatten() {
            is_hidden(contact.last_name.as_deref().unwrap_or_default(), &shown)?;
        }
    }

    #[test]
    fn events_of_an_import(event in events::import_event(Instant::now()), cause in events::retry_cause()) {
        is_presentable(&cause)?;
        match &event {
            ImportEvent::Retrying(retry) => {
                let shown = format!("{retry:?}");
                prop_assert!(shown.contains("cause"), "{shown}");
            }
            ImportEvent::Finished(summary) => prop_assert!(summary.unreadable <= summary.delivered),
            _ => {}
        }
    }

    #[test]
    fn pieces_of_contacts(
        email in model::email(),
        phone in model::phone(),
        address in model::address(),
        page in model::contact_page(),
        slot in model::contact_slot(),
        begun in wire::begun(),
    ) {
        let mut contact = Contact::default();
        (contact.email, contact.phone, contact.address) = (vec![email], vec![phone], vec![address]);
        prop_assert!(contact.emails().count() <= 1);
        prop_assert_eq!(page.iter().count(), page.len());
        if let Err(error) = slot {
            is_presentable(&error)?;
        }
        prop_assert!(!begun.body.is_empty());
    }
}

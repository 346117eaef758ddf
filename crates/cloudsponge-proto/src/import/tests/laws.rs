//! V: the laws, whatever happens.

use super::*;
use crate::strategy::faults::{self, Fault};
use crate::strategy::history::{self, End, History};
use proptest::prelude::*;
use std::time::SystemTime;

#[test]
fn v18_every_position_is_delivered_once_for_any_page_size() {
    for size in [1, 7, 100, 1000, 0] {
        let (mut import, now) = start(Policy::default().page_size(size));
        let trace = drive(&mut import, now, Duration::from_millis(20), healthy(100, 3));
        assert!(matches!(trace.end, Some(Ok(()))));
        assert_eq!(trace.contacts(), names(100), "page size {size}");
        let owners = trace.events.iter().filter(|event| matches!(event, ImportEvent::Owner(_)));
        assert_eq!(owners.count(), 1);
        assert_eq!(trace.posts(), 1);
    }
}

/// A service that tells this history, poll after poll, and then delivers `total` contacts.
fn telling(history: &History, total: u64) -> impl FnMut(&Request<bytes::Bytes>, usize) -> Reply {
    let mut polls = 0;
    move |request, _| match request.uri().path() {
        "/events/7.json" => {
            let answer = history.answers[polls.min(history.answers.len() - 1)].clone();
            polls += 1;
            reply(&Events { import_id: Some(ImportId::from(7)), ..answer })
        }
        "/contacts/7.json" => contacts(request, total),
        _ => begun(),
    }
}

/// The service's answers after these faults, one a request, and healthy after the last.
fn faulty<'a>(
    script: &'a [Fault],
    mut service: impl FnMut(&Request<bytes::Bytes>, usize) -> Reply + 'a,
) -> impl FnMut(&Request<bytes::Bytes>, usize) -> Reply + 'a {
    move |request, n| {
        let fault = script.get(n).cloned().unwrap_or(Fault::None);
        service(request, n).after(fault)
    }
}

/// Contact requests at most for a page: eight failures in a row, and those put off while it is not ready.
const TRIES: u64 = 45;

proptest! {
    #![proptest_config(cloudsponge_laws::cases(400))]

    /// V1, V2, V4, V5, V6, V7: whatever the service tells and whatever happens on the way.
    #[test]
    fn v1_v2_v4_v5_v6_v7_no_history_and_no_fault_breaks_the_bounds(
        history in history::history(),
        script in faults::script(0..30),
        total in 0u64..60,
        size in 0u64..25,
        latency in 0u64..3000,
        deadline in 1u64..120,
        seed: u64,
    ) {
        let policy = Policy::default().deadline(Duration::from_secs(deadline)).seed(seed).page_size(size);
        let (mut import, now) = start(policy.clone());
        let mut completed = false;
        let mut early = 0;
        let mut service = faulty(&script, telling(&history, total));
        let trace = drive(&mut import, now, Duration::from_millis(latency), |request, n| {
            let reply = service(request, n);
            if request.uri().path().starts_with("/contacts") && !completed {
                early += 1;
            }
            if let Reply::Faulty(fault, _, body) = &reply {
                // COMPLETE may be heard where the body arrived whole, or where no one noticed that it did not.
                let whole = fault.is_harmless() || matches!(fault, Fault::Truncated(_));
                completed |= whole && Events::decode(Format::Json, body).is_ok_and(|answer| answer.events.iter().any(Event::is_complete));
            }
            reply
        });
        let polls = trace.polls();
        for pair in polls.windows(2) {
            prop_assert!(pair[1] - pair[0] >= SECOND, "V1: {:?}", pair);
        }
        prop_assert!(polls.len() as u64 <= policy.max_polls(), "V2: {} polls", polls.len());
        let pages = total.checked_div(size).unwrap_or(0) + 2;
        let asked = trace.seen.iter().filter(|seen| seen.path.starts_with("/contacts")).count() as u64;
        prop_assert!(asked <= pages * TRIES, "V2: {} requests for {} pages", asked, pages);
        let unsent = script.iter().filter(|fault| matches!(fault, Fault::Failure(kind) if kind.is_unsent())).count();
        prop_assert!(trace.posts() <= 1 + unsent, "V4: {} begin calls", trace.posts());
        prop_assert_eq!(early, 0, "V5: contacts are asked for before COMPLETE");
        prop_assert!(trace.took <= Duration::from_secs(deadline), "V6");
        prop_assert!(trace.seen.iter().all(|seen| seen.at < Duration::from_secs(deadline)), "V6");
        // The end absorbs: whatever comes in later, nothing is sent.
        let ok = matches!(trace.end, Some(Ok(())));
        for later in [1, 1000] {
            let after = import.poll_output(now + Duration::from_secs(deadline + later));
            prop_assert!(if ok { matches!(after, Ok(Output::Done)) } else { after.is_err() }, "V6, V11: {:?}", after);
        }
    }

    /// V18, V21: faults that pass lose nothing and double nothing, equal contacts included.
    #[test]
    fn v18_v21_faults_do_not_lose_or_double_contacts(
        script in prop::collection::vec(faults::passing(), 0..7),
        total in 0u64..60,
        size in 0u64..25,
        every in 2usize..5,
    ) {
        let policy = Policy::default().page_size(size).deadline(Duration::from_secs(3600));
        let (mut import, now) = start(policy);
        let mut service = healthy(total, 2);
        let mut script = script.into_iter();
        let trace = drive(&mut import, now, Duration::from_millis(7), |request, n| {
            let fault = if n > 0 && n % every == 0 { script.next() } else { None };
            service(request, n).after(fault.unwrap_or(Fault::None))
        });
        prop_assert!(matches!(trace.end, Some(Ok(()))), "{:?}", trace.end);
        prop_assert_eq!(trace.contacts(), names(total));
    }

    /// V10: healthy from one moment on, the import ends soon after, whatever was before.
    #[test]
    fn v10_once_the_service_is_healthy_the_import_ends_soon(
        script in prop::collection::vec(faults::passing(), 1..8),
        sick in 0u64..60,
        total in 0u64..60,
        seed: u64,
    ) {
        // What the service asks for is granted, so here it asks for nothing.
        let script: Vec<Fault> = script.into_iter().map(|fault| match fault {
            Fault::Answer { status, body, .. } => Fault::Answer { status, retry_after: None, body },
            other => other,
        }).collect();
        let policy = Policy::default().page_size(10).deadline(Duration::from_secs(3600)).seed(seed);
        let (mut import, now) = start(policy);
        let (mut service, clock) = (healthy(total, 2), std::cell::Cell::new(now));
        let sick = Duration::from_secs(sick);
        let trace = drive_watched(&mut import, now, Duration::from_millis(7), |request, n| {
            let fault = if n > 0 && clock.get() - now < sick { script[n % script.len()].clone() } else { Fault::None };
            service(request, n).after(fault)
        }, |_, now| clock.set(now));
        // A silence of 15 s and a wait of 30 s may have begun just before; then polls, pages and 10 s.
        let patience = Duration::from_secs(15 + 30 + 2 + 10) + Duration::from_millis(7) * 10;
        prop_assert!(trace.took <= sick + patience, "healthy since {:?}, ended at {:?}: {:?}", sick, trace.took, trace.end);
    }

    /// V12, V43, V19, V14: dropped at any step, the import goes on from its saved state; nothing is lost, what comes again
    /// comes at the same position, and the state holds no secret.
    #[test]
    fn v12_v14_v19_v43_dropped_at_any_step_it_is_resumed(
        step in 0usize..60,
        total in 0u64..60,
        size in 1u64..25,
        script in prop::collection::vec(faults::harmless(), 0..12),
    ) {
        let policy = Policy::default().page_size(size);
        let (mut import, now) = start(policy.clone());
        let (mut saved, mut steps, mut widest) = (None, 0, 0);
        let mut leaks = 0;
        let whole = drive_watched(&mut import, now, Duration::from_millis(7), faulty(&script, healthy(total, 3)), |import, now| {
            let state = import.state(now, SystemTime::UNIX_EPOCH);
            let text = state.to_json();
            widest = text.len().max(widest);
            leaks += ["the-domain", "password", "QX7T"].iter().filter(|secret| text.contains(**secret)).count();
            if steps <= step && state.import_id().is_some() {
                saved = Some((text, now));
            }
            steps += 1;
        });
        prop_assert!(matches!(whole.end, Some(Ok(()))));
        prop_assert!(widest <= 4096 && leaks == 0, "V14: {} bytes, {} leaks", widest, leaks);
        if let Some((text, at)) = saved {
            let state = ImportState::from_json(&text).unwrap();
            let next = state.next_position();
            let mut resumed = Import::resume(api(), &state, policy, at, SystemTime::UNIX_EPOCH).unwrap();
            let trace = drive(&mut resumed, at, Duration::from_millis(7), healthy(total, 1));
            prop_assert!(matches!(trace.end, Some(Ok(()))), "{:?}", trace.end);
            prop_assert_eq!(trace.posts(), 0);
            let expected: Vec<_> = names(total).into_iter().filter(|(at, _)| *at >= next).collect();
            prop_assert_eq!(trace.contacts(), expected);
        }
    }

    /// V20: for every item received a contact or an error, at its position.
    #[test]
    fn v20_every_item_is_a_contact_or_an_error(damaged in crate::strategy::wire::damaged_contacts()) {
        let now = Instant::now();
        let api = api().with_format(damaged.format);
        let mut import = Import::attach(api, ImportId::from(7), Policy::default(), now);
        let complete = match damaged.format {
            Format::Json => br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED"}]}"#.as_slice(),
            Format::Xml => b"<eventsResponse><events type='array'><event><event-type>COMPLETE</event-type>\
                             <status>COMPLETED</status></event></events></eventsResponse>",
        };
        let trace = drive(&mut import, now, Duration::ZERO, |request, _| {
            let body = if request.uri().path().starts_with("/events") { complete } else { &damaged.body };
            Reply::Status(200, Vec::new(), body.to_vec())
        });
        let pages: Vec<_> = trace.events.iter().filter_map(|event| match event {
            ImportEvent::Contacts(page) => Some(page),
            _ => None,
        }).collect();
        prop_assert_eq!(pages.len(), 1, "{:?}", trace.end);
        prop_assert_eq!(pages[0].len(), damaged.contacts.len());
        for (at, (slot, contact)) in pages[0].to_slots().iter().zip(&damaged.contacts).enumerate() {
            prop_assert_eq!(slot.as_ref().ok(), contact.as_ref());
            prop_assert!(slot.as_ref().err().is_none_or(|error| error.index == at as u64));
        }
        match trace.events.last() {
            Some(ImportEvent::Finished(summary)) => {
                let unreadable = damaged.contacts.iter().filter(|contact| contact.is_none()).count() as u64;
                prop_assert_eq!((summary.delivered, summary.unreadable), (damaged.contacts.len() as u64, unreadable));
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    /// V22: contacts of another import are not delivered.
    #[test]
    fn v22_contacts_of_another_import_are_not_delivered(other in 8u64.., total in 1u64..20) {
        let (mut import, now) = start(Policy::default());
        let mut service = healthy(total, 1);
        let trace = drive(&mut import, now, Duration::ZERO, |request, n| match service(request, n) {
            Reply::Status(200, headers, body) if request.uri().path().starts_with("/contacts") => {
                let text = String::from_utf8(body).unwrap();
                let body = text.replace("\"import_id\":7", &format!("\"import_id\":{other}"));
                Reply::Status(200, headers, body.into_bytes())
            }
            other => other,
        });
        prop_assert!(trace.contacts().is_empty());
        prop_assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(Inconsistency::OtherImport)));
    }

    /// V17: the same inputs at the same instants give the same trace.
    #[test]
    fn v17_the_machine_is_deterministic(script in faults::script(1..12), history in history::history(), seed: u64) {
        let run = || {
            let (mut import, now) = start(Policy::default().seed(seed).deadline(Duration::from_secs(60)));
            let trace = drive(&mut import, now, Duration::from_millis(3), faulty(&script, telling(&history, 9)));
            let contacts = trace.contacts();
            (trace.seen, trace.took, contacts)
        };
        prop_assert_eq!(run(), run());
    }

    /// V11: no input in any state panics, and inputs that belong to no request change nothing.
    #[test]
    fn v11_any_input_at_any_time(script in prop::collection::vec((0u8..9, faults::fault()), 0..80)) {
        let (mut import, start) = start(Policy::default().deadline(Duration::from_secs(20)));
        let mut now = start;
        for (step, fault) in script {
            match step {
                0 | 1 => { let _ = import.poll_output(now); }
                2 => import.handle_input(Input::Body(now, b"{\"events\":[]")),
                3 => import.handle_input(Input::End(now)),
                4 => fault.play(&mut import, now, Response::new(b"{}")),
                5 => import.handle_input(Input::Head(now, Response::new(()).into_parts().0)),
                6 => answer(&mut import, now, begun()),
                7 => answer(&mut import, now, events(&[("COMPLETE", "COMPLETED", 0)])),
                _ => now += Duration::from_millis(700),
            }
            let _ = import.state(now, SystemTime::UNIX_EPOCH);
        }
    }

    /// How a history ends decides how the import ends, in whatever order and however often it is told.
    #[test]
    fn v15_the_end_of_a_history_is_the_end_of_the_import(history in history::history(), total in 0u64..9) {
        let (mut import, now) = start(Policy::default().deadline(Duration::from_secs(60)));
        let trace = drive(&mut import, now, Duration::from_millis(3), telling(&history, total));
        match history.end {
            End::Complete => prop_assert_eq!(trace.contacts(), names(total)),
            End::Error(code) => match trace.error() {
                ImportErrorKind::Failed(failure) => prop_assert_eq!(failure.code, Some(code)),
                other => prop_assert!(false, "{}", other),
            },
            _ => {
                let late = matches!(trace.error(), ImportErrorKind::DeadlineExceeded { .. });
                prop_assert!(late, "{}", trace.error());
            }
        }
    }
}

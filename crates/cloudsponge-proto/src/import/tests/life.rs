//! M: saved, killed, dropped and resumed.

use super::*;
use std::time::SystemTime;

#[test]
fn v19_v12_a_resumed_import_goes_on_at_the_first_position_not_taken() {
    for stop_after in 0..12 {
        let policy = Policy::default().page_size(10);
        let (mut import, now) = start(policy.clone());
        let mut service = healthy(35, 2);
        let (mut first, mut clock) = (Vec::new(), now);
        let mut events = 0;
        let state = loop {
            match import.poll_output(clock).unwrap() {
                Output::Request(request) => answer(&mut import, clock, service(&request, 0)),
                Output::Event(event) => {
                    if let ImportEvent::Contacts(page) = &event {
                        first.extend(page.start..page.end());
                    }
                    events += 1;
                    if events > stop_after {
                        break import.state(clock, SystemTime::now());
                    }
                }
                Output::Wait(until) => clock = until,
                Output::Done => break import.state(clock, SystemTime::now()),
            }
        };
        let text = state.to_json();
        assert!(text.len() <= 4096 && !text.contains("domain"), "v14");
        let state = ImportState::from_json(&text).unwrap();
        assert_eq!(state.next_position(), first.len() as u64);
        let mut import = Import::resume(api(), &state, policy, clock, SystemTime::now()).unwrap();
        let trace = drive(&mut import, clock, Duration::ZERO, service);
        let all: Vec<u64> = first.into_iter().chain(trace.contacts().into_iter().map(|(at, _)| at)).collect();
        assert_eq!(all, (0..35).collect::<Vec<_>>(), "stopped after {stop_after} events");
        assert_eq!(trace.posts(), 0);
    }
}

#[test]
fn m3_a_state_saved_during_the_begin_call_does_not_begin_again() {
    let (mut import, now) = start(Policy::default());
    let before = import.state(now, SystemTime::now());
    let resumed = Import::resume(api(), &before, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::NotBegun));
    assert!(matches!(import.poll_output(now), Ok(Output::Request(_))));
    let during = import.state(now, SystemTime::now());
    let resumed = Import::resume(api(), &during, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::StartOutcomeUnknown));
}

#[test]
fn t8_a_state_of_another_origin_is_refused() {
    let now = Instant::now();
    let import = Import::attach(api(), ImportId::from(7), Policy::default(), now);
    let state = import.state(now, SystemTime::now());
    let other = api().with_base_url(crate::BaseUrl::parse("https://other.example").unwrap());
    let resumed = Import::resume(other, &state, Policy::default(), now, SystemTime::now());
    assert_eq!(resumed.err(), Some(StateError::OtherOrigin));
}

#[test]
fn m17_asking_too_often_sends_nothing() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 4);
    let (mut clock, mut polls) = (now, Vec::new());
    while clock < now + Duration::from_secs(4) {
        if let Ok(Output::Request(request)) = import.poll_output(clock) {
            if request.uri().path().starts_with("/events") {
                polls.push(clock);
            }
            answer(&mut import, clock, service(&request, 0));
        }
        clock += Duration::from_millis(1);
    }
    assert!(polls.len() >= 3);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= SECOND), "{polls:?}");
}

#[test]
fn m16_late_inputs_change_nothing() {
    let (mut import, now) = start(Policy::default());
    drive(&mut import, now, Duration::ZERO, healthy(3, 1));
    let before = import.state(now, SystemTime::UNIX_EPOCH);
    answer(&mut import, now, begun());
    answer(&mut import, now, Reply::Failure(FailureKind::Interrupted));
    assert_eq!(import.state(now, SystemTime::UNIX_EPOCH), before);
    assert!(matches!(import.poll_output(now), Ok(Output::Done)));
}

#[test]
fn v16_two_imports_do_not_disturb_each_other() {
    let (mut alone, now) = start(Policy::default().page_size(4));
    let expected = drive(&mut alone, now, Duration::ZERO, healthy(9, 2)).contacts();
    let (mut first, _) = start(Policy::default().page_size(4));
    let (mut second, _) = start(Policy::default().page_size(4));
    let (mut services, mut clock) = ([healthy(9, 2), healthy(9, 2)], now);
    let mut delivered = [Vec::new(), Vec::new()];
    for turn in 0..200 {
        let (import, at) = if turn % 2 == 0 { (&mut first, 0) } else { (&mut second, 1) };
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => answer(import, clock, services[at](&request, 0)),
            Output::Event(ImportEvent::Contacts(page)) => delivered[at].extend(page.start..page.end()),
            Output::Wait(until) => clock = until,
            _ => {}
        }
    }
    let positions: Vec<u64> = expected.into_iter().map(|(at, _)| at).collect();
    assert_eq!(delivered, [positions.clone(), positions]);
}

#[test]
fn a_state_is_finished_once_everything_was_taken() {
    let (mut import, now) = start(Policy::default());
    let mut finished = Vec::new();
    let wall = SystemTime::UNIX_EPOCH;
    drive_watched(&mut import, now, Duration::ZERO, healthy(3, 1), |import, now| {
        finished.push(import.state(now, wall).is_finished());
    });
    // The step that says it is done changes nothing more, so the one before it took the last event.
    assert_eq!(finished.iter().filter(|is_finished| **is_finished).count(), 1, "{finished:?}");
    let state = import.state(now, wall);
    assert!(state.is_finished() && state.next_position() == 3);
    let mut resumed = Import::resume(api(), &state, Policy::default(), now, wall).unwrap();
    assert!(matches!(resumed.poll_output(now), Ok(Output::Done)));
}

#[test]
fn an_end_by_the_deadline_says_what_was_seen_last() {
    let (mut import, now) = start(Policy::default().deadline(5 * SECOND));
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("INITIALIZING", "COMPLETED", 0), ("GATHERING", "INPROGRESS", 40)]),
    });
    let said = trace.error().to_string();
    assert!(said.contains("by its deadline (last seen: GATHERING INPROGRESS)"), "{said}");
}

#[test]
fn what_the_service_ended_is_not_resumed() {
    type End = fn(&Request<bytes::Bytes>) -> Reply;
    let failed: End = |_| events(&[("GATHERING", "ERROR", 258)]);
    let gone: End = |request| match request.uri().path() {
        "/contacts/7.json" => status(410),
        _ => events(&[("COMPLETE", "COMPLETED", 0)]),
    };
    for end in [failed, gone] {
        let (mut import, now) = start(Policy::default());
        drive(&mut import, now, Duration::ZERO, |request, n| if n == 0 { begun() } else { end(request) });
        let state = import.state(now, SystemTime::UNIX_EPOCH);
        let resumed = Import::resume(api(), &state, Policy::default(), now, SystemTime::UNIX_EPOCH);
        assert_eq!(resumed.err(), Some(StateError::Failed));
    }
}

//! J: sequences of events.

use super::*;

#[test]
fn j6_an_error_on_initializing_ends_the_import_at_once() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("INITIALIZING", "ERROR", 514)]),
    });
    let error = trace.end.clone().unwrap().unwrap_err();
    assert!(error.is_abandoned());
    assert_eq!(error.failure().unwrap().code.unwrap().get(), 514);
    assert_eq!(trace.polls().len(), 1);
    assert!(trace.took <= 2 * SECOND);
}

#[test]
fn j7_error_wins_over_complete() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("COMPLETE", "COMPLETED", 0), ("GATHERING", "ERROR", 258)]),
    });
    assert!(matches!(trace.error(), ImportErrorKind::Failed(_)));
    assert!(trace.contacts().is_empty());
}

#[test]
fn j13_an_abandoned_consent_ends_by_the_deadline() {
    let policy = Policy::default().deadline(Duration::from_secs(30));
    let (mut import, now) = start(policy.clone());
    let trace =
        drive(&mut import, now, Duration::from_millis(5), |request, _| match request.method().as_str() {
            "POST" => begun(),
            _ => events(&[("INITIALIZING", "INPROGRESS", 0)]),
        });
    assert!(matches!(
        trace.error(),
        ImportErrorKind::DeadlineExceeded { last: Some((EventType::Initializing, _)) }
    ));
    assert_eq!(trace.took, Duration::from_secs(30));
    assert!(trace.polls().len() as u64 <= policy.max_polls());
    let progress = trace.events.iter().filter(|event| matches!(event, ImportEvent::Progress(_)));
    assert_eq!(progress.count(), 1, "j17: only changes are told");
}

/// An import whose polls are answered by these replies in turn, the last one for ever; contacts are there.
fn polled(replies: Vec<Reply>) -> Trace {
    let (mut import, now) = start(Policy::default().deadline(Duration::from_secs(60)));
    let mut replies = replies.into_iter();
    let mut last = status(500);
    drive(&mut import, now, Duration::ZERO, |request, _| match request.uri().path() {
        "/events/7.json" => {
            last = replies.next().unwrap_or(last.clone());
            last.clone()
        }
        "/contacts/7.json" => contacts(request, 3),
        _ => begun(),
    })
}

fn progress(trace: &Trace) -> Vec<(String, String, Option<i64>)> {
    let told = trace.events.iter().filter_map(|event| match event {
        ImportEvent::Progress(event) => Some(event),
        _ => None,
    });
    told.map(|event| (event.event_type.to_string(), event.status.to_string(), event.value)).collect()
}

#[test]
fn j1_order_does_not_matter() {
    let rows =
        [("INITIALIZING", "COMPLETED", 0), ("GATHERING", "COMPLETED", 3), ("COMPLETE", "COMPLETED", 0)];
    let mut turned = rows;
    turned.reverse();
    assert_eq!(polled(vec![events(&rows)]).contacts(), names(3));
    assert_eq!(polled(vec![events(&turned)]).contacts(), names(3));
}

#[test]
fn j2_of_a_repeated_event_the_later_one_counts() {
    let trace = polled(vec![
        events(&[("GATHERING", "INPROGRESS", 1), ("GATHERING", "INPROGRESS", 2)]),
        events(&[("COMPLETE", "COMPLETED", 0)]),
    ]);
    assert_eq!(progress(&trace)[0], ("GATHERING".into(), "INPROGRESS".into(), Some(2)));
    assert_eq!(progress(&trace).len(), 2);
}

#[test]
fn j3_unknown_words_are_kept_and_polling_goes_on() {
    let trace = polled(vec![
        events(&[("FOO", "PENDING", 1), ("SUBMITTING", "BAR", 50)]),
        events(&[("COMPLETE", "COMPLETED", 0)]),
    ]);
    assert_eq!(progress(&trace)[0].0, "FOO");
    assert_eq!(trace.contacts(), names(3));
}

#[test]
fn j4_j15_complete_alone_suffices_whatever_its_value() {
    assert_eq!(polled(vec![events(&[("COMPLETE", "COMPLETED", 17)])]).contacts(), names(3));
}

#[test]
fn j5_complete_that_is_not_completed_is_not_complete() {
    for word in ["INPROGRESS", "PENDING", "DONE"] {
        let trace = polled(vec![events(&[("COMPLETE", word, 0)])]);
        assert!(matches!(trace.error(), ImportErrorKind::DeadlineExceeded { .. }), "{word}");
    }
}

#[test]
fn j8_after_complete_nobody_asks_for_events() {
    let trace = polled(vec![events(&[("COMPLETE", "COMPLETED", 0)]), events(&[("COMPLETE", "ERROR", 256)])]);
    assert_eq!((trace.polls().len(), trace.contacts()), (1, names(3)));
}

#[test]
fn j9_progress_may_go_backwards() {
    let trace = polled(vec![
        events(&[("GATHERING", "COMPLETED", 500)]),
        events(&[("GATHERING", "INPROGRESS", 3)]),
        events(&[("COMPLETE", "COMPLETED", 0)]),
    ]);
    let values: Vec<Option<i64>> = progress(&trace).into_iter().map(|(_, _, value)| value).collect();
    assert_eq!(values, [Some(500), Some(3), Some(0)]);
}

#[test]
fn j10_histories_may_shrink_and_vanish() {
    let trace = polled(vec![
        events(&[("INITIALIZING", "COMPLETED", 0), ("GATHERING", "INPROGRESS", 1)]),
        events(&[]),
        Reply::Status(200, Vec::new(), b"{\"events\":null}".to_vec()),
        events(&[("GATHERING", "INPROGRESS", 1)]),
        events(&[("COMPLETE", "COMPLETED", 0)]),
    ]);
    assert_eq!(progress(&trace).len(), 3, "only what changed is told");
    assert_eq!(trace.contacts(), names(3));
}

#[test]
fn j11_events_of_another_import_end_it() {
    let other = br#"{"events":[{"event_type":"COMPLETE","status":"COMPLETED"}],"import_id":8}"#;
    let trace = polled(vec![Reply::Status(200, Vec::new(), other.to_vec())]);
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(Inconsistency::OtherImport)));
}

#[test]
fn j12_any_code_is_kept() {
    for (code, abandoned) in
        [(514, true), (516, true), (517, true), (999_999, false), (0, false), (-1, false)]
    {
        let trace = polled(vec![events(&[("GATHERING", "ERROR", code)])]);
        let error = trace.end.as_ref().unwrap().as_ref().unwrap_err();
        assert_eq!(error.failure().unwrap().code.unwrap().get(), code);
        assert_eq!(error.is_abandoned(), abandoned, "{code}");
    }
    let words = br#"{"events":[{"event_type":"GATHERING","status":"ERROR","value":"0x202"}]}"#;
    let trace = polled(vec![Reply::Status(200, Vec::new(), words.to_vec())]);
    assert_eq!(trace.end.as_ref().unwrap().as_ref().unwrap_err().failure().unwrap().code, None);
}

#[test]
fn j17_an_unchanged_history_is_told_once() {
    let mut replies = vec![events(&[("GATHERING", "INPROGRESS", 1)]); 40];
    replies.push(events(&[("COMPLETE", "COMPLETED", 0)]));
    assert_eq!(progress(&polled(replies)).len(), 2);
}

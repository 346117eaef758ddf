//! V: the laws, whatever happens.

use super::*;
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

/// Anything that can happen to a request.
fn any_reply() -> impl Strategy<Value = Reply> {
    let kinds = ["INITIALIZING", "GATHERING", "SUBMITTING", "FOO", "COMPLETE"];
    let rows = prop::collection::vec((prop::sample::select(kinds.to_vec()), -3i64..600), 0..4);
    prop_oneof![
        4 => rows.prop_map(|rows| {
            let rows: Vec<_> = rows.into_iter().map(|(kind, value)| (kind, "INPROGRESS", value)).collect();
            events(&rows)
        }),
        2 => prop::sample::select(vec![404u16, 408, 429, 500, 502, 503, 504]).prop_map(status),
        1 => "[-0-9a-z]{0,12}".prop_map(|after| Reply::Status(503, vec![("retry-after", after)], Vec::new())),
        1 => prop::sample::select(vec![FailureKind::Connect, FailureKind::Timeout, FailureKind::Interrupted])
            .prop_map(Reply::Failure),
        1 => Just(Reply::Silence),
        1 => Just(Reply::Status(200, Vec::new(), Vec::new())),
        1 => Just(Reply::Status(200, Vec::new(), b"<!DOCTYPE html><html></html>".to_vec())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// V1, V2, V6, V7: whatever happens, polls keep their distance and the import ends by its deadline.
    #[test]
    fn v1_polls_keep_their_distance_and_the_import_ends_by_its_deadline(
        replies in prop::collection::vec(any_reply(), 1..30),
        latency in 0u64..3000,
        deadline in 1u64..120,
        seed: u64,
    ) {
        let policy = Policy::default().deadline(Duration::from_secs(deadline)).seed(seed);
        let (mut import, now) = start(policy.clone());
        let trace = drive(&mut import, now, Duration::from_millis(latency), |request, n| {
            if request.method() == "POST" { begun() } else { replies[n % replies.len()].clone() }
        });
        let polls = trace.polls();
        for pair in polls.windows(2) {
            prop_assert!(pair[1] - pair[0] >= SECOND, "{:?}", pair);
        }
        prop_assert!(polls.len() as u64 <= policy.max_polls());
        prop_assert!(trace.took <= Duration::from_secs(deadline));
        prop_assert!(trace.seen.iter().all(|seen| seen.at < Duration::from_secs(deadline)));
        prop_assert!(trace.seen.iter().all(|seen| !seen.path.starts_with("/contacts")), "v5");
        prop_assert!(trace.posts() == 1, "v4");
        // Terminal states absorb.
        prop_assert!(import.poll_output(now + Duration::from_secs(1000)).is_err());
    }

    /// V10, V18: once the service is healthy, the import delivers everything, each position once.
    #[test]
    fn v18_faults_do_not_lose_or_double_contacts(
        faults in prop::collection::vec(any_reply(), 0..7),
        total in 0u64..60,
        size in 0u64..25,
        every in 2usize..5,
    ) {
        let policy = Policy::default().page_size(size).deadline(Duration::from_secs(3600));
        let (mut import, now) = start(policy);
        let mut service = healthy(total, 2);
        let mut faults = faults.into_iter();
        let trace = drive(&mut import, now, Duration::from_millis(7), |request, n| {
            let fault = if n > 0 && n % every == 0 { faults.next() } else { None };
            let events_for_contacts = |reply: &Reply| {
                matches!(reply, Reply::Status(200, _, body) if body.starts_with(b"{"))
                    && request.uri().path().starts_with("/contacts")
            };
            match fault {
                Some(fault) if !events_for_contacts(&fault) => fault,
                _ => service(request, n),
            }
        });
        prop_assert!(matches!(trace.end, Some(Ok(()))), "{:?}", trace.end);
        prop_assert_eq!(trace.contacts(), names(total));
    }

    /// V17: the same inputs at the same instants give the same trace.
    #[test]
    fn v17_the_machine_is_deterministic(replies in prop::collection::vec(any_reply(), 1..12), seed: u64) {
        let run = || {
            let (mut import, now) = start(Policy::default().seed(seed).deadline(Duration::from_secs(60)));
            let trace = drive(&mut import, now, Duration::from_millis(3), |request, n| {
                if request.method() == "POST" { begun() } else { replies[n % replies.len()].clone() }
            });
            trace.seen
        };
        prop_assert_eq!(run(), run());
    }

    /// V11: no input in any state panics, and inputs that belong to no request change nothing.
    #[test]
    fn v11_any_input_at_any_time(script in prop::collection::vec(0u8..9, 0..80)) {
        let (mut import, start) = start(Policy::default().deadline(Duration::from_secs(20)));
        let mut now = start;
        for step in script {
            match step {
                0 | 1 => { let _ = import.poll_output(now); }
                2 => import.handle_input(Input::Body(now, b"{\"events\":[]")),
                3 => import.handle_input(Input::End(now)),
                4 => import.handle_input(Input::Failure(now, FailureKind::Interrupted)),
                5 => import.handle_input(Input::Head(now, Response::new(()).into_parts().0)),
                6 => answer(&mut import, now, begun()),
                7 => answer(&mut import, now, events(&[("COMPLETE", "COMPLETED", 0)])),
                _ => now += Duration::from_millis(700),
            }
            let _ = import.state(now, SystemTime::UNIX_EPOCH);
        }
    }
}

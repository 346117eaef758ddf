//! L: clocks that jump, and bounds at their ends.

use super::*;

#[test]
fn l3_after_a_sleep_there_is_one_poll_not_thousands() {
    let (mut import, now) = start(Policy::default().deadline(Duration::from_secs(24 * 3600)));
    let waiting = |request: &Request<bytes::Bytes>| match request.method().as_str() {
        "POST" => begun(),
        _ => events(&[("INITIALIZING", "INPROGRESS", 0)]),
    };
    let (mut clock, mut polls, mut slept) = (now, Vec::new(), false);
    while polls.len() < 6 {
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => {
                if request.method() == "GET" {
                    polls.push(clock);
                }
                answer(&mut import, clock, waiting(&request));
            }
            Output::Wait(_) if polls.len() == 3 && !slept => {
                slept = true;
                clock += Duration::from_secs(3600);
            }
            Output::Wait(until) => clock = until,
            _ => {}
        }
    }
    assert!(polls[3] - polls[2] >= Duration::from_secs(3600));
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= SECOND));
}

#[test]
fn l4_bounds_at_their_ends_neither_panic_nor_hang() {
    for deadline in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let limits = {
            let mut limits = Limits::default();
            (limits.first_byte, limits.idle, limits.total) = (Duration::MAX, Duration::MAX, Duration::MAX);
            limits
        };
        let policy = Policy::default().deadline(deadline).poll_interval(deadline).limits(limits);
        assert!(policy.max_polls() >= 1);
        let (mut import, now) = start(policy);
        let trace = drive(&mut import, now, Duration::ZERO, healthy(3, 1));
        match trace.end.unwrap() {
            Ok(()) => assert!(deadline > SECOND),
            Err(error) => assert!(error.is_deadline() && deadline < SECOND, "{error}"),
        }
    }
}

#[test]
fn v1_no_policy_polls_more_often_than_once_a_second() {
    for interval in [Duration::ZERO, Duration::from_millis(1), Duration::from_millis(999)] {
        let (mut import, now) = start(Policy::default().poll_interval(interval));
        let polls = drive(&mut import, now, Duration::ZERO, healthy(1, 5)).polls();
        assert_eq!(polls.len(), 5);
        assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= SECOND), "{interval:?}: {polls:?}");
    }
}

#[test]
fn v1_the_distance_counts_from_when_the_request_was_taken() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(1, 5);
    let (mut clock, mut polls) = (now, Vec::new());
    loop {
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => {
                // Held up for a while before every other request goes out.
                clock += Duration::from_millis(if polls.len() % 2 == 0 { 50 } else { 1 });
                if request.uri().path().starts_with("/events") {
                    polls.push(clock);
                }
                import.request_sent(clock);
                answer(&mut import, clock, service(&request, 0));
            }
            Output::Wait(until) => clock = until,
            Output::Event(_) => {}
            Output::Done => break,
        }
    }
    assert_eq!(polls.len(), 5);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= SECOND), "{polls:?}");
}

#[test]
fn l6_a_timer_that_fires_early_does_not_shorten_the_distance() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 5);
    let (mut clock, mut polls) = (now, Vec::new());
    loop {
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => {
                if request.uri().path().starts_with("/events") {
                    polls.push(clock);
                }
                answer(&mut import, clock, service(&request, 0));
            }
            // Half of what is left, at least a microsecond: early again and again.
            Output::Wait(until) => clock += ((until - clock) / 2).max(Duration::from_micros(1)),
            Output::Event(_) => {}
            Output::Done => break,
        }
    }
    assert_eq!(polls.len(), 5);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= SECOND), "{polls:?}");
}

#[test]
fn l8_imports_attached_to_at_once_do_not_poll_at_once() {
    let now = Instant::now();
    let mut per_tenth = [0u32; 10];
    for id in 0..2000u64 {
        let mut import = Import::attach(api(), ImportId::from(5_550_001 + id), Policy::default(), now);
        let first = match import.poll_output(now).unwrap() {
            Output::Wait(until) => until - now,
            _ => Duration::ZERO,
        };
        assert!(first <= SECOND);
        per_tenth[(first.as_millis() / 100).min(9) as usize] += 1;
    }
    assert!(per_tenth.iter().all(|count| (100..300).contains(count)), "{per_tenth:?}");
}

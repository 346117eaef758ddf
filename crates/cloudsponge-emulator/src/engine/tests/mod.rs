//! Every scenario on a clock that is a number.

mod begins;

use super::*;
use crate::Profile;
use cloudsponge_proto::model::{Begun, Event, EventStatus, EventType, ImportType};
use cloudsponge_proto::server::{Call, ReadOptions, ServerRequest};
use proptest::prelude::*;
use std::time::UNIX_EPOCH;

const ORIGIN: &str = "http://127.0.0.1:4141";

fn rules() -> Rules {
    Rules {
        seed: 1,
        book: Book::generate(Profile::Gmail, 1, 30),
        scenario: Scenario::Allow,
        auto_consent: None,
        consent_timeout: Duration::from_secs(600),
        ttl: Duration::from_secs(300),
        quirks: Quirks::default(),
        speed: 1.0,
        epoch: UNIX_EPOCH + Duration::from_secs(1_451_729_045),
    }
}

fn engine(set: impl Fn(&mut Rules)) -> Engine {
    let mut rules = rules();
    set(&mut rules);
    Engine::new(rules)
}

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Begins as a request with this query would, through the request reader.
fn begin(engine: &mut Engine, call: &str, query: &str, now: Duration) -> Result<Begun, Refused> {
    let uri = format!("/begin_import/{call}?{query}");
    let request = http::Request::post(uri).body(bytes::Bytes::new()).unwrap();
    let (kind, arguments) = match ServerRequest::read(&request, &ReadOptions::default()).unwrap().call {
        Call::BeginUserConsent { begin, redirect_url } => (Kind::UserConsent { redirect_url }, begin),
        Call::BeginImport { begin, mailbox } => (Kind::Import { mailbox }, begin),
        Call::BeginDesktopApplet { begin } => (Kind::DesktopApplet, begin),
        other => panic!("{other:?}"),
    };
    engine.begin(0, kind, arguments, ORIGIN, now)
}

fn gmail(engine: &mut Engine) -> Begun {
    begin(engine, "user_consent", "service=gmail", at(0)).unwrap()
}

fn code(begun: &Begun) -> String {
    begun.url.as_ref().unwrap().as_str().rsplit('/').next().unwrap().to_owned()
}

fn rows(engine: &mut Engine, begun: &Begun, now: Duration) -> Vec<(EventType, EventStatus, i64)> {
    let events = engine.events(0, &begun.import_id, None, now).unwrap().events;
    events.into_iter().map(|event: Event| (event.event_type, event.status, event.value.unwrap())).collect()
}

fn contacts(engine: &mut Engine, begun: &Begun, page: (u64, u64), now: Duration) -> Result<usize, Refused> {
    let page = engine.contacts(0, &begun.import_id, page, None, now)?;
    Ok(page.message().contacts.len())
}

use EventStatus::{Completed, Error, InProgress};
use EventType::{Complete, Gathering, Initializing};

#[test]
fn allow_goes_through_the_recorded_rows() {
    let mut engine = engine(|_| {});
    let begun = gmail(&mut engine);
    assert_eq!(begun.import_type, Some(ImportType::OAuth));
    assert_eq!(rows(&mut engine, &begun, at(59_000)), [(Initializing, InProgress, 0)]);
    assert_eq!(contacts(&mut engine, &begun, (0, 0), at(60_000)), Err(Refused::NotReady));
    engine.answer(&code(&begun), Method::Consent, true, at(60_000)).unwrap();
    assert_eq!(
        rows(&mut engine, &begun, at(60_600)),
        [(Initializing, Completed, 0), (Gathering, InProgress, 0)]
    );
    // It grows at most once a second.
    assert_eq!(rows(&mut engine, &begun, at(61_499))[1].2, 20);
    let done = [(Initializing, Completed, 0), (Gathering, Completed, 30), (Complete, Completed, 0)];
    assert_eq!(rows(&mut engine, &begun, at(62_400)), done);
    assert_eq!(contacts(&mut engine, &begun, (0, 0), at(61_500)), Ok(30));
    let events = engine.events(0, &begun.import_id, Some("e".into()), at(70_000)).unwrap();
    assert_eq!(events.echo.as_deref(), Some("e"));
    let created: Vec<_> = events.events.iter().map(|event| event.created_at.as_deref().unwrap()).collect();
    assert_eq!(created[0], "2016-01-02T03:04:05.000-07:00");
    assert!(created.is_sorted(), "rows ascend");
}

#[test]
fn contacts_expire_and_events_stay() {
    let mut engine = engine(|rules| rules.auto_consent = Some(Duration::ZERO));
    let begun = gmail(&mut engine);
    assert_eq!(contacts(&mut engine, &begun, (0, 0), at(1_500 + 299_999)), Ok(30));
    assert_eq!(contacts(&mut engine, &begun, (0, 0), at(1_500 + 300_000)), Err(Refused::Gone));
    assert_eq!(rows(&mut engine, &begun, at(900_000)).len(), 3);
}

#[test]
fn a_full_read_deletes_if_switched_on() {
    let mut engine = engine(|rules| {
        rules.auto_consent = Some(Duration::ZERO);
        rules.quirks.delete_on_read = true;
    });
    let begun = gmail(&mut engine);
    let now = at(2_000);
    assert_eq!(contacts(&mut engine, &begun, (20, 10), now), Ok(10), "the end alone is not all");
    for start in [0, 10] {
        assert_eq!(contacts(&mut engine, &begun, (start, 10), now), Ok(10));
    }
    assert_eq!(contacts(&mut engine, &begun, (20, 10), now), Ok(10));
    assert_eq!(contacts(&mut engine, &begun, (0, 1), now), Err(Refused::Gone));
}

#[test]
fn pages_keep_to_the_book() {
    let mut engine = engine(|rules| rules.auto_consent = Some(Duration::ZERO));
    let begun = gmail(&mut engine);
    let now = at(2_000);
    for (page, length) in
        [((0, 7), 7), ((28, 7), 2), ((30, 7), 0), ((99, 0), 0), ((5, 0), 25), ((1, u64::MAX), 29)]
    {
        assert_eq!(contacts(&mut engine, &begun, page, now), Ok(length), "{page:?}");
    }
    let beyond = engine.contacts(0, &begun.import_id, (99, 1), None, now).unwrap().message();
    assert_eq!((beyond.start, beyond.count, beyond.total), (Some(99), Some(0), Some(30)));
}

#[test]
fn failures_show_where_they_happen() {
    for (scenario, event_type, code) in [
        (Scenario::Deny, Initializing, 514),
        (Scenario::Abandon, Initializing, 517),
        (Scenario::Timeout, Initializing, 516),
        (Scenario::Fail(ErrorCode::new(528)), Gathering, 528),
        (Scenario::Fail(ErrorCode::new(9999)), Gathering, 9999),
    ] {
        let mut engine = engine(|rules| {
            rules.auto_consent = Some(Duration::from_secs(2));
            rules.scenario = scenario;
        });
        let begun = gmail(&mut engine);
        assert_eq!(rows(&mut engine, &begun, at(1_999)), [(Initializing, InProgress, 0)], "{scenario}");
        let rows = rows(&mut engine, &begun, at(3_000));
        assert_eq!(rows.last(), Some(&(event_type, Error, code)), "{scenario}: no COMPLETE row");
        let failed = Err(Refused::Failed(ErrorCode::new(code)));
        assert_eq!(contacts(&mut engine, &begun, (0, 0), at(3_000)), failed);
        let events = engine.events(0, &begun.import_id, None, at(9_000)).unwrap().events;
        assert!(events.last().unwrap().description.is_some(), "errors are described");
    }
}

#[test]
fn nobody_answering_is_a_time_out() {
    for (scenario, code) in [(Scenario::Allow, 516), (Scenario::Timeout, 516), (Scenario::Abandon, 517)] {
        let mut engine = engine(|rules| rules.scenario = scenario);
        let begun = gmail(&mut engine);
        assert_eq!(rows(&mut engine, &begun, at(599_999)), [(Initializing, InProgress, 0)]);
        assert_eq!(rows(&mut engine, &begun, at(601_000)), [(Initializing, Error, code)]);
        assert_eq!(
            engine.answer(&self::code(&begun), Method::Consent, true, at(601_000)),
            None,
            "n7: expired"
        );
        engine.decide(&begun.import_id, true, at(602_000)).unwrap();
        assert_eq!(rows(&mut engine, &begun, at(602_000)), [(Initializing, Error, code)]);
    }
}

#[test]
fn n8_the_first_answer_counts() {
    for first in [true, false] {
        let mut engine = engine(|_| {});
        let begun = gmail(&mut engine);
        let code = code(&begun);
        for answer in [first, !first, first] {
            let consent = engine.answer(&code, Method::Consent, answer, at(10)).unwrap();
            assert_eq!(consent.allowed, Some(first));
        }
    }
}

#[test]
fn slow_takes_a_minute_and_grows() {
    let mut engine = engine(|rules| {
        rules.scenario = Scenario::Slow;
        rules.auto_consent = Some(Duration::ZERO);
    });
    let begun = gmail(&mut engine);
    let values: Vec<i64> = (0..60).map(|second| rows(&mut engine, &begun, at(1000 * second))[1].2).collect();
    assert!(values.is_sorted() && values[59] == 29, "{values:?}");
    assert_eq!(rows(&mut engine, &begun, at(60_000)).len(), 3);
}

#[test]
fn flaky_never_fails_twice_in_a_row() {
    let mut engine = engine(|rules| {
        rules.scenario = Scenario::Flaky;
        rules.auto_consent = Some(Duration::ZERO);
    });
    let begun = gmail(&mut engine);
    let polls: Vec<bool> =
        (0..300).map(|second| engine.events(0, &begun.import_id, None, at(1000 * second)).is_ok()).collect();
    assert!(polls[0] && !polls[1]);
    assert!(polls.windows(2).all(|pair| pair[0] || pair[1]));
    let faults = (0..100).filter_map(|_| contacts(&mut engine, &begun, (0, 1), at(2_000)).err());
    let faults: std::collections::HashSet<String> = faults.map(|fault| format!("{fault:?}")).collect();
    assert_eq!(faults.len(), 3, "503, 500 and a dropped connection");
}

#[test]
fn polls_within_a_second_are_refused() {
    let mut engine = engine(|_| {});
    let begun = gmail(&mut engine);
    let poll = |engine: &mut Engine, millis| engine.events(0, &begun.import_id, None, at(millis)).map(|_| ());
    assert_eq!(poll(&mut engine, 0), Ok(()));
    assert_eq!(poll(&mut engine, 799), Err(Refused::TooSoon));
    assert_eq!(poll(&mut engine, 990), Ok(()), "a client may be a little early by our clock");
    engine.rules.quirks.throttle = false;
    assert_eq!(poll(&mut engine, 991), Ok(()));
}

#[test]
fn quirks_of_events() {
    let failing = |quirks: Quirks| {
        let mut engine = engine(|rules| {
            rules.auto_consent = Some(Duration::ZERO);
            rules.scenario = Scenario::Fail(ErrorCode::new(257));
            rules.quirks = quirks;
        });
        let begun = gmail(&mut engine);
        (
            rows(&mut engine, &begun, at(0)),
            rows(&mut engine, &begun, at(1_000)),
            rows(&mut engine, &begun, at(2_000)),
        )
    };
    let mut quirks = Quirks { complete_row_on_error: true, ..Quirks::default() };
    let both = [(Initializing, Completed, 0), (Gathering, Error, 257), (Complete, Error, 257)];
    assert_eq!(failing(quirks).1, both);
    quirks.descending_events = true;
    assert_eq!(failing(quirks).1.first(), Some(&(Complete, Error, 257)));
    quirks.incremental_events = true;
    let (first, second, third) = failing(quirks);
    assert_eq!((first.len(), second.len(), third.len()), (2, 2, 0), "each change once");
    let unknown = failing(Quirks { unknown_values: true, ..Quirks::default() });
    assert!(matches!(unknown.0[0].0, EventType::Other(_)));
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    /// Whatever happens when: a finished import stays finished, and contacts are there exactly after COMPLETE.
    #[test]
    fn phases_never_go_back(
        scenario in prop_oneof![Just("allow"), Just("deny"), Just("abandon"), Just("timeout"), Just("fail:528"), Just("slow")],
        auto in proptest::option::of(0_u64..20_000),
        steps in proptest::collection::vec((0_u64..30_000, proptest::option::of(any::<bool>())), 1..40),
    ) {
        let mut engine = engine(|rules| {
            rules.scenario = scenario.parse().unwrap();
            rules.auto_consent = auto.map(at);
            rules.quirks.throttle = false;
        });
        let begun = gmail(&mut engine);
        let rank = |rows: &[(EventType, EventStatus, i64)]| match rows.last() {
            Some((Initializing, InProgress, _)) => 0,
            Some((Gathering, InProgress, _)) => 1,
            Some((_, Error, _)) => 2,
            _ => 3,
        };
        let (mut now, mut last) = (at(0), vec![]);
        for (step, answer) in steps {
            now += at(step);
            if let Some(allow) = answer {
                let _ = engine.decide(&begun.import_id, allow, now);
            }
            let rows = rows(&mut engine, &begun, now);
            prop_assert!(rank(&rows) >= rank(&last) || last.is_empty());
            if rank(&last) >= 2 && !last.is_empty() {
                prop_assert_eq!(&rows, &last);
            }
            let delivered = contacts(&mut engine, &begun, (0, 1), now);
            match rank(&rows) {
                0 | 1 => prop_assert_eq!(delivered, Err(Refused::NotReady)),
                2 => prop_assert!(matches!(delivered, Err(Refused::Failed(_)))),
                _ => prop_assert!(matches!(delivered, Ok(1) | Err(Refused::Gone))),
            }
            last = rows;
        }
    }
}

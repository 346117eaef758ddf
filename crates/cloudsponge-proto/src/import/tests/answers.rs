//! A, F, T: answers that say no, and no answer at all.

use super::*;

#[test]
fn v3_a_begin_call_that_never_left_is_made_three_times() {
    for kind in [FailureKind::Connect, FailureKind::ConnectTimeout, FailureKind::Tls] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Failure(kind));
        assert!(matches!(trace.error(), ImportErrorKind::NoAnswer(Cause::Transport(last)) if *last == kind));
        // A handshake that failed fails again.
        assert_eq!(trace.posts(), if kind == FailureKind::Tls { 1 } else { 3 }, "{kind:?}");
    }
}

#[test]
fn v4_a_begin_call_of_unknown_fate_is_not_repeated() {
    use FailureKind::*;
    for kind in [Timeout, Interrupted, Protocol, TooLarge, Other] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Failure(kind));
        assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(_)), "{kind:?}");
        assert_eq!(trace.posts(), 1);
    }
    for code in [500, 502, 503, 504, 408] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| status(code));
        assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(Cause::Api(_))), "{code}");
        assert_eq!(trace.posts(), 1);
    }
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Status(200, Vec::new(), b"{".to_vec()));
    assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(Cause::Response(_))));
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Silence);
    assert!(matches!(trace.error(), ImportErrorKind::StartOutcomeUnknown(_)));
    assert_eq!((trace.posts(), trace.took), (1, Duration::from_secs(15)));
}

#[test]
fn a1_a_begin_call_that_never_left_is_repeated() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if n < 2 { Reply::Failure(FailureKind::Connect) } else { service(request, n) }
    });
    assert_eq!(trace.contacts(), names(3));
    assert_eq!(trace.posts(), 3);
}

#[test]
fn t31_refused_begin_calls_are_not_repeated() {
    for code in [400, 401, 403, 404, 429, 301, 307] {
        let (mut import, now) = start(Policy::default());
        let trace = drive(&mut import, now, Duration::ZERO, |_, _| status(code));
        assert!(matches!(trace.error(), ImportErrorKind::Refused(_)), "{code}");
        assert_eq!(trace.seen.len(), 1);
    }
}

#[test]
fn f4_a_new_import_may_be_unknown_for_ten_seconds() {
    let (mut import, now) = start(Policy::default());
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => status(404),
    });
    assert!(
        matches!(trace.error(), ImportErrorKind::Refused(error) if error.kind == crate::ApiErrorKind::UnknownImport)
    );
    assert!((Duration::from_secs(10)..Duration::from_secs(13)).contains(&trace.took));
}

#[test]
fn f6_contacts_may_be_not_ready_for_thirty_seconds() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().path().starts_with("/contacts") { status(404) } else { service(request, n) }
    });
    assert!(
        matches!(trace.error(), ImportErrorKind::Refused(error) if error.kind == crate::ApiErrorKind::NotReady)
    );
    assert!((Duration::from_secs(30)..Duration::from_secs(33)).contains(&trace.took));
}

#[test]
fn f10_gone_between_pages_keeps_what_was_delivered() {
    let (mut import, now) = start(Policy::default().page_size(10));
    let mut service = healthy(25, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().query().is_some_and(|query| query.starts_with("start=10")) {
            status(410)
        } else {
            service(request, n)
        }
    });
    assert!(matches!(trace.error(), ImportErrorKind::Gone { total: Some(25) }));
    assert_eq!(trace.end.as_ref().unwrap().as_ref().unwrap_err().delivered(), 10);
    assert_eq!(trace.contacts(), names(10));
}

#[test]
fn f14_retry_after_is_kept() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if n == 1 {
            Reply::Status(429, vec![("retry-after", "3".into())], b"Retry later".to_vec())
        } else {
            service(request, n)
        }
    });
    let polls = trace.polls();
    assert!(polls[1] - polls[0] >= Duration::from_secs(3));
    assert_eq!(trace.contacts(), names(3));
}

#[test]
fn f16_retry_after_beyond_the_deadline_fails_now() {
    let (mut import, now) = start(Policy::default().deadline(Duration::from_secs(60)));
    let trace = drive(&mut import, now, Duration::ZERO, |request, _| match request.method().as_str() {
        "POST" => begun(),
        _ => Reply::Status(503, vec![("retry-after", "200".into())], Vec::new()),
    });
    assert!(matches!(trace.error(), ImportErrorKind::Refused(_)));
    assert!(trace.took < 2 * SECOND);
}

#[test]
fn t34_an_undecodable_page_is_handed_over() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if request.uri().path().starts_with("/contacts") {
            Reply::Status(200, Vec::new(), br#"{"contacts":[{"first_name":"Fern"},,]}"#.to_vec())
        } else {
            service(request, n)
        }
    });
    let ImportErrorKind::Undecodable { page: Some(page), .. } = trace.error() else {
        panic!("{:?}", trace.error())
    };
    assert!(page.bytes().starts_with(br#"{"contacts""#));
    assert!(!format!("{:?} {}", trace.end, trace.error()).contains("Fern"));
}

#[test]
fn f6_not_ready_does_not_use_up_the_retries() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let mut asked = 0;
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| {
        if !request.uri().path().starts_with("/contacts") {
            return service(request, n);
        }
        asked += 1;
        match asked {
            1..=20 => status(404),
            21..=27 => status(503),
            _ => service(request, n),
        }
    });
    assert!(matches!(trace.end, Some(Ok(()))), "{:?}", trace.end);
    assert_eq!(trace.contacts(), names(3));
}

#[test]
fn a_retry_says_why() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| match n {
        1 => Reply::Failure(FailureKind::Interrupted),
        2 => status(502),
        3 => Reply::Status(200, Vec::new(), Vec::new()),
        5 => reply(&Contacts { start: Some(0), total: Some(3), ..Contacts::default() }),
        _ => service(request, n),
    });
    assert_eq!(trace.contacts(), names(3));
    let causes = trace.events.iter().filter_map(|event| match event {
        ImportEvent::Retrying(retry) => Some(retry.cause),
        _ => None,
    });
    let unavailable = RetryCause::Refused(crate::ApiErrorKind::Unavailable);
    let expected = [
        RetryCause::NoAnswer(FailureKind::Interrupted),
        unavailable,
        RetryCause::Unreadable,
        RetryCause::EmptyPage,
    ];
    assert_eq!(causes.collect::<Vec<_>>(), expected);
}

#[test]
fn a_begin_call_that_cannot_be_built_ends_the_import_unsent() {
    let now = Instant::now();
    let begin = crate::endpoints::UserConsent::new(Service::GMAIL).redirect_url("javascript:alert(1)");
    let mut import = Import::begin(api(), begin, Policy::default(), now);
    let trace = drive(&mut import, now, Duration::ZERO, |_, _| Reply::Silence);
    assert!(matches!(trace.error(), ImportErrorKind::Build(crate::BuildError::RedirectUrl)));
    assert!(trace.seen.is_empty());
}

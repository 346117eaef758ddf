//! K: contacts and paging.

use super::*;

#[test]
fn k13_contacts_of_another_import_are_not_delivered() {
    let (mut import, now) = start(Policy::default());
    let mut service = healthy(3, 1);
    let trace = drive(&mut import, now, Duration::ZERO, |request, n| match service(request, n) {
        Reply::Status(code, headers, body) if request.uri().path().starts_with("/contacts") => {
            let text = String::from_utf8(body).unwrap().replace("\"import_id\":7", "\"import_id\":8");
            Reply::Status(code, headers, text.into_bytes())
        }
        other => other,
    });
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(Inconsistency::OtherImport)));
    assert!(trace.contacts().is_empty());
}

/// A complete import whose pages are answered by `page`.
fn paged(size: u64, page: impl Fn(u64, usize) -> Reply) -> Trace {
    let (mut import, now) = start(Policy::default().page_size(size));
    let mut service = healthy(0, 1);
    let mut pages = 0;
    drive(&mut import, now, Duration::ZERO, |request, n| {
        if !request.uri().path().starts_with("/contacts") {
            return service(request, n);
        }
        pages += 1;
        let query = request.uri().query().unwrap();
        page(query.split(['=', '&']).nth(1).unwrap().parse().unwrap(), pages)
    })
}

fn page(from: u64, to: u64, start: Option<u64>, total: Option<u64>) -> Reply {
    let contact = |at: u64| Contact { first_name: Some(format!("c{}", at / 3)), ..Contact::default() };
    let contacts = (from..to).map(|at| Ok(contact(at))).collect();
    reply(&Contacts { contacts, start, total, ..Contacts::default() })
}

#[test]
fn k1_k3_a_service_that_ignores_paging_delivers_each_once() {
    let trace = paged(7, |_, _| page(0, 20, Some(0), Some(20)));
    assert_eq!(trace.contacts(), names(20));
    let trace = paged(7, |_, _| page(0, 20, None, None));
    assert_eq!(trace.contacts(), names(20));
    assert!(matches!(trace.end, Some(Ok(()))));
}

#[test]
fn k4_short_pages_go_on_where_they_end() {
    let trace = paged(10, |from, _| page(from, (from + 3).min(20), Some(from), Some(20)));
    assert_eq!(trace.contacts(), names(20));
}

#[test]
fn k5_pages_that_stay_empty_end_it_and_say_what_is_missing() {
    let trace = paged(10, |from, _| page(from, from.max(10).min(from + 10), Some(from), Some(25)));
    assert_eq!(trace.contacts(), names(10));
    let missing = Inconsistency::Missing { from: 10, to: 25 };
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(found) if *found == missing));
    let retries = trace.events.iter().filter(|event| matches!(event, ImportEvent::Retrying(_)));
    assert_eq!(retries.count(), 2);
}

#[test]
fn k6_totals_may_grow_shrink_and_go_missing() {
    let trace =
        paged(10, |from, n| page(from, (from + 10).min(25), Some(from), Some(if n == 1 { 15 } else { 25 })));
    assert_eq!(trace.contacts(), names(25));
    let trace = paged(10, |from, n| page(from, from + 10, Some(from), Some(if n == 1 { 30 } else { 5 })));
    assert_eq!(trace.contacts(), names(20));
    let trace = paged(10, |from, _| page(from, (from + 10).min(25), None, None));
    assert_eq!(trace.contacts(), names(25));
}

#[test]
fn k7_an_enormous_total_is_only_a_number() {
    let trace =
        paged(10, |from, _| page(from, from.max(20).min(from + 10), Some(from), Some(1_000_000_000_000)));
    assert_eq!(trace.contacts(), names(20));
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(_)));
}

#[test]
fn k11_a_repeated_page_that_says_so_is_not_delivered_twice() {
    let trace = paged(10, |_, _| page(0, 10, Some(0), Some(20)));
    assert_eq!(trace.contacts(), names(10));
    assert!(matches!(trace.error(), ImportErrorKind::Inconsistent(_)));
}

#[test]
fn k14_a_slow_consumer_is_not_a_slow_service() {
    let policy = Policy::default().page_size(10).deadline(Duration::from_secs(24 * 3600));
    let (mut import, now) = start(policy);
    let mut service = healthy(50, 1);
    let (mut clock, mut delivered) = (now, 0);
    loop {
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => answer(&mut import, clock, service(&request, 0)),
            Output::Event(ImportEvent::Contacts(page)) => {
                delivered = page.end();
                clock += Duration::from_secs(3600);
            }
            Output::Event(_) => {}
            Output::Wait(until) => clock = until,
            Output::Done => break,
        }
    }
    assert_eq!(delivered, 50);
}

#[test]
fn k15_nobody_asks_nothing_is_sent() {
    let (mut import, now) = start(Policy::default().page_size(10));
    let mut service = healthy(50, 1);
    let (mut clock, mut requests) = (now, 0);
    loop {
        match import.poll_output(clock).unwrap() {
            Output::Request(request) => {
                requests += 1;
                answer(&mut import, clock, service(&request, 0));
            }
            Output::Event(ImportEvent::Contacts(_)) => break,
            Output::Event(_) => {}
            Output::Wait(until) => clock = until,
            Output::Done => panic!("no page came"),
        }
    }
    assert_eq!(requests, 3, "begin, one poll, one page");
    assert_eq!(import.delivered(), 10);
}

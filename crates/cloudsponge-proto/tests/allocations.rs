//! What the paths of every poll cost in allocations. One test, because the counter counts for the whole process.
#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use cloudsponge_proto::Policy;
use cloudsponge_proto::endpoints::{
    Begin, DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword,
};
use cloudsponge_proto::import::{Import, Output, PollSet};
use cloudsponge_proto::model::EventsRef;
use cloudsponge_proto::{Api, BaseUrl, Credentials, EndpointExt, ExtensionPlace, Format, ImportId, Service};
use http::{Request, Response};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations and reallocations of one call. The test harness has threads of its own that may allocate at the same
/// time, so the least of several counts is the call's.
fn count<R>(call: impl Fn() -> R) -> usize {
    drop(black_box(call()));
    let once = || {
        let region = Region::new(ALLOCATOR);
        let result = black_box(call());
        let change = region.change();
        drop(result);
        change.allocations + change.reallocations
    };
    (0..10).map(|_| once()).min().unwrap()
}

fn request<E: EndpointExt>(call: &E, api: &Api) -> usize {
    count(|| -> Request<Bytes> { call.to_request(api).unwrap() })
}

#[test]
fn the_paths_of_every_poll() {
    let service = Api::new(Credentials::new("the-key", "the+password").unwrap());
    let gateway = service
        .clone()
        .with_base_url(BaseUrl::parse("https://gateway.example:8443/some/prefix").unwrap())
        .with_format(Format::Xml)
        .with_extension_place(ExtensionPlace::BeforeId);
    let id = ImportId::from(55_500_001);
    for api in [&service, &gateway] {
        // The header map has two, the path or the body one.
        assert_eq!(request(&GetEvents::new(id.clone()), api), 3);
        assert_eq!(request(&GetEvents::new(id.clone()).echo("a tag: é"), api), 3);
        assert_eq!(request(&GetContacts::new(id.clone()).page(1000, u64::MAX), api), 3);
        let consent = UserConsent::new(Service::GMAIL).user_id("visitor-7").echo("a+b");
        let consent = consent.include(Include::MAILING_ADDRESS).include(Include::new("name").unwrap());
        assert_eq!(request(&consent, api), 3);
        assert_eq!(request(&UsernamePassword::new(Service::ICLOUD, "fern@example.com", "p w+"), api), 3);
        assert_eq!(request(&DesktopApplet::new(Service::OUTLOOK), api), 3);
        assert_eq!(request(&Begin::from(consent), api), 3);
    }
    polls();
}

const EVENTS: &[u8] = br#"{"events":[{"event_type":"INITIALIZING","value":0,"description":null,"status":"COMPLETED",
    "created_at":"2016-03-11T15:12:10.000-07:00"},{"event_type":"GATHERING","value":140,"status":"INPROGRESS"}]}"#;

/// An answer that brings nothing new costs nothing, whoever polls.
fn polls() {
    assert_eq!(count(|| EventsRef::decode(Format::Json, EVENTS).unwrap().iter().count()), 0);
    let (api, start) = (Api::new(Credentials::new("key", "password").unwrap()), clock());
    let now = RefCell::new(start);
    let attach = || Import::attach(api.clone(), ImportId::from(7), Policy::default(), start);

    let import = RefCell::new(attach());
    let poll = || loop {
        let (mut import, mut now) = (import.borrow_mut(), now.borrow_mut());
        match import.poll_output(*now).unwrap() {
            Output::Request(request) => {
                import.handle_response(*now, Response::new(EVENTS));
                return request;
            }
            Output::Wait(until) => *now = until,
            _ => {}
        }
    };
    drop((poll(), poll()));
    assert_eq!(count(poll), 3, "of the request");

    let set = RefCell::new(PollSet::new(start));
    set.borrow_mut().insert(attach());
    *now.borrow_mut() = start;
    let poll = || loop {
        let (mut set, mut now) = (set.borrow_mut(), now.borrow_mut());
        match set.poll(*now) {
            Some((key, Ok(Output::Request(request)))) => {
                set.handle_response(key, *now, Response::new(EVENTS));
                return request;
            }
            Some((_, output)) => drop(output.unwrap()),
            None => *now = set.next_deadline().unwrap(),
        }
    };
    drop((poll(), poll()));
    assert_eq!(count(poll), 3, "of the request");
}

#[allow(clippy::disallowed_methods)]
fn clock() -> Instant {
    Instant::now()
}

//! What the paths of every poll cost in allocations. One test, because the counter counts for the whole process.
#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use cloudsponge_proto::endpoints::{
    Begin, DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword,
};
use cloudsponge_proto::{Api, BaseUrl, Credentials, EndpointExt, ExtensionPlace, Format, ImportId, Service};
use http::Request;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;

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
}

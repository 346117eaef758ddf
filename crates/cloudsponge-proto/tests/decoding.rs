//! What decoding contacts costs in memory. One test, because the counter counts for the whole process.
#![allow(clippy::unwrap_used)]

use cloudsponge_proto::{ContactDecoder, ContactPage, Format};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::fmt::Write as _;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// An answer of invented contacts, one of ten with a text that is escaped.
fn answer(contacts: usize) -> String {
    let mut body = String::from("{\"contacts\":[");
    for index in 0..contacts {
        let comma = if index == 0 { "" } else { "," };
        let company = if index % 10 == 0 { "Mock \\u0026 Sons" } else { "Mock" };
        let _ = write!(
            body,
            "{comma}{{\"first_name\":\"Fern\",\"last_name\":\"No{index}\",\"phone\":[],\"email\":[{{\"address\":\
             \"fern{index}@example.com\",\"type\":\"Home\",\"primary\":true}},{{\"address\":null,\"type\":\"other\"}}],\
             \"address\":[],\"groups\":[],\"companies\":[\"{company}\"],\"photos\":[],\"locations\":[]}}"
        );
    }
    body.push_str("],\"contacts_owner\":null,\"start\":0,\"count\":1,\"total\":1,\"import_id\":5550001}");
    body
}

/// Bytes of the heap in use since a region began.
fn in_use(region: &Region<'_, System>) -> isize {
    let change = region.change();
    change.bytes_allocated as isize - change.bytes_deallocated as isize
}

#[test]
fn decoding() {
    for contacts in [1, 100, 2_000, 20_000] {
        let body = answer(contacts).into_bytes();
        let length = body.len();
        let region = Region::new(ALLOCATOR);
        let page = ContactPage::decode(Format::Json, body).unwrap();
        let change = region.change();
        assert_eq!(page.len(), contacts);
        // The test harness has threads of its own, which may allocate a little meanwhile.
        let calls = change.allocations + change.reallocations;
        assert!(calls <= 40, "{calls} calls for {contacts} contacts");
        assert!(contacts == 1 || page.index_size() * 2 <= length, "{} for {length}", page.index_size());
    }

    let body = answer(50_000).into_bytes();
    for chunk in [64 * 1024, 1_400, 1] {
        let region = Region::new(ALLOCATOR);
        let mut decoder = ContactDecoder::new(Format::Json);
        let (mut contacts, mut most) = (0, 0);
        let body = if chunk == 1 { body.get(..2_000_000).unwrap() } else { &body };
        for chunk in body.chunks(chunk) {
            decoder.feed(chunk, |slot| contacts += usize::from(slot.is_ok())).unwrap();
            most = most.max(in_use(&region));
        }
        assert!(
            contacts > 5_000 && most < 100_000,
            "{most} bytes for {contacts} contacts in chunks of {chunk}"
        );
    }
}

//! What reading costs: memory in proportion to the body, a small stack, and time in proportion.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use cloudsponge_proto::model::{Contact, Contacts, Email};
use cloudsponge_proto::{Format, Message};
use peak_alloc::PeakAlloc;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The allocator counts for the whole process, so one test runs at a time.
static ALONE: Mutex<()> = Mutex::new(());

const FORMATS: [Format; 2] = [Format::Json, Format::Xml];

/// A page of so many contacts, such as sources deliver them.
fn page(format: Format, contacts: usize) -> Vec<u8> {
    let contact = |at: usize| {
        let mut contact = Contact::default();
        contact.first_name = Some(format!("Fern {at}"));
        contact.last_name = Some("Mockup".into());
        contact.email = vec![Email::new(format!("fern{at}@example.com")), Email::new("")];
        contact.companies = vec![Some("Mock & Sons".into()), None];
        Ok(contact)
    };
    let mut page = Contacts::default();
    page.contacts = (0..contacts).map(contact).collect();
    page.encode(format).unwrap()
}

/// Bodies whose shape could make a reader slow or greedy: what stands before, so many times in the middle, and behind.
const JSON: [(&str, &str, &str, &str); 9] = [
    ("empty contacts", "{\"contacts\":[", "{},", "{}]}"),
    ("bad contacts", "{\"contacts\":[", "7,", "7]}"),
    ("numbers", "{\"x\":[", "1e9,", "0]}"),
    ("escapes", "{\"echo\":\"", "\\u00e9\\n", "\"}"),
    ("white space", "{", " \n\t", "}"),
    ("unknown lists", "{\"x\":[", "[[]],", "[]]}"),
    ("unknown fields", "{", "\"x\":0,", "\"x\":0}"),
    ("emails", "{\"contacts\":[{\"email\":[", "{},", "{}]}]}"),
    ("never closed", "{\"contacts\":[", "{\"email\":[{}]},", ""),
];
const XML: [(&str, &str, &str, &str); 9] = [
    ("comments", "<contactsResponse>", "<!-- -->", "</contactsResponse>"),
    ("references", "<contactsResponse><echo>", "&amp;&#65;", "</echo></contactsResponse>"),
    ("sections", "<contactsResponse><echo>", "<![CDATA[x]]>", "</echo></contactsResponse>"),
    ("elements", "<contactsResponse><x>", "<y/>", "</x></contactsResponse>"),
    ("other elements", "<contactsResponse>", "<y>z</y>", "</contactsResponse>"),
    ("empty contacts", "<contactsResponse><contacts>", "<contact/>", "</contacts></contactsResponse>"),
    ("attributes", "<contactsResponse><x>", "<y a='' b='' c=''/>", "</x></contactsResponse>"),
    ("line ends", "<contactsResponse><echo>", "\r\n", "</echo></contactsResponse>"),
    ("never closed", "<contactsResponse><contacts>", "<contact><x/></contact>", ""),
];

fn shapes(times: usize) -> Vec<(&'static str, Format, Vec<u8>)> {
    let mut shapes: Vec<_> = FORMATS.map(|format| ("contacts", format, page(format, times / 4))).into();
    for (format, bodies) in FORMATS.into_iter().zip([JSON, XML]) {
        shapes.extend(bodies.map(|(name, front, middle, back)| {
            (name, format, [front, &middle.repeat(times), back].concat().into_bytes())
        }));
    }
    shapes
}

/// The most memory that reading takes beyond the body.
fn peak(format: Format, body: &[u8]) -> usize {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let read = black_box(Contacts::decode(format, black_box(body)));
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    drop(read);
    peak
}

/// How long this thread has run. Where nobody says, how late it is: a busy machine then makes the test less sharp.
fn ran() -> Duration {
    // The kernel adds up when it looks for whom to run next.
    std::thread::yield_now();
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match schedule.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => std::time::UNIX_EPOCH.elapsed().unwrap(),
    }
}

/// The time that reading takes, at best.
fn time(format: Format, body: &[u8]) -> f64 {
    let once = || {
        let start = ran();
        let _ = black_box(Contacts::decode(format, black_box(body)));
        ran() - start
    };
    (0..3).map(|_| once()).min().unwrap().as_secs_f64().max(1e-6)
}

#[test]
fn v29_v30_memory_and_time_are_in_proportion_to_the_body() {
    let _alone = ALONE.lock();
    const SHORT: usize = 500;
    const LONG: usize = 16 * SHORT;
    for ((name, format, short), (_, _, long)) in shapes(SHORT).into_iter().zip(shapes(LONG)) {
        // A contact, a slot and an element take room of their own, however few bytes they were written in.
        let (peak, bound) = (peak(format, &long), 4 * long.len() + LONG * 1100 + 64 * 1024);
        assert!(peak <= bound, "V29: {format} {name}: {peak} bytes of memory for {} of body", long.len());
        // What grows with the square takes 256 times as long, again and again; a busy machine seldom makes 16 look like 64,
        // and not each time. Exact counts are the gates' business.
        let ratio = || time(format, &long) / time(format, &short);
        let best = (0..5).map(|_| ratio()).find(|ratio| *ratio < 64.0);
        assert!(best.is_some(), "V30: {format} {name}: 16 times as much takes more than 64 times as long");
    }
    cloudsponge_laws::count(20);
}

#[test]
fn v29_the_deepest_documents_need_little_stack() {
    let _alone = ALONE.lock();
    let nested = |front: &str, open: &str, close: &str, back: &str, depth: usize| {
        [front, &open.repeat(depth), &close.repeat(depth), back].concat()
    };
    let mut bodies = Vec::new();
    for depth in [20, 29, 40, 100_000] {
        bodies.push((Format::Json, nested("{\"contacts\":[{\"photos\":", "[", "]", "}]}", depth)));
        bodies
            .push((Format::Json, nested("{\"contacts\":[{\"photos\":", "{\"a\":[", "]}", "}]}", depth / 2)));
        let (front, back) = (
            "<contactsResponse><contacts><contact><photos>",
            "</photos></contact></contacts></contactsResponse>",
        );
        bodies.push((Format::Xml, nested(front, "<a>", "</a>", back, depth)));
    }
    let read = move || {
        bodies.iter().filter(|(format, body)| Contacts::decode(*format, body.as_bytes()).is_ok()).count()
    };
    // Optimised it takes a fraction of it.
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(read).unwrap();
    assert!(thread.join().unwrap() >= 3);
}

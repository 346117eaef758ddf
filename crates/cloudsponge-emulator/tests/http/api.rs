//! The API over a real socket: the documented calls, and every way to be refused.

use crate::support::{begin, get, post, raw, send};
use cloudsponge_emulator::{Emulator, Quirks, Scenario};
use cloudsponge_proto::model::{Begun, Contacts, Events, Refusal};
use cloudsponge_proto::{Format, Message};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

async fn start() -> Emulator {
    Emulator::builder().auto_consent(Duration::ZERO).start().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_calls_in_every_form() {
    let emulator = start().await;
    for (extension, format) in [(".json", Format::Json), (".xml", Format::Xml), ("", Format::Json)] {
        let answer = post(
            &emulator,
            &format!("/begin_import/user_consent{extension}"),
            "service=gmail&echo=e&user_id=u",
        );
        assert_eq!(answer.status, 200, "{}", answer.body);
        for (name, value) in [("Pragma", "no-cache"), ("X-Frame-Options", "ALLOWALL")] {
            assert_eq!(answer.header(name), Some(value));
        }
        assert!(answer.header("Server").unwrap().contains("not the real service"));
        let begun = Begun::decode(format, answer.body.as_bytes()).unwrap();
        assert_eq!((begun.echo.as_deref(), begun.user_id.as_deref()), (Some("e"), Some("u")));
        assert!(begun.url.unwrap().as_str().starts_with(&format!("{}/n/", emulator.url())));

        emulator.advance(2 * SECOND);
        let id = begun.import_id;
        let mut seen = Vec::new();
        for target in [format!("/events/{id}{extension}"), format!("/events{extension}/{id}?echo=%26")] {
            let answer = get(&emulator, &target);
            let events = Events::decode(format, answer.body.as_bytes()).unwrap();
            assert!(events.events.iter().any(|event| event.is_complete()), "{}", answer.body);
            seen.push(events.echo);
            emulator.advance(SECOND);
        }
        assert_eq!(seen, [None, Some("&".to_owned())]);
        for target in [format!("/contacts/{id}{extension}"), format!("/contacts{extension}/{id}")] {
            let answer = get(&emulator, &format!("{target}?start=0&count=10"));
            let page = Contacts::decode(format, answer.body.as_bytes()).unwrap();
            let contacts: Vec<_> = page.contacts.into_iter().map(Result::unwrap).collect();
            assert_eq!(contacts, emulator.book().iter().take(10).map(without_addresses).collect::<Vec<_>>());
            assert_eq!((page.start, page.count, page.total), (Some(0), Some(10), Some(100)));
        }
    }
}

fn without_addresses(mut contact: cloudsponge_proto::model::Contact) -> cloudsponge_proto::model::Contact {
    contact.address.clear();
    contact
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_wanted_in_either_way() {
    let emulator =
        Emulator::builder().credentials("key", "p+w").another_domain("two", "2").start().await.unwrap();
    let none = send(&emulator, "GET", "/events/1.xml", &[], b"");
    assert_eq!(none.status, 401);
    assert_eq!(none.header("WWW-Authenticate"), Some("Basic realm=\"CloudSponge emulator\""));
    assert_eq!(
        Refusal::decode(Format::Xml, none.body.as_bytes()).unwrap().status.as_deref(),
        Some("failure")
    );

    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let own = "service=gmail&domain_key=key&domain_password=p%2Bw";
    let begun = send(&emulator, "POST", "/begin_import/user_consent", &form, own.as_bytes());
    assert_eq!(begun.status, 200);
    let id = Begun::decode(Format::Json, begun.body.as_bytes()).unwrap().import_id;
    let events = |query: &str| send(&emulator, "GET", &format!("/events/{id}?{query}"), &[], b"").status;
    assert_eq!(events("domain_key=key&domain_password=p+w"), 401, "an unencoded plus is a space");
    assert_eq!(events("domain_key=key&domain_password=p%2Bw"), 200);
    assert_eq!(events("domain_key=two&domain_password=2"), 401, "another domain's import");
    assert!(emulator.journal().last().unwrap().secrets_in_query);

    // "key:p+w", and another pair beside it
    let basic = [("Authorization", "Basic a2V5OnArdw==")];
    let conflict = format!("/contacts/{id}?domain_key=two&domain_password=2");
    assert_eq!(send(&emulator, "GET", &conflict, &basic, b"").status, 401);
    assert_eq!(send(&emulator, "GET", &format!("/contacts/{id}"), &basic, b"").status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_come_and_go() {
    let emulator = Emulator::builder().contacts(25).start().await.unwrap();
    let (id, _) = begin(&emulator, "service=gmail");
    let target = format!("/contacts/{id}.json");
    let early = get(&emulator, &target);
    assert_eq!(early.status, 404);
    assert!(early.body.contains("not ready") && early.body.contains("failure"), "{}", early.body);
    assert!(emulator.grant(&id.parse().unwrap()));
    emulator.advance(2 * SECOND);
    let mut all = Vec::new();
    for start in (0..25).step_by(7) {
        let answer = get(&emulator, &format!("{target}?start={start}&count=7"));
        all.extend(Contacts::decode(Format::Json, answer.body.as_bytes()).unwrap().contacts);
    }
    let whole = get(&emulator, &format!("{target}?count=3"));
    assert_eq!(
        Contacts::decode(Format::Json, whole.body.as_bytes()).unwrap().contacts,
        all,
        "a lone count is ignored"
    );
    for bad in ["start=-1", "start=a", "start=0&count=-1"] {
        assert_eq!(get(&emulator, &format!("{target}?{bad}")).status, 400, "{bad}");
    }
    emulator.advance(300 * SECOND);
    assert_eq!(get(&emulator, &target).status, 410);
    assert_eq!(get(&emulator, &target.replace("contacts", "events")).status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_a_call_is_refused() {
    let emulator = start().await;
    let begin = get(&emulator, "/begin_import/user_consent?service=gmail");
    assert_eq!((begin.status, begin.header("Allow")), (405, Some("POST")));
    for (target, status) in
        [("/events/1.html", 406), ("/nothing", 404), ("/events/1", 404), ("/objects/a.jar", 404)]
    {
        assert_eq!(get(&emulator, target).status, status, "{target}");
    }
    let json = [("Content-Type", "application/json")];
    assert_eq!(send(&emulator, "POST", "/begin_import/import", &json, b"{}").status, 415);
    for (form, code) in
        [("", "260"), ("service=nowhere", "261"), ("service=gmail&redirect_url=javascript:1", "http")]
    {
        let answer = post(&emulator, "/begin_import/user_consent", form);
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains(code), "{}", answer.body);
    }
    let large = "a".repeat(70_000);
    assert_eq!(post(&emulator, "/begin_import/user_consent", &large).status, 413);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fast_polls_are_throttled() {
    let mut quirks = Quirks::default();
    quirks.retry_after = true;
    let emulator = Emulator::builder().quirks(quirks).start().await.unwrap();
    let (id, _) = begin(&emulator, "service=gmail");
    let target = format!("/events/{id}.xml");
    assert_eq!(get(&emulator, &target).status, 200);
    let fast = get(&emulator, &target);
    assert_eq!((fast.status, fast.body.as_str()), (429, "Retry later"));
    assert_eq!((fast.header("Content-Type"), fast.header("Retry-After")), (Some("text/plain"), Some("1")));
    emulator.advance(SECOND);
    assert_eq!(get(&emulator, &target).status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quirks_show_on_the_wire() {
    let mut quirks = Quirks::default();
    quirks.legacy_get = true;
    quirks.errors_as_200 = true;
    quirks.status_error = true;
    quirks.omit_id = true;
    quirks.bare_xml = true;
    quirks.unknown_values = true;
    let emulator = Emulator::builder().quirks(quirks).auto_consent(Duration::ZERO).start().await.unwrap();
    let refused = get(&emulator, "/begin_import/user_consent.json?service=nowhere");
    assert_eq!(refused.status, 200);
    assert!(
        refused.body.contains(r#""status":"error""#) && refused.body.contains(r#""error":{"#),
        "{}",
        refused.body
    );
    let begun = get(&emulator, "/begin_import/user_consent.xml?service=gmail");
    assert!(!begun.body.contains("type=") && !begun.body.contains("<id>"), "{}", begun.body);
    let id = Begun::decode(Format::Xml, begun.body.as_bytes()).unwrap().import_id;
    emulator.advance(2 * SECOND);
    let target = format!("/contacts/{id}");
    for (extension, format) in [(".json", Format::Json), (".xml", Format::Xml)] {
        let answer = get(&emulator, &format!("{target}{extension}"));
        assert!(answer.body.contains("invented"));
        assert_eq!(Contacts::decode(format, answer.body.as_bytes()).unwrap().contacts.len(), 100);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flaky_drops_and_recovers() {
    let emulator =
        Emulator::builder().scenario(Scenario::Flaky).auto_consent(Duration::ZERO).start().await.unwrap();
    let (id, _) = begin(&emulator, "service=gmail");
    let mut statuses = std::collections::BTreeSet::new();
    for _ in 0..60 {
        emulator.advance(SECOND);
        statuses.insert(get(&emulator, &format!("/events/{id}.json")).status);
    }
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [0, 200, 500, 503]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n5_garbage_is_answered_or_closed() {
    let emulator = start().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(1 << 20));
    for bytes in [
        b"\x16\x03\x01\x02\x00".as_slice(),
        b"\r\n\r\n\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /events/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /begin_import/import HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\nConnection: close\r\n\r\n",
        b"GET /events/1 HTTP/1.0\r\n\r\n",
        long.as_bytes(),
    ] {
        let answer = raw(&emulator, bytes);
        let shown: String = answer.chars().take(40).collect();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1."), "{shown}");
        assert!(!answer.starts_with("HTTP/1.1 200"), "{shown}");
    }
    let long_head = send(&emulator, "GET", "/events/1", &[("X", &"a".repeat(200_000))], b"");
    assert_eq!(long_head.status, 431);
    assert_eq!(get(&emulator, "/_cloudsponge/health").status, 200, "still there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_half_a_head_is_closed_in_time() {
    let emulator = start().await;
    let start = Instant::now();
    let half_open = |_| {
        let mut stream = TcpStream::connect(emulator.addr()).unwrap();
        stream.write_all(b"GET /events/1 HTTP/1.1\r\nHost: loc").unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream
    };
    let streams: Vec<TcpStream> = (0..500).map(half_open).collect();
    let before = Instant::now();
    assert_eq!(get(&emulator, "/events/1").status, 404, "others are served meanwhile");
    assert!(before.elapsed() < SECOND, "{:?}", before.elapsed());
    tokio::time::sleep(Duration::from_millis(8_500).saturating_sub(start.elapsed())).await;
    let mut answer = String::new();
    for mut stream in streams {
        answer.clear();
        // An error other than a time-out is a closed connection too.
        let read = stream.read_to_string(&mut answer);
        assert!(!matches!(read, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock), "still open");
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert!((9.0..13.0).contains(&start.elapsed().as_secs_f64()), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n20_stops_in_time() {
    let emulator = start().await;
    let address = emulator.addr();
    let _idle = TcpStream::connect(address).unwrap();
    let start = Instant::now();
    emulator.stop().await;
    assert!(start.elapsed() < Duration::from_millis(2500), "{:?}", start.elapsed());
    assert!(TcpStream::connect(address).is_err(), "nothing listens any more");

    let address = {
        let emulator = self::start().await;
        emulator.addr()
    };
    let deadline = Instant::now() + Duration::from_secs(3);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < deadline, "dropping stops too");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

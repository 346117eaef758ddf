//! The driver's examples run, deliver whole books, and keep the contract of a transport.
#![allow(clippy::unwrap_used, clippy::panic)]

use cloudsponge::proto::{Api, BaseUrl, Credentials, Format};
use cloudsponge_emulator::{Emulator, Scenario};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

#[path = "../../crates/cloudsponge/examples/blocking.rs"]
mod blocking;
#[path = "../../crates/cloudsponge/examples/by_hand.rs"]
mod by_hand;
#[path = "../../crates/cloudsponge/examples/tower.rs"]
mod tower_client;

#[test]
fn by_hand_runs() {
    by_hand::main().unwrap();
}

#[test]
fn tower_runs() {
    tower_client::main().unwrap();
}

#[test]
fn blocking_runs() {
    // With an account in the environment it would call the service.
    if std::env::var_os("CLOUDSPONGE_DOMAIN_KEY").is_none() {
        blocking::main().unwrap();
    }
}

/// What an example's import gives: how many contacts, or why not.
type Run = fn(Api) -> Result<usize, String>;

const IMPORTS: [(&str, Run); 2] = [
    ("blocking", |api| blocking::import(api).map(|names| names.len()).map_err(|error| error.to_string())),
    ("tower", |api| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let book = runtime.block_on(tower_client::import(api));
        book.map(|book| book.contacts.len()).map_err(|error| error.to_string())
    }),
];

#[test]
fn books_of_many_pages_arrive_over_a_flaky_service() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let settings = Emulator::builder().contacts(2340).scenario(Scenario::Flaky).speed(60.0);
    let settings = settings.ttl(Duration::from_secs(24 * 3600));
    let emulator = runtime.block_on(settings.auto_consent(Duration::ZERO).start()).unwrap();
    for (name, import) in IMPORTS {
        for format in [Format::Json, Format::Xml] {
            let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url()).with_format(format);
            assert_eq!(import(api), Ok(2340), "{name} {format}");
        }
    }
    assert!(emulator.journal().iter().any(|entry| entry.status == 0 || entry.status >= 500), "never flaky");
}

/// Answers every request with these bytes and a closed connection; the heads it saw come out of the channel.
fn answering(answer: &'static [u8]) -> (Api, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (seen, heads) = mpsc::channel();
    // It ends with the first request after the test has hung up, or with the process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 4096];
            let mut request = Vec::new();
            while !request.ends_with(b"service=gmail") {
                match stream.read(&mut bytes).unwrap() {
                    0 => break,
                    read => request.extend(bytes.iter().take(read)),
                }
            }
            if seen.send(String::from_utf8_lossy(&request).to_lowercase()).is_err() {
                return;
            }
            // A client that has heard enough may be gone already.
            let _ = stream.write_all(answer);
        }
    });
    let api = Api::new(Credentials::new("demo-key", "demo-password").unwrap()).with_base_url(base_url);
    (api, heads)
}

#[test]
fn t11_a_begin_call_that_broke_off_is_sent_once() {
    for (name, import) in IMPORTS {
        for answer in
            ["", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"status\":\"success\",\"import_id\":7"]
        {
            let (api, heads) = answering(answer.as_bytes());
            let error = import(api).unwrap_err();
            assert!(error.contains("may or may not have begun"), "{name}: {error}");
            assert_eq!(heads.try_iter().count(), 1, "{name} {answer:?}");
        }
    }
}

#[test]
fn t1_a_redirect_is_an_answer_and_not_followed() {
    for (name, import) in IMPORTS {
        let (api, heads) = answering(b"HTTP/1.1 302 Found\r\nLocation: /begin_import/elsewhere\r\n\r\n");
        let error = import(api).unwrap_err();
        assert!(error.contains("redirect"), "{name}: {error}");
        assert_eq!(heads.try_iter().count(), 1, "{name}");
    }
}

#[test]
fn the_headers_are_those_of_the_core() {
    for (name, import) in IMPORTS {
        let (api, heads) = answering(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        import(api).unwrap_err();
        let request = heads.recv().unwrap();
        assert!(
            request.starts_with("post /begin_import/user_consent.json http/1.1\r\n"),
            "{name}: {request}"
        );
        for header in ["authorization: basic ", "content-length: 13\r\n", "user-agent: cloudsponge-rust/"] {
            assert_eq!(request.matches(header).count(), 1, "{name}: {header}");
        }
        assert!(request.ends_with("\r\n\r\nservice=gmail"), "{name}");
    }
}

#[test]
fn nobody_listening_is_told_as_such() {
    for (name, import) in IMPORTS {
        let base_url = BaseUrl::parse("http://127.0.0.1:1").unwrap();
        let api = Api::new(Credentials::new("demo-key", "demo-password").unwrap()).with_base_url(base_url);
        // Nothing was sent, so the core tries again, and then says what was wrong.
        let error = import(api).unwrap_err();
        assert!(error.contains("no connection to the service"), "{name}: {error}");
    }
}

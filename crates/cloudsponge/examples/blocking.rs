//! A whole import without async: the sans-IO core over a plain blocking HTTP client.
//!
//! ```sh
//! cargo run -p cloudsponge --example blocking
//! ```
//!
//! imports a made-up address book from the emulator. With `CLOUDSPONGE_DOMAIN_KEY` and `CLOUDSPONGE_DOMAIN_PASSWORD` in
//! the environment it calls the service itself, and waits for you to open the page it prints.

use cloudsponge::proto::exchange::{Input, Limits};
use cloudsponge::proto::import::Output;
use cloudsponge::proto::{Api, Credentials, FailureKind, Import, ImportEvent, Policy, Service};
use cloudsponge_emulator::Emulator;
use std::error::Error;
use std::io::Read;
use std::time::{Duration, Instant};

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let key = std::env::var("CLOUDSPONGE_DOMAIN_KEY");
    let password = std::env::var("CLOUDSPONGE_DOMAIN_PASSWORD");
    let names = if let (Ok(key), Ok(password)) = (key, password) {
        import(Api::new(Credentials::new(key, password)?))?
    } else {
        // The emulator is async; its own thread keeps it out of sight. It stops when `runtime` is dropped.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let emulator =
            runtime.block_on(Emulator::builder().contacts(12).auto_consent(Duration::ZERO).start())?;
        import(Api::new(emulator.credentials()).with_base_url(emulator.base_url()))?
    };
    println!("{} contacts, the first of them {:?}", names.len(), names.first());
    Ok(())
}

/// Runs an import from begin to the last contact, and returns the names in the book.
pub(crate) fn import(api: Api) -> Result<Vec<String>, Box<dyn Error>> {
    let agent = agent();
    let mut import = Import::begin(api, Service::GMAIL, Policy::default(), Instant::now());
    let mut names = Vec::new();
    loop {
        match import.poll_output(Instant::now())? {
            Output::Request(request) => transfer(&agent, request, &mut import),
            Output::Event(event) => tell(event, &mut names),
            // A blocking transfer is over when `transfer` returns, so there is nothing to wait for but the time.
            Output::Wait(until) => std::thread::sleep(until.saturating_duration_since(Instant::now())),
            Output::Done => return Ok(names),
            _ => return Err("this version of the core wants something this example does not know".into()),
        }
    }
}

fn tell(event: ImportEvent, names: &mut Vec<String>) {
    match event {
        ImportEvent::Begun(begun) => {
            if let Some(page) = begun.url {
                println!("please open {}", page.as_str());
            }
        }
        ImportEvent::Progress(event) => println!("{} is {}", event.event_type, event.status),
        ImportEvent::Contacts(page) => {
            // A contact that could not be read is an error in its place, and costs none of the others.
            let readable = page.iter().flatten();
            names.extend(readable.filter_map(|contact| contact.display_name()).map(String::from));
        }
        _ => {}
    }
}

/// Exactly what was asked for, exactly once: any status is an answer, and nothing is followed or added.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_connect(Some(Duration::from_secs(5)))
        .timeout_recv_response(Some(Limits::default().first_byte))
        .timeout_per_read(Some(Limits::default().idle))
        .build()
        .into()
}

/// Carries one request there and its answer back. It returns when the transfer is over, whichever way.
fn transfer(agent: &ureq::Agent, request: http::Request<bytes::Bytes>, import: &mut Import) {
    if let Err(error) = exchange(agent, request, import) {
        import.handle_input(Input::Failure(Instant::now(), failure_kind(&error)));
    }
}

fn exchange(
    agent: &ureq::Agent,
    request: http::Request<bytes::Bytes>,
    import: &mut Import,
) -> Result<(), ureq::Error> {
    // Nobody looks at the clock during a blocking read, so the client has to end it: at the import's deadline too.
    let left = import.deadline().saturating_duration_since(Instant::now()).min(Limits::default().total);
    let request = agent.configure_request(request.map(Vec::from)).timeout_global(Some(left)).build();
    let (head, body) = agent.run(request)?.into_parts();
    import.handle_input(Input::Head(Instant::now(), head));
    let mut body = body.into_reader();
    let mut buffer = [0; 16 * 1024];
    // The core may have heard enough before the end: a body over its limit, for instance.
    while import.in_flight() {
        let read = body.read(&mut buffer)?;
        match buffer.get(..read).unwrap_or_default() {
            [] => import.handle_input(Input::End(Instant::now())),
            bytes => import.handle_input(Input::Body(Instant::now(), bytes)),
        }
    }
    Ok(())
}

/// How far the request may have got. Only what provably never left may be called a failed connection, for then even a
/// begin call is sent again; in doubt it was under way.
fn failure_kind(error: &ureq::Error) -> FailureKind {
    use std::io::ErrorKind;
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound | Error::ConnectionFailed => FailureKind::Connect,
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => FailureKind::Connect,
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => FailureKind::ConnectTimeout,
        Error::Timeout(_) => FailureKind::Timeout,
        Error::LargeResponseHeader(..) => FailureKind::TooLarge,
        Error::Protocol(_) => FailureKind::Protocol,
        Error::Io(_) => FailureKind::Interrupted,
        _ => FailureKind::Other,
    }
}

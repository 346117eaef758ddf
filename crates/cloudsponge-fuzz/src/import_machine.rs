//! Whatever comes in, in whatever order: an import keeps its laws.

use cloudsponge_proto::exchange::Input;
use cloudsponge_proto::import::{Import, ImportEvent, ImportState, Output, Policy};
use cloudsponge_proto::{Api, Credentials, FailureKind, Format, ImportId, Service};
use http::Response;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const SECOND: Duration = Duration::from_secs(1);

/// The bytes as a script: settings, then one step after another.
pub fn import_machine(input: &[u8]) {
    let mut script = Script(input);
    let (settings, deadline, size) = (script.byte(), script.byte(), script.byte());
    let policy = Policy::default()
        .deadline(Duration::from_secs(u64::from(deadline)))
        .page_size(u64::from(size % 16))
        .seed(u64::from(settings));
    let format = if settings & 1 == 0 { Format::Json } else { Format::Xml };
    let api = Api::new(Credentials::new("key", "password").unwrap()).with_format(format);
    let start = Instant::now();
    let import = if settings & 2 == 0 {
        Import::begin(api.clone(), Service::GMAIL, policy.clone(), start)
    } else {
        Import::attach(api.clone(), ImportId::from(7), policy.clone(), start)
    };
    let watch = Watch { start, now: start, deadline: import.deadline(), ..Watch::new(start) };
    let mut run = Run { api, policy, format, import, watch };
    while !script.0.is_empty() {
        run.step(&mut script);
    }
    run.finish();
}

/// What is left of the script.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// So many of the next bytes as the next byte says.
    fn bytes(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }
}

/// What has been seen from outside.
struct Watch {
    start: Instant,
    now: Instant,
    deadline: Instant,
    /// A begin call may be made: none was, or the last one never left.
    may_begin: bool,
    last_poll: Option<Instant>,
    polls: u64,
    next: u64,
    owners: u32,
    ended: Option<Result<(), String>>,
}

impl Watch {
    fn new(now: Instant) -> Self {
        Self {
            start: now,
            now,
            deadline: now,
            may_begin: true,
            last_poll: None,
            polls: 0,
            next: 0,
            owners: 0,
            ended: None,
        }
    }

    fn request(&mut self, path: &str, post: bool, max_polls: u64) {
        assert!(self.now < self.deadline, "nothing is requested after the deadline");
        if post {
            assert!(self.may_begin, "a begin call that may have been heard is never repeated");
            self.may_begin = false;
        }
        if path.starts_with("/events") {
            let last = self.last_poll.replace(self.now);
            assert!(last.is_none_or(|last| self.now - last >= SECOND), "polls keep a second apart");
            self.polls += 1;
            assert!(self.polls <= max_polls);
        }
    }

    fn event(&mut self, event: ImportEvent) {
        match event {
            ImportEvent::Owner(_) => {
                self.owners += 1;
                assert_eq!(self.owners, 1, "the owner is told once");
            }
            ImportEvent::Contacts(page) => {
                assert_eq!(page.start, self.next, "positions follow each other");
                assert!(!page.is_empty());
                for (at, slot) in (page.start..).zip(&page) {
                    assert!(slot.err().is_none_or(|bad| bad.index == at));
                }
                self.next = page.end();
            }
            ImportEvent::Finished(summary) => assert_eq!(summary.delivered, self.next),
            _ => {}
        }
    }

    /// Both ends are final.
    fn end(&mut self, end: Result<(), String>) {
        let before = self.ended.get_or_insert_with(|| end.clone());
        assert_eq!(*before, end, "an end is the end");
    }
}

struct Run {
    api: Api,
    policy: Policy,
    format: Format,
    import: Import,
    watch: Watch,
}

impl Run {
    fn step(&mut self, script: &mut Script<'_>) {
        let now = self.watch.now;
        match script.byte() % 16 {
            0..=2 => drop(self.poll()),
            3 => self.watch.now += Duration::from_millis(100 * u64::from(script.byte())),
            4 => self.wait(),
            5 => self.import.handle_input(Input::Body(now, script.bytes())),
            6 => self.import.handle_input(Input::End(now)),
            7 => self.fail(failure(script.byte())),
            8 => self.head(script),
            9 => self.import.request_sent(now),
            10 => self.answer(200, script.bytes()),
            11 => self.answer(script.byte().into(), b""),
            12 => self.begun(),
            13 => self.events(script.byte()),
            14 => self.contacts(script.byte(), script.byte(), script.byte()),
            _ => self.save_and_resume(script.byte()),
        }
    }

    fn fail(&mut self, kind: FailureKind) {
        let begins = self.import.in_flight() && self.import.import_id().is_none();
        self.watch.may_begin |= begins && kind.is_unsent();
        self.import.handle_input(Input::Failure(self.watch.now, kind));
    }

    fn poll(&mut self) -> Option<Instant> {
        match self.import.poll_output(self.watch.now) {
            Ok(Output::Request(request)) => {
                assert!(self.import.in_flight());
                let post = request.method() == http::Method::POST;
                self.watch.request(request.uri().path(), post, self.policy.max_polls());
            }
            Ok(Output::Event(event)) => self.watch.event(event),
            Ok(Output::Wait(until)) => {
                assert!(until > self.watch.now, "a wait ends later");
                assert!(until <= self.watch.deadline, "nothing is waited for behind the deadline");
                return Some(until);
            }
            Ok(Output::Done) => self.watch.end(Ok(())),
            Ok(_) => {}
            Err(error) => self.watch.end(Err(error.to_string())),
        }
        None
    }

    fn wait(&mut self) {
        if let Some(until) = self.poll() {
            self.watch.now = until;
        }
    }

    fn head(&mut self, script: &mut Script<'_>) {
        let status = 100 + u16::from(script.byte()) * 2;
        let mut head = Response::builder().status(status);
        if let Ok(value) = http::HeaderValue::from_bytes(script.bytes()) {
            head = head.header("retry-after", value);
        }
        let (head, ()) = head.body(()).unwrap().into_parts();
        self.import.handle_input(Input::Head(self.watch.now, head));
    }

    fn answer(&mut self, status: u16, body: &[u8]) {
        let response = Response::builder().status(status.max(100)).body(body).unwrap();
        self.import.handle_response(self.watch.now, response);
    }

    fn begun(&mut self) {
        self.answer(
            200,
            match self.format {
                Format::Json => br#"{"status":"success","url":"https://consent.example/n/A","import_id":7}"#,
                Format::Xml => b"<result><status>success</status><import-id>7</import-id></result>",
            },
        );
    }

    fn events(&mut self, choice: u8) {
        let kind = ["INITIALIZING", "GATHERING", "COMPLETE", "COMPLETE", "OTHER", "ERROR", "SUBMITTING", ""];
        let state = ["INPROGRESS", "COMPLETED", "ERROR", "PENDING"];
        let kind = kind.get(usize::from(choice & 7)).unwrap();
        let state = state.get(usize::from(choice >> 3 & 3)).unwrap();
        let value = i16::from(choice) - 16;
        let body = match self.format {
            Format::Json => {
                format!(
                    r#"{{"events":[{{"event_type":"{kind}","status":"{state}","value":{value}}}],"import_id":7}}"#
                )
            }
            Format::Xml => format!(
                "<eventsResponse><events type='array'><event><event-type>{kind}</event-type><status>{state}</status>\
                 <value>{value}</value></event></events></eventsResponse>"
            ),
        };
        self.answer(200, body.as_bytes());
    }

    fn contacts(&mut self, start: u8, count: u8, total: u8) {
        let (bad, count) = (count & 16 != 0, usize::from(count % 16));
        let (item, list) = match (self.format, bad) {
            (Format::Json, false) => (r#"{"first_name":"Fern"}"#, ","),
            (Format::Json, true) => ("[]", ","),
            (Format::Xml, false) => ("<contact><first-name>Fern</first-name></contact>", ""),
            (Format::Xml, true) => ("<contact>Fern</contact>", ""),
        };
        let items = vec![item; count].join(list);
        let body = match self.format {
            Format::Json if total == 0 => format!(r#"{{"contacts":[{items}]}}"#),
            Format::Json => format!(
                r#"{{"contacts":[{items}],"contacts_owner":{{"owner":true}},"start":{start},"total":{total}}}"#
            ),
            Format::Xml => format!(
                "<contactsResponse><contacts type='array'>{items}</contacts><start>{start}</start>\
                 <total>{total}</total></contactsResponse>"
            ),
        };
        self.answer(200, body.as_bytes());
    }

    /// As a process that dies and starts again, with a clock that may have been set.
    fn save_and_resume(&mut self, clock: u8) {
        let (now, wall) = (self.watch.now, UNIX_EPOCH + Duration::from_secs(1_500_000_000));
        let state = self.import.state(now, wall);
        let text = state.to_json();
        assert!(text.len() <= 4096);
        assert_eq!(ImportState::from_json(&text).as_ref(), Ok(&state));
        assert!(state.next_position() <= self.watch.next, "what was not told is not acknowledged");
        let wall: SystemTime = wall + SECOND * u32::from(clock) - SECOND * 128;
        let Ok(import) = Import::resume(self.api.clone(), &state, self.policy.clone(), now, wall) else {
            return;
        };
        assert!(import.deadline() <= self.watch.deadline.max(now), "a resume gives no more time");
        self.import = import;
        self.watch = Watch {
            deadline: self.import.deadline(),
            may_begin: false,
            last_poll: self.watch.last_poll,
            polls: self.watch.polls,
            next: state.next_position(),
            start: self.watch.start,
            ..Watch::new(now)
        };
        // Whether the owner comes again is the state's to tell.
        self.watch.owners = 0;
    }

    /// Left alone, an import ends by its deadline, and stays so.
    fn finish(mut self) {
        for _ in 0..10_000 {
            if let Some(end) = &self.watch.ended {
                let later = self.import.poll_output(self.watch.now + SECOND);
                assert_eq!(later.is_ok(), end.is_ok());
                return;
            }
            self.wait();
        }
        panic!("the import does not end, {:?} after its start", self.watch.now - self.watch.start);
    }
}

fn failure(choice: u8) -> FailureKind {
    match choice % 8 {
        0 => FailureKind::Connect,
        1 => FailureKind::Timeout,
        2 => FailureKind::Interrupted,
        3 => FailureKind::Protocol,
        4 => FailureKind::ConnectTimeout,
        5 => FailureKind::Tls,
        6 => FailureKind::TooLarge,
        _ => FailureKind::Other,
    }
}

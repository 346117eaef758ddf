//! Whole imports by the core against the emulator, with trouble on the way, and how they must end by the model (V46).

use super::import::{Import as Story, Method, Scenario, Stage};
use super::requests::FIRST;
use super::wire::Wire;
use bytes::Bytes;
use cloudsponge::proto::endpoints::{Begin, Include, UserConsent, UsernamePassword};
use cloudsponge::proto::exchange::{Input, Limits};
use cloudsponge::proto::import::{Cause, ImportErrorKind, Output};
use cloudsponge::proto::model::Contact;
use cloudsponge::proto::{Api, FailureKind, Format, Import, ImportEvent, ImportId, Policy, Service};
use cloudsponge_emulator::{Emulator, Profile};
use http::{Request, Response};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const TTL: Duration = Duration::from_secs(300);

/// What befalls one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// It is never sent.
    Unsent,
    /// It arrives, and its answer is lost.
    Lost,
    /// It arrives, and its answer never comes.
    Silent,
    /// It arrives, and half of its answer comes.
    Cut,
    /// Something in between answers that the service is not there.
    Unavailable,
}

/// An import, and what befalls it.
#[derive(Clone, Debug)]
pub struct Journey {
    format: Format,
    contacts: u64,
    page_size: u64,
    addresses: bool,
    /// By a login, with this password; else by consent.
    password: Option<&'static str>,
    user_id: Option<&'static str>,
    /// The person says yes or no, so many milliseconds after the begin call.
    answer: Option<(u64, bool)>,
    /// One for each request, in order; no trouble befalls later ones.
    troubles: Vec<Trouble>,
}

/// How an import ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// All contacts came: so many.
    Done(u64),
    /// It failed, or somebody declined, with this code.
    Failed(i64),
    /// Nobody knows whether it began.
    StartUnknown,
    /// Another way.
    Other(String),
}

/// A mistake in what is foretold, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A begin call whose answer was lost is made again.
    BeginAgain,
    /// A poll whose answer was lost ends the import.
    GiveUp,
    /// A person's no counts as yes.
    NoIsYes,
    /// The password does not matter.
    AnyPassword,
}

impl Mistake {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::BeginAgain, Self::GiveUp, Self::NoIsYes, Self::AnyPassword];
}

/// Imports of every kind with up to eight troubles, never more than two on end.
pub fn journeys() -> impl Strategy<Value = Journey> {
    let trouble = prop_oneof![
        6 => Just(Trouble::None),
        4 => select(vec![Trouble::Unsent, Trouble::Lost, Trouble::Cut, Trouble::Unavailable]),
        1 => Just(Trouble::Silent),
    ];
    // Who leaves without a word, or never answers, costs ten minutes of polls.
    let scenario = prop_oneof![
        9 => Just("scenario:fail:518"),
        5 => select(vec!["scenario:slow", "scenario:deny"]),
        1 => Just("scenario:abandon"),
    ];
    let book = (select(vec![Format::Json, Format::Xml]), select(vec![0, 1, 7, 25]), select(vec![1, 5, 1000]));
    let person = (
        option::weighted(0.3, select(vec!["app-specific", "wrong"])),
        option::weighted(0.3, scenario),
        option::weighted(0.95, (select(vec![0, 700, 1500, 4000]), prop::bool::weighted(0.8))),
    );
    // The first is the begin call's, which most troubles end: it has fewer of them.
    let first = prop_oneof![5 => Just(Trouble::None), 1 => trouble.clone()];
    (book, any::<bool>(), person, first, vec(trouble, 0..8)).prop_map(
        |((format, contacts, page_size), addresses, (password, user_id, answer), first, mut troubles)| {
            troubles.insert(0, first);
            let mut in_a_row = 0;
            for trouble in &mut troubles {
                if in_a_row == 2 {
                    *trouble = Trouble::None;
                }
                in_a_row = if *trouble == Trouble::None { 0 } else { in_a_row + 1 };
            }
            Journey { format, contacts, page_size, addresses, password, user_id, answer, troubles }
        },
    )
}

/// How it must end.
pub fn foretell(journey: &Journey, mistake: Option<Mistake>) -> End {
    let wrong = |of: Mistake| mistake == Some(of);
    let mut troubles = journey.troubles.iter();
    // What provably never left goes out again, and nothing else.
    let begun = loop {
        match troubles.next().unwrap_or(&Trouble::None) {
            Trouble::None => break true,
            Trouble::Unsent => {}
            _ if wrong(Mistake::BeginAgain) => {}
            _ => break false,
        }
    };
    if !begun {
        return End::StartUnknown;
    }
    if wrong(Mistake::GiveUp) && troubles.any(|trouble| *trouble == Trouble::Lost) {
        return End::Other("no answer".to_owned());
    }
    let method = match journey.password {
        Some(password) => Method::Login { wrong: password == "wrong" && !wrong(Mistake::AnyPassword) },
        None => Method::Consent,
    };
    let scenario = journey.user_id.and_then(|id| Scenario::named(id.strip_prefix("scenario:")?));
    let scenario = scenario.unwrap_or(Scenario::Allow);
    let ttl = u64::try_from(TTL.as_millis()).unwrap_or(u64::MAX);
    let mut story =
        Story::new(method, 0, journey.user_id, None, journey.addresses, scenario, journey.contacts);
    story.begin(0, ttl);
    if let Some((at, yes)) = journey.answer {
        let yes = yes || wrong(Mistake::NoIsYes);
        story.answer((!yes).then(|| method.denied()), at, ttl);
    }
    match story.last() {
        Stage::Refused(code) | Stage::Failed(code) => End::Failed(code),
        _ => End::Done(journey.contacts),
    }
}

/// Runs it, and watches it on the way.
///
/// # Errors
/// It ended in another way than foretold, or did what no import may: asked too often, began twice, delivered what the book
/// does not hold.
pub fn travel(runtime: &Runtime, journey: &Journey, mistake: Option<Mistake>) -> Result<End, String> {
    let [key, password] = FIRST;
    let builder = Emulator::builder().credentials(key, password).stopped_clock().ttl(TTL);
    let builder = builder.profile(Profile::Aol).contacts(journey.contacts);
    let emulator = runtime.block_on(builder.start()).map_err(|error| error.to_string())?;
    let start = Instant::now();
    let mut traveller = Traveller {
        wire: Wire::new(emulator.addr()),
        troubles: journey.troubles.clone().into_iter(),
        answer: journey.answer.map(|(at, yes)| (start + Duration::from_millis(at), yes)),
        delivered: Vec::new(),
        now: start,
        emulator,
    };
    let end = traveller.run(journey);
    let foretold = foretell(journey, mistake);
    if end != foretold {
        return Err(format!("{foretold:?} foretold, {end:?} found"));
    }
    traveller.check(journey, &end)?;
    Ok(end)
}

struct Traveller {
    emulator: Emulator,
    wire: Wire,
    troubles: std::vec::IntoIter<Trouble>,
    answer: Option<(Instant, bool)>,
    delivered: Vec<Contact>,
    now: Instant,
}

impl Traveller {
    fn run(&mut self, journey: &Journey) -> End {
        let api = Api::new(self.emulator.credentials()).with_base_url(self.emulator.base_url());
        let policy = Policy::default().page_size(journey.page_size).deadline(Duration::from_secs(1200));
        let mut import = Import::begin(api.with_format(journey.format), begin(journey), policy, self.now);
        loop {
            match import.poll_output(self.now) {
                Ok(Output::Request(request)) => self.transfer(&request, &mut import),
                Ok(Output::Event(ImportEvent::Contacts(page))) => {
                    self.delivered.extend(page.iter().flatten().map(|contact| contact.to_owned()));
                }
                Ok(Output::Event(_)) => {}
                Ok(Output::Wait(until)) => self.wait(until, import.import_id()),
                Ok(Output::Done) => return End::Done(self.delivered.len() as u64),
                Ok(other) => return End::Other(format!("{other:?}")),
                Err(error) => return end(error.kind()),
            }
        }
    }

    /// Time passes; the person answers when it is time.
    fn wait(&mut self, until: Instant, id: Option<&ImportId>) {
        if let (Some((at, yes)), Some(id)) = (self.answer, id)
            && at <= until
        {
            self.pass(at);
            let _known = if yes { self.emulator.grant(id) } else { self.emulator.deny(id) };
            self.answer = None;
        }
        self.pass(until);
    }

    fn pass(&mut self, until: Instant) {
        self.emulator.advance(until.saturating_duration_since(self.now));
        self.now = self.now.max(until);
    }

    fn transfer(&mut self, request: &Request<Bytes>, import: &mut Import) {
        let trouble = self.troubles.next().unwrap_or(Trouble::None);
        if trouble == Trouble::Unsent {
            return import.handle_input(Input::Failure(self.now, FailureKind::Connect));
        }
        if trouble == Trouble::Unavailable {
            let mut answer = Response::new(b"<h1>Back soon</h1>".as_slice());
            *answer.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            return import.handle_response(self.now, answer);
        }
        let Ok(answer) = self.wire.exchange(request) else {
            return import.handle_input(Input::Failure(self.now, FailureKind::Other));
        };
        let (head, body) = answer.into_parts();
        match trouble {
            Trouble::Lost => import.handle_input(Input::Failure(self.now, FailureKind::Interrupted)),
            Trouble::Silent => {
                self.pass(self.now + Limits::default().first_byte);
                import.handle_input(Input::Failure(self.now, FailureKind::Timeout));
            }
            Trouble::Cut => {
                import.handle_input(Input::Head(self.now, head));
                import.handle_input(Input::Body(self.now, body.get(..body.len() / 2).unwrap_or_default()));
                import.handle_input(Input::Failure(self.now, FailureKind::Interrupted));
            }
            _ => import.handle_response(self.now, Response::from_parts(head, &body)),
        }
    }

    fn check(&self, journey: &Journey, end: &End) -> Result<(), String> {
        let journal = self.emulator.journal();
        let begun = journal.iter().filter(|entry| entry.path.starts_with("/begin_import/")).count();
        if begun > 1 {
            return Err(format!("{begun} begin calls arrived"));
        }
        if let Some(entry) = journal.iter().find(|entry| !matches!(entry.status, 200 | 404)) {
            return Err(format!("the service refused a call: {entry:?}"));
        }
        let book = self.emulator.book();
        for (at, contact) in (0..).zip(&self.delivered) {
            if book.contact_with(at, journey.addresses).as_ref() != Some(contact) {
                return Err(format!("contact {at} is another"));
            }
        }
        if matches!(end, End::Done(_)) || self.delivered.is_empty() {
            return Ok(());
        }
        Err(format!("{} contacts of an import that ended with {end:?}", self.delivered.len()))
    }
}

fn begin(journey: &Journey) -> Begin {
    let include = || Include::new("mailing_address").filter(|_| journey.addresses);
    match journey.password {
        Some(password) => {
            let mut begin = UsernamePassword::new(Service::ICLOUD, "fern@example.com", password);
            begin = journey.user_id.map_or(begin.clone(), |id| begin.user_id(id));
            include().map_or(begin.clone(), |include| begin.include(include)).into()
        }
        None => {
            let mut begin = UserConsent::new(Service::GMAIL);
            begin = journey.user_id.map_or(begin.clone(), |id| begin.user_id(id));
            include().map_or(begin.clone(), |include| begin.include(include)).into()
        }
    }
}

fn end(kind: &ImportErrorKind) -> End {
    match kind {
        ImportErrorKind::Failed(failure) => match failure.code {
            Some(code) => End::Failed(code.get()),
            None => End::Other("a failure without code".to_owned()),
        },
        ImportErrorKind::StartOutcomeUnknown(Cause::Transport(_) | Cause::Api(_)) => End::StartUnknown,
        other => End::Other(other.to_string()),
    }
}

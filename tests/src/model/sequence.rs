//! A sequence of actions, done to a real emulator over HTTP and to the reference model at once.

use super::action::*;
use super::bend::Bend;
use super::expected::{Expected, LeadsTo};
use super::judge::Judge;
use super::reference::Model;
use super::requests::{self, FIRST, NO_CODE, SECOND};
use super::wire::Wire;
use cloudsponge_emulator::{Emulator, Quirks};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often each kind of answer came.
pub type Tally = BTreeMap<String, u64>;

/// Does the actions one after the other, and counts the answers.
///
/// # Errors
/// The first action whose answer is not the model's, and what differs.
pub fn follow(
    runtime: &Runtime,
    (setup, actions): &(Setup, Vec<Action>),
    bend: Option<Bend>,
    tally: &mut Tally,
) -> Result<(), String> {
    let emulator = runtime.block_on(start(*setup))?;
    let mut run = Run {
        wire: Wire::new(emulator.addr()),
        judge: Judge::new(*setup, emulator.book(), emulator.url()),
        model: Model::new(*setup, bend),
        emulator,
    };
    for (at, action) in actions.iter().enumerate() {
        let expected = run.model.expect(action);
        *tally.entry(name(&expected)).or_default() += 1;
        let verdict = run.act(action, &expected);
        verdict.map_err(|difference| {
            format!("step {at}, {action:?}: the model says {expected:?}; {difference}")
        })?;
    }
    Ok(())
}

async fn start(setup: Setup) -> Result<Emulator, String> {
    let mut quirks = Quirks::default();
    quirks.legacy_get = setup.legacy_get;
    quirks.status_error = setup.status_error;
    quirks.errors_as_200 = setup.errors_as_200;
    quirks.omit_id = setup.omit_id;
    quirks.bare_xml = setup.bare_xml;
    quirks.descending_events = setup.descending;
    quirks.complete_row_on_error = setup.complete_row_on_error;
    quirks.delete_on_read = setup.delete_on_read;
    quirks.throttle = setup.throttle;
    quirks.retry_after = setup.retry_after;
    let ([key, password], [other, its]) = (FIRST, SECOND);
    let builder = Emulator::builder().credentials(key, password).another_domain(other, its).stopped_clock();
    let builder = builder.profile(setup.profile).contacts(setup.contacts).quirks(quirks);
    builder.ttl(Duration::from_millis(setup.ttl)).start().await.map_err(|error| error.to_string())
}

struct Run {
    wire: Wire,
    judge: Judge,
    model: Model,
    emulator: Emulator,
}

impl Run {
    fn act(&mut self, action: &Action, expected: &Expected) -> Result<(), String> {
        let request = match action {
            Action::Begin(begin) => requests::begin(begin),
            Action::Events(look) => requests::look("events", look, &self.id(look.target), &[]),
            Action::Contacts(look, start, count) => {
                let query = [("start", *start), ("count", *count)];
                requests::look("contacts", look, &self.id(look.target), &query)
            }
            Action::Open(target, prefix) => requests::open(&self.page(*target, *prefix, "/n/")),
            Action::Press { target, prefix, button, foreign } => {
                requests::press(&self.page(*target, *prefix, "/n/"), *button, *foreign)
            }
            Action::Upload(target, file) => {
                requests::upload(&self.page(*target, Prefix::Own, "/csv/"), *file)
            }
            Action::HandOff { target, what, post } => requests::hand_off(&self.id(*target), *what, *post),
            Action::Stray(method, path) => requests::stray(method, path),
            Action::Wait(time) => {
                self.emulator.advance(Duration::from_millis(*time));
                return Ok(());
            }
            Action::Decide(target, allow) => return self.decide(*target, *allow, expected),
        };
        let request = request.map_err(|error| error.to_string())?;
        let answer = self.wire.exchange(&request).map_err(|error| format!("no answer: {error}"))?;
        self.judge.compare(expected, &answer)?;
        let journal = self.emulator.journal();
        let noted = journal.last().ok_or("the journal is empty")?;
        if noted.status != answer.status().as_u16()
            || noted.secrets_in_query != requests::shows_secret(action)
        {
            return Err(format!("the journal says {noted:?}"));
        }
        Ok(())
    }

    fn decide(&self, target: Target, allow: bool, expected: &Expected) -> Result<(), String> {
        let id = self.id(target).parse().map_err(|_| "no id")?;
        let known = if allow { self.emulator.grant(&id) } else { self.emulator.deny(&id) };
        if matches!(expected, Expected::Known(expected) if *expected == known) {
            return Ok(());
        }
        Err(format!("the emulator says {known}"))
    }

    fn id(&self, target: Target) -> String {
        let begun = self.model.index(target).and_then(|import| self.judge.id(import));
        begun.unwrap_or(if target == Target::Word { "word" } else { "1" }).to_owned()
    }

    /// The path of a page; of one that does not exist where the import has none.
    fn page(&self, target: Target, prefix: Prefix, otherwise: &str) -> String {
        let page = self.model.index(target).and_then(|import| self.judge.page(import));
        let page = page.map_or_else(|| format!("{otherwise}{NO_CODE}"), str::to_owned);
        match (prefix, page.strip_prefix("/n/"), page.strip_prefix("/csv/")) {
            (Prefix::Swapped, Some(code), _) => format!("/csv/{code}"),
            (Prefix::Swapped, _, Some(code)) => format!("/n/{code}"),
            _ => page,
        }
    }
}

/// A short name for the kind of answer.
fn name(expected: &Expected) -> String {
    match expected {
        Expected::Nothing => "nothing".to_owned(),
        Expected::Known(known) => format!("known {known}"),
        Expected::Begun(begun) => match begun.leads_to {
            LeadsTo::Code(prefix) => format!("begun {prefix}"),
            leads_to => format!("begun {leads_to:?}"),
        },
        Expected::Events(events) => {
            let rows = if events.rows.first().is_some_and(|row| row.event_type == "COMPLETE") {
                events.rows.first()
            } else {
                events.rows.last()
            };
            rows.map_or_else(String::new, |row| format!("events {} {}", row.event_type, row.status))
        }
        Expected::Contacts(contacts) => {
            let whole = contacts.positions == (0..contacts.total);
            format!("contacts {}", if whole { "all" } else { "some" })
        }
        Expected::Refused(refused) => {
            let why = format!("{:?}", refused.why);
            format!("{} {}", refused.status, why.split('(').next().unwrap_or_default())
        }
        Expected::Throttled { .. } => "429".to_owned(),
        Expected::Page { status, .. } => format!("page {status}"),
    }
}

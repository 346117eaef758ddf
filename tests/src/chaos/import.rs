//! Whole imports: healthy but for one request, whose answer is the fault.

use super::case::{Call, Case, PAGE, TOTAL, api, healthy, login, names};
use super::expect::{End, Seen};
use super::kind::Kind;
use super::quick::{Quick, SPEED};
use super::report::{Ran, describe};
use super::row::{Patience, Row};
use super::watch;
use cloudsponge::proto::endpoints::{Begin, UserConsent};
use cloudsponge::proto::{Format, ImportEvent, Policy, Service};
use cloudsponge::{Client, Error, ImportRun, Timer, Transport};
use cloudsponge_conformance::server::FaultServer;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// An import that runs longer hangs.
const PATIENCE: Duration = Duration::from_secs(25);

/// How each row's single calls ended, from which follows how an import must.
pub type Known = HashMap<(&'static str, Kind, Call, Format), Seen>;

/// The calls of an import in their order; the fault meets one of them.
fn steps(fault: Call) -> [Call; 4] {
    let begin = if fault == Call::Login { Call::Login } else { Call::Consent };
    [begin, Call::Events, Call::Contacts(0), Call::Contacts(1)]
}

/// Runs imports with a row's fault at each of their calls, all at once.
pub async fn run(row: Arc<Row>, kind: Kind, seed: u64, known: Arc<Known>) -> Vec<Ran> {
    let (transport, _) = match kind.make() {
        Ok(made) => made,
        Err(error) => return vec![Ran::broken(&row, kind, error)],
    };
    let mut running = Vec::new();
    let faults = [Call::Consent, Call::Login, Call::Events, Call::Contacts(0), Call::Contacts(1)];
    for call in faults.into_iter().filter(|call| (row.calls)(*call)) {
        for format in row.formats.iter().copied() {
            let single = if call == Call::Contacts(1) { Call::Contacts(0) } else { call };
            let Some(seen) = known.get(&(row.id, kind, single, format)).cloned() else { continue };
            let (row, transport) = (Arc::clone(&row), Arc::clone(&transport));
            running.push(tokio::spawn(async move {
                let mut ran = Ran::new(&row, kind, call, format, true);
                let case =
                    Case { call, format, seed, row: row.id, here: String::new(), elsewhere: String::new() };
                ran.seen = seen;
                if let Err(failure) = meet(&row, case, transport, &mut ran).await {
                    ran.failures.push(failure);
                }
                ran
            }));
        }
    }
    let mut all = Vec::new();
    for import in running {
        match import.await {
            Ok(ran) => all.push(ran),
            Err(_) => all.push(Ran::broken(&row, kind, "O2: an import panicked".to_owned())),
        }
    }
    all
}

async fn meet(
    row: &Arc<Row>,
    mut case: Case,
    transport: Arc<dyn Transport>,
    ran: &mut Ran,
) -> Result<(), String> {
    let elsewhere =
        FaultServer::start(healthy(Call::Events, Format::Json)).map_err(|error| error.to_string())?;
    case.elsewhere = elsewhere.address().to_string();
    let server = serve(Arc::clone(row), case.clone(), ran.seen == Seen::Good)?;
    let client = Client::new(
        transport,
        Arc::new(Quick::new()) as Arc<dyn Timer>,
        api(&server.address().to_string(), case.format)?,
    );
    let begin: Begin = match case.call {
        Call::Login => login().into(),
        _ => UserConsent::new(Service::GMAIL).into(),
    };
    let mut import = client.import(begin).policy(policy(row)).start();
    let mut delivered = Vec::new();
    let end = tokio::time::timeout(PATIENCE, follow(&mut import, &mut delivered)).await;
    let Ok(end) = end else { return Err("O1: the import hangs".to_owned()) };

    let must = match &row.end {
        Some(end) if !case.call.is_begin() => end.clone(),
        _ => End::after(case.call.is_begin(), &ran.seen),
    };
    let found = end.as_ref().map_or_else(End::of, |()| End::Done);
    if found != must {
        let wires: Vec<String> = server.wires().iter().map(|wire| line_of(&wire.received)).collect();
        ran.failures.push(format!("expected {must:?}, saw {}; requests {wires:?}", describe(&end)));
    }
    check_delivered(&case, &end, &delivered, ran);
    let mut shown = format!("{import:?} {}", import.state().to_json());
    if let Err(error) = &end {
        shown.push_str(&watch::shown(error));
        ran.flags = Some((error.is_retryable(), error.may_have_been_sent()));
    }
    if let Some(secret) = watch::secret_in(&shown) {
        ran.failures.push(format!("O3: the error or the state shows {secret:?}"));
    }
    ran.seen = Seen::Other(format!("{found:?}"));
    check_wire(&server, &elsewhere, must == End::Done, ran);
    Ok(())
}

/// Answers one connection per request: healthy, but for the call of the case.
fn serve(row: Arc<Row>, case: Case, well: bool) -> Result<FaultServer, String> {
    let steps = steps(case.call);
    let fault = steps.iter().position(|step| *step == case.call).unwrap_or(0);
    FaultServer::start_each(move |connection| {
        // What comes after a failure is the same call again.
        let step = if connection > fault && !well { connection - 1 } else { connection };
        let call = steps.get(step).copied().unwrap_or(Call::Contacts(1));
        let played = if connection == fault { row.script_of(&case, 0) } else { None };
        played.unwrap_or_else(|| healthy(call, case.format))
    })
    .map_err(|error| error.to_string())
}

/// The row's limits by the quick clock. Where time must run out they are longer than a single call's, for the import's
/// healthy calls are held to them too.
fn policy(row: &Row) -> Policy {
    let scale = if row.patience == Patience::Short { 4 * SPEED } else { SPEED };
    let mut limits = row.limits();
    limits.first_byte *= scale;
    limits.idle *= scale;
    limits.total *= scale;
    Policy::default().page_size(PAGE).deadline(PATIENCE * SPEED).limits(limits)
}

/// Takes all events; what was delivered, position and name.
async fn follow<T: Transport + 'static, C: Timer + 'static>(
    import: &mut ImportRun<T, C>,
    delivered: &mut Vec<(u64, String)>,
) -> Result<(), Error> {
    while let Some(event) = import.next().await {
        if let ImportEvent::Contacts(page) = event? {
            for (position, contact) in (page.start..).zip(&page) {
                let name =
                    contact.ok().and_then(|contact| contact.first_name()).unwrap_or_default().to_owned();
                delivered.push((position, name));
            }
        }
    }
    Ok(())
}

/// O8: all of it, or the prefix that the error names.
fn check_delivered(case: &Case, end: &Result<(), Error>, delivered: &[(u64, String)], ran: &mut Ran) {
    let count = match (end, case.call) {
        (Ok(()), _) => TOTAL,
        (Err(_), Call::Contacts(page)) => page * PAGE,
        (Err(_), _) => 0,
    };
    let book = (0..).zip((0..TOTAL / PAGE).flat_map(names));
    let prefix: Vec<(u64, String)> = book.take_while(|(position, _)| *position < count).collect();
    if delivered != prefix {
        ran.failures.push(format!("O8: delivered {} contacts, not the first {count}", delivered.len()));
    }
    let told = end.as_ref().err().and_then(Error::import).map_or(count, |error| error.delivered());
    if told != count {
        ran.failures.push(format!("O8: the error says that {told} were delivered, not {count}"));
    }
}

/// The first line, which holds no secret.
fn line_of(received: &[u8]) -> String {
    String::from_utf8_lossy(received).lines().next().unwrap_or("none").to_owned()
}

fn check_wire(server: &FaultServer, elsewhere: &FaultServer, done: bool, ran: &mut Ran) {
    let requests = server.requests();
    ran.requests = requests.len();
    ran.posts = requests.iter().filter(|request| request.is_post()).count();
    // One for each call, and one more where it was made again.
    let most = if done { 5 } else { 4 };
    if ran.requests > most {
        ran.failures.push(format!("O4: {} requests on the wire", ran.requests));
    }
    if ran.posts > 1 {
        ran.failures.push(format!("O4: {} POSTs on the wire for one begin call", ran.posts));
    }
    if let Some(wire) = elsewhere.wires().first() {
        ran.failures.push(format!("O3: another host was asked, with {} bytes", wire.received.len()));
    }
}

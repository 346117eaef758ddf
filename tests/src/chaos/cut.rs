//! Healthy answers cut at every byte, closed and reset: never taken for whole, always the same error.

use super::case::{AnyClient, Call, Case, api, make};
use super::expect::Seen;
use super::kind::Kind;
use super::row::Row;
use super::watch;
use cloudsponge::Client;
use cloudsponge::proto::{FailureKind, Format};
use cloudsponge_conformance::server::{FaultServer, Script, answer, chunked};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One answer, cut in one way, over one transport.
#[derive(Clone, Copy, Debug)]
pub struct Cuts {
    /// Whose answer.
    pub call: Call,
    /// In which format: JSON has a length, XML comes in chunks.
    pub format: Format,
    /// Reset instead of closed.
    pub reset: bool,
    /// Over this transport.
    pub kind: Kind,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cuts that were tried.
    pub executions: usize,
    /// What was wrong.
    pub failures: Vec<String>,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Self) {
        self.executions += other.executions;
        self.failures.extend(other.failures);
    }
}

/// Six answers, two ways to end, over these transports.
pub fn all(kinds: &[Kind]) -> Vec<Cuts> {
    let mut all = Vec::new();
    for kind in kinds.iter().copied() {
        for call in [Call::Consent, Call::Events, Call::Contacts(0)] {
            for format in [Format::Json, Format::Xml] {
                for reset in [false, true] {
                    all.push(Cuts { call, format, reset, kind });
                }
            }
        }
    }
    all
}

/// The whole answer.
fn whole(case: &Case) -> Vec<u8> {
    let label = case.label();
    let headers = [label.as_str(), "cache-control: no-store", "x-request-id: 0a1b2c3d"];
    match case.format {
        Format::Xml => chunked(200, &headers, &case.body(), 60),
        _ => answer(200, &headers, &case.body()),
    }
}

/// Cuts one answer at every byte.
pub async fn run(cuts: Cuts) -> Tally {
    let mut tally = Tally::default();
    if let Err(failure) = every_byte(cuts, &mut tally).await {
        tally.failures.push(format!("{cuts:?}: {failure}"));
    }
    tally
}

async fn every_byte(cuts: Cuts, tally: &mut Tally) -> Result<(), String> {
    let Cuts { call, format, reset, kind } = cuts;
    let case = Case { call, format, seed: 0, row: "C4", here: String::new(), elsewhere: String::new() };
    let (bytes, at) = (whole(&case), Arc::new(AtomicUsize::new(0)));
    let (served, cut) = (bytes.clone(), Arc::clone(&at));
    let server = FaultServer::start_each(move |_| {
        let at = cut.load(Ordering::SeqCst);
        let script = Script::new().read_request().send(served.get(..at).unwrap_or(&served));
        if reset && at < served.len() { script.rst() } else { script.fin() }
    })
    .map_err(|error| error.to_string())?;
    let (transport, timer) = kind.make()?;
    let client = Client::new(transport, timer, api(&server.address().to_string(), format)?);
    let client = client.with_limits(Row::patient());

    for cut in 0..bytes.len() {
        at.store(cut, Ordering::SeqCst);
        tally.executions += 1;
        match seen(&client, &case).await? {
            Seen::Transport(FailureKind::Interrupted) => {}
            seen => tally.failures.push(format!("{cuts:?} at byte {cut} of {}: {seen:?}", bytes.len())),
        }
    }
    at.store(bytes.len(), Ordering::SeqCst);
    match seen(&client, &case).await? {
        Seen::Good => {}
        seen => tally.failures.push(format!("{cuts:?}: the whole answer ended so: {seen:?}")),
    }
    // O4: as many requests as calls, no matter when a connection broke.
    let (requests, calls) = (server.requests().len(), bytes.len() + 1);
    if requests != calls {
        tally.failures.push(format!("{cuts:?}: {requests} requests on the wire for {calls} calls"));
    }
    Ok(())
}

async fn seen(client: &AnyClient, case: &Case) -> Result<Seen, String> {
    let outcome = make(client, case.call, 0).await;
    if let Err(error) = &outcome
        && let Some(secret) = watch::secret_in(&watch::shown(error))
    {
        return Err(format!("O3: the error shows {secret:?}"));
    }
    Ok(Seen::of(case, &outcome))
}

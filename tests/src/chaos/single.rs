//! Single calls: one row over one transport, every call in every format, and the standard oracle after each.

use super::case::{AnyClient, Call, Case, api, healthy, make};
use super::expect::Seen;
use super::kind::Kind;
use super::report::{Ran, describe};
use super::row::{Row, is_healthy};
use super::watch;
use cloudsponge::proto::Format;
use cloudsponge::{Client, Timer, Transport};
use cloudsponge_conformance::server::{FaultServer, Recorded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Beyond its limits a call may take this long.
const GRACE: Duration = Duration::from_millis(500);
/// Connections must be gone so soon after the client was dropped.
const CLOSING: Duration = Duration::from_secs(3);

/// A row's server: the fault first, then healthy.
pub(super) struct Scene {
    pub(super) server: FaultServer,
    pub(super) case: Case,
    well: Arc<AtomicBool>,
}

impl Scene {
    /// Starts the server; where nobody is to listen, it is there only to be asked afterwards.
    pub(super) fn start(row: &Arc<Row>, mut case: Case) -> Result<Self, String> {
        let well = Arc::<AtomicBool>::default();
        let (playing, template, is_well) = (Arc::clone(row), case.clone(), Arc::clone(&well));
        let faults = AtomicUsize::new(0);
        let server = FaultServer::start_each(move |_| {
            let script = if is_well.load(Ordering::SeqCst) {
                None
            } else {
                playing.script_of(&template, faults.fetch_add(1, Ordering::SeqCst))
            };
            script.unwrap_or_else(|| healthy(template.call, template.format))
        })
        .map_err(|error| error.to_string())?;
        case.here = server.address().to_string();
        Ok(Self { server, case, well })
    }

    /// From now on, new connections find a healthy service.
    fn heal(&self) {
        self.well.store(true, Ordering::SeqCst);
    }
}

/// Runs a row over a transport.
pub async fn run(row: Arc<Row>, kind: Kind, seed: u64) -> Vec<Ran> {
    let mut all = Vec::new();
    let lane = match Lane::new(kind) {
        Ok(lane) => lane,
        Err(error) => return vec![Ran::broken(&row, kind, error)],
    };
    let mut scenes = Vec::new();
    for call in Call::ALL.into_iter().filter(|call| (row.calls)(*call)) {
        for format in row.formats.iter().copied() {
            let (ran, scene) = lane.execute(&row, call, format, seed).await;
            all.push(ran);
            scenes.extend(scene);
        }
    }
    drop(lane);
    let open = open_connections(&scenes).await;
    if let (Some(last), true) = (all.last_mut(), open > 0) {
        last.failures.push(format!("O6: {open} connections are open after the client is gone"));
    }
    all
}

/// Waits until all connections of the servers are closed; how many are not.
async fn open_connections(scenes: &[Scene]) -> usize {
    let start = Instant::now();
    loop {
        let wires = scenes.iter().flat_map(|scene| scene.server.wires());
        let open = wires.filter(|wire| !wire.over).count();
        if open == 0 || start.elapsed() > CLOSING {
            return open;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// One row over one transport.
struct Lane {
    kind: Kind,
    transport: Arc<dyn Transport>,
    timer: Arc<dyn Timer>,
    elsewhere: FaultServer,
}

impl Lane {
    fn new(kind: Kind) -> Result<Self, String> {
        let (transport, timer) = kind.make()?;
        let elsewhere = FaultServer::start(healthy(Call::Events, Format::Json));
        Ok(Self { kind, transport, timer, elsewhere: elsewhere.map_err(|error| error.to_string())? })
    }

    async fn execute(&self, row: &Arc<Row>, call: Call, format: Format, seed: u64) -> (Ran, Option<Scene>) {
        let mut ran = Ran::new(row, self.kind, call, format, false);
        let case = Case {
            call,
            format,
            seed,
            row: row.id,
            here: String::new(),
            elsewhere: self.elsewhere.address().to_string(),
        };
        let scene = match self.meet(row, case, &mut ran).await {
            Ok(scene) => Some(scene),
            Err(failure) => {
                ran.failures.push(failure);
                None
            }
        };
        (ran, scene)
    }

    fn client(&self, row: &Row, address: &str, format: Format) -> Result<AnyClient, String> {
        let client = Client::new(Arc::clone(&self.transport), Arc::clone(&self.timer), api(address, format)?);
        Ok(client.with_limits(row.limits()))
    }

    /// The fault, and what comes after it.
    async fn meet(&self, row: &Arc<Row>, case: Case, ran: &mut Ran) -> Result<Scene, String> {
        let scene = Scene::start(row, case)?;
        let case = &scene.case;
        let client = self.client(row, &self.address(row, &scene), case.format)?;
        self.before(row, &client, case).await?;

        let limits = row.limits();
        let (start, echo, call) = (Instant::now(), row.echo, case.call);
        let calling = client.clone();
        let calling = tokio::spawn(async move { make(&calling, call, echo).await });
        let outcome = tokio::time::timeout(limits.total + GRACE, calling).await;
        let Ok(outcome) = outcome else {
            return Err(format!("O1: it hangs, {:?} and more", start.elapsed()));
        };
        let Ok(outcome) = outcome else { return Err("O2: the call panicked".to_owned()) };

        ran.seen = Seen::of(case, &outcome);
        if !row.expect.allows(&ran.seen) {
            ran.failures.push(format!("expected {}, saw {}", describe(&row.expect), describe(&outcome)));
        }
        match &outcome {
            Ok(answer) => {
                if let Some(Err(failure)) = row.check.map(|check| check(case, answer)) {
                    ran.failures.push(failure);
                }
            }
            Err(error) => {
                ran.flags = Some((error.is_retryable(), error.may_have_been_sent()));
                if let Some(secret) = watch::secret_in(&watch::shown(error)) {
                    ran.failures.push(format!("O3: the error shows {secret:?}"));
                }
            }
        }
        self.check_wire(row, &scene, ran);
        self.after(row, &scene, ran).await?;
        Ok(scene)
    }

    /// Where the client of a row calls.
    fn address(&self, row: &Row, scene: &Scene) -> String {
        if row.requests == 0 {
            // The port of a service that is long out of use.
            return "127.0.0.1:1".to_owned();
        }
        format!("{}:{}", row.host, scene.server.address().port())
    }

    /// The healthy calls before the one that counts, all at once.
    async fn before(&self, row: &Row, client: &AnyClient, case: &Case) -> Result<(), String> {
        let calls: Vec<_> = (0..row.calls_before())
            .map(|_| {
                let (client, call) = (client.clone(), case.call);
                tokio::spawn(async move { make(&client, call, 0).await })
            })
            .collect();
        let some = !calls.is_empty();
        for call in calls {
            match call.await {
                Ok(Ok(answer)) if is_healthy(case.call, case.format, &answer) => {}
                other => {
                    return Err(format!("a healthy call before the fault ended so: {}", describe(&other)));
                }
            }
        }
        if some {
            // Time for the server to close, where it does, and for the client to see it.
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    fn check_wire(&self, row: &Row, scene: &Scene, ran: &mut Ran) {
        let requests = scene.server.requests();
        let posts = requests.iter().filter(|request| request.is_post()).count();
        let begins = if scene.case.call.is_begin() { row.calls_before() + 1 } else { 0 };
        ran.requests = requests.len();
        ran.posts = posts;
        if requests.len() > row.requests {
            ran.failures.push(format!("O4: {} requests on the wire", requests.len()));
        }
        // A request that was cut off before its first byte arrived has still a connection.
        let connections = scene.server.wires().len();
        if connections > row.requests {
            ran.failures.push(format!("O4: {connections} connections for {} calls", row.requests));
        }
        if posts > begins {
            ran.failures.push(format!("O4: {posts} POSTs on the wire for {begins} begin calls"));
        }
        if let Some(wire) = self.elsewhere.wires().first() {
            ran.failures.push(format!("O3: another host was asked, with {} bytes", wire.received.len()));
        }
    }

    /// O9: the service is well again, and so is the client.
    async fn after(&self, row: &Row, scene: &Scene, ran: &mut Ran) -> Result<(), String> {
        scene.heal();
        let case = &scene.case;
        let limits = Row::answer("", "", row.expect.clone(), |_| Vec::new()).limits();
        let client =
            self.client(row, &format!("127.0.0.1:{}", scene.server.address().port()), case.format)?;
        let client = client.with_limits(limits);
        match tokio::time::timeout(limits.total + GRACE, make(&client, case.call, 0)).await {
            Ok(Ok(answer)) if is_healthy(case.call, case.format, &answer) => {}
            Ok(other) => {
                ran.failures.push(format!("O9: a healthy call afterwards ended so: {}", describe(&other)));
            }
            Err(_) => ran.failures.push("O9: a healthy call afterwards hangs".to_owned()),
        }
        let cookie = |request: &Recorded| !request.header("cookie").is_empty();
        if scene.server.requests().iter().any(cookie) {
            ran.failures.push("O3: a cookie was sent".to_owned());
        }
        Ok(())
    }
}

//! Sets an emulator up and starts it.

use crate::clock::{Clock, MAX_SPEED};
use crate::engine::{Engine, Rules};
use crate::record::{RecordError, Recorder, Replay, Upstream};
use crate::shared::{Domain, Shared};
use crate::{Book, Config, ConfigError, Emulator, Profile, Quirks, Scenario, web};
use cloudsponge_proto::{BaseUrl, BaseUrlError, Credentials, CredentialsError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

/// The domain key an emulator takes unless told otherwise. Not a secret: it opens nothing but emulators.
pub const DEFAULT_KEY: &str = "EMULATOR0DOMAIN0KEY0";

/// The domain password that goes with [`DEFAULT_KEY`]. It holds a `+`, as real ones do, to catch clients that do not
/// encode it.
pub const DEFAULT_PASSWORD: &str = "emulator+pass/01";

/// How long a consent page waits for its answer.
const CONSENT_TIMEOUT: Duration = Duration::from_secs(600);

/// The settings of an emulator that is not started yet; see [`Emulator::builder`].
#[derive(Clone)]
#[must_use = "nothing happens before `start`"]
pub struct EmulatorBuilder {
    listen: SocketAddr,
    credentials: (String, Zeroizing<String>),
    others: Vec<(String, Zeroizing<String>)>,
    profile: Profile,
    contacts: u64,
    seed: u64,
    book: Option<Book>,
    scenario: Scenario,
    auto_consent: Option<Duration>,
    consent_timeout: Duration,
    speed: f64,
    stopped: bool,
    ttl: Duration,
    quirks: Quirks,
    record: Option<PathBuf>,
    replay: Option<PathBuf>,
    upstream: Option<(BaseUrl, Arc<dyn Upstream>)>,
}

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The credentials to take cannot be sent by a client.
    #[error("the emulator's credentials cannot be used: {0}")]
    Credentials(#[from] CredentialsError),
    /// An address that other machines can reach. The emulator has no transport security and fault switches.
    #[error("{0} is not a loopback address: listen on 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The clock's speed is not a number above 0 and at most a million.
    #[error("the speed must be above 0 and at most {MAX_SPEED}")]
    Speed,
    /// The address is in use, or may not be used.
    #[error("cannot listen on {address}: {source}; choose another port, or 0 for any")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The operating system gave no randomness for the control plane's token.
    #[error("no random token could be made for the control plane")]
    Random,
    /// The directory to record into, or to replay, cannot be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A recording proxy that records nothing, or a replay that is recorded, is a mistake.
    #[error("an upstream needs a directory to record into, and a replay excludes both")]
    Together,
    /// The address in use makes no URL.
    #[error("the address makes no usable URL: {0}")]
    BaseUrl(#[from] BaseUrlError),
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            credentials: (DEFAULT_KEY.into(), Zeroizing::new(DEFAULT_PASSWORD.into())),
            others: Vec::new(),
            profile: Profile::Gmail,
            contacts: 100,
            seed: 1,
            book: None,
            scenario: Scenario::Allow,
            auto_consent: None,
            consent_timeout: CONSENT_TIMEOUT,
            speed: 1.0,
            stopped: false,
            ttl: Duration::from_secs(300),
            quirks: Quirks::default(),
            record: None,
            replay: None,
            upstream: None,
        }
    }
}

impl EmulatorBuilder {
    /// The loopback address to listen on; `127.0.0.1` with any free port by default.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The domain key and password to take; [`DEFAULT_KEY`] and [`DEFAULT_PASSWORD`] by default.
    pub fn credentials(mut self, key: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = (key.into(), Zeroizing::new(password.into()));
        self
    }

    /// Another domain's key and password. One domain's imports are refused to the other with 401.
    pub fn another_domain(mut self, key: impl Into<String>, password: impl Into<String>) -> Self {
        self.others.push((key.into(), Zeroizing::new(password.into())));
        self
    }

    /// The kind of source whose oddities the contacts show; Gmail by default.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// How many contacts to make up; 100 by default, up to a million and more.
    pub fn contacts(mut self, contacts: u64) -> Self {
        self.contacts = contacts;
        self
    }

    /// What contacts, ids, codes and faults follow from; 1 by default.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// An address book of your own, instead of one made up.
    pub fn book(mut self, book: Book) -> Self {
        self.book = Some(book);
        self
    }

    /// How imports end; [`Scenario::Allow`] by default.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// The user answers by itself this long after the begin call, in emulated time: consents, or does what the scenario
    /// says. By default somebody must: on the page, with [`Emulator::grant`], or through the control plane.
    pub fn auto_consent(mut self, after: Duration) -> Self {
        self.auto_consent = Some(after);
        self
    }

    /// How long a consent page waits for its answer, in emulated time; 10 min by default. The service's own limit is
    /// not known.
    pub fn consent_timeout(mut self, timeout: Duration) -> Self {
        self.consent_timeout = timeout;
        self
    }

    /// Emulated seconds per real second; 1 by default, above 0, at most a million.
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Emulated time stands still: only [`Emulator::advance`] and the control plane move it. So a test's answers do not
    /// depend on how busy the machine is.
    pub fn stopped_clock(mut self) -> Self {
        self.stopped = true;
        self
    }

    /// How long contacts can be fetched after COMPLETE, in emulated time; 5 min by default. Then they are gone (410).
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }

    /// Variations of the service's behaviour; see [`Quirks`].
    pub fn quirks(mut self, quirks: Quirks) -> Self {
        self.quirks = quirks;
        self
    }

    /// Records each call and its answer in this directory, scrubbed; see [`record`](crate::record).
    pub fn record(mut self, directory: impl Into<PathBuf>) -> Self {
        self.record = Some(directory.into());
        self
    }

    /// Answers what was recorded in this directory, instead of emulating; see [`record`](crate::record).
    pub fn replay(mut self, directory: impl Into<PathBuf>) -> Self {
        self.replay = Some(directory.into());
        self
    }

    /// Hands the calls on to the service at this address, and records its answers; see [`record`](crate::record). Needs
    /// [`record`](Self::record). The client's own credentials are handed on, none are checked here.
    pub fn upstream(mut self, base_url: BaseUrl, client: Arc<dyn Upstream>) -> Self {
        self.upstream = Some((base_url, client));
        self
    }

    /// Takes over settings that came as text; what they leave open stays as it is. An `upstream` among them is left to
    /// [`upstream`](Self::upstream), which brings the client for it.
    ///
    /// # Errors
    /// They do not go together, or the file of `from` cannot be served.
    pub fn config(self, config: &Config) -> Result<Self, ConfigError> {
        config.apply(self)
    }

    /// Binds the address and serves, on the current tokio runtime, until the emulator is stopped or dropped.
    ///
    /// # Errors
    /// A setting is unusable, or the address cannot be listened on; see [`StartError`].
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time enabled.
    pub async fn start(self) -> Result<Emulator, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let (key, password) = self.credentials;
        let credentials = Credentials::new(key.as_str(), password.as_str())?;
        for (key, password) in &self.others {
            Credentials::new(key.as_str(), password.as_str())?;
        }
        if (self.upstream.is_some() && self.record.is_none())
            || (self.replay.is_some() && self.record.is_some())
        {
            return Err(StartError::Together);
        }
        let recorder = self.record.as_deref().map(Recorder::new).transpose()?;
        let replay = self.replay.as_deref().map(Replay::load).transpose()?;
        let now = Instant::now();
        let running = Clock::new(self.speed, now).ok_or(StartError::Speed)?;
        let clock = if self.stopped { Clock::stopped(now) } else { running };
        let token = random_token().ok_or(StartError::Random)?;
        let address = self.listen;
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let base_url = BaseUrl::parse(&format!("http://{address}"))?;

        let book = self.book.unwrap_or_else(|| Book::generate(self.profile, self.seed, self.contacts));
        let rules = Rules {
            seed: self.seed,
            book: book.clone(),
            scenario: self.scenario,
            auto_consent: self.auto_consent,
            consent_timeout: self.consent_timeout,
            ttl: self.ttl,
            quirks: self.quirks,
            speed: self.speed,
            epoch: SystemTime::now(),
        };
        let domains = std::iter::once((key, password)).chain(self.others);
        let domains = domains.map(|(key, password)| Domain { key: Zeroizing::new(key), password }).collect();
        let mut shared = Shared::new(domains, self.quirks, token, Engine::new(rules), clock);
        (shared.recorder, shared.replay, shared.upstream) = (recorder, replay, self.upstream);
        let shared = Arc::new(shared);
        let server = web::serve(listener, Arc::clone(&shared));
        Ok(Emulator::new(address, base_url, credentials, book, shared, server))
    }
}

/// 128 random bits in hexadecimal: a page in the developer's browser must not guess them.
fn random_token() -> Option<Zeroizing<String>> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(Zeroizing::new(format!("{:032x}", u128::from_ne_bytes(bytes))))
}

impl std::fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("listen", &self.listen)
            .field("profile", &self.profile)
            .field("contacts", &self.contacts)
            .field("seed", &self.seed)
            .field("scenario", &self.scenario)
            .field("speed", &self.speed)
            .finish_non_exhaustive()
    }
}

//! Settings as text, from a TOML file and from the environment, and which of them wins.
//!
//! The names are the same everywhere: `contacts = 500` in the file is `CLOUDSPONGE_EMULATOR_CONTACTS=500` in the
//! environment and `--contacts 500` on the command line. A flag wins over the environment, the environment over the file,
//! and the file over the default; [`Config::or`] puts them together in that order.
//!
//! | setting | example | meaning |
//! |---|---|---|
//! | `listen` | `"127.0.0.1:4141"` | loopback address; port 0 takes any free one |
//! | `key`, `password` | `"K"`, `"P"` | the credentials to take, instead of the documented ones; always both |
//! | `profile` | `"windowslive"` | [`Profile`] whose oddities the contacts show |
//! | `contacts` | `2340` | how many contacts are made up |
//! | `seed` | `7` | what contacts, ids, codes and faults follow from |
//! | `from` | `"mine.csv"` | a CSV, vCard or JSON file to serve instead |
//! | `scenario` | `"fail:518"` | how imports go: see [`Scenario`] |
//! | `auto_consent` | `"300ms"` | the user answers by itself after this time |
//! | `consent_timeout` | `"10m"` | how long a consent page waits |
//! | `ttl` | `"5m"` | how long contacts can be fetched |
//! | `speed` | `10` | emulated seconds per real second |
//! | `quirks` | `["legacy_get", "-throttle"]` | switches of [`Quirks`], a `-` in front switches one off |
//! | `record` | `"exchanges"` | directory to [record](crate::record) into |
//! | `upstream` | `"https://api.cloudsponge.com"` | with `record`: the service whose answers are recorded, in place of the emulator's own |
//! | `replay` | `"exchanges"` | directory to answer from |

mod duration;
mod setting;

pub use duration::parse_duration;

use crate::{Book, EmulatorBuilder, Profile, Quirks, Scenario};
use cloudsponge_proto::BaseUrl;
use setting::SETTINGS;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// What the names of environment variables begin with.
pub const VARIABLE_PREFIX: &str = "CLOUDSPONGE_EMULATOR_";

/// A configuration file is never longer, in bytes.
const FILE_LIMIT: u64 = 64 << 10;

/// Settings that were given somewhere; what was not is `None`. See the [module](self) for their meanings.
///
/// ```
/// use cloudsponge_emulator::{Config, Profile};
///
/// let file = Config::from_toml("profile = \"yahoo\"\ncontacts = 500\nttl = \"1h\"")?;
/// let environment = Config::from_variables([("CLOUDSPONGE_EMULATOR_CONTACTS", "7")])?;
/// let config = environment.or(file);
/// assert_eq!((config.profile, config.contacts), (Some(Profile::Yahoo), Some(7)));
/// # Ok::<(), cloudsponge_emulator::ConfigError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the module's table says what each setting means")]
pub struct Config {
    pub listen: Option<SocketAddr>,
    pub key: Option<String>,
    pub password: Option<Zeroizing<String>>,
    pub profile: Option<Profile>,
    pub contacts: Option<u64>,
    pub seed: Option<u64>,
    pub from: Option<PathBuf>,
    pub scenario: Option<Scenario>,
    pub auto_consent: Option<Duration>,
    pub consent_timeout: Option<Duration>,
    pub ttl: Option<Duration>,
    pub speed: Option<f64>,
    pub quirks: Option<Quirks>,
    pub record: Option<PathBuf>,
    pub upstream: Option<BaseUrl>,
    pub replay: Option<PathBuf>,
}

/// Why settings cannot be used. It names the setting and never its value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("the configuration file cannot be read: {0}")]
    Read(std::io::Error),
    /// The file is not TOML.
    #[error("the configuration file is not TOML: {message}{}", at_line(.line))]
    Syntax {
        /// What the parser says; it quotes nothing of the file.
        message: String,
        /// The line, counted from 1, where it is known.
        line: Option<usize>,
    },
    /// No setting has this name.
    #[error("there is no setting `{0}`: the settings are listed in the documentation and in --print-config")]
    Unknown(String),
    /// A setting's value is of no use.
    #[error("the setting `{name}` cannot be used: {reason}")]
    Value {
        /// Which one.
        name: &'static str,
        /// What is wrong, and what it should be.
        reason: String,
    },
    /// The address book of `from` cannot be served.
    #[error("the file of the setting `from` cannot be served: {0}")]
    Book(String),
    /// Two settings that exclude each other, or one without the other it needs.
    #[error("the settings do not go together: {0}")]
    Together(&'static str),
}

impl Config {
    /// Reads a TOML file.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        use std::io::Read as _;
        let mut text = String::new();
        let file = std::fs::File::open(path).map_err(ConfigError::Read)?;
        file.take(FILE_LIMIT).read_to_string(&mut text).map_err(ConfigError::Read)?;
        Self::from_toml(&text)
    }

    /// Reads the text of a TOML file.
    ///
    /// # Errors
    /// It is not TOML, or holds an unknown or unusable setting.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let table: toml::Table = toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| before.matches('\n').count() + 1);
            ConfigError::Syntax { message: error.message().to_owned(), line }
        })?;
        let mut config = Self::default();
        for (name, value) in &table {
            config.set(name, &setting::text(value))?;
        }
        Ok(config)
    }

    /// Picks the settings out of environment variables, which others may stand between; an empty value counts as not
    /// given. `CLOUDSPONGE_EMULATOR_CONFIG`, the name of the file, is left to whoever reads it.
    ///
    /// # Errors
    /// A variable with the [prefix](VARIABLE_PREFIX) names no setting, or its value is unusable.
    pub fn from_variables<N: AsRef<str>, V: AsRef<str>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for (name, value) in variables {
            let Some(name) = name.as_ref().strip_prefix(VARIABLE_PREFIX) else { continue };
            if name != "CONFIG" && !value.as_ref().is_empty() {
                config.set(&name.to_ascii_lowercase(), value.as_ref())?;
            }
        }
        Ok(config)
    }

    /// Sets one setting from its text.
    ///
    /// # Errors
    /// No setting has this name, or the text is no value of it.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let shown = || name.chars().filter(|c| c.is_ascii_graphic()).take(40).collect();
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .ok_or_else(|| ConfigError::Unknown(shown()))?;
        (setting.read)(self, value).map_err(|reason| ConfigError::Value { name: setting.name, reason })
    }

    /// What is not given here is taken from `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        // Key and password are a pair: one of each would be neither.
        let own_pair = self.key.is_some() || self.password.is_some();
        let pair = if own_pair { (self.key, self.password) } else { (other.key, other.password) };
        Self {
            listen: self.listen.or(other.listen),
            key: pair.0,
            password: pair.1,
            profile: self.profile.or(other.profile),
            contacts: self.contacts.or(other.contacts),
            seed: self.seed.or(other.seed),
            from: self.from.or(other.from),
            scenario: self.scenario.or(other.scenario),
            auto_consent: self.auto_consent.or(other.auto_consent),
            consent_timeout: self.consent_timeout.or(other.consent_timeout),
            ttl: self.ttl.or(other.ttl),
            speed: self.speed.or(other.speed),
            quirks: self.quirks.or(other.quirks),
            record: self.record.or(other.record),
            upstream: self.upstream.or(other.upstream),
            replay: self.replay.or(other.replay),
        }
    }

    /// The settings as the text of a TOML file, without the password.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for setting in SETTINGS {
            match (setting.write)(self) {
                Some(value) if setting.name == "password" => {
                    debug_assert!(value.is_empty());
                    text.push_str("# password is set, and not shown\n");
                }
                Some(value) => text.push_str(&format!("{} = {value}\n", setting.name)),
                None => {}
            }
        }
        text
    }

    /// Checks what goes together and reads the address book of `from`, if one is named; `upstream` needs a client, which
    /// [`EmulatorBuilder::upstream`] takes.
    pub(crate) fn apply(&self, mut builder: EmulatorBuilder) -> Result<EmulatorBuilder, ConfigError> {
        match (&self.record, &self.upstream, &self.replay) {
            (None, Some(_), _) => return Err(ConfigError::Together("`upstream` needs `record`")),
            (_, Some(_), Some(_)) | (Some(_), _, Some(_)) => {
                return Err(ConfigError::Together("`replay` excludes `record` and `upstream`"));
            }
            _ => {}
        }
        match (&self.key, &self.password) {
            (Some(key), Some(password)) => builder = builder.credentials(key, password.as_str()),
            (None, None) => {}
            _ => return Err(ConfigError::Together("`key` and `password` belong together")),
        }
        let book = self.from.as_deref().map(Book::from_file).transpose();
        let book = book.map_err(|error| ConfigError::Book(error.to_string()))?;
        macro_rules! with {
            ($($field:expr => $method:ident),* $(,)?) => {
                $(if let Some(value) = $field.clone() { builder = builder.$method(value); })*
            };
        }
        with! {
            self.listen => listen, self.profile => profile, self.contacts => contacts, self.seed => seed,
            book => book, self.scenario => scenario, self.auto_consent => auto_consent,
            self.consent_timeout => consent_timeout, self.ttl => ttl, self.speed => speed, self.quirks => quirks,
            self.record => record, self.replay => replay,
        }
        Ok(builder)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({})", self.to_toml().trim_end().replace('\n', ", "))
    }
}

fn at_line(line: &Option<usize>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

#[cfg(test)]
mod tests;

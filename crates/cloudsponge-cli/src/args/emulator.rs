//! The arguments of `emulator`.

use super::groups::BookArgs;
use clap::Args;
use cloudsponge_emulator::config::parse_duration;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct EmulatorArgs {
    /// Address to listen on; port 0 takes any free one [default: 127.0.0.1:4141]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Domain key to accept, instead of the documented one; do not use a real one
    #[arg(long, value_name = "K", requires = "password")]
    pub(crate) key: Option<String>,
    /// Domain password to accept, instead of the documented one; do not use a real one
    #[arg(long, value_name = "P", requires = "key")]
    pub(crate) password: Option<String>,
    /// Grant consent by itself, after this many milliseconds
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(crate) auto_consent: Option<u64>,
    /// How much faster than real its clock runs [default: 1]
    #[arg(long, value_name = "X")]
    pub(crate) speed: Option<f64>,
    /// How long contacts can be downloaded after they are ready, for example 5m
    #[arg(long, value_name = "D", value_parser = parse_duration)]
    pub(crate) ttl: Option<Duration>,
    /// Switch a variation of the service's behaviour on, or off with a `-` in front, for example
    /// `--quirk legacy_get,-throttle`; may be given several times
    #[arg(long, value_name = "NAME", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) quirk: Vec<String>,
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Serve the contacts of this CSV, vCard or JSON file instead of invented ones
    #[arg(long, value_name = "FILE", help_heading = super::groups::BOOK)]
    pub(crate) from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) recording: RecordingArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// Exchanges as files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Record and replay")]
pub(crate) struct RecordingArgs {
    /// Write each call and its answer into this directory, without secrets and personal data
    #[arg(long, value_name = "DIR", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// With --record: hand the calls on to this service and record its answers, instead of emulating
    #[arg(long, value_name = "URL")]
    pub(crate) upstream: Option<String>,
    /// Answer what was recorded in this directory, instead of emulating
    #[arg(long, value_name = "DIR", conflicts_with = "upstream")]
    pub(crate) replay: Option<PathBuf>,
}

/// Where settings come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct SettingsArgs {
    /// Take settings that no flag and no variable gives from this TOML file
    #[arg(long, value_name = "FILE", env = "CLOUDSPONGE_EMULATOR_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
    /// Print the settings that would be used, as such a file, and end
    #[arg(long)]
    pub(crate) print_config: bool,
}

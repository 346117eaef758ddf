//! `cloudsponge emulator`: the service's side, offline.

use super::block_on;
use crate::args::{BookArgs, EmulatorArgs};
use crate::behind::Behind;
use crate::console::tell;
use crate::exit::Failure;
use crate::hints;
use crate::interrupt::Interrupt;
use crate::output;
use cloudsponge_emulator::config::VARIABLE_PREFIX;
use cloudsponge_emulator::{
    Config, DEFAULT_KEY, DEFAULT_PASSWORD, Emulator, EmulatorBuilder, Profile, Scenario,
};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Where it listens unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 4141));

/// How many contacts an emulated book holds unless told otherwise.
const CONTACTS: u64 = 20;

/// Runs the emulator until it is interrupted.
pub(super) fn run(args: &EmulatorArgs) -> Result<(), Failure> {
    let config = config(args)?;
    if args.settings.print_config {
        return Ok(output::print(&config.to_toml())?);
    }
    let builder = builder(&config)?;
    block_on(async {
        let mut interrupt = Interrupt::watch();
        let emulator = start(builder).await?;
        // Scripts wait for this line, so it comes first and at once.
        output::print(&format!("listening on {}\n", emulator.url()))?;
        introduce(&emulator, &config);
        interrupt.wait().await;
        emulator.stop().await;
        tell("the emulator has stopped");
        Err(Failure::Stopped)
    })
}

/// The settings in use: a flag wins over the environment, that over the file, and that over the default.
fn config(args: &EmulatorArgs) -> Result<Config, Failure> {
    let file = match &args.settings.config {
        Some(path) => Config::from_file(path).map_err(|error| hints::config(&error))?,
        None => Config::default(),
    };
    let variables = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        // A value that is no text is a setting's mistake, not none.
        name.starts_with(VARIABLE_PREFIX).then(|| (name, value.to_string_lossy().into_owned()))
    });
    let environment = Config::from_variables(variables).map_err(|error| hints::config(&error))?;
    let mut defaults = Config::default();
    defaults.listen = Some(LISTEN);
    defaults.contacts = Some(CONTACTS);
    Ok(flags(args)?.or(environment).or(file).or(defaults))
}

fn flags(args: &EmulatorArgs) -> Result<Config, Failure> {
    let mut config = Config::default();
    config.listen = args.listen;
    config.key = args.key.clone();
    config.password = args.password.clone().map(Zeroizing::new);
    (config.profile, config.scenario) = shape(&args.book)?;
    config.contacts = args.book.contacts;
    config.seed = args.book.seed;
    config.from = args.from.clone();
    config.auto_consent = args.auto_consent.map(Duration::from_millis);
    config.ttl = args.ttl;
    config.speed = args.speed;
    config.record = args.recording.record.clone();
    config.replay = args.recording.replay.clone();
    let mut set = |name: &str, value: &str| config.set(name, value).map_err(|error| hints::config(&error));
    if !args.quirk.is_empty() {
        set("quirks", &args.quirk.join(","))?;
    }
    if let Some(upstream) = &args.recording.upstream {
        set("upstream", upstream)?;
    }
    Ok(config)
}

/// Shapes the address book and the import.
pub(super) fn shaped(
    builder: EmulatorBuilder,
    args: &BookArgs,
    profile: Profile,
) -> Result<EmulatorBuilder, Failure> {
    let (given, scenario) = shape(args)?;
    let builder = builder.profile(given.unwrap_or(profile)).scenario(scenario.unwrap_or_default());
    let builder = builder.contacts(args.contacts.unwrap_or(CONTACTS));
    Ok(match args.seed {
        Some(seed) => builder.seed(seed),
        None => builder,
    })
}

fn shape(args: &BookArgs) -> Result<(Option<Profile>, Option<Scenario>), Failure> {
    let profile = args.profile.as_deref().map(str::parse).transpose().map_err(|error| {
        Failure::usage(format_args!("--profile: {error}")).hint("`cloudsponge emulator --help` has examples")
    })?;
    let scenario = args.scenario.as_deref().map(str::parse).transpose().map_err(|error| {
        Failure::usage(format_args!("--scenario: {error}"))
            .hint("a failure is written with its code: fail:518")
    })?;
    Ok((profile, scenario))
}

pub(super) async fn start(builder: EmulatorBuilder) -> Result<Emulator, Failure> {
    builder.start().await.map_err(|error| hints::start(&error))
}

fn builder(config: &Config) -> Result<EmulatorBuilder, Failure> {
    let builder = Emulator::builder().config(config).map_err(|error| hints::config(&error))?;
    Ok(match &config.upstream {
        Some(base_url) => builder.upstream(base_url.clone(), Arc::new(Behind::new()?)),
        None => builder,
    })
}

/// What it is, and how to talk to it. Keys and passwords of the caller's own are not repeated.
fn introduce(emulator: &Emulator, config: &Config) {
    let url = emulator.url();
    tell("");
    tell("  THIS IS NOT THE REAL SERVICE. It is an emulator for tests and demonstrations;");
    match (&config.upstream, &config.replay) {
        (Some(base_url), _) => {
            tell(format_args!(
                "  it hands calls on to {base_url} with the caller's credentials, and records them."
            ));
        }
        (None, Some(path)) => tell(format_args!("  it answers what was recorded in {}.", path.display())),
        (None, None) => tell("  its contacts are invented, and everything is forgotten when it ends."),
    }
    if let Some(path) = &config.record {
        tell(format_args!(
            "  exchanges are written to {}, without secrets and personal data.",
            path.display()
        ));
    }
    tell("");
    let (key, password) = match (&config.key, &config.upstream) {
        (_, Some(_)) => ("<your domain key>", "<your domain password>"),
        (Some(_), None) => ("<the key given>", "<the password given>"),
        (None, None) => (DEFAULT_KEY, DEFAULT_PASSWORD),
    };
    tell(format_args!("  key            {key}"));
    tell(format_args!("  password       {password}"));
    tell(format_args!("  control token  {}", emulator.control_token()));
    tell("");
    tell("try it:");
    tell(format_args!("  curl -d service=gmail -u '{key}:{password}' {url}/begin_import/user_consent.json"));
    tell(format_args!("  export CLOUDSPONGE_DOMAIN_KEY='{key}' CLOUDSPONGE_DOMAIN_PASSWORD='{password}'"));
    tell(format_args!("  cloudsponge import gmail --base-url {url}"));
    tell("");
    tell("press Ctrl-C to stop");
}

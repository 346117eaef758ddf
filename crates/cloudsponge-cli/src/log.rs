//! Logs on stderr, off unless asked for. Nothing here or below writes a secret to them.

use crate::args::MessageArgs;
use crate::exit::Failure;
use std::io;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// The word in a filter that makes records JSON.
const JSON: &str = "json";

/// What is logged, how, and who said so.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Logs {
    /// Which records; `None` for none.
    pub(crate) filter: Option<String>,
    /// One JSON object a line instead of text.
    pub(crate) json: bool,
    /// What decided it.
    pub(crate) from: &'static str,
}

/// What the arguments, or else `RUST_LOG`, ask for.
pub(crate) fn wanted(args: &MessageArgs) -> Logs {
    let variable = std::env::var("RUST_LOG").ok();
    decided(args.log.as_deref(), args.verbose, variable.as_deref())
}

fn decided(log: Option<&str>, verbose: u8, variable: Option<&str>) -> Logs {
    let words = |text: &str| {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let flag: Vec<String> = log.map(words).unwrap_or_default();
    let json = flag.iter().any(|word| word == JSON);
    let flag: Vec<String> = flag.into_iter().filter(|word| word != JSON).collect();
    let level = match verbose {
        0 => None,
        1 => Some("cloudsponge=debug"),
        _ => Some("cloudsponge=trace"),
    };
    let variable = variable.filter(|text| !text.is_empty());
    let (filter, from) = match (flag.is_empty(), level, variable) {
        (false, _, _) => (Some(flag.join(",")), "--log"),
        (true, Some(level), _) => (Some(level.to_owned()), "--verbose"),
        (true, None, Some(variable)) => (Some(variable.to_owned()), "RUST_LOG"),
        // The form alone asks for records too.
        (true, None, None) if json => (Some("info,cloudsponge=debug".to_owned()), "--log"),
        (true, None, None) => (None, "default"),
    };
    Logs { filter, json, from }
}

/// Starts logging.
pub(crate) fn start(logs: &Logs) -> Result<(), Failure> {
    let Some(text) = &logs.filter else { return Ok(()) };
    let filter = EnvFilter::try_new(text).map_err(|_| {
        Failure::usage("the log filter cannot be read")
            .hint("write a level, or target=level, for example `debug`")
    })?;
    // The end of a span is the end of a call, with its status, its size and how long it took.
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(io::stderr);
    if logs.json {
        subscriber.json().flatten_event(true).init();
    } else {
        subscriber.init();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_over_verbose_and_that_over_the_environment() {
        let logs = |log, verbose, variable| {
            let Logs { filter, json, from } = decided(log, verbose, variable);
            (filter.unwrap_or_default(), json, from)
        };
        assert_eq!(logs(None, 0, None), (String::new(), false, "default"));
        assert_eq!(logs(None, 0, Some("")), (String::new(), false, "default"));
        assert_eq!(logs(Some("debug"), 1, Some("warn")), ("debug".to_owned(), false, "--log"));
        assert_eq!(logs(Some("json, a=info"), 0, None), ("a=info".to_owned(), true, "--log"));
        assert_eq!(logs(Some("json"), 2, Some("warn")), ("cloudsponge=trace".to_owned(), true, "--verbose"));
        assert_eq!(logs(Some("json"), 0, Some("warn")), ("warn".to_owned(), true, "RUST_LOG"));
        assert_eq!(logs(Some("json"), 0, None), ("info,cloudsponge=debug".to_owned(), true, "--log"));
        assert_eq!(logs(None, 1, None), ("cloudsponge=debug".to_owned(), false, "--verbose"));
    }
}

//! Logs on stderr, off unless asked for. Nothing here or below writes a secret to them.

use crate::exit::Failure;
use std::io;
use tracing_subscriber::EnvFilter;

/// Starts logging what `filter`, or else `RUST_LOG`, asks for.
pub(crate) fn start(filter: Option<&str>) -> Result<(), Failure> {
    let variable = std::env::var("RUST_LOG").ok();
    let Some(text) = filter.or(variable.as_deref()).filter(|text| !text.is_empty()) else { return Ok(()) };
    let filter = EnvFilter::try_new(text).map_err(|_| {
        Failure::usage("the log filter cannot be read")
            .hint("write a level, or target=level, for example `debug`")
    })?;
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(io::stderr).init();
    Ok(())
}

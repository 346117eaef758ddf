//! `cloudsponge config`: which settings are used, and where each comes from. Of secrets it shows that they are there.

use crate::args::{ConfigArgs, MessageArgs, ReplyOutput};
use crate::exit::Failure;
use crate::output::{self, grid};
use crate::{browser, connection, console, credentials, log};
use clap::ArgMatches;
use clap::parser::ValueSource;
use cloudsponge_proto::BaseUrl;
use serde::Serialize;

/// One setting.
#[derive(Serialize)]
struct Row {
    setting: &'static str,
    value: String,
    from: String,
}

/// Shows the settings.
pub(super) fn run(args: &ConfigArgs, messages: &MessageArgs, matches: &ArgMatches) -> Result<(), Failure> {
    let rows = rows(args, messages, matches.subcommand_matches("config").unwrap_or(matches));
    let text = match args.output {
        ReplyOutput::Table => {
            let cells = rows.into_iter().map(|row| [row.setting.to_owned(), row.value, row.from]).collect();
            grid(&["Setting", "Value", "From"], cells, output::width())
        }
        ReplyOutput::Jsonl => rows.iter().map(output::line).collect(),
        ReplyOutput::Json => output::pretty(&rows),
    };
    Ok(output::print(&text)?)
}

fn rows(args: &ConfigArgs, messages: &MessageArgs, matches: &ArgMatches) -> Vec<Row> {
    let row = |setting, value: String, from: &str| Row { setting, value, from: from.to_owned() };
    let source = |id: &str, flag: &str, variable: &str| match matches.value_source(id) {
        Some(ValueSource::CommandLine) => flag.to_owned(),
        Some(ValueSource::EnvVariable) => variable.to_owned(),
        _ => "default".to_owned(),
    };
    let connection = &args.connection;
    // An address that is refused may hold a password.
    let base_url = match connection.base_url.as_deref().map(connection::base_url) {
        None => BaseUrl::default().to_string(),
        Some(Ok(base_url)) => base_url.to_string(),
        Some(Err(failure)) => format!("(not usable: {failure})"),
    };
    let format = format!("{:?}", connection.format).to_lowercase();
    let file = connection.credentials_file.as_deref();
    let mut rows = vec![
        row("base URL", base_url, &source("base_url", "--base-url", "CLOUDSPONGE_BASE_URL")),
        row("format", format, &source("format", "--format", "")),
    ];
    rows.extend(credentials::sources(file).map(|(setting, found)| Row {
        setting,
        value: found.value.to_owned(),
        from: found.from,
    }));
    let logs = log::wanted(messages);
    let filter = match (logs.filter, logs.json) {
        (None, _) => "off".to_owned(),
        (Some(filter), false) => filter,
        (Some(filter), true) => format!("{filter} (as JSON)"),
    };
    let (opener, opener_from) = browser::configured();
    let colours = if console::colours() { "on" } else { "off" };
    let width = if output::width_is_known() { "terminal or COLUMNS" } else { "default" };
    rows.extend([
        row("log", filter, logs.from),
        row("browser", opener, opener_from),
        row("colours on stderr", colours.to_owned(), "terminal, NO_COLOR, CLICOLOR, CLICOLOR_FORCE"),
        row("width", output::width().to_string(), width),
    ]);
    rows
}

//! Memory while a million contacts pass through: of the decoder alone, and of the command.

use super::decode::{label, language};
use crate::child::{self, Running};
use crate::figure::{Figure, Goal};
use crate::payload::{Form, Profile};
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::Duration;

const MANY: usize = 1_000_000;

/// The chunks a body comes in, in bytes, and how many contacts then: it is the same memory, but not the same time.
const CHUNKS: [(usize, usize); 5] =
    [(1024 * 1024, MANY), (64 * 1024, MANY), (16 * 1024, MANY), (1400, MANY), (1, MANY / 10)];

/// At most so many bytes over idle; the largest contact of these books is no 2 KiB.
const HEAP: f64 = 2e6;

/// At most so many bytes more for a million contacts than for ten.
const RESIDENT: f64 = 16.0 * 1024.0 * 1024.0;

/// All figures of memory.
///
/// # Errors
/// A program beside this one is missing or failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for form in [Form::Json, Form::Xml] {
        for (chunk, contacts) in CHUNKS {
            figures.push(peak(form, chunk, contacts)?);
        }
    }
    figures.push(command()?);
    Ok(figures)
}

/// The most heap the decoder held over what was there before.
fn peak(form: Form, chunk: usize, contacts: usize) -> Result<Figure, String> {
    let form_word = serde_json::to_string(&form).map_err(|error| error.to_string())?;
    let mut command = Command::new(child::sibling("peak")?);
    command.args([form_word, contacts.to_string(), chunk.to_string()]);
    let printed = child::output(&mut command)?;
    let peak: f64 = printed.trim().parse().map_err(|_| format!("{printed}: not a number of bytes"))?;
    let name = format!("{}, heap over idle while streaming", language(form));
    let payload = format!("{}, chunks of {chunk} B", label(Profile::Mixed, form, contacts));
    Ok(Figure::alone(name, "bytes", peak).with_goal(Goal::Most(HEAP)).of(payload))
}

/// The most memory the command had resident, importing from an emulator in a process of its own.
fn command() -> Result<Figure, String> {
    let many = import(MANY)?;
    let few = import(10)?;
    let figure =
        Figure::alone("import --output jsonl, resident memory over that of 10 contacts", "bytes", many - few);
    Ok(figure.with_goal(Goal::Most(RESIDENT)).of("gmail, 1 000 000 contacts"))
}

fn import(contacts: usize) -> Result<f64, String> {
    const KEY: &str = "bench-key";
    const PASSWORD: &str = "bench-password";
    let cloudsponge = child::sibling("cloudsponge")?;
    let mut emulator = Command::new(&cloudsponge);
    emulator.args([
        "emulator",
        "--listen",
        "127.0.0.1:0",
        "--auto-consent",
        "--key",
        KEY,
        "--password",
        PASSWORD,
    ]);
    emulator.args(["--contacts", &contacts.to_string()]);
    let mut emulator = Running::start(&mut emulator)?;
    let said = emulator.line()?;
    let url = said.trim().strip_prefix("listening on ").ok_or_else(|| format!("the emulator said {said}"))?;

    let directory = child::scratch("import")?;
    let file = directory.join("contacts.jsonl");
    let written = File::create(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut import = Command::new(&cloudsponge);
    import.args(["import", "gmail", "--no-browser", "--output", "jsonl", "--base-url", url]);
    import.env("CLOUDSPONGE_DOMAIN_KEY", KEY).env("CLOUDSPONGE_DOMAIN_PASSWORD", PASSWORD);
    import.stdout(Stdio::from(written));
    let peak = child::peak_of(&mut import, Duration::from_millis(2))?;
    let lines = child::output(Command::new("wc").arg("-l").arg(&file))?;
    child::forget(&directory);
    let lines: usize = lines.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_default();
    if lines < contacts {
        return Err(format!("only {lines} of {contacts} contacts came"));
    }
    Ok(peak as f64)
}

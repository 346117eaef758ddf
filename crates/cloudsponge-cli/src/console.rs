//! What people see on stderr: one line a message, with nothing in it that acts on a terminal, around a bar that moves.
//!
//! Colours follow `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`, and are used on a terminal only. Bars are drawn on a terminal
//! only, and not where messages are to be few or logs would run through them.

use crate::text;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

static QUIET: AtomicBool = AtomicBool::new(false);
static BARS: AtomicBool = AtomicBool::new(false);
/// The bar on the terminal, of which there is one.
static BAR: Mutex<Option<(Bar, ProgressBar)>> = Mutex::new(None);

const LABEL: Style = AnsiColor::Cyan.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Green.on_default();

/// What a bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    Gathering,
    Contacts { total: bool },
}

/// Decides once what is shown. `logs`: log records go to stderr too.
pub(crate) fn start(quiet: bool, logs: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    BARS.store(!quiet && !logs && !dumb && io::stderr().is_terminal(), Ordering::Relaxed);
}

/// Whether colours are used on stderr.
pub(crate) fn colours() -> bool {
    !matches!(anstream::AutoStream::choice(&io::stderr()), anstream::ColorChoice::Never)
}

/// A line that tells how things go; not with `--quiet`.
pub(crate) fn tell(message: impl Display) {
    if !QUIET.load(Ordering::Relaxed) {
        write("", Style::new(), &message.to_string());
    }
}

/// A labelled line that tells how things go; not with `--quiet`.
pub(crate) fn line(label: &str, message: impl Display) {
    if !QUIET.load(Ordering::Relaxed) {
        ask(label, message);
    }
}

/// A labelled line that somebody has to act on.
pub(crate) fn ask(label: &str, message: impl Display) {
    write(&format!("{label:<10} "), LABEL, &message.to_string());
}

/// A warning: something was lost or will be, and the command goes on.
pub(crate) fn warn(message: impl Display) {
    write("warning: ", WARNING, &message.to_string());
}

/// Why the command did not do what it was asked for.
pub(crate) fn error(message: impl Display) {
    write("error: ", ERROR, &message.to_string());
}

/// What to do about an error.
pub(crate) fn hint(message: impl Display) {
    write("hint: ", HINT, &message.to_string());
}

/// A closed stderr is no reason to stop.
fn write(label: &str, style: Style, message: &str) {
    let message = text::line(message);
    aside(|| {
        let mut stderr = anstream::stderr().lock();
        let _ = match label.trim().is_empty() {
            true => writeln!(stderr, "{label}{message}"),
            false => writeln!(stderr, "{style}{label}{style:#}{message}"),
        };
    });
}

/// Writes to the terminal without the bar in between.
pub(crate) fn aside<T>(write: impl FnOnce() -> T) -> T {
    match bar().as_ref() {
        Some((_, bar)) => bar.suspend(write),
        None => write(),
    }
}

/// Shows how many contacts the service has gathered so far; `false` where no bars are drawn.
pub(crate) fn gathering(count: u64) -> bool {
    moved(Bar::Gathering, count, None)
}

/// Shows how many contacts have arrived, and of how many; `false` where no bars are drawn.
pub(crate) fn downloading(position: u64, total: Option<u64>) -> bool {
    moved(Bar::Contacts { total: total.is_some() }, position, total)
}

/// Takes the bar away.
pub(crate) fn clear() {
    if let Some((_, bar)) = bar().take() {
        bar.finish_and_clear();
    }
}

fn moved(kind: Bar, position: u64, total: Option<u64>) -> bool {
    if !BARS.load(Ordering::Relaxed) {
        return false;
    }
    let mut shown = bar();
    if shown.as_ref().is_some_and(|(other, _)| *other != kind)
        && let Some((_, other)) = shown.take()
    {
        other.finish_and_clear();
    }
    let (_, bar) = shown.get_or_insert_with(|| (kind, drawn(kind)));
    if let Some(total) = total {
        bar.set_length(total);
    }
    bar.set_position(position);
    true
}

fn drawn(kind: Bar) -> ProgressBar {
    let template = match kind {
        Bar::Gathering => "gathering  {spinner} {human_pos} contacts so far, {elapsed}",
        Bar::Contacts { total: true } => {
            "contacts   [{bar:30}] {human_pos} of {human_len}, {per_sec}, {eta} left"
        }
        Bar::Contacts { total: false } => "contacts   {spinner} {human_pos} so far, {per_sec}",
    };
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    // The templates are constants; the default style stands in for one with a mistake.
    bar.set_style(
        ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> "),
    );
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn bar() -> MutexGuard<'static, Option<(Bar, ProgressBar)>> {
    BAR.lock().unwrap_or_else(PoisonError::into_inner)
}

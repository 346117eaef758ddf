//! Opens the consent page. Its address is always shown as well, so failing to open it is no failure.

use crate::console;
use crate::credentials::SECRET_VARIABLES;
use cloudsponge_proto::ConsentUrl;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// An opener that takes longer has a browser of its own to wait for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the page without waiting for it.
pub(crate) fn open(page: &ConsentUrl) {
    let mut command = opener();
    command.arg(page.as_str()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for name in SECRET_VARIABLES {
        command.env_remove(name);
    }
    std::thread::spawn(move || {
        if !ran(&mut command) {
            console::ask("", "(no browser could be opened: open the page yourself)");
        }
    });
}

/// The program that opens pages, and what decided it.
pub(crate) fn configured() -> (String, &'static str) {
    match named() {
        Some(program) => (program, "BROWSER"),
        None => (SYSTEM.to_owned(), "default"),
    }
}

/// What the system opens pages with.
const SYSTEM: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// The program `BROWSER` names, if it names one and no command line: the address is one argument of its own and never
/// goes through a shell.
fn named() -> Option<String> {
    let browser = std::env::var_os("BROWSER").and_then(|browser| browser.into_string().ok())?;
    let program = browser.split(':').next().unwrap_or_default();
    (!program.is_empty() && !program.contains([' ', '%', '"', '\''])).then(|| program.to_owned())
}

fn opener() -> Command {
    match named() {
        Some(program) => Command::new(program),
        None => {
            let mut command = Command::new(SYSTEM);
            // A command line with placeholders would be put together as text by whoever reads it.
            command.env_remove("BROWSER");
            command
        }
    }
}

fn ran(command: &mut Command) -> bool {
    let Ok(mut child) = command.spawn() else { return false };
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    true
}

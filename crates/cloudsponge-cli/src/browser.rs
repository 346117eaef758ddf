//! Opens the consent page. Its address is always shown as well, so failing to open it is no failure.

use crate::credentials::SECRET_VARIABLES;
use crate::exit::note;
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
            note("           (no browser could be opened: open the page yourself)");
        }
    });
}

/// The address is one argument of its own and never goes through a shell.
fn opener() -> Command {
    if let Some(browser) = std::env::var_os("BROWSER").and_then(|browser| browser.into_string().ok()) {
        let program = browser.split(':').next().unwrap_or_default();
        if !program.is_empty() && !program.contains([' ', '%', '"', '\'']) {
            return Command::new(program);
        }
    }
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    // A command line with placeholders would be put together as text by whoever reads it.
    command.env_remove("BROWSER");
    command
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

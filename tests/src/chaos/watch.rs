//! Looks for sentinels in everything that is shown, and for panics anywhere.

use super::case::SECRETS;
use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was shown that must not be, or should not have happened, by whoever noticed.
static NOTICED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Log lines that were looked at.
static LINES: AtomicUsize = AtomicUsize::new(0);

/// How many log lines were looked at.
pub fn log_lines() -> usize {
    LINES.load(Ordering::SeqCst)
}

/// Takes what was noticed since the last time.
pub fn noticed() -> Vec<String> {
    NOTICED.lock().map(|mut noticed| std::mem::take(&mut *noticed)).unwrap_or_default()
}

fn notice(what: String) {
    if let Ok(mut noticed) = NOTICED.lock()
        && noticed.len() < 100
    {
        noticed.push(what);
    }
}

/// The secret in a text, if one is.
pub fn secret_in(text: &str) -> Option<&'static str> {
    SECRETS.into_iter().find(|secret| text.contains(secret))
}

/// Everything an error says, its causes included.
pub fn shown(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        // Writing to a string does not fail.
        let _ = write!(text, "{error}\n{error:?}\n{error:#?}\n");
        cause = error.source();
    }
    text
}

/// From now on, panics on any thread are noticed.
pub fn panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        notice(format!("O2: a panic at {place}"));
    }));
}

/// A place for log lines that keeps none and notices those with a secret in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogWatch;

impl io::Write for LogWatch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(1, Ordering::SeqCst);
        let line = String::from_utf8_lossy(bytes);
        if let Some(secret) = secret_in(&line) {
            let target = line.split(':').next().unwrap_or_default();
            notice(format!("O3: a log line shows {secret:?} ({target})"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::case::PASSWORD;
    use std::io::Write as _;

    #[test]
    fn a_secret_is_found_in_a_log_line_and_in_the_cause_of_an_error() {
        LogWatch.write_all(format!("DEBUG wire: {PASSWORD}").as_bytes()).unwrap();
        assert_eq!((noticed().len(), log_lines()), (1, 1));
        let cause = io::Error::other(PASSWORD);
        let error =
            cloudsponge::TransportError::new(cloudsponge::proto::FailureKind::Other).with_source(cause);
        assert!(secret_in(&error.to_string()).is_none());
        assert!(secret_in(&shown(&error)).is_some());
    }
}

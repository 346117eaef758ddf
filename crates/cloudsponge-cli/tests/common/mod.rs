//! Runs the command and looks at what it did.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test support"
)]

use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The command, in an environment that says nothing about CloudSponge.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudsponge"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CLOUDSPONGE_") || name == "RUST_LOG" || name == "BROWSER" {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null()).env("COLUMNS", "120");
    command
}

/// Runs it to its end.
pub(crate) fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    finish(command().args(args).output().unwrap())
}

/// Runs it with this stdin.
pub(crate) fn run_with_input<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>, input: &[u8]) -> Run {
    let mut child = command()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    finish(output)
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn finish(output: Output) -> Run {
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

impl Run {
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// An emulator in a process of its own; it ends with this value.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) url: String,
}

/// The pair the emulators of these tests accept. It holds what naive encodings break.
pub(crate) const KEY: &str = "TESTKEY0SENTINEL";
pub(crate) const PASSWORD: &str = "pw+Sentinel/7=:x";

impl Emulator {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut child = command()
            .args(["emulator", "--listen", "127.0.0.1:0", "--key", KEY, "--password", PASSWORD])
            // At 50 emulated seconds a second the contacts would live for 6 s, and a busy machine needs longer.
            .args(["--ttl", "24h"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("listening on ").expect("the first line names the address").to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        drain(child.stderr.take().unwrap());
        Self { child, url }
    }

    /// The command, talking to this emulator.
    pub(crate) fn command(&self) -> Command {
        let mut command = command();
        command
            .env("CLOUDSPONGE_DOMAIN_KEY", KEY)
            .env("CLOUDSPONGE_DOMAIN_PASSWORD", PASSWORD)
            .env("CLOUDSPONGE_BASE_URL", &self.url);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(self.command().args(args).output().unwrap())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps a pipe from filling up.
fn drain(mut stderr: ChildStderr) {
    std::thread::spawn(move || {
        let _ = stderr.read_to_end(&mut Vec::new());
    });
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "never happened: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

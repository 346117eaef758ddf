//! Secrets stay where they belong, whatever is logged.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use common::{Emulator, KEY, PASSWORD, command, eventually, finish, run};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

const MAILBOX: &str = "mailbox-sentinel+7";

/// What must not be shown: the secrets, as they are, percent-encoded and in Base64.
fn forms() -> Vec<String> {
    // The Base64 forms were made by hand from the constants: "KEY:PASSWORD" and its two parts.
    let basic = "VEVTVEtFWTBTRU5USU5FTDpwdytTZW50aW5lbC83PTp4";
    let plain = [KEY, PASSWORD, MAILBOX, "pw%2BSentinel%2F7%3D%3Ax", "mailbox-sentinel%2B7", basic];
    plain.map(str::to_owned).to_vec()
}

#[track_caller]
fn assert_clean(what: &str, text: &str) {
    for form in forms() {
        assert!(!text.contains(&form), "{what} shows {form}: {text}");
    }
}

#[test]
fn t5_nothing_is_shown_at_trace() {
    let emulator = Emulator::start(&["--contacts", "5", "--auto-consent"]);
    let directory = tempfile::tempdir().unwrap();
    let state = directory.path().join("state");
    let mut runs = Vec::new();
    for (at, args) in [
        ["import", "gmail", "--output", "json", "--user-id", "u"],
        ["import", "icloud", "--username", "login-name", "--output", "csv"],
        ["import", "gmail", "--format", "xml", "--output", "table"],
        ["begin", "icloud", "--username", "login-name", "--output", "json"],
        ["contacts", "1", "--start", "0", "--output", "json"],
        ["events", "1", "--echo", "x", "--output", "json"],
    ]
    .into_iter()
    .enumerate()
    {
        let mut command = emulator.command();
        command.env("RUST_LOG", "trace").env("CLOUDSPONGE_MAILBOX_PASSWORD", MAILBOX).args(args);
        if args[0] == "import" {
            command.arg("--state").arg(state.with_extension(at.to_string()));
        }
        runs.push(finish(command.output().unwrap()));
    }
    let embedded =
        command().env("RUST_LOG", "trace").args(["import", "gmail", "--emulator"]).output().unwrap();
    let embedded = finish(embedded).expect(0);
    assert!(embedded.stderr.contains("DEBUG"), "nothing was logged: {}", embedded.stderr);
    for run in runs.iter().chain([&embedded]) {
        assert_clean("stdout", &run.stdout);
        assert_clean("stderr", &run.stderr);
        // The consent code is shown to the user once, on a line of its own, and is in no log line.
        let code = run
            .stderr
            .lines()
            .find_map(|line| line.trim().split_once("/n/").map(|(_, code)| code.to_owned()));
        if let Some(code) = code {
            let lines: Vec<&str> = run.stderr.lines().filter(|line| line.contains(&code)).collect();
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines[0].starts_with("           http"), "{lines:?}");
        }
    }
    for entry in fs::read_dir(directory.path()).unwrap() {
        assert_clean("a saved state", &fs::read_to_string(entry.unwrap().path()).unwrap());
    }
}

#[test]
fn t6_no_secret_is_in_the_arguments() {
    let emulator = Emulator::start(&["--auto-consent=60000"]);
    let mut import = emulator.command();
    let child = import.args(["import", "gmail"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.unwrap();
    let path = format!("/proc/{}/cmdline", child.id());
    if std::path::Path::new("/proc/self/cmdline").exists() {
        eventually("it runs", || fs::read(&path).is_ok_and(|line| line.ends_with(b"gmail\0")));
        assert_clean("the command line", &String::from_utf8_lossy(&fs::read(&path).unwrap()));
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert!(core.split_whitespace().nth(4) == Some("0"), "{core}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for subcommand in ["import", "resume", "begin", "events", "contacts"] {
        let help = run([subcommand, "--help"]).expect(0).stdout;
        for flag in ["--password ", "--password=", "--key", "--domain-key", "--domain-password", "--secret"] {
            assert!(!help.contains(flag), "{subcommand} has {flag}");
        }
    }
}

#[test]
fn credentials_come_from_a_private_file() {
    let emulator = Emulator::start(&["--contacts", "2", "--auto-consent"]);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("credentials");
    fs::write(&path, format!("{KEY}\n{PASSWORD}\n")).unwrap();
    let import = || {
        let mut command = command();
        command.args([
            "import",
            "gmail",
            "--output",
            "jsonl",
            "--base-url",
            &emulator.url,
            "--credentials-file",
        ]);
        finish(command.arg(&path).output().unwrap())
    };
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = import().expect(2);
    assert!(refused.stderr.contains("chmod 600"), "{}", refused.stderr);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(import().expect(0).lines().len(), 2);
    fs::write(&path, "one line only").unwrap();
    import().expect(2);
}

#[test]
fn the_mailbox_password_comes_from_stdin() {
    let emulator = Emulator::start(&["--contacts", "2"]);
    let mut import = emulator.command();
    import.args([
        "import",
        "icloud",
        "--username",
        "fern@example.com",
        "--password-stdin",
        "--output",
        "jsonl",
    ]);
    let mut child =
        import.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{MAILBOX}\n").as_bytes()).unwrap();
    assert_eq!(finish(child.wait_with_output().unwrap()).expect(0).lines().len(), 2);
}

#[test]
fn n4_the_opener_gets_one_argument_and_no_secret() {
    let directory = tempfile::tempdir().unwrap();
    let opener = directory.path().join("xdg-open");
    let seen = directory.path().join("seen");
    let script = "#!/bin/sh\n{ echo \"$#\"; echo \"$1\"; env; } > SEEN.new\nmv SEEN.new SEEN\n";
    fs::write(&opener, script.replace("SEEN", &seen.display().to_string())).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", directory.path().display(), std::env::var("PATH").unwrap());
    let mut import = command();
    import
        .env("PATH", path)
        .env("BROWSER", "sh -c \"touch /tmp/owned %s\"")
        .env("CLOUDSPONGE_MAILBOX_PASSWORD", MAILBOX);
    import.env("CLOUDSPONGE_DOMAIN_KEY", KEY).args([
        "import",
        "gmail",
        "--emulator",
        "--open",
        "--deadline",
        "20s",
    ]);
    let mut child = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually("the opener ran", || seen.exists());
    let text = fs::read_to_string(&seen).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("1"));
    assert!(lines.next().unwrap().starts_with("http://127.0.0.1:"));
    assert_clean("the opener's environment", &text);
    child.kill().unwrap();
    child.wait().unwrap();
}

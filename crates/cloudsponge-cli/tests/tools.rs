//! The subcommands around the imports, and what is told on stderr.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::{Emulator, KEY, PASSWORD, command, finish, run};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

#[test]
fn completions_for_every_shell() {
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef cloudsponge"),
        ("fish", "complete -c cloudsponge"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let script = run(["completions", shell]).expect(0).stdout;
        assert!(
            script.contains(sign) && script.contains("mailing") || script.contains("page-size"),
            "{shell}"
        );
    }
    assert!(run(["completions", "csh"]).expect(2).stderr.contains("possible values"));
    let script = run(["completions", "bash"]).expect(0).stdout;
    let mut check = std::process::Command::new("bash");
    if let Ok(output) = check.args(["-n", "-c", &script]).output() {
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn man_pages_for_every_subcommand() {
    let program = run(["man"]).expect(0).stdout;
    assert!(
        program.contains(".TH cloudsponge 1") && program.contains("cloudsponge\\-import(1)"),
        "{program}"
    );
    let import = run(["man", "import"]).expect(0).stdout;
    assert!(import.contains(".TH cloudsponge-import 1") && import.contains("Examples:"), "{import}");
    assert!(import.contains("\\-\\-quiet"), "global arguments too: {import}");
    assert!(run(["man", "nonsense"]).expect(2).stderr.contains("hint: "));
    let directory = tempfile::tempdir().unwrap();
    run(["man", "--dir", directory.path().to_str().unwrap()]).expect(0);
    let mut names: Vec<String> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!((names.len(), names[0].as_str()), (13, "cloudsponge-begin.1"));
    assert!(run(["man", "--dir", "/nowhere/at/all"]).expect(1).stderr.contains("hint: "));
}

#[test]
fn config_says_what_is_used_and_from_where_and_shows_no_secret() {
    let settings = |command: &mut std::process::Command| {
        let run = finish(command.output().unwrap()).expect(0);
        assert!(!run.stdout.contains(KEY) && !run.stdout.contains(PASSWORD), "{}", run.stdout);
        let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        move |name: &str| {
            let row = rows.iter().find(|row| row["setting"] == name).unwrap();
            (row["value"].as_str().unwrap().to_owned(), row["from"].as_str().unwrap().to_owned())
        }
    };
    let pair = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    let bare = settings(command().args(["config", "--output", "json"]));
    assert_eq!(bare("base URL"), pair("https://api.cloudsponge.com", "default"));
    assert_eq!(bare("domain key"), pair("not set", "CLOUDSPONGE_DOMAIN_KEY"));
    assert_eq!(bare("log"), pair("off", "default"));
    assert_eq!(bare("width"), pair("120", "terminal or COLUMNS"));
    let set = settings(
        command()
            .env("CLOUDSPONGE_DOMAIN_KEY", KEY)
            .env("CLOUDSPONGE_DOMAIN_PASSWORD", PASSWORD)
            .env("CLOUDSPONGE_BASE_URL", "http://127.0.0.1:4141/")
            .env("BROWSER", "firefox:w3m")
            .args(["config", "--output", "json", "--format", "xml", "-v"]),
    );
    assert_eq!(set("base URL"), pair("http://127.0.0.1:4141", "CLOUDSPONGE_BASE_URL"));
    assert_eq!(set("format"), pair("xml", "--format"));
    assert_eq!(set("domain password"), pair("set", "CLOUDSPONGE_DOMAIN_PASSWORD"));
    assert_eq!(set("log"), pair("cloudsponge=debug", "--verbose"));
    assert_eq!(set("browser"), pair("firefox", "BROWSER"));
    let refused = settings(
        command()
            .env("CLOUDSPONGE_BASE_URL", format!("https://x:{PASSWORD}@example.com"))
            .args(["config", "--output", "json"]),
    );
    assert!(refused("base URL").0.starts_with("(not usable: "));
    let flag = settings(command().env("CLOUDSPONGE_BASE_URL", "http://127.0.0.1:1").args([
        "config",
        "--base-url",
        "http://127.0.0.1:2",
        "--output",
        "json",
    ]));
    assert_eq!(flag("base URL"), pair("http://127.0.0.1:2", "--base-url"));
    assert!(run(["config"]).expect(0).stdout.contains("domain password"));
    assert_eq!(run(["config", "--output", "jsonl"]).expect(0).lines().len(), 9);
    // A help text shows no value of the environment.
    let help =
        finish(command().env("CLOUDSPONGE_BASE_URL", PASSWORD).args(["import", "--help"]).output().unwrap());
    assert!(!help.expect(0).stdout.contains(PASSWORD));
}

/// The states of the checks by name.
fn states(run: &common::Run) -> Vec<(String, String)> {
    let report = run.json();
    let checks = report["checks"].as_array().unwrap().iter();
    checks
        .map(|check| {
            (check["name"].as_str().unwrap().to_owned(), check["state"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[track_caller]
fn assert_state(run: &common::Run, name: &str, state: &str) {
    let states = states(run);
    assert!(states.contains(&(name.to_owned(), state.to_owned())), "{states:?}\n{}", run.stdout);
}

#[test]
fn doctor_finds_a_healthy_service_healthy() {
    let emulator = Emulator::start(&[]);
    let healthy = emulator.run(&["doctor"]).expect(0);
    let begins: Vec<&str> = healthy.stdout.lines().map(|line| line.get(..18).unwrap().trim_end()).collect();
    let expected =
        ["ok    base URL", "ok    credentials", "ok    reach", "skip  tls", "ok    clock", "ok    accepted"];
    assert_eq!(begins, expected, "{}", healthy.stdout);
    assert_eq!(healthy.stderr, "");
    for format in ["json", "xml"] {
        let report = emulator.run(&["doctor", "--output", "json", "--format", format]).expect(0);
        assert_eq!(report.json()["ok"], true);
    }
    // It begins no import.
    assert_eq!(emulator.run(&["doctor", "--output", "jsonl"]).expect(0).lines().len(), 6);
    emulator.run(&["events", "5550001"]).expect(1);
}

#[test]
fn doctor_names_what_is_wrong() {
    let emulator = Emulator::start(&[]);
    let doctor = |base_url: &str, set: &[(&str, &str)]| {
        let mut doctor = emulator.command();
        doctor.env("CLOUDSPONGE_BASE_URL", base_url).envs(set.iter().copied());
        finish(doctor.args(["doctor", "--output", "json"]).output().unwrap())
    };
    let refused = doctor(&emulator.url, &[("CLOUDSPONGE_DOMAIN_PASSWORD", "wrong-sentinel")]).expect(1);
    assert_state(&refused, "accepted", "fail");
    assert_state(&refused, "reach", "ok");
    assert!(
        !refused.stdout.contains("wrong-sentinel") && refused.stderr.contains("one check failed"),
        "{refused:?}"
    );
    let missing = doctor(&emulator.url, &[("CLOUDSPONGE_DOMAIN_KEY", "")]).expect(1);
    assert_state(&missing, "credentials", "fail");
    assert_state(&missing, "reach", "ok");
    assert_state(&missing, "accepted", "skip");
    let address = doctor("http://example.com", &[]).expect(1);
    assert_state(&address, "base URL", "fail");
    assert_state(&address, "reach", "skip");
    let proxied =
        doctor(&emulator.url, &[("HTTPS_PROXY", "http://u:proxy-sentinel@proxy.example")]).expect(0);
    assert_state(&proxied, "proxy", "note");
    assert!(!proxied.stdout.contains("proxy-sentinel"));

    // No TLS where TLS is expected.
    let https = emulator.url.replace("http:", "https:");
    let plain = doctor(&https, &[]).expect(1);
    assert_state(&plain, "tls", "fail");
    let answered = |answer: &'static str| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            stream.write_all(answer.replace('\n', "\r\n").as_bytes()).unwrap();
            String::from_utf8(head).unwrap()
        });
        let run = doctor(&url, &[]);
        let head = server.join().unwrap();
        assert!(head.starts_with("GET /events/0.json HTTP/1.1\r\n"), "{head}");
        run
    };
    let late = "HTTP/1.1 404 Not Found\nDate: Wed, 21 Oct 2015 07:28:00 GMT\nContent-Length: 0\nConnection: close\n\n";
    let late = answered(late).expect(1);
    assert_state(&late, "clock", "fail");
    assert_state(&late, "accepted", "ok");
    let timeless = answered("HTTP/1.1 404 Not Found\nContent-Length: 0\nConnection: close\n\n").expect(0);
    assert_state(&timeless, "clock", "skip");
    let moved = answered(
        "HTTP/1.1 302 Found\nLocation: https://login.example/?secret\nContent-Length: 0\nConnection: close\n\n",
    );
    assert_state(&moved, "accepted", "fail");
    assert!(
        moved.stdout.contains("https://login.example") && !moved.stdout.contains("secret"),
        "{}",
        moved.stdout
    );
    moved.expect(1);
    let other =
        answered("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 6\nConnection: close\n\n<html>");
    assert_state(&other.expect(1), "accepted", "fail");
    let url = emulator.url.clone();
    let command = || {
        let mut command = command();
        command.env("CLOUDSPONGE_DOMAIN_KEY", KEY).env("CLOUDSPONGE_DOMAIN_PASSWORD", PASSWORD);
        command
    };
    drop(emulator);
    let nobody = finish(command().args(["doctor", "--base-url", &url, "--output", "json"]).output().unwrap())
        .expect(1);
    assert_state(&nobody, "reach", "fail");
    assert_state(&nobody, "tls", "skip");
}

#[test]
fn quiet_tells_only_what_somebody_has_to_act_on() {
    let import = ["import", "gmail", "--emulator", "--contacts", "3", "--output", "jsonl"];
    let quiet = run(import.iter().chain(&["--quiet"])).expect(0);
    assert_eq!((quiet.stderr.as_str(), quiet.stdout.lines().count()), ("", 3));
    let failed = run(["-q", "import", "gmail", "--emulator", "--scenario", "deny"]).expect(3);
    assert_eq!(failed.stderr.lines().count(), 2, "an error and a hint: {}", failed.stderr);
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent"]);
    let consent = emulator.run(&["import", "gmail", "-q", "--output", "jsonl"]).expect(0);
    let lines: Vec<&str> = consent.stderr.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains(&format!("{}/n/", emulator.url)), "{lines:?}");
}

#[test]
fn logs_are_for_people_or_for_programs() {
    let import = ["import", "gmail", "--emulator", "--contacts", "3", "-q", "--output", "jsonl"];
    let verbose = run(import.iter().chain(&["-v"])).expect(0).stderr;
    assert!(verbose.contains("DEBUG cloudsponge::session") && !verbose.contains('\u{1b}'), "{verbose}");
    for filter in ["json", "json,cloudsponge=trace"] {
        let logs = run(import.iter().chain(&["--log", filter])).expect(0).stderr;
        let records: Vec<Value> = logs.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let begun = records.iter().find(|record| record["message"] == "begun").unwrap();
        assert!(
            begun["import_id"].is_string() && begun["level"] == "DEBUG" && begun["timestamp"].is_string(),
            "{begun}"
        );
        let calls = records.iter().filter(|record| record["message"] == "close");
        let calls: Vec<&Value> = calls.map(|record| &record["span"]).collect();
        assert_eq!(calls[0]["otel.name"], "POST /begin_import/user_consent.json");
        let last = calls.last().unwrap();
        assert_eq!(last["url.template"], "/contacts/{import_id}.json");
        assert_eq!(last["http.response.status_code"], 200);
    }
    assert!(run(["services", "--log", "=,=["]).expect(2).stderr.contains("hint: "));
    assert_eq!(run(["services"]).expect(0).stderr, "");
}

#[test]
fn no_colours_but_on_a_terminal() {
    let failed = |set: &[(&str, &str)]| {
        let mut command = command();
        command.env_remove("NO_COLOR").envs(set.iter().copied());
        finish(command.args(["import", "gmail"]).output().unwrap()).expect(2).stderr
    };
    for set in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR", "1")], &[("NO_COLOR", "1"), ("TERM", "xterm")]]
    {
        assert!(!failed(set).contains('\u{1b}'), "{set:?}");
    }
    assert!(failed(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}[1m\u{1b}[31merror: \u{1b}[0m"));
    assert!(!failed(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains("\u{1b}["));
}

#[test]
fn wrong_usage_ends_with_2_and_says_how_it_goes() {
    for args in [
        &["nonsense"][..],
        &[],
        &["import"],
        &["import", "gmail", "--output", "pdf"],
        &["import", "gmail", "--open"],
        &["import", "gmail", "--deadline", "soon"],
        &["import", "gmail", "--page-size", "-1"],
        &["import", "gmail", "--emulator", "--base-url", "http://127.0.0.1:1"],
        &["import", "gmail", "--password-stdin"],
        &["resume"],
        &["events"],
        &["contacts", "1", "--count", "x"],
        &["decode"],
        &["services", "--output", "csv"],
        &["emulator", "--key", "k"],
        &["emulator", "--record", "a", "--replay", "b"],
        &["emulator", "--auto-consent", "300"],
        &["man", "import", "--dir", "."],
    ] {
        let run = run(args).expect(2);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{args:?}: {run:?}");
    }
    assert!(run(["--version"]).expect(0).stdout.starts_with("cloudsponge "));
    for name in ["import", "man", "doctor"] {
        assert!(run([name, "--version"]).expect(0).stdout.starts_with(&format!("cloudsponge-{name} ")));
    }
}

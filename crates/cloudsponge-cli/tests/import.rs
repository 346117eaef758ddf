//! Whole imports against the emulator, by the exit codes and texts that scripts rely on.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use common::{Emulator, command, finish, run};
use serde_json::Value;
use std::time::{Duration, Instant};

#[test]
fn the_command_of_the_readme_shows_everything() {
    let run = run(["import", "gmail", "--emulator"]).expect(0);
    for told in ["emulator", "not the real service", "begin", "consent", "granted", "complete", "20 of 20"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert!(run.stdout.contains("@example."), "{}", run.stdout);
    assert!(run.stdout.lines().count() >= 22, "{}", run.stdout);
}

#[test]
fn page_sizes_and_formats_give_the_same_contacts() {
    let import = |size: &str, format: &str| {
        let args = [
            "import",
            "windowslive",
            "--emulator",
            "--contacts",
            "40",
            "--profile",
            "windowslive",
            "--seed",
            "7",
        ];
        let more = ["--page-size", size, "--format", format, "--output", "jsonl"];
        run(args.iter().chain(&more)).expect(0).stdout
    };
    let expected = import("0", "json");
    assert_eq!(expected.lines().count(), 40);
    for (size, format) in [("7", "json"), ("7", "xml"), ("1000", "xml")] {
        assert_eq!(import(size, format), expected, "{size} {format}");
    }
}

#[test]
fn the_json_output_is_one_object() {
    let args = ["import", "gmail", "--emulator", "--contacts", "5", "--page-size", "2", "--output", "json"];
    let value = run(args.iter().chain(&["--user-id", "u-1", "--echo", "tag"])).expect(0).json();
    assert_eq!(value["contacts"].as_array().unwrap().len(), 5);
    assert_eq!((&value["start"], &value["count"], &value["total"]), (&0.into(), &5.into(), &5.into()));
    assert_eq!((value["user_id"].as_str(), value["echo"].as_str()), (Some("u-1"), Some("tag")));
    assert!(value["import_id"].is_u64() && value["contacts_owner"].is_object());
}

#[test]
fn an_empty_book_is_no_error() {
    let args = ["import", "gmail", "--emulator", "--contacts", "0", "--output"];
    let value = run(args.iter().chain(&["json"])).expect(0).json();
    assert_eq!(value["contacts"], Value::Array(Vec::new()));
    assert_eq!(run(args.iter().chain(&["jsonl"])).expect(0).stdout, "");
    assert_eq!(run(args.iter().chain(&["csv"])).expect(0).stdout.lines().count(), 1);
    assert_eq!(run(args.iter().chain(&["table"])).expect(0).stdout, "");
}

#[test]
fn mailing_addresses_come_if_they_are_asked_for() {
    let args = ["import", "aol", "--emulator", "--contacts", "3", "--profile", "aol", "--output", "jsonl"];
    let filled =
        |run: common::Run| run.lines().iter().filter(|contact| contact["address"][0].is_object()).count();
    assert_eq!(filled(run(args).expect(0)), 0);
    assert!(filled(run(args.iter().chain(&["--include", "mailing_address"])).expect(0)) > 0);
}

#[test]
fn a_service_with_a_login_is_imported_by_it() {
    let run = run(["import", "icloud", "--emulator", "--contacts", "2", "--output", "jsonl"]).expect(0);
    assert_eq!(run.lines().len(), 2);
    let emulator = Emulator::start(&["--contacts", "2"]);
    let usage = emulator.run(&["import", "icloud"]).expect(2);
    assert!(usage.stderr.contains("--username"), "{}", usage.stderr);
    let args = ["import", "icloud", "--username", "fern@example.com", "--output", "jsonl"];
    let done =
        emulator.command().args(args).env("CLOUDSPONGE_MAILBOX_PASSWORD", "app-specific").output().unwrap();
    assert_eq!(finish(done).expect(0).lines().len(), 2);
    emulator.run(&args).expect(2);
}

#[test]
fn deny_ends_with_3_within_2_seconds() {
    let begun = Instant::now();
    let run = run(["import", "gmail", "--emulator", "--scenario", "deny"]).expect(3);
    assert!(begun.elapsed() < Duration::from_millis(3500), "{:?}", begun.elapsed());
    assert!(run.stderr.contains("error: ") && run.stderr.contains("declined"), "{}", run.stderr);
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn the_other_scenarios_end_as_they_should() {
    let import = |scenario: &str, more: &[&str]| {
        let args =
            ["import", "gmail", "--emulator", "--contacts", "3", "--output", "jsonl", "--scenario", scenario];
        run(args.iter().chain(more))
    };
    let abandoned = import("abandon", &[]).expect(3);
    assert!(abandoned.stderr.contains("517"), "{}", abandoned.stderr);
    let failed = import("fail:518", &[]).expect(3);
    assert!(failed.stderr.contains("518") && !failed.stderr.contains("abandoned"), "{}", failed.stderr);
    let unknown = import("fail:9999", &[]).expect(3);
    assert!(unknown.stderr.contains("9999"), "{}", unknown.stderr);
    assert_eq!(import("flaky", &[]).expect(0).lines().len(), 3);
    let late = import("slow", &["--deadline", "4s"]).expect(4);
    assert!(late.stderr.contains("--deadline"), "{}", late.stderr);
    let timeout = import("timeout", &[]).expect(3);
    assert!(timeout.stderr.contains("516"), "{}", timeout.stderr);
    import("nonsense", &[]).expect(2);
}

#[test]
fn the_raw_calls_make_an_import_by_hand() {
    let emulator = Emulator::start(&["--contacts", "25", "--auto-consent", "--speed", "20"]);
    let begun = emulator.run(&["begin", "gmail", "--echo", "tag"]).expect(0).json();
    assert_eq!((begun["status"].as_str(), begun["echo"].as_str()), (Some("success"), Some("tag")));
    assert!(begun["url"].as_str().unwrap().starts_with(&emulator.url));
    let id = begun["import_id"].to_string();
    let complete = |events: &Value| {
        let rows = events["events"].as_array().unwrap();
        rows.iter().any(|row| row["event_type"] == "COMPLETE" && row["status"] == "COMPLETED")
    };
    let mut format = ["json", "xml"].into_iter().cycle();
    while !complete(&emulator.run(&["events", &id, "--format", format.next().unwrap()]).expect(0).json()) {
        std::thread::sleep(Duration::from_millis(1050));
    }
    let page = ["contacts", &id, "--start", "5", "--count", "10"];
    let json = emulator.run(&page).expect(0);
    assert_eq!(json.json()["contacts"].as_array().unwrap().len(), 10);
    assert_eq!((&json.json()["start"], &json.json()["total"]), (&5.into(), &25.into()));
    assert_eq!(emulator.run(&[page.as_slice(), &["--format", "xml"]].concat()).expect(0).stdout, json.stdout);
    emulator.run(&["events", "../1"]).expect(2);
    emulator.run(&["contacts", "99999999"]).expect(1);
}

#[test]
fn errors_say_what_and_what_to_do() {
    let missing = run(["import", "gmail"]).expect(2);
    assert!(
        missing.stderr.contains("CLOUDSPONGE_DOMAIN_KEY") && missing.stderr.contains("hint: "),
        "{}",
        missing.stderr
    );
    let emulator = Emulator::start(&[]);
    let mut wrong = emulator.command();
    wrong.env("CLOUDSPONGE_DOMAIN_PASSWORD", "wrong-sentinel").args(["import", "gmail"]);
    let refused = finish(wrong.output().unwrap()).expect(1);
    assert!(
        refused.stderr.contains("401") && !refused.stderr.contains("wrong-sentinel"),
        "{}",
        refused.stderr
    );
    let unknown = emulator.run(&["import", "no_such_service"]);
    assert!([1, 3].contains(&unknown.code), "{unknown:?}");
    emulator.run(&["import", "bad service!"]).expect(2);
    emulator.run(&["import", "gmail", "--contacts", "5"]).expect(2);
    emulator.run(&["import", "gmail", "--redirect-url", "javascript:alert(1)"]).expect(1);
    let url = emulator.url.clone();
    drop(emulator);
    let mut nobody = command();
    nobody.env("CLOUDSPONGE_DOMAIN_KEY", "k").env("CLOUDSPONGE_DOMAIN_PASSWORD", "p");
    nobody.args(["import", "gmail", "--base-url", &url, "--deadline", "2s"]);
    let unreachable = finish(nobody.output().unwrap());
    assert!([1, 4].contains(&unreachable.code), "{unreachable:?}");
}

#[test]
fn base_urls_that_would_leak_are_refused() {
    for url in [
        "http://example.com",
        "https://user:pw@example.com",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
    ] {
        let mut import = command();
        import.env("CLOUDSPONGE_DOMAIN_KEY", "k").env("CLOUDSPONGE_DOMAIN_PASSWORD", "p");
        finish(import.args(["import", "gmail", "--base-url", url]).output().unwrap()).expect(2);
    }
}

#[test]
fn services_are_listed_and_guessed() {
    let table = run(["services"]).expect(0).stdout;
    assert!(table.contains("gmail") && table.contains("icloud"), "{table}");
    let services = run(["services", "--output", "json"]).expect(0).json();
    assert!(services.as_array().unwrap().iter().any(|info| info["service"] == "windowslive"));
    let guessed = run(["services", "--for", "someone@hotmail.com", "--output", "jsonl"]).expect(0).lines();
    assert_eq!(guessed[0]["service"], "windowslive");
    run(["services", "--for", "someone@example.com"]).expect(1);
}

#[test]
fn an_own_address_book_is_served() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mine.csv");
    std::fs::write(
        &path,
        "First Name,Last Name,E-mail Address\nFern,Mockup,fern@example.com\nQuill,Sample,q@example.org\n",
    )
    .unwrap();
    let emulator = Emulator::start(&["--auto-consent=100", "--from", path.to_str().unwrap()]);
    let contacts = emulator.run(&["import", "gmail", "--output", "jsonl"]).expect(0).lines();
    assert_eq!(contacts.len(), 2);
    assert_eq!(contacts[1]["email"][0]["address"], "q@example.org");
}

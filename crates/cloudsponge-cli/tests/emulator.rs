//! `cloudsponge emulator`: where settings come from, what is recorded, and what is replayed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::{Emulator, KEY, PASSWORD, command, eventually, finish, run};
use std::fs;
use std::path::Path;

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("emulator.toml");
    fs::write(&file, "contacts = 1\nseed = 1\nttl = \"1h\"\nprofile = \"aol\"\n").unwrap();
    let printed = |args: &[&str], set: &[(&str, &str)]| {
        let mut command = command();
        command.args(["emulator", "--print-config"]).args(args).envs(set.iter().copied());
        finish(command.output().unwrap())
    };
    let path = file.to_str().unwrap();
    let variables = [("CLOUDSPONGE_EMULATOR_CONTACTS", "2"), ("CLOUDSPONGE_EMULATOR_SEED", "2")];
    let config = printed(&["--config", path, "--contacts", "3"], &variables).expect(0).stdout;
    let expected =
        "listen = \"127.0.0.1:4141\"\nprofile = \"aol\"\ncontacts = 3\nseed = 2\nttl = \"3600000ms\"\n";
    assert_eq!(config, expected);
    assert_eq!(printed(&[], &[("CLOUDSPONGE_EMULATOR_CONFIG", path)]).expect(0).stdout.lines().count(), 5);
    // What is printed is such a file.
    fs::write(&file, &config).unwrap();
    assert_eq!(printed(&["--config", path], &[]).expect(0).stdout, config);
    assert!(
        printed(&["--key", KEY, "--password", PASSWORD], &[]).expect(0).stdout.contains("# password is set")
    );

    for (args, set, code) in [
        (&["--config", "/nowhere/at/all"][..], &[][..], 1),
        (&[], &[("CLOUDSPONGE_EMULATOR_CONTACT", "2")], 2),
        (&[], &[("CLOUDSPONGE_EMULATOR_SPEED", "fast")], 2),
        (&["--quirk", "nonsense"], &[], 2),
        (&["--profile", "nonsense"], &[], 2),
        (&["--upstream", "http://example.com", "--record", "x"], &[], 2),
    ] {
        let run = printed(args, set).expect(code);
        assert!(run.stderr.contains("error: ") && run.stderr.contains("hint: "), "{args:?}: {}", run.stderr);
    }
    fs::write(&file, "contacts = 1\nnonsense = 2\n").unwrap();
    assert!(printed(&["--config", path], &[]).expect(2).stderr.contains("`nonsense`"));
}

#[test]
fn an_emulator_that_cannot_start_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().to_str().unwrap();
    for args in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "127.0.0.1:0", "--speed", "0"],
        &["--listen", "127.0.0.1:0", "--replay", empty],
        &["--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:1"],
        &["--listen", "127.0.0.1:0", "--from", "/nowhere/at/all.csv"],
    ] {
        let failed = run(["emulator"].iter().chain(args));
        assert!([1, 2].contains(&failed.code) && failed.stderr.contains("hint: "), "{args:?}: {failed:?}");
        assert_eq!(failed.stdout, "", "{args:?}");
    }
    let taken = Emulator::start(&[]);
    let address = taken.url.strip_prefix("http://").unwrap();
    assert!(run(["emulator", "--listen", address]).expect(1).stderr.contains("--listen"));
}

/// Every exchange as text.
fn recorded(directory: &Path) -> String {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn an_import_is_recorded_through_a_proxy_and_replayed() {
    let directory = tempfile::tempdir().unwrap();
    let exchanges = directory.path().join("exchanges");
    let exchanges = exchanges.to_str().unwrap();
    let service = Emulator::start(&["--contacts", "12", "--auto-consent", "--profile", "aol"]);
    let proxy = Emulator::start(&["--record", exchanges, "--upstream", &service.url]);
    let import = ["import", "aol", "--page-size", "5", "--user-id", "user-sentinel", "--output", "jsonl"];
    let import = import.iter().copied().chain(["--include", "mailing_address"]).collect::<Vec<_>>();
    let seen = proxy.run(&import).expect(0);
    assert_eq!(seen.lines().len(), 12);
    drop((proxy, service));

    let text = recorded(Path::new(exchanges));
    assert!(
        text.contains("POST /begin_import/user_consent.json\ncredentials given\nargument service=aol\n"),
        "{text}"
    );
    assert!(text.contains("argument start=5\nargument count=5\n"), "{text}");
    for secret in [KEY, PASSWORD, "user-sentinel", "Basic "] {
        assert!(!text.contains(secret), "{secret}");
    }
    for contact in seen.lines() {
        for email in contact["email"].as_array().unwrap().iter().filter_map(|email| email["address"].as_str())
        {
            assert!(!text.contains(email.trim()), "{email}");
        }
    }

    let replay = Emulator::start(&["--replay", exchanges]);
    let replayed = replay.run(&import).expect(0);
    assert_eq!(replayed.lines().len(), 12);
    let shape = |run: &common::Run| -> Vec<(usize, usize, bool)> {
        let count = |value: &serde_json::Value| value.as_array().map_or(0, Vec::len);
        let contacts = run.lines();
        contacts.iter().map(|c| (count(&c["email"]), count(&c["address"]), c["dob"].is_string())).collect()
    };
    assert_eq!(shape(&replayed), shape(&seen));
    assert!(replayed.stdout.contains("@example.com") && !replayed.stdout.contains("user-sentinel"));
    // Another page size asks for what was not recorded.
    let other = replay.run(&["import", "aol", "--page-size", "4", "--deadline", "4s"]);
    assert_ne!(other.code, 0, "{other:?}");
}

#[test]
fn what_it_says_of_itself() {
    let directory = tempfile::tempdir().unwrap();
    let told = |args: &[&str]| {
        let path = directory.path().join("told");
        let mut emulator = command();
        emulator.args(["emulator", "--listen", "127.0.0.1:0"]).args(args);
        emulator.stdout(std::process::Stdio::null()).stderr(fs::File::create(&path).unwrap());
        let mut child = emulator.spawn().unwrap();
        eventually("it has introduced itself", || fs::read_to_string(&path).unwrap().contains("Ctrl-C"));
        child.kill().unwrap();
        child.wait().unwrap();
        fs::read_to_string(&path).unwrap()
    };
    let plain = told(&[]);
    assert!(
        plain.contains("THIS IS NOT THE REAL SERVICE") && plain.contains("contacts are invented"),
        "{plain}"
    );
    let own = told(&["--key", KEY, "--password", PASSWORD]);
    assert!(!own.contains(KEY) && !own.contains(PASSWORD), "{own}");
    let exchanges = directory.path().join("exchanges");
    let proxy = told(&["--record", exchanges.to_str().unwrap(), "--upstream", "https://gateway.example/x"]);
    assert!(
        proxy.contains("hands calls on to https://gateway.example/x") && proxy.contains("are written to"),
        "{proxy}"
    );
}

//! What people and programs see, byte for byte: a change of it is meant, or a mistake.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;
#[path = "common/snapshot.rs"]
mod snapshot;

use common::{command, finish, run};
use snapshot::assert_snapshot;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contacts.json");

const SUBCOMMANDS: [&str; 12] = [
    "import",
    "resume",
    "begin",
    "events",
    "contacts",
    "services",
    "decode",
    "emulator",
    "doctor",
    "config",
    "completions",
    "man",
];

#[test]
fn help() {
    let program = run(["--help"]).expect(0);
    assert_eq!(program.stderr, "");
    assert_snapshot("help.txt", &program.stdout);
    for name in SUBCOMMANDS {
        assert!(program.stdout.contains(&format!("\n  {name} ")), "{name}");
        assert_snapshot(&format!("help-{name}.txt"), &run([name, "--help"]).expect(0).stdout);
        // The short form is one line an option, and no longer.
        let short = run([name, "-h"]).expect(0).stdout;
        assert!(short.len() <= run([name, "--help"]).expect(0).stdout.len(), "{name}");
    }
    let listed = program.stdout.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    assert_eq!(listed.count(), SUBCOMMANDS.len() + 1, "each is in the list here, and `help`");
}

#[test]
fn contacts_in_every_form() {
    let decode = |output: &str| run(["decode", "--output", output, FIXTURE]).expect(0).stdout;
    assert_snapshot("contacts.json", &decode("json"));
    assert_snapshot("contacts.jsonl", &decode("jsonl"));
    assert_snapshot("contacts.csv", &decode("csv"));
    assert_snapshot("contacts.vcf", &decode("vcard"));
    assert_eq!(decode("csv-bom"), format!("\u{feff}{}", decode("csv")));
    for (columns, name) in [("60", "contacts-60.txt"), ("120", "contacts-120.txt")] {
        let mut table = command();
        table.env("COLUMNS", columns).args(["decode", "--output", "table", FIXTURE]);
        assert_snapshot(name, &finish(table.output().unwrap()).expect(0).stdout);
    }
}

#[test]
fn an_import_and_the_services() {
    let import = run(["import", "yahoo", "--emulator", "--contacts", "6", "--seed", "5"]).expect(0);
    assert_snapshot("import.txt", &import.stdout);
    let told = import.stderr.lines().filter_map(|line| line.split_whitespace().next());
    let told: Vec<&str> = told.filter(|word| !word.starts_with("http:") && !word.starts_with('(')).collect();
    assert_eq!(told.first(), Some(&"emulator"), "{}", import.stderr);
    assert_eq!(told.last(), Some(&"done"), "{}", import.stderr);
    assert_snapshot("services.txt", &run(["services"]).expect(0).stdout);
}

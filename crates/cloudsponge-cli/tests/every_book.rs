//! Every kind of book, in both formats and in pages of any size, arrives as the emulator holds it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use cloudsponge_emulator::{Book, Profile};
use cloudsponge_proto::model::Contact;
use common::Emulator;

fn contacts_arrive(profile: Profile, len: u64, page_sizes: &[&str]) {
    let expected: Vec<Contact> = {
        let book = Book::generate(profile, 11, len);
        (0..len).map(|at| book.contact(at).unwrap()).collect()
    };
    let (name, count) = (profile.to_string(), len.to_string());
    let emulator = Emulator::start(&[
        "--profile",
        &name,
        "--contacts",
        &count,
        "--seed",
        "11",
        "--auto-consent",
        "--speed",
        "100",
    ]);
    for page_size in page_sizes {
        for format in ["json", "xml"] {
            // A consent source, whatever book it holds.
            let run = emulator.run(&[
                "import",
                "gmail",
                "--include",
                "mailing_address",
                "--page-size",
                page_size,
                "--format",
                format,
                "--output",
                "jsonl",
            ]);
            let what = format!("{name}, {len} contacts, pages of {page_size}, {format}");
            assert_eq!(run.code, 0, "{what}: {}", run.stderr);
            let found: Vec<Contact> =
                run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(found.len(), expected.len(), "{what}");
            assert!(found == expected, "{what}");
        }
    }
}

#[test]
fn gmail() {
    contacts_arrive(Profile::Gmail, 120, &["1", "7", "1000", "0"]);
}

#[test]
fn yahoo() {
    contacts_arrive(Profile::Yahoo, 120, &["1", "7", "1000", "0"]);
}

#[test]
fn aol() {
    contacts_arrive(Profile::Aol, 120, &["1", "7", "1000", "0"]);
}

#[test]
fn plaxo() {
    contacts_arrive(Profile::Plaxo, 120, &["1", "7", "1000", "0"]);
}

#[test]
fn windowslive() {
    contacts_arrive(Profile::WindowsLive, 120, &["1"]);
}

#[test]
fn the_recorded_size_of_windowslive() {
    contacts_arrive(Profile::WindowsLive, 2340, &["7", "1000", "0"]);
}

#[test]
fn names_that_break_careless_programs() {
    contacts_arrive(Profile::Naughty, Profile::Naughty.recorded_len(), &["1000"]);
}

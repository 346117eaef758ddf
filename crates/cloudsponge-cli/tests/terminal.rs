//! What a terminal shows: colours, bars, a table as wide as it, and nothing that acts on it. The terminal is a pseudo-terminal.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::command;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::Stdio;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contacts.json");

/// Runs the command on a terminal this wide; stdout may be elsewhere. Returns what the terminal got.
fn on_terminal(columns: u16, set: &[(&str, &str)], args: &[&str], stdout_too: bool) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    tcsetwinsize(&master, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let slave = || OpenOptions::new().read(true).write(true).open(&name).unwrap();
    let mut command = command();
    command
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .envs(set.iter().copied())
        .args(args);
    command.stdin(Stdio::null()).stderr(slave());
    command.stdout(if stdout_too { Stdio::from(slave()) } else { Stdio::null() });
    let held = slave();
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut master = File::from(master);
    let reader = std::thread::spawn(move || {
        let (mut all, mut part) = (Vec::new(), [0; 4096]);
        // The read fails when nobody holds the other side any more.
        while let Ok(count @ 1..) = master.read(&mut part) {
            all.extend_from_slice(&part[..count]);
        }
        String::from_utf8_lossy(&all).into_owned()
    });
    child.wait().unwrap();
    drop(held);
    reader.join().unwrap()
}

const IMPORT: [&str; 9] =
    ["import", "gmail", "--emulator", "--contacts", "3000", "--page-size", "100", "--output", "jsonl"];

#[test]
fn bars_move_and_leave_the_same_lines() {
    let shown = on_terminal(100, &[], &IMPORT, false);
    assert!(shown.contains("contacts so far,"), "{shown}");
    assert!(shown.contains(" of 3,000, ") && shown.contains("[="), "{shown}");
    assert!(shown.contains("3000 of 3000") && shown.contains("3000 contacts"), "{shown}");
    assert!(shown.contains("\u{1b}[36mdone"), "labels are coloured: {shown}");
    let plain = on_terminal(100, &[("NO_COLOR", "1")], &IMPORT, false);
    assert!(!plain.contains("\u{1b}[36m") && plain.contains("[="), "{plain}");
    for (set, more) in [(&[("TERM", "dumb")][..], &[][..]), (&[], &["--log", "warn"]), (&[], &["--quiet"])] {
        let without = on_terminal(100, set, &[&IMPORT[..], more].concat(), false);
        assert!(!without.contains("[=") && !without.contains("so far,"), "{more:?}: {without}");
    }
}

#[test]
fn the_table_is_as_wide_as_the_terminal_and_hostile_names_do_nothing() {
    for columns in [50, 90] {
        let shown = on_terminal(columns, &[], &["decode", "--output", "table", FIXTURE], true);
        let rule = shown.lines().find(|line| line.starts_with('─')).unwrap();
        assert!(rule.trim_end().chars().count() <= usize::from(columns), "{shown}");
        assert!(shown.contains("山田 太郎"), "{shown}");
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown:?}");
    }
    // The data formats are made safe too, on a terminal.
    for format in ["csv", "vcard", "json", "jsonl"] {
        let shown = on_terminal(80, &[], &["decode", "--output", format, FIXTURE], true);
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {shown:?}");
    }
}

#[test]
fn errors_are_coloured_and_help_too() {
    let shown = on_terminal(80, &[], &["import", "gmail"], false);
    assert!(shown.contains("\u{1b}[31merror: ") && shown.contains("\u{1b}[32mhint: "), "{shown:?}");
    let off = on_terminal(80, &[("CLICOLOR", "0")], &["import", "gmail"], false);
    assert!(off.contains("error: ") && !off.contains('\u{1b}'), "{off:?}");
    assert!(on_terminal(80, &[], &["--help"], true).contains("\u{1b}["));
    assert!(!on_terminal(80, &[("NO_COLOR", "1")], &["--help"], true).contains("\u{1b}["));
}

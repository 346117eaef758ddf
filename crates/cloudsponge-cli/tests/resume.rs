//! Killed, interrupted and resumed: nothing is lost, and nothing is doubled in a file.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use common::{Emulator, command, eventually, finish, run};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Files {
    _directory: tempfile::TempDir,
    state: PathBuf,
    out: PathBuf,
}

impl Files {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self {
            state: directory.path().join("state"),
            out: directory.path().join("out"),
            _directory: directory,
        }
    }
}

fn import(emulator: &Emulator, files: &Files, output: &str, page_size: &str) -> Command {
    let mut import = emulator.command();
    import.args(["import", "gmail", "--no-browser", "--page-size", page_size, "--output", output, "--state"]);
    import.arg(&files.state).arg("-o").arg(&files.out).stdout(Stdio::null()).stderr(Stdio::null());
    import
}

fn whole(emulator: &Emulator, output: &str) -> String {
    emulator.run(&["import", "gmail", "--output", output]).expect(0).stdout
}

fn resume(emulator: &Emulator, files: &Files, more: &[&str]) -> common::Run {
    let mut resume = emulator.command();
    finish(
        resume
            .env_remove("CLOUDSPONGE_BASE_URL")
            .arg("resume")
            .arg(&files.state)
            .args(more)
            .output()
            .unwrap(),
    )
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map(|found| found.len()).unwrap_or(0)
}

#[test]
fn killed_while_polling() {
    let emulator = Emulator::start(&["--contacts", "30", "--auto-consent=2500"]);
    let files = Files::new();
    let child = import(&emulator, &files, "jsonl", "7").spawn().unwrap();
    eventually("the state is saved", || files.state.exists());
    std::thread::sleep(Duration::from_millis(300));
    kill(child);
    resume(&emulator, &files, &["--page-size", "7"]).expect(0);
    let expected = whole(&emulator, "jsonl");
    assert_eq!(fs::read_to_string(&files.out).unwrap(), expected);
    assert_eq!(expected.lines().count(), 30);
}

#[test]
fn a_deadline_that_passed_can_be_extended() {
    let emulator =
        Emulator::start(&["--contacts", "30", "--auto-consent", "--scenario", "slow", "--speed", "12"]);
    let files = Files::new();
    let late =
        import(&emulator, &files, "jsonl", "7").args(["--deadline", "2s"]).stderr(Stdio::piped()).output();
    let late = finish(late.unwrap()).expect(4);
    assert!(late.stderr.contains("resume") && late.stderr.contains("--deadline"), "{}", late.stderr);
    resume(&emulator, &files, &["--deadline", "60s"]).expect(0);
    assert_eq!(fs::read_to_string(&files.out).unwrap().lines().count(), 30);
}

#[test]
fn killed_while_paging_at_many_points() {
    let emulator = Emulator::start(&["--contacts", "400", "--auto-consent", "--speed", "50"]);
    let expected = whole(&emulator, "jsonl");
    assert_eq!(expected.lines().count(), 400);
    for kills in 1..=4_u64 {
        let files = Files::new();
        let mut child = import(&emulator, &files, "jsonl", "1").spawn().unwrap();
        for at in 1..=kills {
            let enough = at * (expected.len() as u64) / (kills + 2);
            eventually("some pages arrived", || size(&files.out) >= enough);
            kill(child);
            assert!(size(&files.out) < expected.len() as u64, "it was faster than the kill");
            let mut again = emulator.command();
            again.arg("resume").arg(&files.state).args(["--page-size", "1"]);
            child = again.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        }
        assert!(child.wait().unwrap().success());
        assert_eq!(fs::read_to_string(&files.out).unwrap(), expected, "{kills} kills");
    }
}

#[test]
fn on_stdout_every_contact_comes_at_least_once_in_order() {
    let emulator = Emulator::start(&["--contacts", "300", "--auto-consent", "--speed", "50"]);
    let expected = whole(&emulator, "jsonl");
    let expected: Vec<&str> = expected.lines().collect();
    let files = Files::new();
    let mut import = emulator.command();
    import.args(["import", "gmail", "--page-size", "3", "--output", "jsonl", "--state"]).arg(&files.state);
    let mut child =
        import.stdout(fs::File::create(&files.out).unwrap()).stderr(Stdio::null()).spawn().unwrap();
    eventually("some pages arrived", || size(&files.out) > 5000);
    child.kill().unwrap();
    child.wait().unwrap();
    let first = fs::read_to_string(&files.out).unwrap();
    let first: Vec<&str> = first.lines().collect();
    let rest = resume(&emulator, &files, &["--output", "jsonl"]).expect(0).stdout;
    let rest: Vec<&str> = rest.lines().collect();
    let begin = expected.len() - rest.len();
    assert!(begin <= first.len() && first.len() - begin <= 3, "{begin} {}", first.len());
    assert_eq!(first, expected[..first.len()]);
    assert_eq!(rest, expected[begin..]);
}

#[test]
fn csv_goes_on_without_a_second_header_and_json_starts_over() {
    let emulator = Emulator::start(&["--contacts", "200", "--auto-consent", "--speed", "50"]);
    for output in ["csv", "vcard", "json"] {
        let files = Files::new();
        let child = import(&emulator, &files, output, "1").spawn().unwrap();
        eventually("some pages arrived", || size(&files.out) > 3000);
        kill(child);
        resume(&emulator, &files, &["-o", files.out.to_str().unwrap(), "--output", output]).expect(0);
        let found = fs::read_to_string(&files.out).unwrap();
        let expected = whole(&emulator, output);
        if output == "json" {
            let contacts =
                |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["contacts"].clone();
            assert_eq!(contacts(&found), contacts(&expected));
        } else {
            assert_eq!(found, expected, "{output}");
        }
    }
}

#[test]
fn m12_an_interruption_is_130_and_resumable() {
    let emulator = Emulator::start(&["--contacts", "200", "--auto-consent", "--speed", "50"]);
    for signal in ["INT", "TERM", "HUP"] {
        let files = Files::new();
        let child = import(&emulator, &files, "json", "1").stderr(Stdio::piped()).spawn().unwrap();
        eventually("some pages arrived", || size(&files.out) > 3000);
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        let interrupted = finish(child.wait_with_output().unwrap()).expect(130);
        assert!(interrupted.stderr.contains("cloudsponge resume"), "{}", interrupted.stderr);
        // What was delivered is a complete object; the rest goes elsewhere.
        let first: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&files.out).unwrap()).unwrap();
        let rest = resume(&emulator, &files, &["--output", "json"]).expect(0).json();
        let count = |value: &serde_json::Value| value["contacts"].as_array().unwrap().len();
        assert_eq!(count(&first) + count(&rest), 200);
        assert_eq!(rest["start"], count(&first));
    }
}

#[test]
fn a_finished_import_has_nothing_to_resume() {
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent"]);
    let files = Files::new();
    assert!(import(&emulator, &files, "jsonl", "0").status().unwrap().success());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&files.state), mode(&files.out)), (0o600, 0o600));
    let again = resume(&emulator, &files, &[]).expect(0);
    assert_eq!(again.stdout, "");
    assert_eq!(fs::read_to_string(&files.out).unwrap().lines().count(), 3);
}

#[test]
fn t7_state_and_output_are_private_and_never_reached_through_a_link() {
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent=60000"]);
    let files = Files::new();
    let umask = format!("umask 000; exec {} \"$@\"", env!("CARGO_BIN_EXE_cloudsponge"));
    let mut import = emulator.command();
    let program = import.get_program().to_owned();
    assert!(Path::new(&program).exists());
    let mut shell = Command::new("sh");
    for (name, value) in import.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        shell.env(name, value);
    }
    shell
        .args(["-c", &umask, "sh", "import", "gmail", "--state"])
        .arg(&files.state)
        .arg("-o")
        .arg(&files.out);
    let child = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually("the state is saved", || files.state.exists());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&files.state), mode(&files.out)), (0o600, 0o600));
    kill(child);
    let text = fs::read_to_string(&files.state).unwrap();
    assert!(
        text.len() < 8192
            && !text.contains("/n/")
            && !text.contains(common::KEY)
            && !text.contains(common::PASSWORD)
    );
    // An unfinished state is not overwritten by accident.
    import.args(["import", "gmail", "--state"]).arg(&files.state);
    let refused = finish(import.output().unwrap()).expect(1);
    assert!(refused.stderr.contains("resume"), "{}", refused.stderr);

    let target = files.out.with_extension("target");
    fs::write(&target, "precious").unwrap();
    let link = files.out.with_extension("link");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    for flag in ["--state", "-o"] {
        let run = run(["import", "gmail", "--emulator", flag, link.to_str().unwrap()]);
        assert_eq!(run.code, 1, "{flag}: {run:?}");
        let existing = common::run(["import", "gmail", "--emulator", flag, target.to_str().unwrap()]);
        assert_eq!(existing.code, 1, "{flag}: {existing:?}");
        let nowhere = common::run(["import", "gmail", "--emulator", flag, "/nonexistent/x"]);
        assert_eq!(nowhere.code, 1, "{flag}: {nowhere:?}");
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    }
    run(["import", "gmail", "--emulator", "--force", "-o", target.to_str().unwrap()]).expect(0);
    assert_ne!(fs::read_to_string(&target).unwrap(), "precious");
}

#[test]
fn m9_t8_damaged_states_are_refused_and_nothing_is_sent() {
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent=60000"]);
    let files = Files::new();
    let child = import(&emulator, &files, "jsonl", "0").spawn().unwrap();
    eventually("the state is saved", || files.state.exists());
    kill(child);
    let good = fs::read_to_string(&files.state).unwrap();
    let elsewhere = good.replace(&emulator.url, "https://evil.example");
    let giant = format!("{good}{}", " ".repeat(100_000));
    let newer = good.replace("\"cloudsponge_state\":1", "\"cloudsponge_state\":99");
    let cut = &good[..good.len() / 2];
    for bad in ["", "{}", "null", "\u{0}", cut, &giant, &newer, &elsewhere] {
        fs::write(&files.state, bad).unwrap();
        let refused = resume(&emulator, &files, &["--output", "jsonl"]);
        assert!([1, 2].contains(&refused.code), "{refused:?}");
        assert_eq!(refused.stdout, "");
    }
    // A whole state of another service, told to go there.
    fs::write(&files.state, &good).unwrap();
    let mut other = command();
    other
        .env("CLOUDSPONGE_DOMAIN_KEY", "k")
        .env("CLOUDSPONGE_DOMAIN_PASSWORD", "p")
        .arg("resume")
        .arg(&files.state);
    finish(other.args(["--base-url", "https://api.example.com"]).output().unwrap()).expect(1);
}

#[test]
fn m10_two_runs_do_not_write_one_file() {
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent=60000"]);
    let files = Files::new();
    let first = import(&emulator, &files, "jsonl", "0").spawn().unwrap();
    eventually("the state is saved", || files.state.exists());
    let second = resume(&emulator, &files, &[]).expect(1);
    assert!(second.stderr.contains("another run"), "{}", second.stderr);
    kill(first);
}

#[test]
fn m9_a_pipe_instead_of_a_state_does_not_hang() {
    let files = Files::new();
    assert!(Command::new("mkfifo").arg(&files.state).status().unwrap().success());
    run(["resume".as_ref(), files.state.as_os_str()]).expect(1);
    run(["import", "gmail", "--emulator", "--state", files.state.to_str().unwrap()]).expect(1);
}

#[test]
fn m11_a_state_that_cannot_be_saved_does_not_stop_the_import() {
    let emulator = Emulator::start(&["--contacts", "3", "--auto-consent=1500"]);
    let files = Files::new();
    let directory = files.state.with_extension("directory");
    fs::create_dir(&directory).unwrap();
    let mut import = emulator.command();
    import.args(["import", "gmail", "--output", "jsonl", "--state"]).arg(directory.join("state"));
    let child = import.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    eventually("the state is saved", || directory.join("state").exists());
    fs::remove_dir_all(&directory).unwrap();
    let run = finish(child.wait_with_output().unwrap()).expect(0);
    assert_eq!(run.stdout.lines().count(), 3);
    assert!(run.stderr.contains("warning: the state could not be saved"), "{}", run.stderr);
}

#[test]
fn m13_a_reader_that_has_seen_enough_is_no_error() {
    let emulator = Emulator::start(&["--contacts", "5000", "--auto-consent", "--speed", "50"]);
    let mut import = emulator.command();
    import.args(["import", "gmail", "--page-size", "100", "--output", "jsonl"]);
    let mut child = import.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let run = finish(child.wait_with_output().unwrap()).expect(0);
    assert!(!run.stderr.contains("error"), "{}", run.stderr);
}

//! The request forms of other clients, as bytes over a plain socket. The table in the documentation of
//! `cloudsponge_emulator::interop` and the list here are the same.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod forms;
mod wire;

use base64::Engine as _;
use cloudsponge_emulator::{Emulator, Profile, Quirks};
use cloudsponge_proto::Message;
use cloudsponge_proto::model::{Begun, Contacts, Events};
use forms::*;
use std::collections::BTreeMap;
use std::net::TcpStream;
use std::time::Duration;
use wire::{Answer, exchange};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_gets_the_answer_its_client_expects() {
    for ((name, legacy_get, first, body, want), headers) in forms() {
        let mut quirks = Quirks::default();
        quirks.legacy_get = legacy_get;
        let emulator = Emulator::builder()
            .credentials(KEY, PASSWORD)
            .profile(Profile::Yahoo)
            .contacts(CONTACTS as u64)
            .quirks(quirks)
            .auto_consent(Duration::ZERO)
            .start()
            .await
            .unwrap();
        let host = emulator.addr().to_string();
        let basic = format!("Authorization: Basic {}", base64(&format!("{KEY}:{PASSWORD}")));
        let mut fill = vec![("{host}", host.clone()), ("{basic}", basic.clone()), ("{key}", KEY.to_owned())];
        fill.extend([("{password}", ENCODED.to_owned()), ("{raw password}", PASSWORD.to_owned())]);
        let filled =
            |text: &str| fill.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        // An import to ask about; the emulator's ids follow from its seed.
        let begin = format!("POST /begin_import/user_consent.json HTTP/1.1\n{CURL}\n{FORM}");
        let mut stream = TcpStream::connect(emulator.addr()).unwrap();
        let begun = exchange(name, &mut stream, &filled(&begin), "service=gmail");
        let id = Begun::decode(Json, begun.body.as_bytes()).unwrap().import_id;
        emulator.advance(Duration::from_secs(5));

        let head = filled(&format!("{first}\n{headers}")).replace("{id}", id.as_str());
        let body = filled(body);
        let mut stream = TcpStream::connect(emulator.addr()).unwrap();
        let answer = exchange(name, &mut stream, &head, &body);
        match want {
            ChallengeThen(then) => {
                check(name, Want::Challenge, &answer, &emulator);
                // The emulator throttles events only for those it lets in.
                let answer = exchange(name, &mut stream, &format!("{head}\n{basic}"), &body);
                check(name, *then, &answer, &emulator);
            }
            want => check(name, want, &answer, &emulator),
        }
    }
}

fn check(name: &str, want: Want, answer: &Answer, emulator: &Emulator) {
    let (body, status) = (answer.body.as_bytes(), answer.status);
    let format = match want {
        Begins(format, _) | Reports(format) | Delivers(format, _) => {
            assert_eq!(status, 200, "{name}: {}", answer.body);
            format
        }
        Want::Challenge | ChallengeThen(_) => {
            assert_eq!(status, 401, "{name}");
            assert!(answer.header("www-authenticate").unwrap().starts_with("Basic realm="), "{name}");
            return;
        }
        Want::MethodNotAllowed => {
            assert_eq!((status, answer.header("allow")), (405, Some("POST")), "{name}");
            return;
        }
    };
    let label =
        if format == Json { "application/json; charset=utf-8" } else { "application/xml; charset=utf-8" };
    assert_eq!(answer.header("content-type"), Some(label), "{name}");
    match want {
        Begins(_, page) => {
            let begun = Begun::decode(format, body).unwrap();
            let url =
                begun.url.as_ref().map(|url| url.as_str().strip_prefix(&emulator.url()).unwrap().to_owned());
            let found = match url.as_deref() {
                None => Page::None,
                Some(path) if path.starts_with("/n/") => Consent,
                Some(path) if path.starts_with("/csv/") => Upload,
                Some(path) if path.ends_with(".jar") => Applet,
                Some(other) => panic!("{name}: {other}"),
            };
            assert_eq!(found, page, "{name}");
        }
        Reports(_) => assert!(
            Events::decode(format, body).unwrap().events.iter().any(|event| event.is_complete()),
            "{name}"
        ),
        Delivers(_, count) => {
            assert_eq!(Contacts::decode(format, body).unwrap().contacts.len(), count, "{name}")
        }
        _ => {}
    }
}

#[test]
fn the_documented_table_is_this_list() {
    let table: BTreeMap<&str, (Vec<&str>, &str)> = include_str!("../../src/interop.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"))
        .map(|row| {
            let (name, cells) = row.split_once("` |").unwrap();
            (name, (cells.split(" | ").map(|cell| cell.trim_matches([' ', '|'])).collect(), row))
        })
        .collect();
    let forms = forms();
    assert_eq!(table.keys().copied().collect::<Vec<_>>(), {
        let mut names: Vec<&str> = forms.iter().map(|form| form.0.0).collect();
        names.sort_unstable();
        names
    });
    for ((name, _, first, body, want), headers) in &forms {
        let (cells, row) = &table[name];
        let documented = first.strip_suffix(" HTTP/1.1").unwrap();
        let documented = documented.replace("{id}", "ID").replace("{key}", "K").replace("{password}", "P");
        assert_eq!(cells[1], format!("`{}`", documented.replace("{raw password}", "P+")), "{row}");
        let credentials = match want {
            ChallengeThen(_) => "none, then Basic",
            Want::Challenge => "in the query, not encoded",
            _ if headers.contains("{basic}") => "Basic",
            _ if body.contains("{key}") => "in the form",
            _ => "in the query",
        };
        assert_eq!(cells[2], credentials, "{row}");
        assert_eq!(cells[3], answer_text(*want), "{row}");
    }
}

/// The last column of the table.
fn answer_text(want: Want) -> String {
    let name = |format| if format == Json { "JSON" } else { "XML" };
    match want {
        Begins(format, page) => {
            let page = match page {
                Consent => "a consent page",
                Upload => "an upload page",
                Applet => "the applet's archive",
                Page::None => "no page",
            };
            format!("200 {}, {page}", name(format))
        }
        Reports(format) => format!("200 {}", name(format)),
        Delivers(format, CONTACTS) => format!("200 {}, all contacts", name(format)),
        Delivers(format, count) => format!("200 {}, {count} contacts", name(format)),
        Want::Challenge => "401, a challenge".to_owned(),
        Want::MethodNotAllowed => "405, `Allow: POST`".to_owned(),
        ChallengeThen(then) => {
            let then = answer_text(*then);
            format!("401 and a challenge, then {} on the same connection", then.split(',').next().unwrap())
        }
    }
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

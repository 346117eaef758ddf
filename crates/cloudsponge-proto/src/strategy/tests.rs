//! The strategies themselves: that they leave nothing out, and avoid nothing.

use super::*;
use crate::{DecodeError, Format, Message};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use std::path::Path;

/// Public types without a strategy, and why.
const WITHOUT: [(&str, &str); 24] = [
    ("Import", "a machine: `faults` drives it into every state"),
    ("Exchange", "a machine inside the machine"),
    ("Input", "borrows; `faults::Fault::play` makes them"),
    ("Output", "an import makes them"),
    ("PollSet", "a machine of machines"),
    ("ImportKey", "a poll set makes them"),
    ("ContactDecoder", "a reader"),
    ("PageDecoder", "a reader"),
    ("UndecodedPage", "a reader's error with the body it was given"),
    ("Iter", "borrows from a page"),
    ("ContactRef", "borrows from a page"),
    ("EmailRef", "borrows from a page"),
    ("PhoneRef", "borrows from a page"),
    ("AddressRef", "borrows from a page"),
    ("EventsRef", "borrows from a body"),
    ("EventRef", "borrows from a body"),
    ("Slots", "a reader"),
    ("Attempt", "a reader"),
    ("Entry", "a reader"),
    ("Style", "a choice of the writer"),
    ("Family", "follows from an error code"),
    ("RetryHint", "follows from an error code"),
    ("UnknownWord", "only inside the vocabularies, whose strategies hold it"),
    ("ParseFormatError", "has one value"),
];

/// What follows `marker` in every source file below `folder`, up to the next character no name has.
fn names(folder: &Path, markers: &[&str], found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names(&path, markers, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for marker in markers {
                let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
                found.extend(text.split(marker).skip(1).map(name));
            }
        }
    }
}

#[test]
fn every_public_type_has_a_strategy_or_a_reason() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut types, mut made) = (BTreeSet::new(), BTreeSet::new());
    names(&source, &["\npub struct ", "\npub enum ", "    open_enum! {\n"], &mut types);
    types.extend(["EventType", "EventStatus", "ImportType"].map(str::to_owned));
    let markers = ["-> BoxedStrategy<", "Value = ", "Value = &'static ", "-> BoxedStrategy<Document<"];
    names(&source.join("strategy"), &markers, &mut made);
    types.remove("");
    assert!(types.len() > 60, "{types:?}");
    let missing: Vec<&String> = types
        .iter()
        .filter(|name| !made.contains(*name) && !WITHOUT.iter().any(|(without, _)| without == name))
        .filter(|name| !["Document", "Damaged", "History", "End", "Fault"].contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "no strategy for {missing:?}");
    for (name, _) in WITHOUT {
        assert!(types.contains(name), "{name} is no type");
    }
}

fn samples<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn nothing_awkward_is_avoided() {
    let texts = samples(&text::text(), 3000).join("\n");
    for awkward in
        ["\r", "]]>", "&amp;", "\0", "\u{202e}", "\u{1f600}", "\u{ffff}", "\u{b}", "\\ud800", " ", "\u{9b}"]
    {
        assert!(texts.contains(awkward), "{awkward:?}");
    }
    assert!(samples(&text::text(), 200).contains(&String::new()));
    assert!(samples(&text::xml_text(), 3000).iter().all(|text| text.chars().all(text::is_xml)));

    let documents = samples(&wire::contacts(), 600);
    let damaged = samples(&wire::damaged_contacts(), 200);
    let of = |format| {
        let bodies = documents.iter().map(|document| (document.format, &document.body));
        let bodies = bodies.chain(damaged.iter().map(|damaged| (damaged.format, &damaged.body)));
        let bodies = bodies.filter(|(one, _)| *one == format).map(|(_, body)| String::from_utf8_lossy(body));
        bodies.collect::<Vec<_>>().join("\n")
    };
    let json = of(Format::Json);
    for part in [
        "\\u0000",
        "\\ud83d\\ude00",
        "\\uD83D",
        "\\ud800\"",
        "\u{feff}",
        "\\/",
        "\"\\t\"",
        "null,",
        "\\u0066",
        "[[]]",
        " \"",
        "x_unknown",
        "\r\n",
    ] {
        assert!(json.contains(part), "JSON without {part:?}");
    }
    let xml = of(Format::Xml);
    for part in [
        "<![CDATA[",
        "<!--",
        "<?pi",
        "nil='true'",
        "xsi:nil",
        "<ns:",
        "first_name",
        "first-name",
        "&#x",
        "&#13;",
        "/>",
        "></",
        " type = ",
        "x-more",
        "standalone",
        "\u{feff}",
        "]]&gt;",
    ] {
        assert!(xml.contains(part), "XML without {part:?}");
    }
}

#[test]
fn documents_shrink_to_the_plainest() {
    let mut runner = TestRunner::deterministic();
    let plain = (0..300).map(|_| {
        let mut tree = wire::events().new_tree(&mut runner).unwrap();
        while tree.simplify() {}
        tree.current().body.len()
    });
    assert!(plain.min().unwrap() < 120);
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(200))]

    #[test]
    fn histories_are_cumulative_or_told_once(history in history::history()) {
        prop_assert!(!history.answers.is_empty());
        let rows = || history.answers.iter().flat_map(|answer| &answer.events);
        prop_assert_eq!(rows().filter_map(|row| row.gathered()).max().unwrap_or(0), history.gathered);
        for answer in &history.answers {
            let body = answer.encode(Format::Json).unwrap();
            prop_assert_eq!(&crate::model::Events::decode(Format::Json, &body).unwrap(), answer);
        }
    }

    /// What says something to a person says it in one line, and without a character that acts on a terminal.
    #[test]
    fn every_error_is_one_printable_sentence(
        one in errors::import_error(), two in errors::response_error(), three in errors::decode_error(), four in errors::codec_error(),
    ) {
        let refused = matches!(three, DecodeError::Refused(_));
        for text in [one.to_string(), two.to_string(), three.to_string(), four.to_string()] {
            prop_assert!(!text.is_empty() && !text.chars().any(char::is_control), "{text:?} {refused}");
        }
    }

    #[test]
    fn states_are_written_and_read(state in values::import_state()) {
        prop_assert_eq!(crate::ImportState::from_json(&state.to_json()), Ok(state));
    }
}

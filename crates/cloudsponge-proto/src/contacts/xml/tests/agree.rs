//! Properties.

use super::wild::documents;
use super::{agree, chunks, oracle, read, whole};
use crate::codec::xml::tree::{self, Hint};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// What a damaged byte becomes.
const DAMAGE: &[&str] =
    &["", "<", ">", "&", "/", "\"", "'", " ", "!", "?", "=", "x", "]", "-", ";", "é", "\u{1}", "\r"];

/// Whether contacts and others stand in a list that does not say that it is one: what is handed on as it comes is decided
/// by the first, which the table of differences tells.
fn is_mixture(body: &str) -> bool {
    let Ok(root) = tree::parse(body.strip_prefix('\u{feff}').unwrap_or(body)) else { return false };
    let lists = root.children.iter().filter(|node| node.key == "contacts" && node.hint != Hint::Array);
    let mut counts = lists.map(|list| {
        (list.children.iter().filter(|child| child.key == "contact").count(), list.children.len())
    });
    counts.any(|(contacts, all)| contacts > 0 && contacts < all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(768))]

    #[test]
    fn wild_documents_read_alike(body in documents()) {
        agree(&body)?;
    }

    #[test]
    fn damaged_documents_read_alike(
        body in documents(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(DAMAGE)), 1..4),
    ) {
        let mut characters: Vec<String> = body.chars().map(String::from).collect();
        for (at, with) in damage {
            if !characters.is_empty() {
                let at = at.index(characters.len());
                characters[at] = with.to_owned();
            }
        }
        let damaged = characters.concat();
        if !is_mixture(&damaged) {
            agree(&damaged)?;
        }
    }

    #[test]
    fn any_chunking_reads_alike(body in documents(), len in 1..80_usize) {
        prop_assert_eq!(chunks(&body, len), whole(&body));
        prop_assert_eq!(read(&body, [0, body.len() / 2, body.len()].into_iter()), whole(&body));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn truncated_documents_are_never_whole(body in documents()) {
        for cut in (0..body.len()).filter_map(|end| body.get(..end)) {
            agree(cut)?;
            if oracle(&body).is_ok() && oracle(cut).is_err() {
                let truncated = whole(cut).unwrap_err().to_string();
                prop_assert!(truncated.contains("ends before") || truncated.contains("is empty"), "{} {}", truncated, cut);
            }
        }
    }
}

/// Else the properties above would say little.
#[test]
fn wild_documents_are_often_good() {
    let mut runner = TestRunner::deterministic();
    let (mut read, mut good, mut bad) = (0, 0, 0);
    for _ in 0..200 {
        let body = documents().new_tree(&mut runner).unwrap().current();
        if let Ok(answer) = oracle(&body) {
            read += 1;
            let errors = answer.contacts.iter().filter(|slot| slot.is_err()).count();
            bad += errors;
            good += answer.contacts.len() - errors;
        }
    }
    assert!(read > 80 && good > 80 && bad > 20, "{read} read, {good} good contacts, {bad} bad ones");
}

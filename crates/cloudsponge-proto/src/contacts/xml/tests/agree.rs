//! Properties.

use super::wild::documents;
use super::{agree, chunks, oracle, read, whole};
use proptest::prelude::*;

/// What a damaged byte becomes.
const DAMAGE: &[&str] =
    &["", "<", ">", "&", "/", "\"", "'", " ", "!", "?", "=", "x", "]", "-", ";", "é", "\u{1}", "\r"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

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
        agree(&characters.concat())?;
    }

    #[test]
    fn any_chunking_reads_alike(body in documents(), len in 1..80_usize) {
        prop_assert_eq!(chunks(&body, len), whole(&body));
        prop_assert_eq!(read(&body, [0, body.len() / 2, body.len()].into_iter()), whole(&body));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn truncated_documents_are_never_whole(body in documents()) {
        for end in (0..body.len()).filter(|end| body.is_char_boundary(*end)) {
            let (cut, _) = body.split_at(end);
            agree(cut)?;
            if oracle(&body).is_ok() && oracle(cut).is_err() {
                let truncated = whole(cut).unwrap_err().to_string();
                prop_assert!(truncated.contains("ends before") || truncated.contains("is empty"), "{} {}", truncated, cut);
            }
        }
    }
}

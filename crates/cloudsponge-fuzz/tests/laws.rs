//! The fuzz targets' laws on any toolchain: the committed corpus as it stands, then mutations of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use cloudsponge_fuzz::{TARGETS, Target, corpus};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// So many mutated inputs for each target; `PROPTEST_CASES` asks for more.
const CASES: u32 = 2_000;

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(corpus::targets(), names);
}

/// One change to an input.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize, u8),
    Cut(usize, usize),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize, usize),
    End(usize),
    /// The rest of another input of the corpus.
    Splice(usize, Vec<u8>),
}

fn change(words: Vec<Vec<u8>>, others: Vec<Vec<u8>>) -> impl Strategy<Value = Change> {
    let at = 0..600_usize;
    prop_oneof![
        2 => (at.clone(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        2 => (at.clone(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        4 => (at.clone(), prop::sample::select(words)).prop_map(|(at, word)| Change::Insert(at, word)),
        1 => (at.clone(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, any)| Change::Insert(at, any)),
        1 => (at.clone(), 1..60_usize, 1..40_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => at.clone().prop_map(Change::End),
        1 => (at, prop::sample::select(others)).prop_map(|(at, other)| Change::Splice(at, other)),
    ]
}

fn changed(mut input: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        // Positions behind the end count from the start again.
        let within = |at: usize| at % (input.len() + 1);
        match change {
            Change::Flip(at, bits) => {
                let at = within(*at);
                input.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bits);
            }
            Change::Cut(at, length) => {
                let at = within(*at);
                input.drain(at..(at + length).min(input.len()));
            }
            Change::Insert(at, bytes) => {
                let at = within(*at);
                input.splice(at..at, bytes.iter().copied());
            }
            Change::Repeat(at, length, times) => {
                let at = within(*at);
                let piece = input[at..(at + length).min(input.len())].repeat(*times);
                input.splice(at..at, piece);
            }
            Change::End(at) => input.truncate(within(*at)),
            Change::Splice(at, other) => {
                input.truncate(within(*at));
                let rest = other.get(input.len()..).unwrap_or_default();
                input.extend_from_slice(rest);
            }
        }
    }
    input
}

fn hold(name: &str) {
    let (_, law): Target = TARGETS.into_iter().find(|(found, _)| *found == name).unwrap();
    let inputs = corpus::inputs(name);
    for (file, input) in &inputs {
        println!("{name}/{file}");
        law(input);
    }
    let inputs: Vec<Vec<u8>> = inputs.into_iter().map(|(_, input)| input).collect();
    let mut words = corpus::dictionary(name);
    words.extend([vec![0], vec![0xff]]);
    let changes = prop::collection::vec(change(words, inputs.clone()), 1..8);
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    config.cases = config.cases.max(CASES);
    let cases = config.cases;
    TestRunner::new(config)
        .run(&(prop::sample::select(inputs), changes), |(input, changes)| {
            law(&changed(input, &changes));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    println!("{name}: cases={cases}");
}

macro_rules! targets {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            hold(stringify!($name));
        })+

        #[test]
        fn every_target_is_tested() {
            let tested = [$(stringify!($name)),+];
            assert_eq!(TARGETS.map(|(name, _)| name).as_slice(), tested);
        }
    };
}

targets! {
    base_url
    decode_chunked
    decode_json
    decode_xml
    differential_json
    differential_xml
    import_machine
    retry_after
    round_trip
    server_request
}

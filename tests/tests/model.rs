//! The emulator answers as the reference model says, and whole imports under faults end as it foretells.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use cloudsponge_tests::model::{Bend, End, Mistake, Tally, follow, journeys, sequences, travel};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use std::cell::RefCell;
use std::time::UNIX_EPOCH;
use tokio::runtime::{Builder, Runtime};

/// Sequences tried by an ordinary run.
const SEQUENCES: u32 = 250;
/// Sequences tried until a wrong model is found out.
const HUNT: u32 = 400;

/// Whole imports tried by an ordinary run.
const JOURNEYS: u32 = 250;

/// What must have been answered at least once in a run, or the sequences say little.
const SEEN: [&str; 36] = [
    "200 Code",
    "400 Code",
    "400 Number",
    "400 RedirectUrl",
    "400 Scenario",
    "401 Credentials",
    "401 Foreign",
    "404 Address",
    "404 Failed",
    "404 NotReady",
    "404 Unknown",
    "405 Method",
    "406 Format",
    "410 Gone",
    "415 Media",
    "429",
    "begun /csv/",
    "begun /n/",
    "begun Applet",
    "begun Nothing",
    "contacts all",
    "contacts some",
    "events COMPLETE COMPLETED",
    "events COMPLETE ERROR",
    "events GATHERING ERROR",
    "events GATHERING INPROGRESS",
    "events INITIALIZING ERROR",
    "events INITIALIZING INPROGRESS",
    "known false",
    "known true",
    "page 200",
    "page 302",
    "page 303",
    "page 400",
    "page 403",
    "page 404",
];

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The seed in `MODEL_SEED`, or one of the moment.
fn seed() -> u64 {
    let named = std::env::var("MODEL_SEED").ok().and_then(|seed| seed.parse().ok());
    named.unwrap_or_else(|| UNIX_EPOCH.elapsed().map_or(1, |time| time.as_nanos() as u64))
}

fn runner(seed: u64, cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(seed);
    TestRunner::new(Config { cases, rng_seed, failure_persistence: None, ..Config::default() })
}

#[test]
fn v45_the_emulator_answers_as_the_model_says() {
    let (seed, runtime, tally) = (seed(), runtime(), RefCell::new(Tally::new()));
    let outcome = runner(seed, SEQUENCES).run(&sequences(), |sequence| {
        follow(&runtime, &sequence, None, &mut tally.borrow_mut()).map_err(TestCaseError::fail)
    });
    let tally = tally.into_inner();
    println!("sequences={SEQUENCES} seed={seed} answers={} {tally:?}", tally.values().sum::<u64>());
    if let Err(error) = outcome {
        panic!("replay with MODEL_SEED={seed} cargo test -p cloudsponge-tests --test model\n{error}");
    }
    cloudsponge_laws::count(u64::from(SEQUENCES));
    for kind in SEEN {
        assert!(tally.contains_key(kind), "no {kind} among the answers (MODEL_SEED={seed})");
    }
}

/// A model that is wrong in one thing is found out, and the sequence that shows it shrinks to what matters.
#[test]
fn v45_a_wrong_model_is_found_out() {
    let (seed, runtime) = (seed(), runtime());
    for bend in Bend::ALL {
        let outcome = runner(seed, HUNT).run(&sequences(), |sequence| {
            follow(&runtime, &sequence, Some(bend), &mut Tally::new()).map_err(TestCaseError::fail)
        });
        let Err(TestError::Fail(reason, (_, actions))) = outcome else {
            panic!("{bend:?} was not found out (MODEL_SEED={seed}): {outcome:?}");
        };
        println!("{bend:?}: {} actions, {reason}", actions.len());
        assert!(actions.len() <= 8, "{bend:?} (MODEL_SEED={seed}): {actions:?}");
    }
}

#[test]
fn v46_imports_end_as_the_model_foretells() {
    let (seed, runtime, ends) = (seed(), runtime(), RefCell::new(Tally::new()));
    let outcome = runner(seed, JOURNEYS).run(&journeys(), |journey| {
        let end = travel(&runtime, &journey, None).map_err(TestCaseError::fail)?;
        let name = match end {
            End::Done(_) => "done".to_owned(),
            end => format!("{end:?}"),
        };
        *ends.borrow_mut().entry(name).or_default() += 1;
        Ok(())
    });
    let ends = ends.into_inner();
    println!("imports={JOURNEYS} seed={seed} {ends:?}");
    if let Err(error) = outcome {
        panic!("replay with MODEL_SEED={seed} cargo test -p cloudsponge-tests --test model\n{error}");
    }
    for end in
        ["done", "Failed(263)", "Failed(514)", "Failed(516)", "Failed(517)", "Failed(518)", "StartUnknown"]
    {
        assert!(ends.contains_key(end), "no import ended with {end} (MODEL_SEED={seed})");
    }
}

#[test]
fn v46_a_wrong_prophecy_is_found_out() {
    let (seed, runtime) = (seed(), runtime());
    for mistake in Mistake::ALL {
        let outcome = runner(seed, HUNT).run(&journeys(), |journey| {
            travel(&runtime, &journey, Some(mistake)).map_err(TestCaseError::fail).map(drop)
        });
        let Err(TestError::Fail(reason, journey)) = outcome else {
            panic!("{mistake:?} was not found out (MODEL_SEED={seed}): {outcome:?}");
        };
        println!("{mistake:?}: {reason}, {journey:?}");
    }
}

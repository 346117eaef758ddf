//! Lifetimes of imports under random faults: no law is broken, one seed gives one trace, and every law's breach is seen.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use cloudsponge_tests::simulation::{Plan, Planned, Proof, Saboteur, run, shrink, simulate, trace};

/// Seeds run by an ordinary test run; the command `simulate` runs as many as it is told.
const LIFETIMES: u64 = 3000;
/// Seeds tried until a saboteur is caught.
const HUNT: u64 = 3000;

#[test]
fn no_invariant_breaks_and_one_seed_gives_one_trace() {
    let tally = simulate(1, LIFETIMES, None);
    println!("{tally}");
    if let Some(failure) = &tally.failure {
        panic!("{failure}");
    }
    assert_eq!(tally.lifetimes, LIFETIMES);
    cloudsponge_laws::count(LIFETIMES);
    assert!(tally.faults >= 9 * LIFETIMES, "too few faults: {tally}");
    assert!(tally.done * 2 > LIFETIMES && tally.done < LIFETIMES, "ends of both kinds: {tally}");
    let (first, again) = (simulate(5, 200, None), simulate(5, 200, None));
    assert_eq!(first, again);
    assert_ne!(first.trace, simulate(6, 200, None).trace);
}

/// Each deliberate bug is caught, under the id of the law it breaks, with a command that shows it again.
#[test]
fn every_saboteur_is_caught_by_the_law_it_breaks() {
    for (saboteur, law) in Saboteur::ALL {
        let tally = simulate(1, HUNT, Some(saboteur));
        let failure = tally.failure.unwrap_or_else(|| panic!("{saboteur:?} was not caught"));
        assert_eq!(failure.violation.id, law, "{saboteur:?} was caught by the wrong law:\n{failure}");
        let command = failure.command();
        assert!(command.contains(&format!("--seed {} ", failure.seed)), "{command}");
        assert!(command.ends_with(&format!("--lifetimes 1 --trace --saboteur {saboteur:?}")), "{command}");
        assert!(failure.to_string().contains("smallest script"));
        // What it prints is true: the seed shows it again, and so does the smallest script.
        let again = simulate(failure.seed, 1, Some(saboteur)).failure.unwrap();
        assert_eq!(again.violation.id, law);
        assert!(failure.smallest.faults.len() <= Plan::of(failure.seed).faults.len());
        assert_eq!(run(&failure.smallest, Some(saboteur)).unwrap_err().id, law);
    }
}

#[test]
fn failing_scripts_shrink_to_what_matters() {
    // A begin call sent again is a matter of one fault; which one, shrinking finds out.
    let failure = simulate(1, HUNT, Some(Saboteur::Resender)).failure.unwrap();
    let plan = Plan { proof: Proof::None, ..Plan::of(failure.seed) };
    let smallest = shrink(&plan, "V4", Some(Saboteur::Resender));
    assert!(plan.faults.len() > 5, "{plan}");
    assert!(matches!(smallest.faults.as_slice(), [Planned { at: 0, .. }]), "{smallest}");
    let (lines, verdict) = trace(&smallest, Some(Saboteur::Resender));
    assert_eq!(verdict.unwrap_err().id, "V4");
    assert!(lines.iter().any(|line| line.contains("POST /begin_import")), "{lines:?}");
}

#[test]
fn saboteurs_are_found_by_name() {
    assert_eq!(Saboteur::named("Resender"), Some(Saboteur::Resender));
    assert_eq!(Saboteur::named("resender"), None);
}

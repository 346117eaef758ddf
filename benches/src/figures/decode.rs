//! Decoding contacts: speeds, instructions and allocations beside the peers and the limits, of each profile and form.

use crate::contender::{
    self, CLONE, FLAT, FLAT_16K, FLAT_64K, FLAT_1400, MEMCPY, OWNED, OWNED_64K, SCAN, SEED, SERDE,
    SERDE_BORROWED, SIMD, SONIC, VALUE, XML_DERIVE, XML_EVENTS, XML_TREE,
};
use crate::figure::{Figure, Goal};
use crate::job::Job;
use crate::payload::{self, Form, Profile};
use crate::rounds::{self, Rounds, Turn};
use crate::{callgrind, count};
use std::cell::RefCell;
use std::time::Duration;

/// Contacts in the bodies that goals are about.
const CONTACTS: usize = 2_000;

/// How long the rounds over one body last.
const BUDGET: Duration = Duration::from_millis(2500);

/// One of ours beside one other: the figure's name, ours, the other, and the goal of the speed's ratio.
type Pair = (&'static str, &'static str, &'static str, Option<Goal>);

const JSON: [Pair; 17] = [
    ("flat page, whole body", FLAT, SERDE, at_least(8.0)),
    ("flat page, whole body", FLAT, SERDE_BORROWED, None),
    ("flat page, whole body", FLAT, VALUE, None),
    ("flat page, whole body", FLAT, SONIC, None),
    ("flat page, whole body", FLAT, SIMD, None),
    ("flat page, whole body", FLAT, MEMCPY, None),
    ("flat page, whole body", FLAT, SCAN, None),
    ("owned contacts, whole body", OWNED, SERDE, at_least(2.5)),
    ("owned contacts, whole body", OWNED, SERDE_BORROWED, None),
    ("owned contacts, whole body", OWNED, SONIC, None),
    ("owned contacts, whole body", OWNED, SIMD, None),
    ("owned contacts, whole body", OWNED, CLONE, None),
    (FLAT_64K, FLAT_64K, SEED, at_least(8.0)),
    (OWNED_64K, OWNED_64K, SEED, at_least(4.0)),
    (FLAT_64K, FLAT_64K, FLAT, None),
    (FLAT_16K, FLAT_16K, FLAT, at_least(0.75)),
    (FLAT_1400, FLAT_1400, FLAT, at_least(0.4)),
];

const XML: [Pair; 12] = [
    ("flat page, whole body", FLAT, XML_DERIVE, at_least(20.0)),
    ("flat page, whole body", FLAT, XML_EVENTS, at_least(5.0)),
    ("flat page, whole body", FLAT, XML_TREE, None),
    ("flat page, whole body", FLAT, MEMCPY, None),
    ("flat page, whole body", FLAT, SCAN, None),
    ("owned contacts, whole body", OWNED, XML_DERIVE, at_least(10.0)),
    ("owned contacts, whole body", OWNED, XML_EVENTS, at_least(3.0)),
    ("owned contacts, whole body", OWNED, CLONE, None),
    (OWNED_64K, OWNED_64K, XML_EVENTS, None),
    (FLAT_64K, FLAT_64K, FLAT, None),
    (FLAT_16K, FLAT_16K, FLAT, None),
    (FLAT_1400, FLAT_1400, FLAT, None),
];

/// Instructions of one of ours beside another's: the figure's name, ours, the other, and the goal of the ratio.
type Counted = (&'static str, &'static str, &'static str, Option<f64>);

/// The counts that gates are about come first.
const JSON_COUNTED: [Counted; 10] = [
    ("flat page, instructions", FLAT, SERDE, Some(0.125)),
    ("owned contacts, instructions", OWNED, CLONE, Some(1.4)),
    ("flat, chunks of 64 KiB, instructions", FLAT_64K, SEED, None),
    ("owned, chunks of 64 KiB, instructions", OWNED_64K, SEED, None),
    ("flat, chunks of 1400 B, instructions", FLAT_1400, SEED, None),
    ("flat page, instructions", FLAT, SERDE_BORROWED, None),
    ("flat page, instructions", FLAT, VALUE, None),
    ("flat page, instructions", FLAT, SONIC, None),
    ("flat page, instructions", FLAT, SIMD, None),
    ("flat page, instructions", FLAT, SCAN, None),
];

/// As [`JSON_COUNTED`].
const XML_COUNTED: [Counted; 8] = [
    ("flat page, instructions", FLAT, XML_EVENTS, None),
    ("owned contacts, instructions", OWNED, CLONE, None),
    ("flat, chunks of 64 KiB, instructions", FLAT_64K, XML_EVENTS, None),
    ("owned, chunks of 64 KiB, instructions", OWNED_64K, XML_EVENTS, None),
    ("flat, chunks of 1400 B, instructions", FLAT_1400, XML_EVENTS, None),
    ("flat page, instructions", FLAT, XML_DERIVE, None),
    ("flat page, instructions", FLAT, XML_TREE, None),
    ("flat page, instructions", FLAT, SCAN, None),
];

/// How many of each are gated.
const GATED: usize = 5;

/// Calls of the allocator for a flat page of any size, at most.
const ALLOCATIONS: f64 = 32.0;

const fn at_least(ratio: f64) -> Option<Goal> {
    Some(Goal::Least(ratio))
}

/// All figures of decoding.
///
/// # Errors
/// Contenders read not the same, or counting failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for form in Form::ALL {
        for profile in Profile::ALL {
            figures.extend(speeds(profile, form, CONTACTS, BUDGET)?);
        }
    }
    for contacts in [10, 100_000] {
        figures.extend(speeds(Profile::Mixed, Form::Json, contacts, BUDGET)?);
    }
    figures.extend(instructions(false)?);
    figures.extend(allocations()?);
    Ok(figures)
}

fn speeds(profile: Profile, form: Form, contacts: usize, budget: Duration) -> Result<Vec<Figure>, String> {
    let body = payload::body(profile, form, contacts);
    contender::agree(form, &body)
        .map_err(|who| format!("{profile:?} {form:?}: not read as the others do by {}", who.join(", ")))?;
    let pairs: &[Pair] = if form == Form::Json { &JSON } else { &XML };
    let (names, rounds) = race(form, &body, budget);
    let at = |name: &str| names.iter().position(|other| *other == name).unwrap_or(usize::MAX);
    let speed = |who: usize| body.len() as f64 * 1e3 / rounds.median(who);
    let figure = |&(name, ours, peer, goal): &Pair| {
        let (ours, other) = (at(ours), at(peer));
        let peer = if peer == FLAT { "ours, flat page, whole body" } else { peer };
        Figure::beside(format!("{}, {name}", language(form)), "MB/s", speed(ours), speed(other), peer)
            .with_ratio(rounds.ratio(other, ours))
            .with_goal(goal.filter(|_| contacts == CONTACTS))
            .of(label(profile, form, contacts))
    };
    Ok(pairs.iter().map(figure).collect())
}

/// Plays rounds of all contenders over one body.
fn race(form: Form, body: &[u8], budget: Duration) -> (Vec<&'static str>, Rounds) {
    let contenders = contender::contenders(form, body);
    // A turn should last milliseconds, but not so long that what is decoded has left the caches.
    let repeats = (1_500_000 / body.len().max(1)).clamp(1, 200);
    let shared = RefCell::new(body.to_vec());
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for contender in &contenders {
        turns.push(if contender.consumes {
            rounds::turn(repeats, || body.to_vec(), |body| (contender.run)(body))
        } else {
            rounds::turn(repeats, || (), |()| (contender.run)(&mut shared.borrow_mut()))
        });
    }
    let rounds = rounds::play(&mut turns, budget);
    (contenders.iter().map(|contender| contender.name).collect(), rounds)
}

/// Instructions per contact: of everybody, or of those only that gates are about.
///
/// # Errors
/// Counting failed.
pub fn instructions(gated: bool) -> Result<Vec<Figure>, String> {
    let mut rows = Vec::new();
    for form in Form::ALL {
        let counted: &[Counted] = if form == Form::Json { &JSON_COUNTED } else { &XML_COUNTED };
        let many = if gated { GATED } else { counted.len() };
        for profile in Profile::ALL {
            rows.extend(counted.iter().take(many).map(|counted| (profile, form, counted)));
        }
    }
    let mut jobs: Vec<Job> = Vec::new();
    for (profile, form, (_, ours, peer, _)) in &rows {
        for who in [ours, peer] {
            let job = Job::decode(*profile, *form, who);
            if !jobs.contains(&job) {
                jobs.push(job);
            }
        }
    }
    let counts = callgrind::instructions(&jobs)?;
    let count = |job: Job| {
        let at = jobs.iter().position(|other| *other == job).and_then(|at| counts.get(at));
        at.map_or(f64::NAN, |count| *count as f64 / CONTACTS as f64)
    };
    let figure = |(profile, form, (name, ours, peer, most)): (Profile, Form, &Counted)| {
        let (ours, other) =
            (count(Job::decode(profile, form, ours)), count(Job::decode(profile, form, peer)));
        let name = format!("{}, {name}", language(form));
        let figure = Figure::beside(name, "instructions per contact", ours, other, peer);
        figure.with_goal(most.map(Goal::Most)).of(label(profile, form, CONTACTS))
    };
    Ok(rows.into_iter().map(figure).collect())
}

/// Calls of the allocator per page, of pages of several sizes.
///
/// # Errors
/// Counting failed.
pub fn allocations() -> Result<Vec<Figure>, String> {
    let sizes = [10, CONTACTS, 100_000];
    let job = |form, contacts, who: &str| Job::Decode {
        profile: Profile::Mixed,
        form,
        contacts,
        who: who.to_owned(),
    };
    let mut figures = Vec::new();
    for form in [Form::Json, Form::Xml] {
        let peer = if form == Form::Json { SERDE } else { XML_EVENTS };
        let jobs: Vec<Job> =
            sizes.iter().flat_map(|&size| [job(form, size, FLAT), job(form, size, peer)]).collect();
        let counts = count::allocations(&jobs)?;
        for (pair, size) in counts.chunks(2).zip(sizes) {
            let &[ours, other] = pair else { return Err("allocations were not counted in pairs".to_owned()) };
            let name = format!("{}, flat page, allocations per page", language(form));
            let figure = Figure::alone(name, "calls", ours.calls() as f64).with_goal(Goal::Most(ALLOCATIONS));
            figures.push(figure.next_to(other.calls() as f64, peer).of(label(Profile::Mixed, form, size)));
        }
    }
    Ok(figures)
}

/// What figures call a form's language.
pub fn language(form: Form) -> &'static str {
    if form == Form::Json { "JSON" } else { "XML" }
}

/// What figures call a body.
pub fn label(profile: Profile, form: Form, contacts: usize) -> String {
    let order = if form == Form::XmlReordered { ", other field order" } else { "" };
    let size = match contacts {
        CONTACTS => String::new(),
        1_000_000 => ", 1 000 000 contacts".to_owned(),
        100_000 => ", 100 000 contacts".to_owned(),
        few => format!(", {few} contacts"),
    };
    format!("{}{order}{size}", profile.name())
}

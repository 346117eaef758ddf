//! What becomes of time and memory when there is more to decode: a million contacts, and awkward input twice as long.

use super::decode::{label, language};
use crate::figure::{Figure, Goal};
use crate::job::Job;
use crate::payload::shapes::SHAPES;
use crate::payload::{self, Form, Payload, Profile};
use crate::rounds::{self, Turn};
use crate::{callgrind, ours};
use cloudsponge_proto::Format;
use std::time::Duration;

const FEW: usize = 2_000;
const MANY: usize = 1_000_000;

/// How often the small book is decoded for each time the large one is.
const REPEATS: usize = 100;

/// Length in bytes of an awkward input, before it is doubled.
const LENGTH: usize = 60_000;

/// All figures of growth.
///
/// # Errors
/// Counting failed.
pub fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = index_sizes();
    for form in [Form::Json, Form::Xml] {
        figures.extend(a_million(form));
    }
    figures.extend(doubled()?);
    Ok(figures)
}

/// Sizes of indices beside those of the bodies.
pub fn index_sizes() -> Vec<Figure> {
    let mut figures = Vec::new();
    for form in Form::ALL {
        for profile in Profile::ALL {
            let body = payload::body(profile, form, FEW);
            let index = ours::index_size(form.format(), &body) as f64 / FEW as f64;
            let body = body.len() as f64 / FEW as f64;
            let name = format!("{}, index of a flat page", language(form));
            let figure = Figure::beside(name, "bytes per contact", index, body, "the body");
            figures.push(figure.with_goal(Goal::Most(0.5)).of(label(profile, form, FEW)));
        }
    }
    figures
}

/// Nanoseconds per contact of a large book beside a small one.
fn a_million(form: Form) -> Vec<Figure> {
    let format = form.format();
    let (few, many) = (Payload::new(Profile::Mixed, form, FEW), Payload::new(Profile::Mixed, form, MANY));
    let chunked = |payload: &Payload| ours::chunked_flat(format, payload.chunks(64 * 1024));
    let whole = |body: &mut Vec<u8>| ours::flat(format, std::mem::take(body));
    let turns: [Turn<'_>; 4] = [
        rounds::turn(1, || many.body(), whole),
        rounds::turn(REPEATS, || few.body(), whole),
        rounds::turn(1, || &many, |many| chunked(many)),
        rounds::turn(REPEATS, || &few, |few| chunked(few)),
    ];
    let mut turns = turns;
    let rounds = rounds::play(&mut turns, Duration::ZERO);
    let scale = FEW as f64 / MANY as f64;
    let figure = |name: &str, large: usize, small: usize| {
        let (ours, peer) = (rounds.median(large) / MANY as f64, rounds.median(small) / FEW as f64);
        let name = format!("{}, {name}: 1 000 000 contacts", language(form));
        Figure::beside(name, "ns per contact", ours, peer, "ours, 2 000 contacts")
            .with_ratio(rounds.ratio(large, small) * scale)
            .with_goal(Goal::Most(1.3))
            .of(label(Profile::Mixed, form, FEW))
    };
    vec![figure("flat page, whole body", 0, 1), figure("flat, chunks of 64 KiB", 2, 3)]
}

/// Instructions for awkward input, beside those for half as much.
///
/// # Errors
/// Counting failed.
pub fn doubled() -> Result<Vec<Figure>, String> {
    let shapes = SHAPES.map(|shape| (shape.format, shape.name));
    let job = |&(format, name): &(Format, &str), len| Job::Shape {
        xml: format == Format::Xml,
        name: name.to_owned(),
        len,
    };
    let jobs: Vec<Job> =
        shapes.iter().flat_map(|shape| [job(shape, 2 * LENGTH), job(shape, LENGTH)]).collect();
    let counts = callgrind::instructions(&jobs)?;
    let mut figures = Vec::new();
    for (pair, (format, name)) in counts.chunks(2).zip(shapes) {
        let &[twice, once] = pair else { return Err("shapes were not counted in pairs".to_owned()) };
        let language = if format == Format::Json { "JSON" } else { "XML" };
        let figure = Figure::beside(
            "instructions for doubled input",
            "instructions",
            twice as f64,
            once as f64,
            "half as much",
        );
        figures.push(figure.with_goal(Goal::Most(2.2)).of(format!("{language}: {name}")));
    }
    Ok(figures)
}

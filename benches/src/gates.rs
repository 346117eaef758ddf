//! What must not get worse: counts that are the same on every run, held against bounds recorded in `benches/gates.json`.
//!
//! Instructions count as ratios to a peer's or to our own in the same program, which hold over machines and mostly over
//! compilers, too, with three in a hundred of room. Allocations count as they are. Times are no gates.

use crate::figure::{Figure, short};
use crate::figures::{decode, growth, polling, requests};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How much worse a ratio may get.
const ROOM: f64 = 1.03;

/// From how much less than its bound a count should have it recorded anew.
const SLACK: f64 = 0.9;

/// Bounds by name: at most so much.
type Bounds = BTreeMap<String, f64>;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gates.json")
}

/// The figures that are counts.
fn counts() -> Result<Vec<Figure>, String> {
    let mut figures = decode::instructions(true)?;
    figures.extend(decode::allocations()?);
    figures.extend(growth::index_sizes());
    figures.extend(growth::doubled()?);
    figures.extend(requests::counts()?);
    figures.extend(polling::counts()?);
    Ok(figures)
}

/// A gate's name: the figure's, its payload's, and the peer's where there is a ratio.
fn name(figure: &Figure) -> String {
    let peer = figure.peer_name.as_deref().filter(|_| figure.ratio.is_some());
    let peer = peer.map(|peer| format!(" beside {peer}")).unwrap_or_default();
    format!("{} [{}]{peer}", figure.figure, figure.payload.as_deref().unwrap_or_default())
}

/// Counts, and holds the counts against the bounds. Returns what there is to say if all is well.
///
/// # Errors
/// Every count over its bound or without one, a line each; or counting failed.
pub fn check() -> Result<String, String> {
    let path = file();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let bounds = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    judge(&counts()?, &bounds)
}

fn judge(figures: &[Figure], bounds: &Bounds) -> Result<String, String> {
    let mut faults = Vec::new();
    let mut said = Vec::new();
    let mut open: Vec<&String> = bounds.keys().collect();
    for figure in figures {
        let (name, count) = (name(figure), figure.judged());
        open.retain(|known| **known != name);
        match bounds.get(&name) {
            None => faults.push(format!("{name} has no bound")),
            Some(most) if count.is_nan() || count > *most => {
                faults.push(format!("{name} is {}, and was to be at most {}", short(count), short(*most)));
            }
            Some(most) if count < most * SLACK => {
                said.push(format!("{name} is {}, well below its bound of {}\n", short(count), short(*most)));
            }
            Some(_) => {}
        }
    }
    faults.extend(open.iter().map(|name| format!("{name} is not counted any more")));
    if faults.is_empty() {
        said.push(format!("{} counts within their bounds\n", figures.len()));
        return Ok(said.concat());
    }
    faults.push("if this is meant, record the bounds anew: cargo xtask gates --record".to_owned());
    Err(faults.join("\n"))
}

/// Counts, and makes the counts the bounds.
///
/// # Errors
/// Counting failed, or the file could not be written.
pub fn record() -> Result<String, String> {
    let figures = counts()?;
    let bounds: Bounds = figures.iter().map(|figure| (name(figure), bound(figure))).collect();
    let text = serde_json::to_string_pretty(&bounds).map_err(|error| error.to_string())?;
    let path = file();
    std::fs::write(&path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(format!("{} bounds recorded\n", bounds.len()))
}

/// The bound for what was counted now, in four digits behind the point.
fn bound(figure: &Figure) -> f64 {
    let room = if figure.ratio.is_some() { ROOM } else { 1.0 };
    (figure.judged() * room * 1e4).ceil() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> [Figure; 2] {
        [Figure::beside("a", "instructions", 1.0, 2.0, "b").of("x"), Figure::alone("c", "calls", 3.0).of("y")]
    }

    fn bounds(a: f64, c: f64) -> Bounds {
        [("a [x] beside b".to_owned(), a), ("c [y]".to_owned(), c)].into()
    }

    #[test]
    fn what_is_recorded_passes_and_one_more_does_not() {
        let [a, c] = figures();
        assert_eq!((bound(&a), bound(&c)), (0.515, 3.0));
        assert!(judge(&figures(), &bounds(0.515, 3.0)).unwrap().starts_with("2 counts"));
        assert!(judge(&figures(), &bounds(0.499, 3.0)).unwrap_err().starts_with("a [x] beside b is 0.500"));
        assert!(judge(&figures(), &bounds(0.515, 2.0)).unwrap_err().starts_with("c [y] is 3"));
    }

    #[test]
    fn counts_and_bounds_belong_together() {
        let mut more = bounds(0.515, 3.0);
        more.insert("d".to_owned(), 1.0);
        assert!(judge(&figures(), &more).unwrap_err().starts_with("d is not counted"));
        assert!(judge(&figures(), &Bounds::new()).unwrap_err().starts_with("a [x] beside b has no bound"));
        let [a, _] = figures();
        assert!(judge(&[a.with_ratio(f64::NAN)], &bounds(1.0, 1.0)).is_err());
    }

    #[test]
    fn much_better_than_its_bound_is_said() {
        assert!(
            judge(&figures(), &bounds(0.7, 3.0)).unwrap().starts_with("a [x] beside b is 0.500, well below")
        );
    }
}

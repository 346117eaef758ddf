//! Where figures are kept: `benches/figures.json`, and the tables that are made from it: what a user wants to know in the
//! README, every goal in `benches/README.md`.

use crate::figure::{Figure, Goal, short};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The lines between which tables stand.
const MARKERS: (&str, &str) = ("<!-- figures: made by `cargo xtask figures` -->", "<!-- figures: end -->");

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn load(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn save(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// A text with a place for tables, and what makes them.
type Place = (&'static str, fn(&[Figure]) -> String);

const PLACES: [Place; 2] = [("../README.md", summary), ("README.md", goals)];

/// Writes `figures.json`, one row a line, and the tables.
///
/// # Errors
/// A file could not be read or written, or has no place for its tables.
pub fn write(figures: &[Figure]) -> Result<(), String> {
    let rows: Result<Vec<String>, _> = figures.iter().map(serde_json::to_string).collect();
    let rows = rows.map_err(|error| error.to_string())?;
    let json = format!("[\n  {}\n]\n", rows.join(",\n  "));
    save(&file("figures.json"), &json)?;
    // As they were written, which is rounded.
    let figures = serde_json::from_str::<Vec<Figure>>(&json).map_err(|error| error.to_string())?;
    PLACES.iter().try_for_each(|(name, table)| {
        let path = file(name);
        save(&path, &with_table(&load(&path)?, &table(&figures))?)
    })
}

/// The figures of `figures.json`.
///
/// # Errors
/// The file is missing or not ours.
pub fn figures() -> Result<Vec<Figure>, String> {
    let path = file("figures.json");
    serde_json::from_str(&load(&path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn with_table(readme: &str, table: &str) -> Result<String, String> {
    let (before, rest) = readme.split_once(MARKERS.0).ok_or("there is no marker before the tables")?;
    let (_, after) = rest.split_once(MARKERS.1).ok_or("there is no marker behind the tables")?;
    Ok(format!("{before}{}\n\n{table}\n{}{after}", MARKERS.0, MARKERS.1))
}

/// Two tables in Markdown: everybody's speed at decoding, and what the rest costs; and how many goals are met.
pub fn summary(figures: &[Figure]) -> String {
    let mut out = String::from("| decoding 2 000 mixed contacts | JSON, MB/s | XML, MB/s |\n|---|---|---|\n");
    for (name, [json, xml]) in speeds(figures) {
        let cell = |speed: Option<f64>| speed.map_or_else(|| "-".to_owned(), short);
        let _ = writeln!(out, "| {name} | {} | {} |", cell(json), cell(xml));
    }
    out.push_str("\n| what else it costs | beside | measured |\n|---|---|---|\n");
    let is_decoding = |name: &str| name.starts_with("JSON, ") || name.starts_with("XML, ");
    for Line { figure, peer, measured, .. } in lines(figures).filter(|line| !is_decoding(line.figure)) {
        let _ = writeln!(out, "| {figure} | {peer} | {measured} |");
    }
    let judged = figures.iter().filter_map(|figure| figure.met);
    let (all, met) = judged.fold((0, 0), |(all, met), is_met| (all + 1, met + usize::from(is_met)));
    let _ = writeln!(
        out,
        "\nOf the goals that were set, {met} of {all} are met: [all of them](benches/README.md)."
    );
    out
}

/// A table in Markdown of what has a goal, the rows of one figure and peer in one line.
pub fn goals(figures: &[Figure]) -> String {
    let mut out = String::from("| figure | beside | measured | goal | met |\n|---|---|---|---|---|\n");
    for Line { figure, peer, measured, goal, met } in lines(figures) {
        let met = if met { "yes" } else { "**no**" };
        let _ = writeln!(out, "| {figure} | {peer} | {measured} | {goal} | {met} |");
    }
    out
}

/// The rows of one figure and peer that have a goal.
struct Line<'a> {
    figure: &'a str,
    peer: &'a str,
    measured: String,
    goal: String,
    met: bool,
}

fn lines(figures: &[Figure]) -> impl Iterator<Item = Line<'_>> {
    let mut keys: Vec<(&str, Option<&str>)> = Vec::new();
    let with_goal: Vec<&Figure> = figures.iter().filter(|figure| figure.goal.is_some()).collect();
    for figure in &with_goal {
        let key = (figure.figure.as_str(), figure.peer_name.as_deref());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.into_iter().filter_map(move |key| {
        let of_key = |row: &&&Figure| (row.figure.as_str(), row.peer_name.as_deref()) == key;
        let rows: Vec<&&Figure> = with_goal.iter().filter(of_key).collect();
        let first = rows.first()?;
        let unit = if first.ratio.is_some() { "x" } else { &first.unit };
        let goal = match first.goal? {
            Goal::Least(least) => format!(">= {}", amount(least, unit)),
            Goal::Most(most) => format!("<= {}", amount(most, unit)),
        };
        let met = rows.iter().all(|row| row.met == Some(true));
        Some(Line { figure: key.0, peer: key.1.unwrap_or("-"), measured: measured(&rows), goal, met })
    })
}

/// From the least to the most that was measured, of ratios if there are any.
fn measured(rows: &[&&Figure]) -> String {
    let judged = rows.iter().map(|row| row.judged());
    let (least, most) =
        (judged.clone().fold(f64::INFINITY, f64::min), judged.fold(f64::NEG_INFINITY, f64::max));
    let unit = rows.first().filter(|row| row.ratio.is_none()).map_or("x", |row| row.unit.as_str());
    let (least, most) = (amount(least, unit), amount(most, unit));
    if least == most { most } else { format!("{least} to {most}") }
}

/// A number and its unit, as people read it.
fn amount(number: f64, unit: &str) -> String {
    match unit {
        "x" => format!("{}x", short(number)),
        "bytes" if number >= 1e5 => format!("{:.1} MB", number / 1e6),
        "bytes" => format!("{:.1} kB", number / 1e3),
        _ => format!("{} {unit}", short(number)),
    }
}

/// Everybody's speed at the mixed profile in JSON and in XML, ours first.
fn speeds(figures: &[Figure]) -> Vec<(String, [Option<f64>; 2])> {
    let rows = figures.iter().filter(|row| row.unit == "MB/s" && row.payload.as_deref() == Some("mixed"));
    let ours = rows.clone().filter_map(|row| {
        let (language, name) = row.figure.split_once(", ")?;
        Some((format!("ours: {name}"), language, row.ours))
    });
    let peers = rows.filter_map(|row| {
        let (language, _) = row.figure.split_once(", ")?;
        let name = row.peer_name.clone().filter(|name| !name.starts_with("ours"))?;
        Some((name, language, row.peer?))
    });
    let mut speeds: Vec<(String, [Option<f64>; 2])> = Vec::new();
    for (name, language, speed) in ours.chain(peers) {
        let at = speeds.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
            speeds.push((name, [None; 2]));
            speeds.len() - 1
        });
        if let Some((_, [json, xml])) = speeds.get_mut(at) {
            (if language == "JSON" { json } else { xml }).get_or_insert(speed);
        }
    }
    speeds
}

/// Every figure in a line, and how many goals are met.
pub fn report(figures: &[Figure]) -> String {
    let mut out = String::new();
    for figure in figures {
        let Figure { figure: name, payload, ours, peer, peer_name, ratio, unit, goal, met } = figure;
        let mark = match met {
            Some(true) => "met ",
            Some(false) => "MISS",
            None => "    ",
        };
        let _ = write!(out, "{mark} {name} [{}]: {} {unit}", payload.as_deref().unwrap_or("-"), short(*ours));
        if let (Some(peer), Some(name)) = (peer, peer_name) {
            let _ = write!(out, ", {} {name}", short(*peer));
        }
        if let Some(ratio) = ratio {
            let _ = write!(out, ", ratio {}", short(*ratio));
        }
        if let Some(goal) = goal {
            let _ = write!(out, ", goal {goal}");
        }
        out.push('\n');
    }
    let judged: Vec<bool> = figures.iter().filter_map(|figure| figure.met).collect();
    let met = judged.iter().filter(|met| **met).count();
    let _ = writeln!(out, "{met} of {} goals met", judged.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_show_the_figures_that_are_kept() {
        for (name, table) in PLACES {
            let text = load(&file(name)).unwrap();
            let wanted = with_table(&text, &table(&figures().unwrap())).unwrap();
            assert!(text == wanted, "{name}: a table is not that of figures.json: run `cargo xtask figures`");
        }
    }

    #[test]
    fn rows_of_a_figure_are_one_line_with_the_least_and_the_most() {
        let row = |ratio: f64, payload: &str| {
            let figure = Figure::beside("JSON, flat", "MB/s", 9.0, 1.0, "serde").with_ratio(ratio);
            figure.with_goal(Goal::Least(8.0)).of(payload)
        };
        let polling =
            Figure::beside("polling call", "calls", 9.0, 10.0, "by hand").with_goal(Goal::Most(1.0));
        let rows = [row(9.25, "mixed"), row(7.5, "mailing"), Figure::alone("no goal", "B", 1.0), polling];
        let goals = goals(&rows);
        assert!(goals.contains("\n| JSON, flat | serde | 7.50x to 9.25x | >= 8x | **no** |\n"), "{goals}");
        assert!(!goals.contains("no goal"));
        let summary = summary(&rows);
        assert!(summary.contains("\n| ours: flat | 9 | - |\n| serde | 1 | - |\n"), "{summary}");
        assert!(summary.contains("|\n| polling call | by hand | 0.900x |\n"), "{summary}");
        assert!(summary.contains(" 2 of 3 are met"), "{summary}");
    }

    #[test]
    fn only_what_is_between_the_markers_is_replaced() {
        let readme = format!("a\n{}\nold\n{}\nb\n", MARKERS.0, MARKERS.1);
        let new = with_table(&readme, "| new |\n").unwrap();
        assert_eq!(new, format!("a\n{}\n\n| new |\n\n{}\nb\n", MARKERS.0, MARKERS.1));
        assert_eq!(with_table(&new, "| new |\n").unwrap(), new);
        assert!(with_table("nothing", "").is_err());
    }
}

//! A figure: what ours costs, what the other costs, and what we want of the ratio.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One row of `figures.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub figure: String,
    /// The payload, where there are several of the same figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Ours, in `unit`.
    #[serde(serialize_with = "rounded")]
    pub ours: f64,
    /// The other's; none where a figure stands for itself.
    #[serde(serialize_with = "maybe_rounded")]
    pub peer: Option<f64>,
    /// Who the other is.
    pub peer_name: Option<String>,
    /// Ours by the other's: large is good for a speed, small for a cost. For times it is the median of the rounds' ratios.
    #[serde(serialize_with = "maybe_rounded")]
    pub ratio: Option<f64>,
    /// What `ours` and `peer` are counted in.
    pub unit: String,
    /// What `ratio` should be, or `ours` where there is no other.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "shown",
        deserialize_with = "understood"
    )]
    pub goal: Option<Goal>,
    /// Whether it is; none without a goal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// As much or more.
    Least(f64),
    /// As much or less.
    Most(f64),
}

impl Goal {
    /// Whether a number is what it should be.
    pub fn met(self, number: f64) -> bool {
        match self {
            Self::Least(least) => number >= least,
            Self::Most(most) => number <= most,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Least(least) => write!(f, ">= {}", short(*least)),
            Self::Most(most) => write!(f, "<= {}", short(*most)),
        }
    }
}

impl Figure {
    /// A figure that stands for itself.
    pub fn alone(figure: impl Into<String>, unit: &str, ours: f64) -> Self {
        Self {
            figure: figure.into(),
            payload: None,
            ours,
            peer: None,
            peer_name: None,
            ratio: None,
            unit: unit.to_owned(),
            goal: None,
            met: None,
        }
    }

    /// Ours beside another.
    pub fn beside(figure: impl Into<String>, unit: &str, ours: f64, peer: f64, name: &str) -> Self {
        Self {
            peer: Some(peer),
            peer_name: Some(name.to_owned()),
            ratio: Some(ours / peer),
            ..Self::alone(figure, unit, ours)
        }
    }

    /// With the payload it is about.
    #[must_use]
    pub fn of(mut self, payload: impl Into<String>) -> Self {
        self.payload = Some(payload.into());
        self
    }

    /// With another's number to look at and no ratio to it, so that the goal is about ours.
    #[must_use]
    pub fn next_to(mut self, peer: f64, name: &str) -> Self {
        self.peer = Some(peer);
        self.peer_name = Some(name.to_owned());
        self
    }

    /// With another ratio than that of the two numbers.
    #[must_use]
    pub fn with_ratio(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }

    /// With a goal, of the ratio if there is one.
    #[must_use]
    pub fn with_goal(mut self, goal: impl Into<Option<Goal>>) -> Self {
        self.goal = goal.into();
        self.met = self.goal.map(|goal| goal.met(self.judged()));
        self
    }

    /// The number that a goal is about.
    pub fn judged(&self) -> f64 {
        self.ratio.unwrap_or(self.ours)
    }
}

/// A number in three digits, or as many as its whole part has.
pub fn short(number: f64) -> String {
    let digits = match number.abs() {
        n if n >= 100.0 || n == n.trunc() => 0,
        n if n >= 10.0 => 1,
        n if n >= 1.0 => 2,
        _ => 3,
    };
    format!("{number:.digits$}")
}

fn round(number: f64) -> f64 {
    let scale = if number.abs() >= 100.0 { 10.0 } else { 10_000.0 };
    (number * scale).round() / scale
}

fn rounded<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*number))
}

fn maybe_rounded<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(round).serialize(serializer)
}

fn shown<S: Serializer>(goal: &Option<Goal>, serializer: S) -> Result<S::Ok, S::Error> {
    goal.map(|goal| goal.to_string()).serialize(serializer)
}

fn understood<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Goal>, D::Error> {
    let shown = String::deserialize(deserializer)?;
    let number = |number: &str| number.trim().parse().map_err(D::Error::custom);
    match (shown.strip_prefix(">="), shown.strip_prefix("<=")) {
        (Some(least), _) => Ok(Some(Goal::Least(number(least)?))),
        (_, Some(most)) => Ok(Some(Goal::Most(number(most)?))),
        _ => Err(D::Error::custom("a goal begins with >= or <=")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_about_the_ratio_where_there_is_one() {
        let figure = Figure::beside("x", "ns", 4.0, 2.0, "y").with_goal(Goal::Most(3.0));
        assert_eq!((figure.judged(), figure.met), (2.0, Some(true)));
        let figure = Figure::alone("x", "B", 4.0).with_goal(Goal::Most(3.0));
        assert_eq!((figure.judged(), figure.met), (4.0, Some(false)));
        assert_eq!(Figure::alone("x", "B", 4.0).with_goal(None).met, None);
        assert!(Goal::Least(8.0).met(8.0) && !Goal::Least(8.0).met(7.9));
    }

    #[test]
    fn a_row_has_the_names_that_are_asked_for() {
        let figure = Figure::beside("x", "ns", 1.0, 3.0, "y").of("mixed").with_goal(Goal::Most(0.125));
        let wanted = r#"{"figure":"x","payload":"mixed","ours":1.0,"peer":3.0,"peer_name":"y","ratio":0.3333,"unit":"ns","goal":"<= 0.125","met":false}"#;
        assert_eq!(serde_json::to_string(&figure).unwrap(), wanted);
        let read: Figure = serde_json::from_str(wanted).unwrap();
        assert_eq!(read.goal, Some(Goal::Most(0.125)));
        assert_eq!(serde_json::to_string(&read).unwrap(), wanted);
    }
}

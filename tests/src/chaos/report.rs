//! What was run, what failed, and whether the transports agree.

use super::case::Call;
use super::expect::Seen;
use super::kind::Kind;
use super::row::Row;
use cloudsponge::proto::Format;
use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

/// One execution.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The row's id.
    pub row: &'static str,
    /// The fault in words.
    pub what: &'static str,
    /// Over this transport.
    pub kind: Kind,
    /// The call that met the fault; `None` if it did not come to that.
    pub call: Option<(Call, Format)>,
    /// In a whole import.
    pub import: bool,
    /// How the call ended.
    pub seen: Seen,
    /// What the error says of itself: worth another try, and may have been sent.
    pub flags: Option<(bool, bool)>,
    /// Request lines that reached the server.
    pub requests: usize,
    /// Those of them that were POST.
    pub posts: usize,
    /// What was wrong.
    pub failures: Vec<String>,
}

impl Ran {
    pub(super) fn new(row: &Row, kind: Kind, call: Call, format: Format, import: bool) -> Self {
        Self {
            row: row.id,
            what: row.what,
            kind,
            call: Some((call, format)),
            import,
            seen: Seen::Other("nothing".to_owned()),
            flags: None,
            requests: 0,
            posts: 0,
            failures: Vec::new(),
        }
    }

    /// An execution that could not even be begun.
    pub(super) fn broken(row: &Row, kind: Kind, failure: String) -> Self {
        let mut ran = Self::new(row, kind, Call::Events, Format::Json, false);
        ran.call = None;
        ran.failures.push(failure);
        ran
    }

    /// Which execution it was, but for the transport.
    pub fn place(&self) -> (&'static str, Option<(Call, Format)>, bool) {
        (self.row, self.call, self.import)
    }

    /// How it ended, as far as that is the same each time: whether a request got onto the wire before a connection broke is
    /// the kernel's choice.
    pub fn outcome(&self) -> String {
        format!("{:?} {:?}", self.seen, self.flags)
    }
}

impl Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scope = if self.import { "import" } else { "call" };
        write!(f, "{} ({}), {:?}, {scope}", self.row, self.what, self.kind)?;
        if let Some((call, format)) = self.call {
            write!(f, " {call:?} {format}")?;
        }
        for failure in &self.failures {
            write!(f, "\n    {failure}")?;
        }
        Ok(())
    }
}

/// Where transports may differ, and why: row, and the reason.
pub const DIFFERENCES: &[(&str, &str)] = &[
    ("C9-name", "isahc's `http` has no header names of more than 64 KiB, and the line is no header to it"),
    ("C14-lf", "libcurl reads lines that end in a bare LF and isahc does not; hyper does"),
    ("C14-fold", "libcurl unfolds headers, hyper refuses them"),
    ("C16-more", "isahc hides that there are chunks and shows the length, so the body counts as cut"),
    ("C18-204", "to libcurl a closed connection without a byte of body is a broken one"),
    ("C18-205", "to libcurl a closed connection without a byte of body is a broken one"),
    ("C18-304", "to libcurl a closed connection without a byte of body is a broken one"),
    ("C19", "libcurl waits for the answer behind 101, hyper takes it for the answer"),
    ("C24-head", "to libcurl a closed connection without a byte of body is a broken one"),
    ("D7-crlf", "hyper says no more than that the body broke off, libcurl names the chunk"),
    ("D7-empty", "hyper says no more than that the body broke off, libcurl names the chunk"),
    ("D7-long", "hyper says no more than that the body broke off, libcurl names the chunk"),
    ("D7-negative", "hyper says no more than that the body broke off, libcurl names the chunk"),
    ("D7-word", "hyper says no more than that the body broke off, libcurl names the chunk"),
    ("G9-two", "libcurl refuses an answer with two places"),
];

/// O7: the transports end a call the same way, but where that is listed.
pub fn disagreements(all: &[Ran]) -> Vec<String> {
    let mut by_place: BTreeMap<String, Vec<&Ran>> = BTreeMap::new();
    for ran in all.iter().filter(|ran| ran.failures.is_empty()) {
        by_place.entry(format!("{:?}", ran.place())).or_default().push(ran);
    }
    let listed = |row: &str| DIFFERENCES.iter().any(|(id, _)| row == *id);
    let differ = |group: &[&Ran]| {
        group.windows(2).any(|pair| match pair {
            [a, b] => a.outcome() != b.outcome(),
            _ => false,
        })
    };
    by_place
        .values()
        .filter(|group| differ(group) && !group.iter().any(|ran| listed(ran.row)))
        .map(|group| {
            let ends: Vec<String> =
                group.iter().map(|ran| format!("{:?}: {}", ran.kind, ran.outcome())).collect();
            format!("O7: {:?} ends differently: {}", group.first().map(|ran| ran.place()), ends.join("; "))
        })
        .collect()
}

/// A value in one line that is not too long.
pub(super) fn describe(value: &impl Debug) -> String {
    let mut text = format!("{value:?}");
    if let Some((at, _)) = text.char_indices().nth(300) {
        text.truncate(at);
        text.push('…');
    }
    text
}

//! Documents made by rule, and what must become of each.

mod json;
mod xml;

pub use json::json;
pub use xml::xml;

/// What must become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is one: it must be read.
    Accept,
    /// It is none: it must be refused.
    Refuse,
    /// The format leaves it open, or our tolerance goes further than the format: only harm is forbidden.
    Either,
}

/// Where a document can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// As a whole body, and in one field of a contact.
    Anywhere,
    /// As a whole body only.
    Body,
}

/// One document.
#[derive(Clone, Debug)]
pub struct Case {
    /// The rule that made it, and which of the rule's it is.
    pub name: String,
    /// What must become of it.
    pub verdict: Verdict,
    /// Where it can stand.
    pub place: Place,
    /// The document. In XML, each `%` stands for the name of the document element.
    pub body: Vec<u8>,
}

/// Gathers the cases of rule after rule.
#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    /// Adds all these under one rule.
    fn rule<B: Into<Vec<u8>>>(&mut self, rule: &str, verdict: Verdict, bodies: impl IntoIterator<Item = B>) {
        self.at(Place::Anywhere, rule, verdict, bodies);
    }

    fn at<B: Into<Vec<u8>>>(
        &mut self,
        place: Place,
        rule: &str,
        verdict: Verdict,
        bodies: impl IntoIterator<Item = B>,
    ) {
        for (number, body) in bodies.into_iter().enumerate() {
            self.0.push(Case { name: format!("{rule}_{number}"), verdict, place, body: body.into() });
        }
    }
}

/// Bytes that are not UTF-8, one of each kind.
fn not_utf8() -> [&'static [u8]; 12] {
    [
        b"\x80",
        b"\xbf\xbf",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xc3",
        b"\xe2\x82",
        b"Andr\xe9",
    ]
}

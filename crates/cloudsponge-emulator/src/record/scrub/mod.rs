//! Takes everything out of an answer that is somebody's: what is kept is listed, all else is replaced.

mod json;
mod xml;

use cloudsponge_proto::Format;
use std::collections::HashMap;

/// Stands for the emulator's own origin in what is written down.
pub(super) const REPLAY_ORIGIN: &str = "https://replay.invalid";

/// Replaces texts, equal ones by equal ones.
#[derive(Default)]
pub(crate) struct Scrubber {
    seen: HashMap<String, usize>,
}

impl Scrubber {
    /// A body without personal data and secrets; `None` if it is damaged.
    pub(super) fn scrub(&mut self, format: Format, body: &[u8]) -> Option<String> {
        match format {
            Format::Json => json::scrub(self, body),
            Format::Xml => xml::scrub(self, body),
        }
    }

    /// What stands for a text in this place.
    fn text(&mut self, Place { field, personal }: Place<'_>, text: &str) -> String {
        let core = text.trim();
        if core.is_empty() || is_kept(field, core, personal) {
            return text.to_owned();
        }
        let next = self.seen.len() + 1;
        let number = *self.seen.entry(core.to_owned()).or_insert(next);
        let stand_in = match field {
            // Every page is this one; its address is a secret, and what is behind it depends on the account.
            "url" => format!("{REPLAY_ORIGIN}/n/SCRUBBED"),
            "dob" => "1970-01-01".to_owned(),
            "birthday" => "01-01".to_owned(),
            "number" => format!("555-01{number:02}"),
            _ if core.contains('@') => format!("scrubbed-{number}@example.com"),
            _ => format!("{field}-{number}"),
        };
        // White space around values is one of the service's habits that clients have to bear.
        text.replacen(core, &stand_in, 1)
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The field's name, in snake case.
    field: &'a str,
    /// Within somebody's address book.
    personal: bool,
}

impl Place<'_> {
    /// Whether a number here says nothing about anybody.
    fn keeps_number(self) -> bool {
        !self.personal && NUMBERS.contains(&self.field)
    }
}

/// Fields outside the address book whose numbers are kept.
const NUMBERS: [&str; 8] =
    ["value", "start", "count", "total", "id", "import_id", "import_action_id", "code"];

/// Whether what stands in this field is of somebody's address book.
fn is_personal(field: &str) -> bool {
    matches!(field, "contacts" | "contacts_owner")
}

/// A field's name, or `unknown` if it is no plain word.
fn name(name: &str) -> &str {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let usual =
        name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain);
    if usual { name } else { "unknown" }
}

/// Texts that are the service's own words.
fn is_kept(field: &str, text: &str, personal: bool) -> bool {
    let word = |c: char| c.is_ascii_alphabetic() || c == '_';
    match field {
        "type" => {
            const LABELS: [&str; 10] =
                ["home", "work", "other", "mobile", "cell", "main", "fax", "pager", "personal", "business"];
            let numbered =
                text.strip_prefix("Email ").is_some_and(|n| n.len() <= 2 && n.parse::<u8>().is_ok());
            numbered || LABELS.iter().any(|label| text.eq_ignore_ascii_case(label))
        }
        "primary" => matches!(text, "true" | "false"),
        _ if personal => false,
        "status" | "event_type" | "import_type" => text.len() <= 32 && text.chars().all(word),
        "created_at" => {
            text.len() <= 32 && text.chars().all(|c| c.is_ascii_digit() || "-:.TZUC+ ".contains(c))
        }
        // Ids, in XML, are texts.
        _ if NUMBERS.contains(&field) => text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! Contacts as data for people and programs: a table, JSON, JSON Lines, CSV or vCard.

mod csv;
mod json;
mod sink;
mod table;
mod vcard;

pub(crate) use json::{Envelope, begun, events, line, pretty, refusal};
pub(crate) use sink::{Sink, Written};
pub(crate) use table::grid;

use cloudsponge_proto::model::ContactSlot;
use std::io;

/// How contacts are written (`--output`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutputFormat {
    /// Columns fitted to the terminal, for people
    Table,
    /// One JSON object with everything
    Json,
    /// JSON Lines: one contact a line, as it arrives
    Jsonl,
    /// CSV with a header line (RFC 4180), guarded against spreadsheet formulas
    Csv,
    /// The same behind a byte order mark, without which Excel shows names in other letters than were meant
    #[serde(rename = "csv-bom")]
    CsvBom,
    /// vCard 4.0 (RFC 6350)
    Vcard,
}

/// Turns contacts into text, page by page.
pub(crate) enum ContactWriter {
    Table(table::ContactTable),
    Json(json::ContactsObject),
    JsonLines,
    Csv { header: bool, mark: bool },
    VCard,
}

impl ContactWriter {
    /// `continued`: what was written before stands in the same file, so no second header is wanted.
    pub(crate) fn new(format: OutputFormat, width: u16, continued: bool) -> Self {
        match format {
            OutputFormat::Table => Self::Table(table::ContactTable::new(width)),
            OutputFormat::Json => Self::Json(json::ContactsObject::default()),
            OutputFormat::Jsonl => Self::JsonLines,
            OutputFormat::Csv => Self::Csv { header: !continued, mark: false },
            OutputFormat::CsvBom => Self::Csv { header: !continued, mark: !continued },
            OutputFormat::Vcard => Self::VCard,
        }
    }

    /// The text of the next contacts, the first of which is at position `start`. Those that could not be read are left
    /// out; whoever calls reports them.
    pub(crate) fn page(&mut self, start: u64, slots: &[ContactSlot]) -> String {
        let contacts =
            (start..).zip(slots).filter_map(|(at, slot)| slot.as_ref().ok().map(|contact| (at, contact)));
        match self {
            Self::Table(table) => {
                contacts.for_each(|(at, contact)| table.add(at, contact));
                String::new()
            }
            Self::Json(object) => object.page(contacts.map(|(_, contact)| contact)),
            Self::JsonLines => contacts.map(|(_, contact)| json::line(contact)).collect(),
            Self::Csv { header, mark } => {
                let records = csv::records(std::mem::take(header), contacts.map(|(_, contact)| contact));
                marked(std::mem::take(mark), records)
            }
            Self::VCard => contacts.map(|(_, contact)| vcard::card(contact)).collect(),
        }
    }

    /// The text after the last contact.
    pub(crate) fn finish(self, envelope: &Envelope) -> String {
        match self {
            Self::Table(table) => table.finish(),
            Self::Json(object) => object.finish(envelope),
            Self::Csv { header: true, mark } => marked(mark, csv::records(true, std::iter::empty())),
            Self::Csv { .. } | Self::JsonLines | Self::VCard => String::new(),
        }
    }
}

impl OutputFormat {
    /// What is written up to any contact is complete by itself, so a later run can go on behind it.
    pub(crate) fn grows(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv | Self::CsvBom | Self::Vcard)
    }
}

fn marked(mark: bool, mut text: String) -> String {
    if mark {
        text.insert(0, csv::BYTE_ORDER_MARK);
    }
    text
}

/// Writes data to stdout in one go.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut sink = Sink::stdout();
    sink.put(text)?;
    sink.flush()
}

/// How many columns stdout has: of the terminal, of `COLUMNS`, or a width that suits a log.
pub(crate) fn width() -> u16 {
    const WITHOUT_TERMINAL: u16 = 120;
    let narrowest = |width: u16| width.max(40);
    known_width().map_or(WITHOUT_TERMINAL, narrowest)
}

/// Whether the terminal or `COLUMNS` tells the width.
pub(crate) fn width_is_known() -> bool {
    known_width().is_some()
}

fn known_width() -> Option<u16> {
    terminal_width().or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
}

#[cfg(unix)]
fn terminal_width() -> Option<u16> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col)
}

#[cfg(not(unix))]
fn terminal_width() -> Option<u16> {
    None
}

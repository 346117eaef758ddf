//! Prints one reply, captured or just received, in normal form.

use crate::args::ReplyOutput;
use crate::exit::Failure;
use crate::output::{self, ContactWriter, Envelope, OutputFormat, grid};
use crate::progress;
use cloudsponge_proto::model::{Begun, Contacts, Event, Events, Refusal};
use serde::Serialize;
use serde_json::Value;

/// Prints contacts. Those that could not be read are reported and left out; with `strict` they are an error.
pub(super) fn contacts(reply: Contacts, format: OutputFormat, strict: bool) -> Result<(), Failure> {
    let start = reply.start.unwrap_or(0);
    let unreadable = progress::unreadable(start, &reply.contacts, 0);
    if unreadable > 0 && strict {
        return Err(Failure::error(format_args!(
            "{unreadable} of {} contacts cannot be read",
            reply.contacts.len()
        ))
        .hint("without --strict they are left out"));
    }
    progress::left_out(unreadable);
    let mut writer = ContactWriter::new(format, output::width(), false);
    let mut text = writer.page(start, &reply.contacts);
    text.push_str(&writer.finish(&Envelope {
        contacts_owner: reply.contacts_owner,
        start: reply.start,
        count: reply.count,
        total: reply.total,
        import_id: reply.import_id,
        user_id: reply.user_id,
        echo: reply.echo,
    }));
    Ok(output::print(&text)?)
}

/// Prints events.
pub(super) fn events(reply: &Events, format: ReplyOutput) -> Result<(), Failure> {
    let text = match format {
        ReplyOutput::Json => output::pretty(&output::events(reply)),
        ReplyOutput::Jsonl => reply.events.iter().map(output::line).collect(),
        ReplyOutput::Table => {
            let rows: Vec<_> = reply.events.iter().map(row).collect();
            let titles = ["Event", "Status", "Value", "Description", "Created"];
            if rows.is_empty() { String::new() } else { grid(&titles, rows, output::width()) }
        }
    };
    Ok(output::print(&text)?)
}

/// Prints the reply to a begin call.
pub(super) fn begun(reply: &Begun, format: ReplyOutput) -> Result<(), Failure> {
    object(&output::begun(reply), format)
}

/// Prints a reply that says no.
pub(super) fn refusal(reply: &Refusal, format: ReplyOutput) -> Result<(), Failure> {
    object(&output::refusal(reply), format)
}

fn object(value: &impl Serialize, format: ReplyOutput) -> Result<(), Failure> {
    let text = match format {
        ReplyOutput::Json => output::pretty(value),
        ReplyOutput::Jsonl => output::line(value),
        ReplyOutput::Table => {
            let value = serde_json::to_value(value).unwrap_or_default();
            let fields = value.as_object().into_iter().flatten();
            let rows = fields.map(|(name, value)| [name.clone(), shown(value)]).collect();
            grid(&["Field", "Value"], rows, output::width())
        }
    };
    Ok(output::print(&text)?)
}

fn row(event: &Event) -> [String; 5] {
    [
        event.event_type.to_string(),
        event.status.to_string(),
        event.value.map(|value| value.to_string()).unwrap_or_default(),
        event.description.clone().unwrap_or_default(),
        event.created_at.clone().unwrap_or_default(),
    ]
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

//! The table of settings: how each is read from text, and written.

use super::{Config, parse_duration};
use crate::Quirks;
use cloudsponge_proto::BaseUrl;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;
use zeroize::Zeroizing;

/// One setting.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) read: fn(&mut Config, &str) -> Result<(), String>,
    /// As a TOML value.
    pub(super) write: fn(&Config) -> Option<String>,
}

macro_rules! setting {
    ($field:ident, $read:expr, $write:expr) => {
        Setting {
            name: stringify!($field),
            read: |config, text| {
                config.$field = Some($read(text)?);
                Ok(())
            },
            write: |config| config.$field.as_ref().map($write),
        }
    };
}

/// All settings, in the order in which they are written.
pub(super) const SETTINGS: [Setting; 16] = [
    setting!(listen, parsed, quoted),
    setting!(key, parsed, quoted),
    setting!(password, secret, |_| String::new()),
    setting!(profile, parsed, quoted),
    setting!(contacts, parsed, ToString::to_string),
    setting!(seed, parsed, ToString::to_string),
    setting!(from, parsed, |path| quoted(path.display())),
    setting!(scenario, parsed, quoted),
    setting!(auto_consent, parse_duration, milliseconds),
    setting!(consent_timeout, parse_duration, milliseconds),
    setting!(ttl, parse_duration, milliseconds),
    setting!(speed, parsed, ToString::to_string),
    setting!(quirks, quirks, |quirks| format!(
        "[{}]",
        switches(quirks).map(quoted).collect::<Vec<_>>().join(", ")
    )),
    setting!(record, parsed, |path| quoted(path.display())),
    setting!(upstream, base_url, quoted),
    setting!(replay, parsed, |path| quoted(path.display())),
];

/// A TOML value as the text a variable would hold.
pub(super) fn text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(value) => value.to_string(),
        toml::Value::Datetime(_) | toml::Value::Table(_) => String::new(),
    }
}

fn parsed<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn secret(text: &str) -> Result<Zeroizing<String>, String> {
    Ok(Zeroizing::new(text.to_owned()))
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|error| error.to_string())
}

fn quirks(text: &str) -> Result<Quirks, String> {
    let mut quirks = Quirks::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let (name, on) = word.strip_prefix('-').map_or((word, true), |name| (name, false));
        let switch = quirks.switches().into_iter().find(|switch| switch.0 == name);
        let names = || Quirks::default().switches().map(|switch| switch.0).join(", ");
        *switch.ok_or_else(|| format!("no such switch: there are {}", names()))?.1 = on;
    }
    Ok(quirks)
}

/// Those that differ from the default.
fn switches(quirks: &Quirks) -> impl Iterator<Item = String> {
    let (mut quirks, mut default) = (*quirks, Quirks::default());
    let changed =
        quirks.switches().into_iter().zip(default.switches()).filter(|(own, default)| own.1 != default.1);
    let words: Vec<String> =
        changed.map(|(own, _)| if *own.1 { own.0.to_owned() } else { format!("-{}", own.0) }).collect();
    words.into_iter()
}

fn milliseconds(duration: &Duration) -> String {
    quoted(format_args!("{}ms", duration.as_millis()))
}

/// A TOML string.
fn quoted(value: impl Display) -> String {
    toml::Value::String(value.to_string()).to_string()
}

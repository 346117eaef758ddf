//! The service's "no": a status word and a message, inside a success status or under an error status.

use super::text::{MESSAGE_LIMIT, tidy};
use crate::codec::{self, CodecError, Format, Sniffed, lenient};
use crate::{DecodeError, Message};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A refusal as the service words it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The raw `status` word: `failure` in the documentation, `error` in official clients' fixtures.
    pub status: Option<String>,
    /// `error.message`, or `error` or `message` where those are texts: at most 200 characters, control and
    /// direction-changing characters replaced by spaces.
    pub message: Option<String>,
}

impl Refusal {
    /// A refusal with the documented status word.
    pub fn new(message: impl Into<String>) -> Self {
        Self { status: Some("failure".into()), message: Some(message.into()) }
    }

    /// The same with another status word.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// `": …"`, or nothing, for the end of a sentence.
    pub(crate) fn message_suffix(&self) -> String {
        self.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default()
    }

    /// The best explanation in the body of an error status: a refusal in either format, or short plain text. HTML pages
    /// of the web tier explain nothing to a caller and are left out.
    pub(crate) fn from_error_body(body: &[u8]) -> Self {
        let format = match codec::sniff(body) {
            Sniffed::Json => Format::Json,
            Sniffed::Xml => Format::Xml,
            Sniffed::Html | Sniffed::Empty => return Self::default(),
            Sniffed::Other => {
                let text = String::from_utf8_lossy(
                    body.get(..body.len().min(4 * MESSAGE_LIMIT)).unwrap_or_default(),
                );
                return Self { status: None, message: tidy(&text) };
            }
        };
        Self::decode(format, body).unwrap_or_default()
    }

    /// Reads an `error` field: an object with a `message`, a text, or null.
    pub(super) fn error_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ErrorField)
    }
}

/// Fails if a body with a success status says no after all: any status word but `success`, or an error.
pub(super) fn refused(
    status: Option<String>,
    error: Option<Refusal>,
    message: Option<String>,
) -> Result<(), DecodeError> {
    let success = status.as_deref().is_none_or(|word| word.trim().eq_ignore_ascii_case("success"));
    if success && error.is_none() {
        return Ok(());
    }
    let message = error.and_then(|error| error.message).or_else(|| message.as_deref().and_then(tidy));
    Err(DecodeError::Refused(Refusal { status, message }))
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(deserialize_with = "Refusal::error_field", skip_serializing)]
    error: Option<Refusal>,
    #[serde(rename = "error", skip_deserializing, skip_serializing_if = "Option::is_none")]
    error_object: Option<ErrorObject>,
    #[serde(deserialize_with = "lenient::text", skip_serializing)]
    message: Option<String>,
}

#[derive(Default, Serialize)]
struct ErrorObject {
    message: String,
}

impl Message for Refusal {
    /// Reads a refusal wherever it stands; a body without any explanation is an empty one.
    fn decode(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        let roots = &["result", "eventsResponse", "contactsResponse", "error", "errors", "hash"];
        let wire: Wire = codec::from_slice(format, body, roots)?;
        let message = wire.error.and_then(|error| error.message).or(wire.message.as_deref().and_then(tidy));
        Ok(Self { status: wire.status, message })
    }

    fn encode(&self, format: Format) -> Result<Vec<u8>, CodecError> {
        let wire = Wire {
            status: self.status.clone(),
            error_object: self.message.clone().map(|message| ErrorObject { message }),
            ..Wire::default()
        };
        codec::to_vec(format, &wire, "result")
    }
}

struct ErrorField;

impl<'de> Visitor<'de> for ErrorField {
    type Value = Option<Refusal>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an error object, a text or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, error: bool) -> Result<Self::Value, E> {
        Ok(error.then(Refusal::default))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some(Refusal::default()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some(Refusal::default()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some(Refusal::default()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Refusal { status: None, message: tidy(text) }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Refusal::default()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut refusal = Refusal::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "message" {
                let message: Text = map.next_value()?;
                refusal.message = message.0.as_deref().and_then(tidy);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(refusal))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Text(#[serde(deserialize_with = "lenient::text")] Option<String>);

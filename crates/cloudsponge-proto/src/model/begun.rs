//! The answer to a begin call.

use super::Refusal;
use super::open_enum::open_enum;
use super::refusal::refused;
use crate::codec::{self, CodecError, CodecErrorKind, Format, lenient};
use crate::{ConsentUrl, DecodeError, ImportId, Message};
use serde::{Deserialize, Serialize};

/// A begun import.
///
/// What to do next follows from the answer, not from the service code: if there is a [`url`](Self::url), show it to the
/// user; in any case poll the events.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Begun {
    /// The import, for events and contacts (`import_id`; older answers carry only an equal `id`).
    pub import_id: ImportId,
    /// The page where the user consents or uploads a file. Never parse it: its form has changed over the years.
    pub url: Option<ConsentUrl>,
    /// How the contacts will be gathered; absent for user name and password.
    pub import_type: Option<ImportType>,
    /// The caller's `user_id`.
    pub user_id: Option<String>,
    /// The call's `echo`.
    pub echo: Option<String>,
}

open_enum! {
    /// How the contacts of an import are gathered (`import_type`).
    ImportType {
        /// Consent at the provider (recorded for every OAuth source).
        OAuth = "OAUTH",
        /// Upload of a file (recorded for `csv`).
        Csv = "CSV",
    }
}

impl Begun {
    /// An answer with nothing but an id.
    pub fn new(import_id: ImportId) -> Self {
        Self { import_id, url: None, import_type: None, user_id: None, echo: None }
    }
}

/// The names on the wire, in the recorded order.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    echo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    import_type: Option<ImportType>,
    import_id: Option<ImportId>,
    #[serde(deserialize_with = "lenient::text")]
    user_id: Option<String>,
    id: Option<ImportId>,
    #[serde(deserialize_with = "Refusal::error_field", skip_serializing)]
    error: Option<Refusal>,
    #[serde(deserialize_with = "lenient::text", skip_serializing)]
    message: Option<String>,
}

impl Message for Begun {
    fn decode(format: Format, body: &[u8]) -> Result<Self, DecodeError> {
        let wire: Wire = codec::from_slice(format, body, &["result"])?;
        // A begin answer always has a status, so one without is not a success.
        let status = wire.status.unwrap_or_default();
        refused(Some(status), wire.error, wire.message)?;
        let import_id = wire
            .import_id
            .or(wire.id)
            .ok_or_else(|| CodecError::new(format, CodecErrorKind::Missing("import_id")))?;
        let url = match wire.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
            None => None,
            Some(url) => Some(ConsentUrl::parse(url).map_err(|_| {
                CodecError::new(format, CodecErrorKind::Value("a safe consent URL")).with_path("url")
            })?),
        };
        let import_type = wire.import_type;
        Ok(Self { import_id, url, import_type, user_id: wire.user_id, echo: wire.echo })
    }

    fn encode(&self, format: Format) -> Result<Vec<u8>, CodecError> {
        let wire = Wire {
            status: Some("success".into()),
            url: self.url.as_ref().map(|url| url.as_str().to_owned()),
            echo: self.echo.clone(),
            import_type: self.import_type.clone(),
            import_id: Some(self.import_id.clone()),
            user_id: self.user_id.clone(),
            id: Some(self.import_id.clone()),
            ..Wire::default()
        };
        codec::to_vec(format, &wire, "result")
    }
}

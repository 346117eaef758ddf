//! Which service, as whom, in which format: what every request of one account has in common.

use crate::{BaseUrl, Credentials, Format};
use http::HeaderValue;

/// The service to call: base URL, credentials and wire format.
///
/// ```
/// use cloudsponge_proto::{Api, BaseUrl, Credentials, Format};
///
/// let api = Api::new(Credentials::new("my-key", "my-password")?)
///     .with_base_url(BaseUrl::parse("http://127.0.0.1:4141")?)
///     .with_format(Format::Xml);
/// assert_eq!(api.base_url().origin(), "http://127.0.0.1:4141");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Api {
    base_url: BaseUrl,
    authorization: HeaderValue,
    format: Format,
    extension: ExtensionPlace,
}

/// Where the format's extension stands on calls that carry an import id.
///
/// The documentation puts it last; two official clients put it on the resource, and the service takes both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtensionPlace {
    /// `/events/1126.json`, the documented form.
    #[default]
    AfterId,
    /// `/events.json/1126`, for a gateway that routes by the older form.
    BeforeId,
}

impl Api {
    /// The public service with these credentials, in JSON.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            base_url: BaseUrl::default(),
            authorization: credentials.authorization(),
            format: Format::Json,
            extension: ExtensionPlace::default(),
        }
    }

    /// Calls another address: a staging host, a gateway or the emulator.
    #[must_use]
    pub fn with_base_url(mut self, base_url: BaseUrl) -> Self {
        self.base_url = base_url;
        self
    }

    /// Asks for answers in this format.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Puts the format's extension elsewhere in the path.
    #[must_use]
    pub fn with_extension_place(mut self, place: ExtensionPlace) -> Self {
        self.extension = place;
        self
    }

    /// The address of the service.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// The format answers are asked for in.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Where the extension stands.
    pub fn extension_place(&self) -> ExtensionPlace {
        self.extension
    }

    /// The sensitive `Authorization` header value, made once.
    pub(crate) fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("base_url", &self.base_url)
            .field("format", &self.format)
            .field("credentials", &format_args!("redacted"))
            .finish_non_exhaustive()
    }
}

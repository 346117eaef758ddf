//! Which service, as whom, in which format: what every request of one account has in common.

use crate::request::{self, FixedPaths};
use crate::{BaseUrl, Credentials, Format};
use http::header::{self, HeaderMap, HeaderValue};
use std::sync::Arc;

/// The service to call: base URL, credentials and wire format. Cheap to clone.
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
pub struct Api(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    base_url: BaseUrl,
    format: Format,
    extension: ExtensionPlace,
    get_headers: HeaderMap,
    post_headers: HeaderMap,
    fixed_paths: FixedPaths,
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
        let (format, authorization) = (Format::Json, credentials.authorization());
        Self(Arc::new(Inner {
            base_url: BaseUrl::default(),
            format,
            extension: ExtensionPlace::default(),
            get_headers: request::headers(&authorization, format.mime(), false),
            post_headers: request::headers(&authorization, format.mime(), true),
            fixed_paths: FixedPaths::default(),
        }))
    }

    /// Calls another address: a staging host, a gateway or the emulator.
    #[must_use]
    pub fn with_base_url(self, base_url: BaseUrl) -> Self {
        self.with(|inner| inner.base_url = base_url)
    }

    /// Asks for answers in this format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        self.with(|inner| {
            inner.format = format;
            for headers in [&mut inner.get_headers, &mut inner.post_headers] {
                headers.insert(header::ACCEPT, HeaderValue::from_static(format.mime()));
            }
        })
    }

    /// Puts the format's extension elsewhere in the path.
    #[must_use]
    pub fn with_extension_place(self, place: ExtensionPlace) -> Self {
        self.with(|inner| inner.extension = place)
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        change(inner);
        inner.fixed_paths = FixedPaths::default();
        self
    }

    /// The address of the service.
    pub fn base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }

    /// The format answers are asked for in.
    pub fn format(&self) -> Format {
        self.0.format
    }

    /// Where the extension stands.
    pub fn extension_place(&self) -> ExtensionPlace {
        self.0.extension
    }

    /// One is a clone of the other.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The headers of every GET request, the sensitive `Authorization` among them.
    pub(crate) fn get_headers(&self) -> &HeaderMap {
        &self.0.get_headers
    }

    /// The headers of every POST request; the length is still to be set.
    pub(crate) fn post_headers(&self) -> &HeaderMap {
        &self.0.post_headers
    }

    /// The paths that never change.
    pub(crate) fn fixed_paths(&self) -> &FixedPaths {
        &self.0.fixed_paths
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("base_url", self.base_url())
            .field("format", &self.format())
            .field("credentials", &format_args!("redacted"))
            .finish_non_exhaustive()
    }
}

//! Where the service is: a base URL that credentials may be sent to.

use crate::web_url::{Flaw, WebUrl};
use http::Uri;
use http::uri::{Authority, InvalidUriParts, Parts, PathAndQuery, Scheme};

/// The address of the service: origin and, for a gateway, a path prefix.
///
/// The domain's credentials go to whatever host it names, so the rules are narrow:
///
/// - `https`; plain `http` only to this machine, named `127.0.0.0/8`, `[::1]` or `localhost`;
/// - no user name or password, query, fragment, white space, control character or backslash;
/// - a host in its usual notation, without trailing dot; international names become their ASCII (`xn--`) form, and
///   that is what [`origin`](Self::origin), `Debug` and `Display` show;
/// - a port between 1 and 65535;
/// - a path of plain segments (`A-Z a-z 0-9 - . _ ~`), none empty, `.` or `..`; one trailing slash is dropped;
/// - at most 2048 bytes.
///
/// ```
/// use cloudsponge_proto::{BaseUrl, BaseUrlError};
///
/// assert_eq!(BaseUrl::default().to_string(), "https://api.cloudsponge.com");
/// assert_eq!(BaseUrl::parse("https://Gateway.example:443/sponge/")?.to_string(), "https://gateway.example/sponge");
/// assert_eq!(BaseUrl::parse("http://gateway.example"), Err(BaseUrlError::PlainHttp));
/// assert!(BaseUrl::parse("http://127.0.0.1:4141")?.is_loopback());
/// # Ok::<(), BaseUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    origin: Box<str>,
    // Empty, or segments that each begin with a slash.
    prefix: Box<str>,
    loopback: bool,
    // The origin once more, as the parts of a URI.
    scheme: Scheme,
    authority: Authority,
}

/// Why a text is no base URL. It never repeats the text: a user name and password may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// There is nothing.
    #[error("the base URL is empty: use `https://api.cloudsponge.com`, or leave it out")]
    Empty,
    /// More than 2048 bytes.
    #[error("the base URL is longer than 2048 bytes")]
    TooLong,
    /// White space, a control character or a backslash.
    #[error("the base URL holds white space, a control character or a backslash at byte {at}: remove it")]
    Character {
        /// Offset in bytes from the start.
        at: usize,
    },
    /// Neither `https://` nor `http://` at the beginning.
    #[error("the base URL must begin with `https://`")]
    Scheme,
    /// `http` to another machine.
    #[error(
        "plain http would show the credentials to everyone on the way: use https (http is for 127.0.0.0/8, [::1] and \
         localhost only)"
    )]
    PlainHttp,
    /// A user name or password before the host.
    #[error(
        "the base URL must hold no user name or password: hand the domain key and password to `Credentials`"
    )]
    UserInfo,
    /// No host, or not in a usual notation.
    #[error(
        "the base URL's host is missing or unusual: write a domain name without trailing dot, an IPv4 address as four \
         decimal numbers, or an IPv6 address in brackets"
    )]
    Host,
    /// A port outside 1 to 65535.
    #[error("the base URL's port must be a number from 1 to 65535")]
    Port,
    /// A path that is not made of plain segments.
    #[error(
        "the base URL's path may hold only segments of letters, digits and `-._~`, none of them empty, `.` or `..`"
    )]
    Path,
    /// A `?`.
    #[error("the base URL must have no query: remove it from the `?` on")]
    Query,
    /// A `#`.
    #[error("the base URL must have no fragment: remove it from the `#` on")]
    Fragment,
}

impl BaseUrl {
    /// Reads a base URL by the rules above.
    ///
    /// # Errors
    /// The text breaks a rule; the error says which and what to write instead.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = WebUrl::parse(text)?;
        let path = url.rest.strip_suffix('/').unwrap_or(url.rest);
        // A `?` behind a `#` belongs to the fragment.
        match path.find(['?', '#']).and_then(|at| path.get(at..)) {
            Some(found) if found.starts_with('#') => return Err(BaseUrlError::Fragment),
            Some(_) => return Err(BaseUrlError::Query),
            None => {}
        }
        if !path.is_empty() && !path.split('/').skip(1).all(is_plain_segment) {
            return Err(BaseUrlError::Path);
        }
        let (scheme, authority) = parts_of(&url.origin).ok_or(BaseUrlError::Host)?;
        let (origin, prefix) = (url.origin.into(), path.into());
        Ok(Self { origin, prefix, loopback: url.loopback, scheme, authority })
    }

    /// Scheme, host and port in ASCII, without a default port: `https://api.cloudsponge.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port in ASCII as they stand in the `Host` header: `api.cloudsponge.com`, `[::1]:4141`.
    pub fn authority(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The path every call is put under: empty, or `/` and segments without trailing slash.
    pub fn path_prefix(&self) -> &str {
        &self.prefix
    }

    /// It names this machine: an emulator, a test server or a tunnel.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The URL of a call: `path_and_query` is relative, without leading slash, and already percent-encoded.
    pub(crate) fn join(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        let path_and_query = format!("{}/{path_and_query}", self.prefix);
        Ok(self.at(PathAndQuery::try_from(path_and_query)?)?)
    }

    /// The URL of a call whose path begins with [`path_prefix`](Self::path_prefix).
    pub(crate) fn at(&self, path_and_query: PathAndQuery) -> Result<Uri, InvalidUriParts> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query);
        Uri::from_parts(parts)
    }
}

/// The public service, `https://api.cloudsponge.com`.
impl Default for BaseUrl {
    fn default() -> Self {
        Self {
            origin: "https://api.cloudsponge.com".into(),
            prefix: "".into(),
            loopback: false,
            scheme: Scheme::HTTPS,
            authority: Authority::from_static("api.cloudsponge.com"),
        }
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

impl std::fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

impl From<Flaw> for BaseUrlError {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Empty => Self::Empty,
            Flaw::TooLong => Self::TooLong,
            Flaw::Character { at } => Self::Character { at },
            Flaw::Scheme => Self::Scheme,
            Flaw::PlainHttp => Self::PlainHttp,
            Flaw::UserInfo => Self::UserInfo,
            Flaw::Host => Self::Host,
            Flaw::Port => Self::Port,
        }
    }
}

/// Scheme and authority of an origin.
fn parts_of(origin: &str) -> Option<(Scheme, Authority)> {
    let (scheme, authority) = origin.split_once("://")?;
    Some((scheme.parse().ok()?, authority.parse().ok()?))
}

fn is_plain_segment(segment: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::BaseUrlError::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn t2_base_url_rules() {
        let accepted = [
            ("https://api.cloudsponge.com", "https://api.cloudsponge.com"),
            ("https://api.cloudsponge.com/", "https://api.cloudsponge.com"),
            ("HTTPS://API.CloudSponge.com", "https://api.cloudsponge.com"),
            ("https://api.cloudsponge.com:443", "https://api.cloudsponge.com"),
            ("https://api.example:8443", "https://api.example:8443"),
            ("https://api.example:00443/", "https://api.example"),
            ("https://api.example:80", "https://api.example:80"),
            ("https://api.example:65535", "https://api.example:65535"),
            ("https://gateway.example/sponge", "https://gateway.example/sponge"),
            ("https://gateway.example/a/v1.0/b_c-d~e/", "https://gateway.example/a/v1.0/b_c-d~e"),
            ("https://intranet", "https://intranet"),
            ("https://service_1.example", "https://service_1.example"),
            ("https://192.0.2.7:8443", "https://192.0.2.7:8443"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]"),
            ("https://[2001:DB8:0:0::1]:8443/x", "https://[2001:db8::1]:8443/x"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
            ("https://аpi.example", "https://xn--pi-6kc.example"),
            ("http://127.0.0.1", "http://127.0.0.1"),
            ("http://127.0.0.1:4141/", "http://127.0.0.1:4141"),
            ("http://127.255.255.254:1", "http://127.255.255.254:1"),
            ("http://[::1]:4141", "http://[::1]:4141"),
            ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
            ("http://localhost:80/x", "http://localhost/x"),
            ("HTTP://LOCALHOST", "http://localhost"),
            ("https://localhost:4141", "https://localhost:4141"),
        ];
        for (text, shown) in accepted {
            let url = BaseUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(url.to_string(), shown, "{text}");
            assert_eq!(format!("{}{}", url.origin(), url.path_prefix()), shown, "{text}");
            assert_eq!(url.origin(), shown.split_once("://").unwrap().0.to_owned() + "://" + url.authority());
            assert_eq!(BaseUrl::parse(shown).as_ref(), Ok(&url), "{text}");
        }
        let refused = [
            ("", Empty),
            (" https://api.example", Character { at: 0 }),
            ("https://api.example\n", Character { at: 19 }),
            ("https://api\t.example", Character { at: 11 }),
            ("ht\ttps://api.example", Character { at: 2 }),
            ("https://api.example/a b", Character { at: 21 }),
            ("https://api.example\u{a0}", Character { at: 19 }),
            ("https://api.example\0", Character { at: 19 }),
            ("https:\\\\api.example", Character { at: 6 }),
            ("https://api.example\\@evil.example", Character { at: 19 }),
            ("api.cloudsponge.com", Scheme),
            ("//api.cloudsponge.com", Scheme),
            ("https:api.cloudsponge.com", Scheme),
            ("https:/api.cloudsponge.com", Scheme),
            ("ftp://api.example", Scheme),
            ("file:///etc/hosts", Scheme),
            ("javascript://api.example", Scheme),
            ("wss://api.example", Scheme),
            ("http://api.cloudsponge.com", PlainHttp),
            ("http://127.0.0.1.evil.example", PlainHttp),
            ("http://localhost.evil.example", PlainHttp),
            ("http://evil.example/127.0.0.1", PlainHttp),
            ("http://128.0.0.1", PlainHttp),
            ("http://0.0.0.0:4141", PlainHttp),
            ("http://10.0.0.1", PlainHttp),
            ("http://169.254.169.254", PlainHttp),
            ("http://[::]:4141", PlainHttp),
            ("http://[::ffff:127.0.0.1]", PlainHttp),
            ("http://[fe80::1]", PlainHttp),
            ("http://ｌocalhost", PlainHttp),
            ("http://a.localhost", PlainHttp),
            ("http://127.1", Host),
            ("http://2130706433", Host),
            ("http://0x7f.0.0.1", Host),
            ("http://0177.0.0.1", Host),
            ("http://127.0.0.1.", Host),
            ("http://１２７.0.0.1", Host),
            ("https://u:p@api.example", UserInfo),
            ("https://u@api.example", UserInfo),
            ("https://@api.example", UserInfo),
            ("https://api.example@evil.example", UserInfo),
            ("http://127.0.0.1@evil.example", UserInfo),
            ("https://u:p@", UserInfo),
            ("https://", Host),
            ("https:///api.example", Host),
            ("https://:443", Host),
            ("https://?x", Host),
            ("https://api.example%2fevil.example", Host),
            ("https://api%2Eexample", Host),
            ("https://api.example.", Host),
            ("https://api..example", Host),
            ("https://.example", Host),
            ("https://a!b.example", Host),
            ("https://a*b.example", Host),
            ("https://a<b.example", Host),
            ("https://[::1", Host),
            ("https://::1", Port),
            ("https://[::1%25eth0]", Host),
            ("https://[v1.x]", Host),
            ("https://256.1.1.1", Host),
            ("https://api.example:", Port),
            ("https://api.example:0", Port),
            ("https://api.example:65536", Port),
            ("https://api.example:99999999999999999999", Port),
            ("https://api.example:-1", Port),
            ("https://api.example:+80", Port),
            ("https://api.example:8o", Port),
            ("https://api.example::443", Port),
            ("https://api.example//", Path),
            ("https://api.example/a//b", Path),
            ("https://api.example/..", Path),
            ("https://api.example/a/../b", Path),
            ("https://api.example/./a", Path),
            ("https://api.example/a%2fb", Path),
            ("https://api.example/%2e%2e", Path),
            ("https://api.example/a;b", Path),
            ("https://api.example/ü", Path),
            ("https://api.example?", Query),
            ("https://api.example/a?b=c", Query),
            ("https://api.example/?", Query),
            ("https://api.example#", Fragment),
            ("https://api.example/#a?b", Fragment),
        ];
        for (text, error) in refused {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text:?}");
        }
        let label = "a".repeat(64);
        assert_eq!(BaseUrl::parse(&format!("https://{label}.example")), Err(Host));
        assert_eq!(BaseUrl::parse(&format!("https://a.example/{}", "a".repeat(2048))), Err(TooLong));
    }

    #[test]
    fn knows_this_machine() {
        for text in ["http://127.9.8.7", "https://[::1]", "https://localhost"] {
            assert!(BaseUrl::parse(text).unwrap().is_loopback(), "{text}");
        }
        for text in ["https://api.cloudsponge.com", "https://128.0.0.1", "https://localhost.example"] {
            assert!(!BaseUrl::parse(text).unwrap().is_loopback(), "{text}");
        }
        assert_eq!(BaseUrl::default(), BaseUrl::parse("https://api.cloudsponge.com").unwrap());
    }

    #[test]
    fn errors_never_show_user_info() {
        let error = BaseUrl::parse("https://sentinel-user:sentinel-pass@api.example").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sentinel"));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v35_join_keeps_origin_and_depth(
            base in prop_oneof![
                Just("https://api.cloudsponge.com"), Just("http://[::1]:4141/p"), Just("https://bücher.example/a/b"),
            ],
            resource in "[a-z_]{1,20}", id in "[A-Za-z0-9_-]{1,64}", echo in "\\PC{0,40}",
        ) {
            let base = BaseUrl::parse(base).unwrap();
            let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("echo", &echo).finish();
            let uri = base.join(&format!("{resource}/{id}.json?{query}")).unwrap();
            let url = url::Url::parse(&uri.to_string()).unwrap();
            prop_assert_eq!(url.origin().ascii_serialization(), base.origin());
            prop_assert!(url.fragment().is_none());
            let segments: Vec<&str> = url.path_segments().unwrap().collect();
            let depth = base.path_prefix().split('/').skip(1).count() + 2;
            prop_assert_eq!(segments.len(), depth);
            prop_assert!(segments.iter().all(|segment| *segment != ".."));
            let read = url.query_pairs().next().map(|(name, value)| (name.into_owned(), value.into_owned()));
            prop_assert_eq!(read, Some(("echo".to_owned(), echo)));
        }

        #[test]
        fn v35_any_accepted_base_can_be_joined(text in "(https://|http://)?[a-zé0-9.:/@?#%\\[\\]-]{0,40}") {
            if let Ok(base) = BaseUrl::parse(&text) {
                let uri = base.join("auth").unwrap();
                prop_assert_eq!(format!("{base}/auth"), uri.to_string());
            }
        }
    }
}

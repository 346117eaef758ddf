//! The page where the user consents: checked for safety, otherwise opaque.

use crate::web_url::{Flaw, WebUrl};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The `url` of a begun import: the page where the user consents or uploads a file.
///
/// It comes over the network and is handed to a browser, so it is checked once: absolute; `https`, or `http` to this
/// machine (`127.0.0.0/8`, `[::1]`, `localhost`); no user name or password; visible ASCII without `\`, `"`, `<`, `>`
/// and `` ` ``; a host in its usual notation; at most 2048 bytes. That makes it safe as one argument of a command, in an
/// HTML attribute and on a terminal. Beyond that it is opaque: it has been a short link of the service and a provider's
/// own page over the years.
///
/// Whoever holds it can finish the consent, so there is no `Display`, and `Debug` shows the origin only; ask for the
/// text with [`as_str`](Self::as_str). This crate never fetches it; check [`origin`](Self::origin) and
/// [`is_loopback`](Self::is_loopback) before anything else does.
///
/// ```
/// use cloudsponge_proto::ConsentUrl;
///
/// let url = ConsentUrl::parse("https://api.cloudsponge.com/n/QX7TB2M")?;
/// assert_eq!(url.as_str(), "https://api.cloudsponge.com/n/QX7TB2M");
/// assert_eq!(url.origin(), "https://api.cloudsponge.com");
/// assert_eq!(format!("{url:?}"), "ConsentUrl(https://api.cloudsponge.com/redacted)");
/// assert!(ConsentUrl::parse("javascript:alert(1)").is_err());
/// # Ok::<(), cloudsponge_proto::ConsentUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConsentUrl {
    text: Box<str>,
    origin: Box<str>,
    loopback: bool,
}

/// Why a text is no consent URL. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentUrlError {
    /// There is nothing.
    #[error("the consent URL is empty")]
    Empty,
    /// More than 2048 bytes.
    #[error("the consent URL is longer than 2048 bytes")]
    TooLong,
    /// A character that no URL holds unencoded, or that is unsafe where URLs are shown.
    #[error(
        "the consent URL holds a character at byte {at} that must be percent-encoded: it is not safe to open"
    )]
    Character {
        /// Offset in bytes from the start.
        at: usize,
    },
    /// Not absolute, or neither `https` nor `http`.
    #[error("the consent URL is not an absolute https URL: it is not safe to open")]
    Scheme,
    /// `http` to another machine.
    #[error(
        "the consent URL is plain http, which lets others on the way take over the consent: do not open it"
    )]
    PlainHttp,
    /// A user name or password before the host.
    #[error("the consent URL holds a user name or password, a way to disguise its host: do not open it")]
    UserInfo,
    /// No host, or not in a usual notation.
    #[error("the consent URL's host is missing or in an unusual notation: do not open it")]
    Host,
    /// A port outside 1 to 65535.
    #[error("the consent URL's port is not a number from 1 to 65535")]
    Port,
}

impl ConsentUrl {
    /// Checks a URL by the rules above and keeps it as it is.
    ///
    /// # Errors
    /// The text breaks a rule; the error says which.
    pub fn parse(text: &str) -> Result<Self, ConsentUrlError> {
        let url = WebUrl::parse(text)?;
        let unsafe_char = |c: char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '`');
        if let Some(at) = text.find(unsafe_char) {
            return Err(ConsentUrlError::Character { at });
        }
        Ok(Self { text: text.into(), origin: url.origin.into(), loopback: url.loopback })
    }

    /// The whole URL as it came. It is as good as a password until the user has consented: show it to that user only.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port in ASCII, without a default port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// It leads to this machine, as the emulator's pages do and the service's never should.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl std::fmt::Debug for ConsentUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConsentUrl({}/redacted)", self.origin)
    }
}

impl std::str::FromStr for ConsentUrl {
    type Err = ConsentUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for ConsentUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for ConsentUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl From<Flaw> for ConsentUrlError {
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

#[cfg(test)]
mod tests {
    use super::ConsentUrlError::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn t16_consent_url_rules() {
        let accepted = [
            ("https://api.cloudsponge.com/n/QX7TB2M", "https://api.cloudsponge.com"),
            ("https://api.cloudsponge.com/csv/QX7TB2M", "https://api.cloudsponge.com"),
            ("HTTPS://API.cloudsponge.com/n/QX7TB2M", "https://api.cloudsponge.com"),
            ("https://api.cloudsponge.com:443/n/QX7TB2M", "https://api.cloudsponge.com"),
            ("https://provider.example/auth?oauth_token=a%20b&x=y+z", "https://provider.example"),
            ("https://provider.example?client_id=1", "https://provider.example"),
            ("https://provider.example#fragment", "https://provider.example"),
            ("https://provider.example/?mail=a@b.example", "https://provider.example"),
            ("https://provider.example/a:b/@c", "https://provider.example"),
            ("https://provider.example/?next=https://other.example/", "https://provider.example"),
            ("https://provider.example/?scope={a|b}^c", "https://provider.example"),
            ("https://provider.example/'quoted'", "https://provider.example"),
            ("https://provider.example//double/../dots", "https://provider.example"),
            ("https://provider.example:8443", "https://provider.example:8443"),
            ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example"),
            ("https://192.0.2.7/n/A", "https://192.0.2.7"),
            ("https://[2001:db8::1]/n/A", "https://[2001:db8::1]"),
            ("http://127.0.0.1:4141/n/QX7TB2M", "http://127.0.0.1:4141"),
            ("http://127.1.2.3/n/A", "http://127.1.2.3"),
            ("http://[::1]:4141/n/A", "http://[::1]:4141"),
            ("http://localhost:4141/n/A", "http://localhost:4141"),
        ];
        for (text, origin) in accepted {
            let url = ConsentUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((url.as_str(), url.origin()), (text, origin));
        }
        let refused = [
            ("", Empty),
            ("/n/QX7TB2M", Scheme),
            ("n/QX7TB2M", Scheme),
            ("//evil.example/n/A", Scheme),
            ("api.cloudsponge.com/n/A", Scheme),
            ("javascript:alert(1)", Scheme),
            ("JavaScript://evil.example/%0aalert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("vbscript:x", Scheme),
            ("file:///etc/passwd", Scheme),
            ("file://evil.example/share", Scheme),
            ("ftp://evil.example/", Scheme),
            ("about:blank", Scheme),
            ("blob:https://a.example/x", Scheme),
            ("view-source:https://a.example/x", Scheme),
            ("mailto:a@b.example", Scheme),
            ("--help", Scheme),
            ("-https://a.example", Scheme),
            ("https:a.example/n/A", Scheme),
            ("https:/a.example/n/A", Scheme),
            ("https//a.example", Scheme),
            ("httpss://a.example", Scheme),
            ("http://api.cloudsponge.com/n/A", PlainHttp),
            ("http://127.0.0.1.evil.example/", PlainHttp),
            ("http://localhost.evil.example/", PlainHttp),
            ("http://169.254.169.254/latest/meta-data", PlainHttp),
            ("http://192.168.0.1/", PlainHttp),
            ("http://0.0.0.0/", PlainHttp),
            ("http://[::ffff:127.0.0.1]/", PlainHttp),
            ("https://evil@a.example/", UserInfo),
            ("https://u:p@a.example/", UserInfo),
            ("https://api.cloudsponge.com@evil.example/", UserInfo),
            ("https://api.cloudsponge.com:443@evil.example/", UserInfo),
            ("https://@a.example/", UserInfo),
            ("http://127.0.0.1@evil.example/", UserInfo),
            ("https://", Host),
            ("https:///a.example", Host),
            ("https://?a", Host),
            ("https://#a", Host),
            ("https://:443/", Host),
            ("https://a.example./", Host),
            ("https://a..example/", Host),
            ("https://a%2eexample/", Host),
            ("https://api.cloudsponge.com%2f.evil.example/", Host),
            ("https://api.cloudsponge.com%00.evil.example/", Host),
            ("https://[::1/", Host),
            ("https://0x7f.1/", Host),
            ("https://2130706433/", Host),
            ("https://127.1/", Host),
            ("https://a&b.example/", Host),
            ("https://$(x).example/", Host),
            ("https://a.example:/", Port),
            ("https://a.example:0/", Port),
            ("https://a.example:65536/", Port),
            ("https://a.example:x/", Port),
            (" https://a.example/", Character { at: 0 }),
            ("https://a.example/ ", Character { at: 18 }),
            ("https://a.example/a b", Character { at: 19 }),
            ("https://a.example/\tx", Character { at: 18 }),
            ("https://a.example/\r\nX: y", Character { at: 18 }),
            ("java\nscript:alert(1)", Character { at: 4 }),
            ("https://a.example/\0", Character { at: 18 }),
            ("https://a.example/\u{1b}[2J", Character { at: 18 }),
            ("https://a.example/\u{7f}", Character { at: 18 }),
            ("https://a.example/\u{85}", Character { at: 18 }),
            ("https://a.example/\u{2028}", Character { at: 18 }),
            ("https://a.example\\@evil.example/", Character { at: 17 }),
            ("https:\\\\a.example/", Character { at: 6 }),
            ("https://a.example/\u{202e}moc", Character { at: 18 }),
            ("https://a.example/\u{200b}", Character { at: 18 }),
            ("https://bücher.example/", Character { at: 9 }),
            ("https://a.example/ü", Character { at: 18 }),
            ("https://a.example/\"onload=x", Character { at: 18 }),
            ("https://a.example/<script>", Character { at: 18 }),
            ("https://a.example/`id`", Character { at: 18 }),
        ];
        for (text, error) in refused {
            assert_eq!(ConsentUrl::parse(text), Err(error), "{text:?}");
        }
        let fits = format!("https://a.example/{}", "a".repeat(2048 - 18));
        assert!(ConsentUrl::parse(&fits).is_ok());
        assert_eq!(ConsentUrl::parse(&format!("{fits}a")), Err(TooLong));
    }

    #[test]
    fn g16_says_when_it_leads_to_this_machine() {
        assert!(ConsentUrl::parse("https://localhost/n/A").unwrap().is_loopback());
        assert!(!ConsentUrl::parse("https://api.cloudsponge.com/n/A").unwrap().is_loopback());
    }

    #[test]
    fn serde_checks_on_the_way_in() {
        let text = "\"https://api.cloudsponge.com/n/QX7TB2M\"";
        let url: ConsentUrl = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&url).unwrap(), text);
        let error = serde_json::from_str::<ConsentUrl>("\"https://sentinel@a.example\"").unwrap_err();
        assert!(!error.to_string().contains("sentinel"));
        assert!(serde_json::from_str::<ConsentUrl>("7").is_err());
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v34_debug_shows_no_code(code in "[A-Z2-7]{12}") {
            let url = ConsentUrl::parse(&format!("https://a.example/n/{code}?c={code}#{code}")).unwrap();
            let debug = format!("{url:?} {url:#?}");
            prop_assert!(!debug.contains(&code));
        }

        #[test]
        fn a_browser_sees_the_same_origin(text in "(https?://)?[ -~]{0,60}") {
            if let Ok(url) = ConsentUrl::parse(&text) {
                let oracle = url::Url::parse(&text).unwrap();
                prop_assert_eq!(oracle.origin().ascii_serialization(), url.origin());
            }
        }
    }
}

//! The strict front of an absolute web URL: scheme, host and port, checked before any lenient parser sees them.
//!
//! URL parsers made for browsers repair what they are given: they drop tabs and line breaks, read `\` as `/`, supply
//! missing slashes, decode `%2f` in a host and take `0x7f.1` for an address. Here every one of those is refused, so that
//! what a person reads is where the bytes go.

use url::{Host, Url};

/// Longest URL taken, in bytes.
pub(crate) const MAX_LEN: usize = 2048;

/// An absolute `https` URL, or `http` to this machine, cut behind its authority.
pub(crate) struct WebUrl<'a> {
    /// Scheme, host and port in ASCII, without a default port.
    pub(crate) origin: String,
    /// The host names this machine: 127.0.0.0/8, `[::1]` or `localhost`.
    pub(crate) loopback: bool,
    /// What follows the authority: empty, or beginning with `/`, `?` or `#`.
    pub(crate) rest: &'a str,
}

/// What is wrong with the front of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    TooLong,
    Character { at: usize },
    Scheme,
    PlainHttp,
    UserInfo,
    Host,
    Port,
}

impl<'a> WebUrl<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, Flaw> {
        if text.is_empty() {
            return Err(Flaw::Empty);
        }
        if text.len() > MAX_LEN {
            return Err(Flaw::TooLong);
        }
        if let Some(at) = text.find(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(Flaw::Character { at });
        }
        let (scheme, tail) = text.split_once("://").ok_or(Flaw::Scheme)?;
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(Flaw::Scheme);
        }
        let end = tail.find(['/', '?', '#']).unwrap_or(tail.len());
        let (authority, rest) = tail.split_at_checked(end).ok_or(Flaw::Host)?;
        if authority.contains('@') {
            return Err(Flaw::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let (ascii, loopback) = check_host(host)?;
        if !secure && !loopback {
            return Err(Flaw::PlainHttp);
        }
        let scheme = if secure { "https" } else { "http" };
        let default_port = if secure { 443 } else { 80 };
        let origin = match port.filter(|port| *port != default_port) {
            Some(port) => format!("{scheme}://{ascii}:{port}"),
            None => format!("{scheme}://{ascii}"),
        };
        Ok(Self { origin, loopback, rest })
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), Flaw> {
    // The colons of an IPv6 literal stand inside its brackets.
    if authority.starts_with('[') && !authority.contains(']') {
        return Err(Flaw::Host);
    }
    let after_literal = authority.rfind(']').map_or(0, |at| at + 1);
    let colon = authority.get(after_literal..).and_then(|tail| tail.find(':'));
    let Some(at) = colon.map(|at| at + after_literal) else { return Ok((authority, None)) };
    let (host, port) = authority.split_at_checked(at).ok_or(Flaw::Host)?;
    let digits = port.trim_start_matches(':');
    let plain = port.len() == digits.len() + 1 && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse::<u16>() {
        Ok(port) if plain && port != 0 => Ok((host, Some(port))),
        _ => Err(Flaw::Port),
    }
}

/// The host in ASCII, and whether it is this machine.
fn check_host(text: &str) -> Result<(String, bool), Flaw> {
    if text.is_empty() || text.contains('%') {
        return Err(Flaw::Host);
    }
    // Parsed inside a URL, for the host rules of `https` are stricter than those of a bare host.
    let url = Url::parse(&format!("https://{text}/")).map_err(|_| Flaw::Host)?;
    match url.host() {
        // Only the usual notation: `127.1`, `0177.0.0.1` and `2130706433` hide where they lead.
        Some(Host::Ipv4(address)) if address.to_string() == text => {
            Ok((text.to_owned(), address.is_loopback()))
        }
        Some(Host::Ipv6(address)) => {
            Ok((url.host_str().unwrap_or_default().to_owned(), address.is_loopback()))
        }
        Some(Host::Domain(name)) if is_dns_name(name) => {
            // By its own letters only: look-alikes that fold to it are other names to a reader.
            Ok((name.to_owned(), text.eq_ignore_ascii_case("localhost")))
        }
        _ => Err(Flaw::Host),
    }
}

/// Labels of 1 to 63 letters, digits, `-` and `_`. A trailing dot makes another origin of the same name: refused.
fn is_dns_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.len() <= 253
        && name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_behind_the_authority() {
        let url = WebUrl::parse("HTTPS://Api.Example:0443?a=b@c:d").unwrap();
        assert_eq!((url.origin.as_str(), url.rest, url.loopback), ("https://api.example", "?a=b@c:d", false));
        let url = WebUrl::parse("http://[0:0:0:0:0:0:0:1]:8080#x").unwrap();
        assert_eq!((url.origin.as_str(), url.rest, url.loopback), ("http://[::1]:8080", "#x", true));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn any_text_parses_or_is_refused(text in "(https?:/{0,3})?\\PC{0,40}") {
            if let Ok(url) = WebUrl::parse(&text) {
                // A browser's parser must see the same origin, or the check is worth nothing.
                let oracle = Url::parse(&text).unwrap();
                prop_assert_eq!(oracle.origin().ascii_serialization(), url.origin);
                prop_assert!(oracle.username().is_empty() && oracle.password().is_none());
            }
        }

        #[test]
        fn near_urls_agree_with_a_browser(
            text in "(https|http|HTTPS)://[a-z0-9.@:%\\[\\]#?/\\\\é-]{0,24}(\\.example|localhost|127\\.0\\.0\\.1)[:/?#@a-z0-9.]{0,12}"
        ) {
            if let Ok(url) = WebUrl::parse(&text) {
                let oracle = Url::parse(&text).unwrap();
                prop_assert_eq!(oracle.origin().ascii_serialization(), url.origin);
            }
        }
    }
}

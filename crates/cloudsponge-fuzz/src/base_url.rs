//! No text makes credentials go elsewhere than a browser would take them, or a browser go elsewhere than it says.

use cloudsponge_proto::endpoints::GetEvents;
use cloudsponge_proto::{Api, BaseUrl, ConsentUrl, Credentials, EndpointExt, ImportId};
use url::{Host, Url};

/// The text as a base URL and as the address of a consent page.
pub fn base_url(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(url) = BaseUrl::parse(&text) {
        base(&url);
        agrees(&text, url.origin(), url.is_loopback());
    }
    match ConsentUrl::parse(&text) {
        Ok(url) => {
            assert_eq!(url.as_str(), text);
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>`\\".contains(&byte)));
            agrees(&text, url.origin(), url.is_loopback());
            assert_eq!(format!("{url:?}"), format!("ConsentUrl({}/redacted)", url.origin()));
        }
        Err(error) => assert!(error.to_string().is_ascii()),
    }
}

fn base(url: &BaseUrl) {
    let shown = url.to_string();
    assert_eq!(BaseUrl::parse(&shown).as_ref(), Ok(url), "{shown}");
    assert!(
        shown.is_ascii() && shown.len() <= 8192 && !shown.contains(['@', '?', '#', '\\', '%']),
        "{shown}"
    );
    let api = Api::new(Credentials::new("key", "password").unwrap()).with_base_url(url.clone());
    let request = GetEvents::new(ImportId::from(7)).to_request(&api).unwrap();
    assert_eq!(request.uri().authority().unwrap().as_str(), url.authority());
    assert_eq!(request.uri().to_string(), format!("{shown}/events/7.json"));
}

/// Another parser, the one that browsers agree with, sees the same origin.
fn agrees(text: &str, origin: &str, loopback: bool) {
    let other = Url::parse(text).unwrap();
    assert_eq!(other.origin().ascii_serialization(), origin, "{text}");
    assert!(other.username().is_empty() && other.password().is_none());
    let local = match other.host().unwrap() {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    assert_eq!(local, loopback, "{text}");
    assert!(other.scheme() == "https" || (local && other.scheme() == "http"), "{text}");
}

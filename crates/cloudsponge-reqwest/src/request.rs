//! Requests in reqwest's types, without reading the service's address anew for each.

use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{Request, Uri};
use reqwest::Url;
use std::sync::OnceLock;

/// The service's address in both types: that of the first request. Others are read as reqwest reads them.
#[derive(Debug, Default)]
pub(crate) struct KnownOrigin(OnceLock<(Scheme, Authority, Url)>);

impl KnownOrigin {
    /// The request as reqwest takes it.
    ///
    /// # Errors
    /// The URL is not absolute, or not one to reqwest.
    pub(crate) fn translate(&self, request: Request<Bytes>) -> Result<reqwest::Request, reqwest::Error> {
        let known = self.url_of(request.uri()).filter(|_| request.extensions().is_empty());
        let Some(url) = known else {
            let (scheme, authority) = (request.uri().scheme().cloned(), request.uri().authority().cloned());
            let request = reqwest::Request::try_from(request)?;
            if let (Some(scheme), Some(authority), true) = (scheme, authority, request.url().has_host()) {
                let mut origin = request.url().clone();
                origin.set_path("/");
                origin.set_query(None);
                self.0.get_or_init(|| (scheme, authority, origin));
            }
            return Ok(request);
        };
        let (head, body) = request.into_parts();
        let mut request = reqwest::Request::new(head.method, url);
        *request.version_mut() = head.version;
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    /// The URL, if it is at the known origin and its path and query are written as a `Url` writes them.
    fn url_of(&self, uri: &Uri) -> Option<Url> {
        let (scheme, authority, origin) = self.0.get()?;
        if uri.scheme() != Some(scheme) || uri.authority() != Some(authority) {
            return None;
        }
        let mut url = origin.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        (url.path() == uri.path() && url.query() == uri.query()).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Method, Version};

    fn post(uri: &str) -> Request<Bytes> {
        let request = Request::post(uri).version(Version::HTTP_10).header("x-name", "value");
        request.body(Bytes::from_static(b"body")).unwrap()
    }

    #[test]
    fn known_or_not_the_same_request_comes_out() {
        let origins = [
            "http://127.0.0.1:4141",
            "http://127.0.0.1:4142",
            "https://127.0.0.1:4141",
            "https://Api.example",
            "https://api.example:443",
            "https://[2001:DB8::1]:8443",
            "https://u:p@api.example",
        ];
        let paths = [
            "",
            "/",
            "/events/7.json",
            "/events/7.json?echo=a+b%2F'&x=\"",
            "/a/../b",
            "/a/./b/",
            "/%2e%2e/x",
            "/a//b?",
            "?only=query",
            "/\"quoted\"{}|^`",
            "/%7e~?%27'",
            "/é?ü",
        ];
        for first in origins {
            let known = KnownOrigin::default();
            known.translate(post(first)).unwrap();
            for origin in origins {
                for path in paths {
                    let uri = format!("{origin}{path}");
                    let Ok(uri) = uri.parse::<Uri>() else { continue };
                    let ours = known.translate(post(&uri.to_string())).unwrap();
                    let theirs = reqwest::Request::try_from(post(&uri.to_string())).unwrap();
                    assert_eq!(ours.url(), theirs.url(), "{first} {uri}");
                    assert_eq!((ours.method(), ours.version()), (&Method::POST, Version::HTTP_10));
                    assert_eq!(ours.headers(), theirs.headers());
                    assert_eq!(ours.body().unwrap().as_bytes(), Some(b"body".as_slice()));
                }
            }
        }
    }

    #[test]
    fn the_usual_request_is_known() {
        let known = KnownOrigin::default();
        assert!(known.url_of(&Uri::from_static("https://api.example/events/7.json")).is_none());
        known.translate(post("https://api.example/begin_import/user_consent.json")).unwrap();
        let url = known.url_of(&Uri::from_static("https://api.example/contacts/7.xml?start=0&count=10"));
        assert_eq!(url.unwrap().as_str(), "https://api.example/contacts/7.xml?start=0&count=10");
        assert!(known.url_of(&Uri::from_static("http://api.example/events/7.json")).is_none());
        assert!(known.url_of(&Uri::from_static("https://api.example:8443/events/7.json")).is_none());
    }

    #[test]
    fn what_is_no_absolute_url_is_an_error_each_time() {
        let known = KnownOrigin::default();
        for uri in ["/events/7.json", "*"] {
            let request = Request::get(uri).body(Bytes::new()).unwrap();
            assert!(known.translate(request).is_err(), "{uri}");
        }
        assert!(known.0.get().is_none());
    }
}

//! From a call to its request, with as few allocations as HTTP's types allow.
//!
//! Three in all: two for the header map, and one for the path (GET) or the body (POST). Whatever requests of one account
//! share is kept in the [`Api`] and cloned, which counts references; buffers are measured before they are made, because
//! one that is larger than its content is copied on its way into a request.

use crate::{Api, BuildError, ExtensionPlace, Params, decimal};
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::uri::PathAndQuery;
use http::{Method, Request};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Longest URL that HTTP libraries accept.
const URL_LIMIT: usize = 65_534;

/// Where a call goes.
pub(crate) struct Target<'a> {
    pub(crate) method: Method,
    /// Plain segments, without extension.
    pub(crate) path: Cow<'static, str>,
    /// The import it is about: one more segment.
    pub(crate) import_id: Option<&'a str>,
}

/// Builds the request of a call; `fill` adds the arguments.
///
/// # Errors
/// The path is not one, a secret would travel in the URL, or the URL would be too long.
pub(crate) fn build(
    api: &Api,
    target: Target<'_>,
    fill: impl Fn(&mut Params),
) -> Result<Request<Bytes>, BuildError> {
    let mut measured = Params::default();
    fill(&mut measured);
    let get = target.method == Method::GET;
    let (headers, path_and_query, body);
    if get {
        if let Some(name) = measured.secret() {
            return Err(BuildError::SecretInUrl(name));
        }
        headers = api.get_headers().clone();
        path_and_query = path_and_query_of(api, &target, measured.length(), fill)?;
        body = Bytes::new();
    } else {
        path_and_query = path_of(api, &target)?;
        body = written(Vec::with_capacity(measured.length()), fill);
        let mut with_length = api.post_headers().clone();
        with_length.insert(header::CONTENT_LENGTH, decimal::content_length(body.len()));
        headers = with_length;
    }
    let mut request = Request::new(body);
    *request.method_mut() = target.method;
    *request.uri_mut() = api.base_url().at(path_and_query).map_err(|_| BuildError::UrlTooLong)?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// The headers of every request, and those of one with a form body, with room for its length.
pub(crate) fn headers(authorization: &HeaderValue, mime: &'static str, form: bool) -> HeaderMap {
    const USER_AGENT: &str = concat!("cloudsponge-rust/", env!("CARGO_PKG_VERSION"));
    // HTTP clients disagree on length and type of a POST without them, so the core owns them.
    const FORM: [(HeaderName, &str); 2] =
        [(header::CONTENT_LENGTH, "0"), (header::CONTENT_TYPE, "application/x-www-form-urlencoded")];
    let texts = [
        (header::ACCEPT, mime),
        // Whoever decodes a compressed body must bound it; the core asks for none.
        (header::ACCEPT_ENCODING, "identity"),
        // Caches on the way served stale polls to two official clients.
        (header::CACHE_CONTROL, "no-store"),
        (header::USER_AGENT, USER_AGENT),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, authorization.clone());
    headers.extend(texts.map(|(name, text)| (name, HeaderValue::from_static(text))));
    if form {
        headers.extend(FORM.map(|(name, text)| (name, HeaderValue::from_static(text))));
    }
    headers
}

/// Paths that are the same in every request, each made once. The first few that are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixedPaths([OnceLock<(&'static str, PathAndQuery)>; 4]);

impl FixedPaths {
    fn find_or_make(
        &self,
        path: &'static str,
        make: impl Fn() -> Result<PathAndQuery, BuildError>,
    ) -> Result<PathAndQuery, BuildError> {
        for slot in &self.0 {
            match slot.get() {
                Some((known, made)) if *known == path => return Ok(made.clone()),
                Some(_) => {}
                None => {
                    let made = make()?;
                    // Another thread may have been faster, even with another path; then this one waits its turn.
                    let _ = slot.set((path, made.clone()));
                    return Ok(made);
                }
            }
        }
        make()
    }
}

fn path_of(api: &Api, target: &Target<'_>) -> Result<PathAndQuery, BuildError> {
    let make = || path_and_query_of(api, target, 0, |_| {});
    match (&target.path, target.import_id) {
        (Cow::Borrowed(path), None) => api.fixed_paths().find_or_make(path, make),
        _ => make(),
    }
}

fn path_and_query_of(
    api: &Api,
    target: &Target<'_>,
    query: usize,
    fill: impl Fn(&mut Params),
) -> Result<PathAndQuery, BuildError> {
    let pieces = pieces(api, target)?;
    let mark = usize::from(query > 0);
    let length = pieces.iter().map(|piece| piece.len()).sum::<usize>() + mark + query;
    if api.base_url().origin().len() + length > URL_LIMIT {
        return Err(BuildError::UrlTooLong);
    }
    let mut out = Vec::with_capacity(length);
    pieces.iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
    let bytes = match query {
        0 => out.into(),
        _ => {
            out.push(b'?');
            written(out, fill)
        }
    };
    PathAndQuery::from_maybe_shared(bytes).map_err(|_| BuildError::UrlTooLong)
}

/// The path in pieces, the extension where the api wants it, after checking that it is made of plain segments.
fn pieces<'a>(api: &'a Api, target: &'a Target<'_>) -> Result<[&'a str; 9], BuildError> {
    let path = target.path.as_ref();
    if !is_relative_path(path) {
        return Err(BuildError::Path);
    }
    let (resource, import_id) = match target.import_id {
        Some(id) => (path, Some(id)),
        // An endpoint that does not name its import has the id in its path.
        None if target.method == Method::GET => {
            path.rsplit_once('/').map_or((path, None), |(resource, id)| (resource, Some(id)))
        }
        None => (path, None),
    };
    let (prefix, extension) = (api.base_url().path_prefix(), api.format().extension());
    Ok(match (import_id, api.extension_place()) {
        (Some(id), ExtensionPlace::BeforeId) => [prefix, "/", resource, ".", extension, "/", id, "", ""],
        (Some(id), ExtensionPlace::AfterId) => [prefix, "/", resource, "", "", "/", id, ".", extension],
        (None, _) => [prefix, "/", resource, ".", extension, "", "", "", ""],
    })
}

/// Segments of letters, digits, `_` and `-`, none of them empty.
fn is_relative_path(path: &str) -> bool {
    let mut empty = true;
    for byte in path.bytes() {
        match byte {
            b'/' if empty => return false,
            b'/' => empty = true,
            b'_' | b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => empty = false,
            _ => return false,
        }
    }
    !empty
}

fn written(out: Vec<u8>, fill: impl Fn(&mut Params)) -> Bytes {
    let mut params = Params::write_to(out);
    fill(&mut params);
    params.into_written().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;
    use std::thread;

    #[test]
    fn only_plain_relative_paths_are_sent() {
        for path in ["events", "events/7", "a-b_C/0/d"] {
            assert!(is_relative_path(path), "{path}");
        }
        for path in [
            "", "/", "/events", "events/", "a//b", "..", "a/../b", "a.json", "a?b", "a#b", "a%2fb", "é",
            "a b",
        ] {
            assert!(!is_relative_path(path), "{path}");
        }
    }

    #[test]
    fn fixed_paths_stay_apart_however_many_and_from_any_thread() {
        const PATHS: [&str; 7] = ["a", "b", "c/d", "e", "f", "g", "h"];
        let api = Api::new(Credentials::new("key", "password").unwrap());
        let build = |path: &'static str| {
            let target = Target { method: Method::POST, path: path.into(), import_id: None };
            build(&api, target, |params| params.push("n", path)).unwrap()
        };
        thread::scope(|scope| {
            for turn in 0..4 {
                scope.spawn(move || {
                    for round in 0..100 {
                        let path = PATHS[(turn + round) % PATHS.len()];
                        let request = build(path);
                        assert_eq!(request.uri().path(), format!("/{path}.json"));
                        assert_eq!(
                            request.headers()[header::CONTENT_LENGTH],
                            *request.body().len().to_string()
                        );
                    }
                });
            }
        });
        for path in ["", "/a", "a//b", "a/../b", "a?b", "a b", "a/", "a%2fb"] {
            let target = Target { method: Method::GET, path: path.into(), import_id: None };
            assert_eq!(super::build(&api, target, |_| {}).unwrap_err(), BuildError::Path, "{path}");
        }
        let moved = api.clone().with_base_url("https://gateway.example/x".parse().unwrap());
        let target = Target { method: Method::POST, path: "a".into(), import_id: None };
        assert_eq!(super::build(&moved, target, |_| {}).unwrap().uri(), "https://gateway.example/x/a.json");
    }
}

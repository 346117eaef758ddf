//! `GET /picker.js`, `/picker.css`, `/assets/NAME`, `/pages.css`: the files the browser needs, embedded.

use super::for_script;
use crate::answer;
use crate::refusal::Refusal;
use axum::extract::Path;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderValue};
use http::{StatusCode, Uri};

/// A file and what tells its versions apart.
pub(super) struct Asset {
    name: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
}

mod table {
    use super::Asset;
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

pub(super) async fn root(uri: Uri, headers: HeaderMap) -> Response {
    serve(uri.path().trim_start_matches('/'), &headers)
}

pub(super) async fn named(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&name, &headers)
}

/// The style of the pages without scripts.
pub(super) async fn pages_css() -> Response {
    let bytes = include_str!("../../templates/pages.css").as_bytes();
    respond("text/css; charset=utf-8", bytes)
}

fn serve(name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = table::FILES.iter().find(|asset| asset.name == name) else {
        return for_script(Err(Refusal::NotFound));
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let unchanged =
        known.split(',').any(|tag| matches!(tag.trim(), tag if tag.trim_start_matches("W/") == asset.etag));
    let mut response = if unchanged {
        let mut response = answer::empty(StatusCode::NOT_MODIFIED);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    } else {
        respond(content_type(name), asset.bytes)
    };
    response.headers_mut().insert(header::ETAG, HeaderValue::from_static(asset.etag));
    response
}

fn respond(content_type: &'static str, bytes: &'static [u8]) -> Response {
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

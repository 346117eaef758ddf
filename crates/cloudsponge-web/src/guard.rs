//! Who may change something: the site's own pages, with the session's token.

use crate::app::{App, Visitor, host};
use crate::refusal::Refusal;
use cloudsponge::proto::BaseUrl;
use http::HeaderMap;
use http::header;
use http::request::Parts;

const TOKEN_HEADER: &str = "x-csrf-token";

/// The visitor of a changing request whose token stands in a header.
pub(crate) async fn by_header(app: &App, parts: &Parts) -> Result<Visitor, Refusal> {
    let token = single(&parts.headers, TOKEN_HEADER)?.unwrap_or_default();
    check(app, parts, token).await
}

/// The visitor of a changing request whose token stands in its form.
pub(crate) async fn by_form(app: &App, parts: &Parts, token: &str) -> Result<Visitor, Refusal> {
    check(app, parts, token).await
}

async fn check(app: &App, parts: &Parts, token: &str) -> Result<Visitor, Refusal> {
    if !is_own_page(app, parts)? {
        return Err(Refusal::Csrf);
    }
    let visitor = app.known(parts).await?.ok_or(Refusal::Csrf)?;
    if visitor.session.is_csrf(token) { Ok(visitor) } else { Err(Refusal::Csrf) }
}

/// Whether the request comes from a page of this site, as far as the browser says. Old ones say nothing; then the cookie
/// and the token have to do.
fn is_own_page(app: &App, parts: &Parts) -> Result<bool, Refusal> {
    let site = single(&parts.headers, "sec-fetch-site")?;
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Ok(false);
    }
    Ok(match single(&parts.headers, header::ORIGIN.as_str())? {
        None => true,
        // What a form on a page without referrer sends. Only the browser itself can say that the page was ours.
        Some("null") => site == Some("same-origin"),
        Some(origin) => is_own_origin(app, parts, origin),
    })
}

fn is_own_origin(app: &App, parts: &Parts, origin: &str) -> bool {
    if let Some(url) = &app.options.public_url {
        return url.origin() == origin;
    }
    // Behind a proxy the scheme is not known here; another scheme of the same host cannot have the token.
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let own = |authority: &str| host(parts).is_some_and(|host| host.eq_ignore_ascii_case(authority));
    authority
        .is_some_and(|authority| BaseUrl::parse(&format!("https://{authority}")).is_ok() && own(authority))
}

/// A header's value; an error if it stands there twice or is no text.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Refusal::Csrf),
        _ => Err(Refusal::Csrf),
    }
}

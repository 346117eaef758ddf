//! The application's own pages: a form with the picker in it, and what would be sent.

use crate::invitation::{Guest, Invitation};
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, StatusCode};
use std::time::Duration;
use tokio::time::timeout;

/// Largest form, in bytes: room for 100 000 names and addresses.
const FORM_LIMIT: usize = 16 << 20;
/// Time for a form to arrive.
const FORM_TIMEOUT: Duration = Duration::from_secs(30);
/// Messages shown in full; of the others only their number.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "home.html")]
struct Home;

#[derive(Template)]
#[template(path = "invited.html")]
struct Invited {
    guests: Vec<Guest>,
    message: String,
    total: usize,
    more: usize,
    left_out: usize,
}

#[derive(Template)]
#[template(path = "sorry.html")]
struct Sorry {
    text: &'static str,
}

/// The site without the picker's parts.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/", get(async || page(StatusCode::OK, &Home)))
        .route("/invite", post(invite))
        .route("/site.css", get(style))
        .fallback(async || sorry(StatusCode::NOT_FOUND, "There is no such page."))
        .layer(map_response(harden))
}

async fn invite(request: Request<Body>) -> Response {
    if !is_own_form(request.headers()) {
        return sorry(StatusCode::FORBIDDEN, "Only the form on this site can be used to invite somebody.");
    }
    let form = match timeout(FORM_TIMEOUT, to_bytes(request.into_body(), FORM_LIMIT)).await {
        Ok(Ok(form)) => form,
        Ok(Err(_)) => {
            return sorry(StatusCode::PAYLOAD_TOO_LARGE, "That was too much at once. Pick fewer contacts.");
        }
        Err(_) => return sorry(StatusCode::REQUEST_TIMEOUT, "The form did not arrive in time. Try again."),
    };
    let Invitation { message, mut guests, left_out } = Invitation::read(&form);
    if guests.is_empty() {
        return sorry(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Nobody was picked. Go back and pick at least one contact.",
        );
    }
    let total = guests.len();
    guests.truncate(SHOWN);
    let more = total - guests.len();
    page(StatusCode::OK, &Invited { guests, message, total, more, left_out })
}

/// Whether a page of this site sent the form, as far as the browser tells.
fn is_own_form(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    origin.to_str().is_ok_and(|origin| origin.split_once("://").is_some_and(|(_, own)| own == host))
}

fn sorry(status: StatusCode, text: &'static str) -> Response {
    page(status, &Sorry { text })
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    let mut response = Response::new(Body::from(template.render().unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

async fn style() -> Response {
    let mut response = Response::new(Body::from(include_str!("../templates/site.css")));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response
}

/// The picker needs scripts, styles and calls of the site's own, and sight of its popup; nothing else is allowed.
async fn harden(mut response: Response) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                          img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    async fn send(request: http::request::Builder, body: &'static str) -> (StatusCode, HeaderMap, String) {
        let response = router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn the_picker_is_on_the_page() {
        let (status, headers, body) = send(Request::get("/"), "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("<cloudsponge-picker") && body.contains("/contacts/picker.js"));
        assert!(!body.contains("style=") && !body.contains("onclick"));
        assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        assert_eq!(send(Request::get("/nowhere"), "").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn t17_what_would_be_sent_is_shown_escaped() {
        let form = "message=%3Cb%3EHi&contact[]=fern%40example.com&name[]=%3Cscript%3Ealert(1)%3C/script%3E&contact[]=x";
        let (status, _, body) =
            send(Request::post("/invite").header("sec-fetch-site", "same-origin"), form).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("fern@example.com") && body.contains("Nothing was sent"));
        assert!(!body.contains("<script>alert") && !body.contains("<b>Hi"), "{body}");
        assert_eq!(send(Request::post("/invite"), "contact[]=x").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[tokio::test]
    async fn t19_other_sites_invite_nobody() {
        let form = "contact[]=fern%40example.com";
        let own = Request::post("/invite").header("host", "localhost:1");
        assert_eq!(send(own.header("origin", "http://localhost:1"), form).await.0, StatusCode::OK);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://evil.example"),
            ("origin", "null"),
        ] {
            let request = Request::post("/invite").header("host", "localhost:1").header(name, value);
            assert_eq!(send(request, form).await.0, StatusCode::FORBIDDEN, "{name}: {value}");
        }
    }
}

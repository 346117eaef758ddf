//! T19: only the site's own pages change anything, with the session's token.

use crate::support::{Browser, Canned};
use axum::body::Body;
use cloudsponge_web::Options;
use http::{HeaderValue, Request};

const OWN: &str = "https://app.example";

fn changing(handle: &str, token: Option<&str>) -> Vec<Request<Body>> {
    let json = |path: &str, body: &str| {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("x-csrf-token", token);
        }
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let form = |path: &str| {
        let mut fields = vec![("service", "gmail")];
        fields.extend(token.map(|token| ("csrf", token)));
        Browser::post_form(path, &fields)
    };
    vec![
        json("/contacts/imports", r#"{"service":"gmail"}"#),
        form("/contacts/begin"),
        form(&format!("/contacts/imports/{handle}/select")),
        form("/contacts/select"),
        json(&format!("/contacts/imports/{handle}/cancel"), ""),
        form(&format!("/contacts/imports/{handle}/cancel")),
    ]
}

/// Nothing was picked, so there is nothing to hand over.
fn request_is_for_nothing(what: &str) -> bool {
    what.starts_with("/contacts/select ")
}

fn with(mut request: Request<Body>, origin: Option<&str>, site: Option<&str>) -> Request<Body> {
    for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    request
}

#[tokio::test]
async fn t19_csrf_matrix() {
    let service = Canned::default();
    let site = service.site(Options::new().on_select(|_| async { Ok("/done".into()) }));
    let mut browser = Browser::visit(&site).await;
    let other = Browser::visit(&site).await;
    let handle = browser.begun().await;
    let own = browser.csrf.clone();
    let wrong = "0".repeat(own.len());
    let tokens = [Some(own.as_str()), None, Some(""), Some(wrong.as_str()), Some(other.csrf.as_str())];
    let origins = [
        None,
        Some(OWN),
        Some("null"),
        Some("https://evil.example"),
        Some("http://app.example"),
        Some("https://app.example:8443"),
        Some("https://app.example.evil.example"),
        Some("https://sub.app.example"),
        Some("HTTPS://APP.EXAMPLE"),
        Some(""),
    ];
    let sites = [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("")];
    let mut allowed = 0;
    for token in tokens {
        for origin in origins {
            for fetch_site in sites {
                let expected = token == Some(own.as_str())
                    && matches!(fetch_site, None | Some("same-origin" | "none"))
                    && (matches!(origin, None | Some(OWN))
                        || (origin == Some("null") && fetch_site == Some("same-origin")));
                allowed += usize::from(expected);
                for request in changing(&handle, token) {
                    // An allowed begin or cancel would use the import up; those are tried below.
                    if expected && !request.uri().path().ends_with("/select") {
                        continue;
                    }
                    let what = format!("{} {token:?} {origin:?} {fetch_site:?}", request.uri());
                    let answer = browser.send(with(request, origin, fetch_site)).await;
                    let nothing = request_is_for_nothing(&what);
                    let expected = if !expected {
                        403
                    } else if nothing {
                        404
                    } else {
                        303
                    };
                    assert_eq!(answer.status, expected, "{what}: {}", answer.body);
                }
            }
        }
    }
    assert_eq!(allowed, 7);
    assert_eq!(service.requests("/begin_import").len(), 1);
    assert_eq!(browser.snapshot(&handle).await["state"], "progress");

    for (request, status) in changing(&handle, Some(&own)).into_iter().zip([201, 303, 303, 404, 204, 303]) {
        let answer = browser.send(with(request, Some(OWN), Some("same-origin"))).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

#[tokio::test]
async fn t19_only_post_changes_something() {
    let service = Canned::default();
    let site = service.site(Options::new());
    let mut browser = Browser::visit(&site).await;
    let handle = browser.begun().await;
    for path in ["imports", "begin", &format!("imports/{handle}/cancel"), &format!("imports/{handle}/select")]
    {
        for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let request = Request::builder()
                .method(method)
                .uri(format!("/contacts/{path}"))
                .header("x-csrf-token", &browser.csrf)
                .body(Body::empty());
            let answer = browser.send(request.unwrap()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(!answer.headers.contains_key("access-control-allow-origin"));
        }
    }
    assert_eq!(browser.snapshot(&handle).await["state"], "progress");
}

#[tokio::test]
async fn t19_a_session_without_its_cookie_or_with_two_is_none() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::visit(&site).await;
    let cookie = browser.cookie.clone().unwrap();
    for cookies in
        ["a=b".to_owned(), format!("{cookie}; {cookie}"), cookie.replace("__Host-", ""), format!("{cookie}0")]
    {
        let mut request = browser.post_json("/contacts/imports", &serde_json::json!({ "service": "gmail" }));
        request.headers_mut().insert("cookie", cookies.parse().unwrap());
        assert_eq!(browser.send(request).await.status, 403, "{cookies}");
    }
    let mut twice = browser.post_json("/contacts/imports", &serde_json::json!({ "service": "gmail" }));
    twice.headers_mut().append("x-csrf-token", browser.csrf.parse().unwrap());
    assert_eq!(browser.send(twice).await.status, 403);
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused() {
    let site = Canned::default().site(Options::new());
    let mut browser = Browser::visit(&site).await;
    for (body, status, reason) in [
        ("", 400, "bad_request"),
        ("[]", 400, "bad_request"),
        ("{}", 400, "bad_request"),
        (r#"{"service":7}"#, 400, "bad_request"),
        (r#"{"service":"icloud"}"#, 400, "unknown_service"),
        (r#"{"service":"no such"}"#, 400, "unknown_service"),
        (r#"{"service":"gmail","include":["birthday"]}"#, 400, "bad_request"),
        (r#"{"service":"gmail","include":"name"}"#, 400, "bad_request"),
        (r#"{"service":"Gmail","include":["mailing_address"]}"#, 201, ""),
    ] {
        let mut request = browser.post_json("/contacts/imports", &serde_json::Value::Null);
        *request.body_mut() = Body::from(body);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{body}");
        if status != 201 {
            assert_eq!(answer.json()["error"]["reason"], reason, "{body}");
        }
    }
    let mut long = browser.post_json("/contacts/imports", &serde_json::Value::Null);
    *long.body_mut() = Body::from(vec![b' '; 16 * 1024 + 1]);
    assert_eq!(browser.send(long).await.status, 413);
    let mut form = browser.post_json("/contacts/imports", &serde_json::Value::Null);
    form.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(browser.send(form).await.status, 415);
}

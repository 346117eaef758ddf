//! T22: a browser is sent to listed origins only, and never to what merely looks like one.

use crate::support::{Browser, Canned};
use cloudsponge_web::{Options, RedirectError, Redirects};
use proptest::prelude::*;

fn rules() -> Redirects {
    Redirects::new(["https://app.example", "https://other.example:8443", "http://127.0.0.1:8080"]).unwrap()
}

#[test]
fn t22_redirect_rules() {
    let taken = [
        "/",
        "/thanks",
        "/thanks?x=1#y",
        "/a//b",
        "/a/%2f/b",
        "/?next=https://evil.example",
        "/?next=//evil.example",
        "/@evil.example",
        "/:80",
        "/a:b@c",
        "/.well-known/x",
        "/#//evil.example",
        "https://app.example",
        "https://app.example/",
        "https://app.example/thanks?x=1",
        "https://app.example?x=1",
        "https://app.example#x",
        "https://app.example:443/",
        "HTTPS://APP.EXAMPLE/thanks",
        "https://app.example//evil.example",
        "https://app.example/@evil.example",
        "https://other.example:8443/x",
        "http://127.0.0.1:8080/x",
    ];
    for target in taken {
        assert_eq!(rules().check(target), Ok(target));
    }
    let refused = [
        "",
        "thanks",
        "./thanks",
        "../thanks",
        "?x=1",
        "#x",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "//app.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/%2fevil.example",
        "/%2F%2Fevil.example",
        "/%5cevil.example",
        "/%5Cevil.example",
        "/%252fevil.example",
        "/%09/evil.example",
        "/%0d%0aLocation:evil.example",
        "/%00/evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/%2e/%2fevil.example",
        "/%2e%2e//evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        " //evil.example",
        " /thanks",
        "/thanks ",
        "/tha nks",
        "/\u{0}",
        "/\u{7f}",
        "/ü",
        "/\u{202e}x",
        "/\u{3002}evil",
        "/\"onload=x",
        "/<script>",
        "https://evil.example",
        "https://evil.example/app.example",
        "https://app.example.evil.example",
        "https://evil-app.example",
        "https://app.example@evil.example",
        "https://app.example:443@evil.example/",
        "https://u@app.example",
        "https://u:p@app.example/",
        "https://@app.example/",
        "https://app.example%2f@evil.example",
        "https://app.example%2eevil.example",
        "https://app%2eexample/",
        "https://app.example\\@evil.example",
        "https://app.example\\.evil.example",
        "https:\\\\app.example",
        "https:/app.example",
        "https:app.example",
        "https:///app.example",
        "https://\tapp.example",
        "https://app.example.",
        "https://app.example:8443",
        "https://app.example:",
        "https://app.example:0443/",
        "https://other.example",
        "http://app.example",
        "http://127.0.0.1",
        "http://127.0.0.1:80",
        "http://127.1:8080/",
        "http://2130706433:8080/",
        "http://0x7f000001:8080/",
        "http://localhost:8080/",
        "ws://app.example",
        "ftp://app.example",
        "javascript:alert(1)",
        "javascript://app.example/%0aalert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://app.example/x",
        "about:blank",
        "https://аpp.example",
        "https://xn--pp-7ka.example",
    ];
    for target in refused {
        assert!(rules().check(target).is_err(), "{target:?}");
    }
    assert!(taken.len() + refused.len() >= 80);
    let fits = format!("/{}", "a".repeat(2047));
    assert!(rules().check(&fits).is_ok());
    assert_eq!(rules().check(&format!("{fits}a")), Err(RedirectError::TooLong));
    assert_eq!(rules().check(""), Err(RedirectError::Empty));
    assert_eq!(rules().check("/a b"), Err(RedirectError::Character { at: 2 }));
    assert_eq!(rules().check("//app.example"), Err(RedirectError::Form));
    assert_eq!(rules().check("https://evil.example/"), Err(RedirectError::Origin));
    for origin in
        ["https://app.example/path", "http://app.example", "app.example", "https://u@app.example", ""]
    {
        assert!(Redirects::new([origin]).is_err(), "{origin}");
    }
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn v39_t22_the_host_of_the_result_is_in_the_list(
        target in "(https?:|HTTPS:)?[/\\\\]{0,3}(app\\.example|other\\.example:8443|evil\\.example|[ -~é\\t]{0,12})[@:/?#.%\\\\]?[ -~\\t]{0,16}"
    ) {
        if let Ok(target) = rules().check(&target) {
            let base = url::Url::parse("https://site.example/contacts/imports/x").unwrap();
            let url = base.join(target).unwrap();
            let origin = url.origin().ascii_serialization();
            let listed = ["https://site.example", "https://app.example", "https://other.example:8443", "http://127.0.0.1:8080"];
            prop_assert!(listed.contains(&origin.as_str()), "{} -> {}", target, origin);
            prop_assert!(url.username().is_empty() && url.password().is_none());
        }
    }
}

#[tokio::test]
async fn t22_the_application_cannot_be_talked_into_a_redirect() {
    for (target, status) in [
        ("/done", 303),
        ("https://app.example/done", 303),
        ("https://partner.example/x", 303),
        ("//evil.example", 500),
        ("https://evil.example", 500),
        ("/\\evil.example", 500),
        ("", 500),
    ] {
        let redirects = Redirects::new(["https://partner.example"]).unwrap();
        let options =
            Options::new().redirects(redirects).on_select(move |_| async move { Ok(target.to_owned()) });
        let site = Canned::default().site(options);
        let mut browser = Browser::visit(&site).await;
        let handle = browser.begun().await;
        let csrf = browser.csrf.clone();
        let select = Browser::post_form(&format!("/contacts/imports/{handle}/select"), &[("csrf", &csrf)]);
        let answer = browser.send(select).await;
        assert_eq!(answer.status, status, "{target}");
        assert_eq!(
            answer.headers.get("location").map(|location| location.to_str().unwrap()),
            (status == 303).then_some(target)
        );
    }
    assert!(Options::new().submit_to("//evil.example").is_err());
    assert!(Options::new().submit_to("https://evil.example/x").is_err());
    assert!(Options::new().base_path("//evil.example").is_err());
}

#[tokio::test]
async fn t22_the_host_header_makes_no_address_to_return_to_unless_it_is_trusted() {
    for (host, trusted) in
        [("127.0.0.1:8080", true), ("evil.example", false), ("127.0.0.1:8080.evil.example", false)]
    {
        let service = Canned::default();
        let options = Options::new().trusted_hosts(["127.0.0.1:8080"]);
        let site = crate::support::nested(cloudsponge_web::router(service.client(), options));
        let mut browser = Browser::stranger(&site);
        let get = http::Request::get("/contacts/session").header("host", host);
        let session = browser.send(get.body(axum::body::Body::empty()).unwrap()).await;
        let csrf = session.json()["csrf"].as_str().unwrap().to_owned();
        let mut begin = Browser::post_form("/contacts/begin", &[("csrf", &csrf), ("service", "gmail")]);
        begin.headers_mut().insert("host", host.parse().unwrap());
        let answer = browser.send(begin).await;
        assert_eq!(answer.status, 303, "{host}");
        assert!(answer.location().starts_with("/contacts/imports/"), "{host}");
        let requests = service.requests("/begin_import");
        let body = String::from_utf8(requests[0].3.to_vec()).unwrap();
        assert_eq!(
            body.contains("redirect_url=http%3A%2F%2F127.0.0.1%3A8080%2Fcontacts%2Freturn%2F"),
            trusted,
            "{body}"
        );
        assert!(trusted || !body.contains("redirect_url"), "{body}");
    }
}

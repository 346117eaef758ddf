//! Single calls from the outside: every request whole, and every kind of answer.
#![allow(clippy::unwrap_used, clippy::panic)]

use cloudsponge_proto::endpoints::{
    Begin, DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword,
};
use cloudsponge_proto::{
    Api, ApiErrorKind, BaseUrl, BuildError, Credentials, Endpoint, EndpointExt, ExtensionPlace, Format,
    ImportId, ResponseError, Service,
};
use http::Response;
use proptest::prelude::*;

fn api() -> Api {
    Api::new(Credentials::new("the-key", "the+password").unwrap())
}

/// A request as text: everything a server sees, in the order of the header map.
fn golden(endpoint: &impl EndpointExt, api: &Api) -> String {
    let request = endpoint.to_request(api).unwrap();
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\n", value.to_str().unwrap());
    }
    text + "\n" + std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn a_get_is_whole() {
    let expected = "GET https://api.cloudsponge.com/contacts/1126.json?start=20&count=10&echo=a+b
authorization: Basic dGhlLWtleTp0aGUrcGFzc3dvcmQ=
accept: application/json
accept-encoding: identity
cache-control: no-store
user-agent: cloudsponge-rust/0.1.0

";
    assert_eq!(golden(&GetContacts::new(ImportId::from(1126)).page(20, 10).echo("a b"), &api()), expected);
}

#[test]
fn a_post_is_whole() {
    let expected = "POST https://api.cloudsponge.com/begin_import/user_consent.xml
authorization: Basic dGhlLWtleTp0aGUrcGFzc3dvcmQ=
accept: application/xml
accept-encoding: identity
cache-control: no-store
user-agent: cloudsponge-rust/0.1.0
content-length: 131
content-type: application/x-www-form-urlencoded

service=gmail&include=mailing_address%2Cname&user_id=u%2B1&echo=%C3%A9%27&redirect_url=https%3A%2F%2Fapp.example.com%2Fdone%3Fa%3Db";
    let call = UserConsent::new(Service::GMAIL)
        .include(Include::MAILING_ADDRESS)
        .include(Include::new("name").unwrap())
        .include(Include::MAILING_ADDRESS)
        .user_id("u+1")
        .echo("é'")
        .redirect_url("https://app.example.com/done?a=b");
    assert_eq!(golden(&call, &api().with_format(Format::Xml)), expected);
}

#[test]
fn the_other_calls_go_where_they_belong() {
    let line = |endpoint: &dyn Fn(&Api) -> String| endpoint(&api()).lines().next().unwrap().to_owned();
    let login = UsernamePassword::new(Service::ICLOUD, "fern@example.com", "p w+");
    assert_eq!(line(&|api| golden(&login, api)), "POST https://api.cloudsponge.com/begin_import/import.json");
    assert!(
        golden(&login, &api()).ends_with("\n\nservice=icloud&username=fern%40example.com&password=p+w%2B")
    );
    let applet = DesktopApplet::new(Service::OUTLOOK);
    assert_eq!(
        line(&|api| golden(&applet, api)),
        "POST https://api.cloudsponge.com/begin_import/desktop_applet.json"
    );
    let events = GetEvents::new(ImportId::from(7));
    assert_eq!(line(&|api| golden(&events, api)), "GET https://api.cloudsponge.com/events/7.json");
    assert_eq!(golden(&Begin::from(applet.clone()), &api()), golden(&applet, &api()));
    let before = api()
        .with_extension_place(ExtensionPlace::BeforeId)
        .with_base_url(BaseUrl::parse("http://127.0.0.1:4141/prefix/").unwrap());
    assert!(golden(&events, &before).starts_with("GET http://127.0.0.1:4141/prefix/events.json/7\n"));
    assert!(
        golden(&applet, &before)
            .starts_with("POST http://127.0.0.1:4141/prefix/begin_import/desktop_applet.json\n")
    );
}

#[test]
fn what_cannot_be_sent_is_not_built() {
    let build = |url: &str| UserConsent::new(Service::CSV).redirect_url(url).to_request(&api()).err();
    for url in [
        "",
        "/done",
        "javascript:alert(1)",
        "https://u:p@app.example.com/",
        "https://app.example.com/ x",
        "ftp://x.example",
    ] {
        assert_eq!(build(url), Some(BuildError::RedirectUrl), "{url}");
    }
    assert_eq!(build("http://localhost:3000/done"), None);
    let empty = UsernamePassword::new(Service::ICLOUD, "", "p").to_request(&api());
    assert_eq!(empty.err(), Some(BuildError::Empty("username")));
    let long = GetEvents::new(ImportId::from(7)).echo("x".repeat(70_000)).to_request(&api());
    assert_eq!(long.err(), Some(BuildError::UrlTooLong));
}

#[test]
fn a_secret_never_enters_a_url() {
    struct Leaky;
    impl Endpoint for Leaky {
        const METHOD: http::Method = http::Method::GET;
        type Response = cloudsponge_proto::model::Events;
        fn path(&self) -> std::borrow::Cow<'static, str> {
            "events/7".into()
        }
        fn params(&self, params: &mut cloudsponge_proto::Params) {
            params.push_secret("password", "p");
        }
    }
    assert_eq!(Leaky.to_request(&api()).err(), Some(BuildError::SecretInUrl("password")));
}

fn kind_of(status: u16, body: &str) -> Option<ApiErrorKind> {
    let response = Response::builder().status(status).body(body.as_bytes()).unwrap();
    match GetContacts::read_response(response) {
        Err(ResponseError::Api(error)) => Some(error.kind),
        _ => None,
    }
}

#[test]
fn f1_to_f27_every_status_has_its_meaning() {
    use ApiErrorKind::*;
    for (status, kind) in [
        (400, BadRequest),
        (401, Unauthorized),
        (403, Unauthorized),
        (404, NotReady),
        (407, UnexpectedStatus),
        (408, RequestTimeout),
        (409, BadRequest),
        (410, Gone),
        (422, BadRequest),
        (425, RequestTimeout),
        (429, RateLimited),
        (451, BadRequest),
        (500, Server),
        (501, Server),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
        (599, Server),
        (204, UnexpectedStatus),
        (206, UnexpectedStatus),
        (300, UnexpectedStatus),
        (304, UnexpectedStatus),
        (301, RedirectRefused),
        (307, RedirectRefused),
        (999, UnexpectedStatus),
    ] {
        assert_eq!(kind_of(status, "{}"), Some(kind), "{status}");
    }
    let unknown =
        GetEvents::read_response(Response::builder().status(404).body(&b""[..]).unwrap()).unwrap_err();
    assert!(matches!(unknown, ResponseError::Api(error) if error.kind == UnknownImport));
    assert_eq!(kind_of(200, r#"{"error":{"message":"no"}}"#), Some(Rejected));
    assert_eq!(kind_of(201, r#"{"contacts":[]}"#), None);
}

fn message_of(content_type: &str, body: &str) -> Option<String> {
    let response = Response::builder()
        .status(400)
        .header("content-type", content_type)
        .header("x-request-id", "8b1c2d3e-0000-4000-8000-000000000001")
        .body(body.as_bytes())
        .unwrap();
    match UserConsent::read_response(response) {
        Err(ResponseError::Api(error)) => {
            assert_eq!(error.request_id.as_deref(), Some("8b1c2d3e-0000-4000-8000-000000000001"));
            error.message
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn f1_messages_are_found_in_every_form() {
    assert_eq!(message_of("application/json", r#"{"error":{"message":"m"}}"#).as_deref(), Some("m"));
    assert_eq!(message_of("application/json", r#"{"error":"m"}"#).as_deref(), Some("m"));
    assert_eq!(message_of("application/json", r#"{"message":"m"}"#).as_deref(), Some("m"));
    let xml = "<result><status>error</status><error><message>m</message></error></result>";
    assert_eq!(message_of("application/xml", xml).as_deref(), Some("m"));
    assert_eq!(message_of("text/plain", "Retry later\n").as_deref(), Some("Retry later"));
    assert_eq!(message_of("text/html", "<html><body>oops</body></html>"), None);
    assert_eq!(message_of("text/plain", ""), None);
}

#[test]
fn e7_e8_e9_bodies_are_read_by_content_unless_the_label_contradicts() {
    let read = |label: Option<&str>, encoding: Option<&str>, body: &'static str| {
        let mut response = Response::builder();
        if let Some(label) = label {
            response = response.header("content-type", label);
        }
        if let Some(encoding) = encoding {
            response = response.header("content-encoding", encoding);
        }
        GetEvents::read_response(response.body(body.as_bytes()).unwrap())
    };
    let (json, xml) = (r#"{"events":[]}"#, "<eventsResponse/>");
    assert!(read(Some("application/json; charset=utf-8"), None, json).is_ok());
    assert!(read(Some("text/html"), None, json).is_ok());
    assert!(read(None, None, json).is_ok());
    assert!(read(None, None, xml).is_ok());
    assert!(read(Some("text/xml"), Some("identity"), xml).is_ok());
    let unexpected = |result| matches!(result, Err(ResponseError::UnexpectedFormat(_)));
    assert!(unexpected(read(Some("application/json"), None, xml)));
    assert!(unexpected(read(Some("application/xml"), None, json)));
    assert!(unexpected(read(Some("application/json"), None, "<!DOCTYPE html><html></html>")));
    assert!(unexpected(read(Some("application/json"), Some("gzip"), json)));
    assert!(matches!(read(Some("application/json"), None, ""), Err(ResponseError::Codec(_))));
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    /// V35: whatever the texts, the request goes to the base URL's origin and the form decodes to them.
    #[test]
    fn v35_texts_come_back_out_of_the_form(user_id: String, echo: String) {
        let request = UserConsent::new(Service::GMAIL).user_id(&user_id).echo(&echo).to_request(&api()).unwrap();
        prop_assert_eq!(request.uri().to_string(), "https://api.cloudsponge.com/begin_import/user_consent.json");
        let pairs: Vec<_> = url::form_urlencoded::parse(request.body()).into_owned().collect();
        let expected = [("service", "gmail"), ("user_id", &user_id), ("echo", &echo)];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        prop_assert_eq!(pairs, expected);
    }

    /// V35 for calls whose arguments travel in the URL.
    #[test]
    fn v35_texts_come_back_out_of_the_query(echo in "\\PC{0,60}", id in "[A-Za-z0-9_-]{1,64}") {
        let call = GetContacts::new(id.parse().unwrap()).echo(&echo);
        let request = call.to_request(&api()).unwrap();
        let url = url::Url::parse(&request.uri().to_string()).unwrap();
        prop_assert_eq!(url.origin().ascii_serialization(), "https://api.cloudsponge.com");
        prop_assert_eq!(url.path(), format!("/contacts/{id}.json"));
        prop_assert!(url.fragment().is_none() && !request.uri().to_string().contains('\''));
        let found = url.query_pairs().find(|(name, _)| name == "echo").map(|(_, value)| value.into_owned());
        prop_assert_eq!(found, Some(echo));
    }

    /// V34: secrets of a login are in no output but the body.
    #[test]
    fn v34_logins_are_not_shown(username in "[a-z0-9]{8,20}", password in "[a-z0-9+/]{8,20}") {
        let call = UsernamePassword::new(Service::ICLOUD, &username, &password);
        let begin = Begin::from(call.clone());
        let shown = format!("{call:?} {call:#?} {begin:?} {:?}", api());
        prop_assert!(!shown.contains(&username) && !shown.contains(&password) && !shown.contains("the-key"));
    }
}

#[test]
fn a_redirect_is_told_by_its_origin_alone() {
    let error = |location: &str| {
        let response = Response::builder().status(302).header("location", location);
        match GetEvents::read_response(response.body(&[][..]).unwrap()) {
            Err(ResponseError::Api(error)) => (error.kind, error.redirect_origin.clone(), error.to_string()),
            other => panic!("{other:?}"),
        }
    };
    let (kind, origin, text) = error("https://user:secret@login.example:8443/path?code=secret");
    assert_eq!(
        (kind, origin.as_deref()),
        (ApiErrorKind::RedirectRefused, Some("https://login.example:8443"))
    );
    assert!(text.contains("points to https://login.example:8443") && !text.contains("secret"), "{text}");
    for nowhere in ["/path", "mailto:fern@example.com", "not a url", ""] {
        assert_eq!(error(nowhere).1, None, "{nowhere}");
    }
}

#[test]
fn each_refusal_has_its_own_words() {
    let mut sentences = std::collections::BTreeSet::new();
    let statuses = [302, 400, 401, 404, 408, 410, 429, 500, 503, 418, 600];
    for status in statuses {
        let response = Response::builder().status(status).body(&[][..]).unwrap();
        let error = GetContacts::read_response(response).unwrap_err().to_string();
        let sentence = error.split(" (status").next().unwrap().to_owned();
        assert!(sentence.len() > 10, "{error}");
        sentences.insert(sentence);
    }
    // 418 means no more than 400 does.
    assert_eq!(sentences.len(), statuses.len() - 1, "{sentences:?}");
    let encoded = Response::builder().header("content-encoding", "br").header("content-type", "text/xml");
    let error = GetContacts::read_response(encoded.body(&b"<a/>"[..]).unwrap()).unwrap_err().to_string();
    assert!(error.contains("under a content encoding"), "{error}");
    let page = GetContacts::read_response(Response::new(&b"<html>"[..])).unwrap_err().to_string();
    assert!(!page.contains("encoding") && page.contains("JSON or XML"), "{page}");
}

#[test]
fn an_endpoint_of_ones_own_may_have_the_id_in_its_path() {
    struct Status;
    impl Endpoint for Status {
        const METHOD: http::Method = http::Method::GET;
        type Response = cloudsponge_proto::model::Begun;
        fn path(&self) -> std::borrow::Cow<'static, str> {
            "status/7".into()
        }
        fn params(&self, _: &mut cloudsponge_proto::Params) {}
    }
    let uri = |api: Api| Status.to_request(&api).unwrap().uri().path().to_owned();
    assert_eq!(uri(api()), "/status/7.json");
    assert_eq!(uri(api().with_extension_place(ExtensionPlace::BeforeId)), "/status.json/7");
    // A begin call has none.
    let begin =
        UserConsent::new(Service::GMAIL).to_request(&api().with_extension_place(ExtensionPlace::BeforeId));
    assert_eq!(begin.unwrap().uri().path(), "/begin_import/user_consent.json");
}
